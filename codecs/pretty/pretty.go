// Package pretty is the codec for people: each event as indented JSON, in colour on a terminal.
package pretty

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the pretty codec, which can only write.
type Options struct {
	// Whether to write in colour: "auto" does when the output is a terminal.
	Color string `hcl:"color,optional" oneof:"auto,always,never"`
	// Shows the metadata too, as the field @metadata.
	Metadata bool `hcl:"metadata,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	s := plugin.NewCodec("pretty", Options{Color: "auto"}, build)
	s.Aliases = []string{"rubydebug"}
	return s
}

func build(o Options, _ plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	return &plugin.Codec{NewEncoder: func() plugin.Encoder {
		return &encoder{options: o, color: o.Color == "always"}
	}}, nil
}

// ANSI escape sequences (ECMA-48, 8.3.117).
const (
	colorReset  = "\x1b[0m"
	colorKey    = "\x1b[34m"
	colorString = "\x1b[32m"
	colorNumber = "\x1b[36m"
	colorTime   = "\x1b[35m"
	colorWord   = "\x1b[33m" // true, false and null
)

type encoder struct {
	options Options
	color   bool
}

var _ plugin.Colorer = (*encoder)(nil)

// Color implements plugin.Colorer.
func (p *encoder) Color(terminal bool) {
	if p.options.Color == "auto" {
		p.color = terminal
	}
}

// Encode implements plugin.Encoder.
func (p *encoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	dst = append(dst, '{')
	n := 0
	for k, v := range e.Fields().All() {
		dst = p.field(dst, k, v, n, 1)
		n++
	}
	if meta := e.Meta(); p.options.Metadata && meta != nil && meta.Len() > 0 {
		dst = p.field(dst, event.ConfigKey("@metadata"), event.ObjectValue(meta), n, 1)
		n++
	}
	if n > 0 {
		dst = append(dst, '\n')
	}
	return append(dst, '}', '\n'), nil
}

const indentation = "  "

func newLine(dst []byte, depth int) []byte {
	dst = append(dst, '\n')
	for range depth {
		dst = append(dst, indentation...)
	}
	return dst
}

// field writes the n-th field of an object.
func (p *encoder) field(dst []byte, k *event.Key, v event.Value, n, depth int) []byte {
	if n > 0 {
		dst = append(dst, ',')
	}
	dst = newLine(dst, depth)
	q := k.Quoted()
	dst = p.paint(dst, colorKey, func(dst []byte) []byte { return append(dst, q[:len(q)-1]...) })
	return p.value(append(dst, ": "...), v, depth)
}

func (p *encoder) value(dst []byte, v event.Value, depth int) []byte {
	switch v.Kind() {
	case event.KindObject:
		return p.object(dst, v.AsObject(), depth)
	case event.KindArray:
		return p.list(dst, v.AsArray(), depth)
	}
	return p.paint(dst, colorOf(v), func(dst []byte) []byte { return event.AppendJSONValue(dst, v) })
}

func (p *encoder) object(dst []byte, o *event.Object, depth int) []byte {
	dst = append(dst, '{')
	n := 0
	for k, v := range o.All() {
		dst = p.field(dst, k, v, n, depth+1)
		n++
	}
	if n > 0 {
		dst = newLine(dst, depth)
	}
	return append(dst, '}')
}

// list writes lists of plain values on one line.
func (p *encoder) list(dst []byte, list []event.Value, depth int) []byte {
	nested := false
	for _, v := range list {
		nested = nested || v.Kind() == event.KindObject || v.Kind() == event.KindArray
	}
	dst = append(dst, '[')
	for i, v := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch {
		case nested:
			dst = newLine(dst, depth+1)
		case i > 0:
			dst = append(dst, ' ')
		}
		dst = p.value(dst, v, depth+1)
	}
	if nested {
		dst = newLine(dst, depth)
	}
	return append(dst, ']')
}

func (p *encoder) paint(dst []byte, color string, write func([]byte) []byte) []byte {
	if !p.color {
		return write(dst)
	}
	return append(write(append(dst, color...)), colorReset...)
}

func colorOf(v event.Value) string {
	switch {
	case v.IsNumber():
		return colorNumber
	case v.Kind() == event.KindTime:
		return colorTime
	case v.IsNull(), v.Kind() == event.KindBool:
		return colorWord
	}
	return colorString
}
