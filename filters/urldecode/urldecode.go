// Package urldecode decodes percent-encoded text (RFC 3986, section 2.1).
package urldecode

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the urldecode filter. Text in lists and objects is decoded too; a plus sign stays.
type Options struct {
	// Field to decode. An event without it passes untouched.
	Field event.Path `hcl:"field,optional"`
	// Decodes all fields of the event instead.
	AllFields bool `hcl:"all_fields,optional"`
	// Character set of the decoded bytes, such as "ISO-8859-1" or "cp1252". Bytes that are not UTF-8 become
	// \xE9 where the set is UTF-8.
	Charset string `hcl:"charset,optional"`
}

// Plugin describes the urldecode filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("urldecode", Options{Field: event.MustPath("message"), Charset: "UTF-8"}, build)
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{Options: o}
	if strings.EqualFold(o.Charset, "UTF-8") || strings.EqualFold(o.Charset, "ASCII") {
		return f, nil
	}
	if f.charset = charset(o.Charset); f.charset == nil {
		return nil, env.Invalid("charset", "%q is no character set that is known: use a name such as \"UTF-8\", \"ISO-8859-1\" or \"windows-1252\".", o.Charset)
	}
	return f, nil
}

// charset finds a character set by its name with IANA, or by the other names that browsers know.
func charset(name string) encoding.Encoding {
	if e, err := ianaindex.IANA.Encoding(name); err == nil && e != nil {
		return e
	}
	if e, err := htmlindex.Get(name); err == nil {
		return e
	}
	return nil
}

type filter struct {
	Options
	charset encoding.Encoding // nil for UTF-8
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	w := &worker{filter: f}
	if f.charset != nil {
		w.decoder = f.charset.NewDecoder()
	}
	return w
}

type worker struct {
	*filter
	decoder *encoding.Decoder
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		if w.AllFields {
			w.object(ev.Arena(), ev.Fields())
			continue
		}
		v := ev.Get(w.Field)
		if v.IsNull() {
			ev.Skip()
			continue
		}
		if err := ev.Set(w.Field, w.value(ev.Arena(), v)); err != nil {
			b.Fail(ev, err)
		}
	}
	return nil
}

func (w *worker) value(a *event.Arena, v event.Value) event.Value {
	switch v.Kind() {
	case event.KindString:
		s, _ := v.AsString()
		return event.String(w.text(a, s))
	case event.KindObject:
		w.object(a, v.AsObject())
	case event.KindArray:
		list := v.AsArray()
		for i, e := range list {
			list[i] = w.value(a, e)
		}
	}
	return v
}

func (w *worker) object(a *event.Arena, o *event.Object) {
	for i := range o.Len() {
		_, v := o.At(i)
		o.SetAt(i, w.value(a, v))
	}
}

func (w *worker) text(a *event.Arena, s string) string {
	if w.decoder != nil {
		decoded, err := w.decoder.String(string(unescape(nil, s)))
		if err != nil { // decoders put U+FFFD where they can't go on, so that none is known
			return s
		}
		return decoded
	}
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	t := a.EndString(unescape(a.Begin(len(s)), s))
	if utf8.ValidString(t) {
		return t
	}
	return a.EndString(showInvalid(a.Begin(2*len(t)), t))
}

// unescape appends a text in which %41 becomes the byte 0x41. Other percent signs stay.
func unescape(dst []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, '%')
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		s = s[i:]
		if len(s) >= 3 && isHex(s[1]) && isHex(s[2]) {
			dst = append(dst, unhex(s[1])<<4|unhex(s[2]))
			s = s[3:]
			continue
		}
		dst = append(dst, '%')
		s = s[1:]
	}
}

func isHex(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f' }

func unhex(c byte) byte {
	if c-'0' <= 9 {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// showInvalid appends a text in which the bytes that are not UTF-8 are written out.
func showInvalid(dst []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, '\\', 'x', digits[s[i]>>4], digits[s[i]&15])
		} else {
			dst = append(dst, s[i:i+n]...)
		}
		i += n
	}
	return dst
}

// Sets implements plugin.FieldSetter: the filter makes no field of its own.
func (f *filter) Sets() (fields []event.Path, open bool) { return nil, false }
