// Package lines is the codec for text: each line is an event.
package lines

import (
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Options of the lines codec.
type Options struct {
	// Character set of what is read, such as "ISO-8859-1", "windows-1252" or "UTF-16LE". Events hold
	// UTF-8. By default nothing is converted.
	Charset string `hcl:"charset,optional"`
	// What ends a line, on reading and on writing. With the default, a newline, a carriage return before
	// it is taken off too.
	Delimiter string `hcl:"delimiter,optional"`
	// Longest line. A longer one is cut there and tagged _line_truncated; the rest of it is skipped.
	MaxLine plugin.Size `hcl:"max_line,optional"`
	// What is written for each event, such as "${field.host.name} ${field.message}". By default the
	// field message. A part that is missing is written as nothing.
	Format *expr.Expr `hcl:"format,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	s := plugin.NewCodec("lines", Options{Charset: "UTF-8", Delimiter: "\n", MaxLine: 1 << 20}, build)
	s.Aliases = []string{"plain", "line"}
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
		return nil, env.Invalid("max_line", "%s leaves nothing of a line: give at least 1B, such as \"1MiB\".", o.MaxLine)
	}
	cut := newline.Options{Delimiter: o.Delimiter, Charset: cs, Limit: int(o.MaxLine)}
	return &plugin.Codec{
		NewFramer:  func() plugin.Framer { return newline.New(cut) },
		NewDecoder: func() plugin.Decoder { return decoder{cs} },
		NewEncoder: func() plugin.Encoder { return newEncoder(o) },
		Sets:       []event.Path{event.MustPath("message")},
	}, nil
}

type decoder struct{ charset *charset.Charset }

// Decode implements plugin.Decoder.
func (d decoder) Decode(b *event.Batch, r *event.Record) error {
	b.AddDecoded(r).SetMessage(d.charset.Decode(r.Data))
	return nil
}

func newEncoder(o Options) plugin.Encoder {
	if o.Format == nil {
		return &messageEncoder{o.Delimiter, event.MustPath("message")}
	}
	return &formatEncoder{o.Delimiter, o.Format, expr.NewEnv()}
}

// messageEncoder writes the field message.
type messageEncoder struct {
	delimiter string
	message   event.Path
}

var errNoMessage = errors.New(`encode as a line: the event has no field "message": set the option format of codec "lines", or use another codec such as "ndjson"`)

// Encode implements plugin.Encoder.
func (c *messageEncoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	s, ok := e.Message()
	if !ok {
		v := e.Get(c.message)
		if v.IsNull() {
			return dst, errNoMessage
		}
		return append(event.AppendText(dst, v), c.delimiter...), nil
	}
	return append(append(dst, s...), c.delimiter...), nil
}

// formatEncoder writes what an expression gives.
type formatEncoder struct {
	delimiter string
	format    *expr.Expr
	env       *expr.Env
}

// Encode implements plugin.Encoder.
func (c *formatEncoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	c.env.BindShared(e)
	v := c.format.Eval(c.env)
	if f := c.env.TakeErr(); f != nil {
		return dst, fmt.Errorf("encode as a line: %w", f)
	}
	return append(event.AppendText(dst, v), c.delimiter...), nil
}
