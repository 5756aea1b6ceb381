// Package msgpack is the codec for MessagePack: each map is an event.
package msgpack

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the msgpack codec. Times are written as text, as Logstash does; the extension type for
// times is read.
type Options struct {
	// Field that the map is put into. By default its fields become the event's.
	Target event.Path `hcl:"target,optional"`
	// Largest map. A larger one is skipped; its beginning is kept as message, tagged _line_truncated and
	// _msgpackparsefailure.
	MaxSize plugin.Size `hcl:"max_size,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	return plugin.NewCodec("msgpack", Options{MaxSize: 10 << 20}, build)
}

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	if o.MaxSize < 1 {
		return nil, env.Invalid("max_size", "%s leaves nothing of a map: give at least 1B, such as \"10MiB\".", o.MaxSize)
	}
	c := &plugin.Codec{
		NewFramer:  func() plugin.Framer { return &framer{limit: int64(o.MaxSize)} },
		NewDecoder: func() plugin.Decoder { return &decoder{target: o.Target} },
		NewEncoder: func() plugin.Encoder { return encoder{} },
		FailureTag: "_msgpackparsefailure",
		Open:       true,
	}
	if !o.Target.IsZero() {
		c.Sets = []event.Path{o.Target}
	}
	return c, nil
}
