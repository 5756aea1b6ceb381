// Package docker is the codec for the files of Docker's logging driver json-file: lines such as
// {"log":"message\n","stream":"stdout","time":"2016-10-06T00:17:09.669794202Z"}.
package docker

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/partial"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the docker codec, which can only read.
type Options struct {
	// Longest message, joined of all its parts and counted as it stands in the file. A longer one is
	// cut there and tagged _line_truncated.
	MaxLine plugin.Size `hcl:"max_line,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	return plugin.NewCodec("docker", Options{MaxLine: 1 << 20}, build)
}

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	if o.MaxLine < 1 {
		return nil, env.Invalid("max_line", "%s leaves nothing of a message: give at least 1B, such as \"1MiB\".", o.MaxLine)
	}
	format := partial.Format{Split: split, Shorten: shorten, Limit: int(o.MaxLine)}
	attrs := event.MustPath("docker.attrs")
	if env.ECS.On() {
		attrs = event.MustPath("container.labels")
	}
	return &plugin.Codec{
		NewFramer:  func() plugin.Framer { return partial.New(format) },
		NewDecoder: func() plugin.Decoder { return newDecoder(attrs) },
		FailureTag: "_dockerparsefailure",
		Sets:       []event.Path{event.MustPath("@timestamp"), event.MustPath("stream"), event.MustPath("message"), attrs},
	}, nil
}

type decoder struct {
	json                     event.Decoder
	log, stream, time, attrs *event.Key
	labels                   event.Path
}

func newDecoder(labels event.Path) *decoder {
	return &decoder{
		log: event.ConfigKey("log"), stream: event.ConfigKey("stream"), time: event.ConfigKey("time"),
		attrs: event.ConfigKey("attrs"), labels: labels,
	}
}

// Decode implements plugin.Decoder.
func (d *decoder) Decode(b *event.Batch, r *event.Record) error {
	o := b.Arena().NewObject()
	if err := d.json.Object(b.Arena(), r.Data, o); err != nil {
		return err
	}
	text, ok := o.Get(d.log).AsString()
	if !ok {
		return fmt.Errorf("docker: %q has no text \"log\"", event.CutUTF8(r.Data, quoteMax))
	}
	e := b.AddDecoded(r)
	if err := setTime(e, o.Get(d.time)); err != nil {
		return err
	}
	if v := o.Get(d.stream); v.Kind() == event.KindString {
		e.Fields().Set(e.Arena(), d.stream, v)
	}
	e.SetMessage(trimNewline(text))
	if v := o.Get(d.attrs); v.AsObject() != nil {
		return e.Set(d.labels, v)
	}
	return nil
}

// quoteMax is how many bytes of a line an error quotes.
const quoteMax = 80
