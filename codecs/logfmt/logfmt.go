// Package logfmt is the codec for lines of key=value pairs, such as `level=info msg="request done"`.
package logfmt

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the logfmt codec. Values are read as text, a key without a value as true. A line without
// any pair is no logfmt: it is kept as message and tagged _logfmtparsefailure. Fields inside of others
// are written with dots.
type Options struct {
	// Field that the pairs are put into. By default they become fields of the event.
	Target event.Path `hcl:"target,optional"`
	// Character set of what is read, such as "ISO-8859-1". By default nothing is converted.
	Charset string `hcl:"charset,optional"`
	// Longest line. A longer one is cut there and tagged _line_truncated; the rest of it is skipped.
	MaxLine plugin.Size `hcl:"max_line,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	return plugin.NewCodec("logfmt", Options{Charset: "UTF-8", MaxLine: 1 << 20}, build)
}

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	cs, err := charset.Lookup(o.Charset)
	switch {
	case err != nil:
		return nil, env.Invalid("charset", "%s.", err)
	case o.MaxLine < 1:
		return nil, env.Invalid("max_line", "%s leaves nothing of a line: give at least 1B, such as \"1MiB\".", o.MaxLine)
	}
	lines := newline.Options{Charset: cs, Limit: int(o.MaxLine)}
	c := &plugin.Codec{
		NewFramer: func() plugin.Framer { return newline.New(lines) },
		NewDecoder: func() plugin.Decoder {
			return &decoder{target: o.Target, charset: cs, keys: make(map[string]*event.Key)}
		},
		NewEncoder: func() plugin.Encoder { return &encoder{} },
		FailureTag: "_logfmtparsefailure",
		Open:       true,
	}
	if !o.Target.IsZero() {
		c.Sets = []event.Path{o.Target}
	}
	return c, nil
}
