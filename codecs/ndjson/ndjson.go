// Package ndjson is the codec for JSON lines: each line is a JSON object and becomes an event.
package ndjson

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/codecs/internal/jsontext"
	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the ndjson codec.
type Options struct {
	// Field that the object is put into. By default its fields become the event's.
	Target event.Path `hcl:"target,optional"`
	// Character set of what is read. JSON is UTF-8, unless an old program wrote it.
	Charset string `hcl:"charset,optional"`
	// What ends a line on reading.
	Delimiter string `hcl:"delimiter,optional"`
	// Longest line. A longer one is cut there, tagged _line_truncated and, as it is no whole JSON text,
	// _jsonparsefailure; the rest of it is skipped.
	MaxLine plugin.Size `hcl:"max_line,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	s := plugin.NewCodec("ndjson", Options{Charset: "UTF-8", Delimiter: "\n", MaxLine: 20 << 20}, build)
	s.Aliases = []string{"json_lines"}
	return s
}

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	cs, err := charset.Lookup(o.Charset)
	switch {
	case err != nil:
		return nil, env.Invalid("charset", "%s.", err)
	case o.Delimiter == "":
		return nil, env.Invalid("delimiter", "An empty delimiter ends no line: give a text such as \"\\n\", or leave the option out.")
	case o.MaxLine < 1:
		return nil, env.Invalid("max_line", "%s leaves nothing of a line: give at least 1B, such as \"20MiB\".", o.MaxLine)
	}
	cut := newline.Options{Delimiter: o.Delimiter, Charset: cs, Limit: int(o.MaxLine)}
	c := &plugin.Codec{
		NewFramer:  func() plugin.Framer { return newline.New(cut) },
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
