package fingerprint

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

// appendRuby appends a value as Ruby's to_s writes it, so that fingerprints equal those of Logstash. Fields of objects
// are sorted.
func appendRuby(dst []byte, v event.Value) []byte {
	switch v.Kind() {
	case event.KindFloat:
		f, _ := v.AsFloat()
		return appendFloat(dst, f)
	case event.KindObject, event.KindArray:
		return appendInspect(dst, v)
	}
	return event.AppendText(dst, v)
}

// appendInspect appends a value as it stands inside objects and lists.
func appendInspect(dst []byte, v event.Value) []byte {
	switch v.Kind() {
	case event.KindNull:
		return append(dst, "nil"...)
	case event.KindString:
		s, _ := v.AsString()
		return appendQuoted(dst, s)
	case event.KindTime:
		return append(event.AppendText(append(dst, '"'), v), '"')
	case event.KindObject:
		return appendObject(dst, v.AsObject())
	case event.KindArray:
		dst = append(dst, '[')
		for i, e := range v.AsArray() {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendInspect(dst, e)
		}
		return append(dst, ']')
	}
	return appendRuby(dst, v)
}

func appendObject(dst []byte, o *event.Object) []byte {
	fields := make([]event.Field, 0, o.Len())
	for k, v := range o.All() {
		fields = append(fields, event.Field{Key: k, Value: v})
	}
	slices.SortFunc(fields, byName)
	dst = append(dst, '{')
	for i := range fields {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(appendQuoted(dst, fields[i].Key.String()), "=>"...)
		dst = appendInspect(dst, fields[i].Value)
	}
	return append(dst, '}')
}

// appendFloat always writes a fraction, and an exponent for what is very small or large.
func appendFloat(dst []byte, f float64) []byte {
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		format = 'e'
	}
	text := strconv.AppendFloat(nil, f, format, -1, 64)
	mantissa, exponent, _ := bytes.Cut(text, []byte("e"))
	dst = append(dst, mantissa...)
	if !bytes.ContainsRune(mantissa, '.') {
		dst = append(dst, ".0"...)
	}
	if format == 'e' {
		dst = append(append(dst, 'e'), exponent...)
	}
	return dst
}

// appendQuoted writes text in quotes with Ruby's escapes.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i, r := range s {
		rest := s[i:]
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '#' && len(rest) > 1 && strings.IndexByte("{$@", rest[1]) >= 0:
			dst = append(dst, `\#`...)
		case r < ' ' && escapes[r] != 0:
			dst = append(dst, '\\', escapes[r])
		case r == utf8.RuneError && !strings.HasPrefix(rest, "\uFFFD"):
			dst = fmt.Appendf(dst, `\x%02X`, rest[0])
		case !unicode.IsPrint(r) && r <= 0xffff:
			dst = fmt.Appendf(dst, `\u%04X`, r)
		case !unicode.IsPrint(r):
			dst = fmt.Appendf(dst, `\u{%X}`, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// escapes are the control characters that have a letter.
var escapes = [' ']byte{'\a': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', 0x1b: 'e'}
