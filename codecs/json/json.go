// Package json is the codec for JSON texts, each of which may span lines.
package json

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/codecs/internal/jsontext"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the json codec.
type Options struct {
	// Field that the object is put into. By default its fields become the event's.
	Target event.Path `hcl:"target,optional"`
	// Character set of what is read. JSON is UTF-8, unless an old program wrote it.
	Charset string `hcl:"charset,optional"`
	// Longest JSON text. A longer one is cut there, tagged _line_truncated and, as it is not whole,
	// _jsonparsefailure; reading goes on at the next line that begins with an object or a list.
	MaxSize plugin.Size `hcl:"max_size,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	return plugin.NewCodec("json", Options{Charset: "UTF-8", MaxSize: 20 << 20}, build)
}

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	cs, err := charset.Lookup(o.Charset)
	switch {
	case err != nil:
		return nil, env.Invalid("charset", "%s.", err)
	case cs.Unit() > 1:
		return nil, env.Invalid("charset", "JSON in %q can't be told where it ends: use the codec ndjson, which reads a text from each line.", o.Charset)
	case o.MaxSize < 1:
		return nil, env.Invalid("max_size", "%s leaves nothing of a text: give at least 1B, such as \"20MiB\".", o.MaxSize)
	}
	c := &plugin.Codec{
		NewFramer:  func() plugin.Framer { return &framer{limit: int(o.MaxSize)} },
		NewDecoder: func() plugin.Decoder { return jsontext.NewDecoder(o.Target, cs) },
		NewEncoder: func() plugin.Encoder { return jsontext.Encoder{} },
		FailureTag: jsontext.FailureTag,
		Open:       true,
	}
	if !o.Target.IsZero() {
		c.Sets = []event.Path{o.Target}
	}
	return c, nil
}
