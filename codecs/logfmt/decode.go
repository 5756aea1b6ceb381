package logfmt

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/codecs/internal/reserved"
	"github.com/headgate/headgate/event"
)

type decoder struct {
	target  event.Path
	charset *charset.Charset
	keys    map[string]*event.Key // names seen, up to manyKeys
}

const (
	manyKeys = 1024
	quoteMax = 80 // bytes of a line that an error quotes
)

var errNoPair = errors.New("logfmt: the line has no pair: expected key=value")

// Decode implements plugin.Decoder.
func (d *decoder) Decode(b *event.Batch, r *event.Record) error {
	text := d.charset.Decode(r.Data)
	if skipBlanks(text, 0) == len(text) {
		return nil
	}
	if strings.IndexByte(text, '=') < 0 {
		return errNoPair
	}
	e := b.AddDecoded(r)
	if d.target.IsZero() {
		if err := d.pairs(e.Arena(), text, e.Fields()); err != nil {
			return err
		}
		reserved.Fix(e)
		return nil
	}
	o := e.Arena().NewObject()
	if err := d.pairs(e.Arena(), text, o); err != nil {
		return err
	}
	return e.Set(d.target, event.ObjectValue(o))
}

func skipBlanks(s string, i int) int {
	for i < len(s) && s[i] <= ' ' {
		i++
	}
	return i
}

// pairs reads a line. Of pairs with the same key the last one wins.
func (d *decoder) pairs(a *event.Arena, s string, o *event.Object) error {
	for i := skipBlanks(s, 0); i < len(s); i = skipBlanks(s, i) {
		start := i
		for i < len(s) && s[i] > ' ' && s[i] != '=' && s[i] != '"' {
			i++
		}
		if i == start || i < len(s) && s[i] == '"' {
			return fmt.Errorf("logfmt: byte %d: expected a key, found %q", i, event.CutUTF8(s[i:], quoteMax))
		}
		name, v := s[start:i], event.Bool(true)
		if i < len(s) && s[i] == '=' {
			var err error
			if v, i, err = value(a, s, i+1); err != nil {
				return err
			}
		}
		if o.Set(a, d.key(name), v); o.Len() > event.MaxFields {
			return fmt.Errorf("logfmt: the line has more keys than the limit of %d", event.MaxFields)
		}
	}
	return nil
}

// key finds the key of a name, mostly without the shared table.
func (d *decoder) key(name string) *event.Key {
	if k := d.keys[name]; k != nil {
		return k
	}
	k := event.Intern(name)
	if len(d.keys) < manyKeys {
		d.keys[k.String()] = k
	}
	return k
}

// value reads the value that begins at i and returns where it ends.
func value(a *event.Arena, s string, i int) (event.Value, int, error) {
	if i == len(s) || s[i] != '"' {
		start := i
		for i < len(s) && s[i] > ' ' {
			i++
		}
		return event.String(s[start:i]), i, nil
	}
	end, escapes := i+1, false
	for end < len(s) && s[end] != '"' {
		if s[end] == '\\' {
			escapes = true
			end++
		}
		end++
	}
	if end >= len(s) {
		return event.Null, 0, fmt.Errorf("logfmt: byte %d: %q has no closing quote", i, event.CutUTF8(s[i:], quoteMax))
	}
	if end+1 < len(s) && s[end+1] > ' ' {
		return event.Null, 0, fmt.Errorf("logfmt: byte %d: expected a blank behind a closing quote, found %q", end+1, event.CutUTF8(s[end+1:], quoteMax))
	}
	text := s[i+1 : end]
	if escapes {
		text = unescape(a, text)
	}
	return event.String(text), end + 1, nil
}

// unescape replaces what stands behind backslashes, as in JSON. What JSON does not know stays.
func unescape(a *event.Arena, s string) string {
	b := a.Begin(len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			return a.EndString(append(b, s...))
		}
		b = append(b, s[:i]...)
		n := 2
		switch c := s[i+1]; c {
		case '"', '\\', '/':
			b = append(b, c)
		case 'n':
			b = append(b, '\n')
		case 't':
			b = append(b, '\t')
		case 'r':
			b = append(b, '\r')
		case 'u':
			b, n = unescapeRune(b, s[i:])
		default:
			b = append(b, s[i:i+2]...)
		}
		s = s[i+n:]
	}
}

// unescapeRune reads \uXXXX and returns how long it is.
func unescapeRune(b []byte, s string) ([]byte, int) {
	if len(s) >= 6 {
		if r, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
			return utf8.AppendRune(b, rune(r)), 6
		}
	}
	return append(b, s[:2]...), 2
}
