package logfmt

import (
	"strconv"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

type encoder struct {
	prefix []byte // names of the objects around the field at hand, with dots
}

// Encode implements plugin.Encoder.
func (c *encoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	start := len(dst)
	c.prefix = c.prefix[:0]
	if dst = c.object(dst, e.Fields()); len(dst) > start {
		dst = dst[:len(dst)-1]
	}
	return append(dst, '\n'), nil
}

// object writes the fields, each with a blank behind it.
func (c *encoder) object(dst []byte, o *event.Object) []byte {
	n := len(c.prefix)
	for k, v := range o.All() {
		c.prefix = appendKey(c.prefix[:n], k.String())
		if inner := v.AsObject(); inner != nil && inner.Len() > 0 {
			c.prefix = append(c.prefix, '.')
			dst = c.object(dst, inner)
			continue
		}
		dst = append(append(dst, c.prefix...), '=')
		dst = append(appendValue(dst, v), ' ')
	}
	c.prefix = c.prefix[:n]
	return dst
}

// appendKey writes a name. What can't stand in a key becomes an underscore.
func appendKey(dst []byte, name string) []byte {
	if name == "" {
		return append(dst, '_')
	}
	for i := range len(name) {
		c := name[i]
		if c <= ' ' || c == '=' || c == '"' || c == 0x7f {
			c = '_'
		}
		dst = append(dst, c)
	}
	return dst
}

// appendValue writes a value, in quotes where it needs them.
func appendValue(dst []byte, v event.Value) []byte {
	if v.IsNull() {
		return append(dst, "null"...)
	}
	start := len(dst)
	if v.Kind() == event.KindArray {
		dst = event.AppendJSONValue(dst, v)
	} else {
		dst = event.AppendText(dst, v)
	}
	if !needsQuotes(dst[start:]) {
		return dst
	}
	text := string(dst[start:])
	return appendQuoted(dst[:start], text)
}

func needsQuotes(text []byte) bool {
	for _, c := range text {
		if c <= ' ' || c == '=' || c == '"' || c == '\\' || c == 0x7f {
			return true
		}
	}
	return len(text) == 0 || !utf8.Valid(text)
}

func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case r == '\t':
			dst = append(dst, '\\', 't')
		case r == '\r':
			dst = append(dst, '\\', 'r')
		case r < ' ' || r == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', '0'+byte(r>>4))
			dst = strconv.AppendInt(dst, int64(r&15), 16)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
