package csv

import (
	"fmt"
	"strings"

	"github.com/headgate/headgate/event"
)

// parser reads rows. values are those of the last one: null for nothing, else text.
type parser struct {
	*codec
	values []event.Value
}

// row reads one row.
func (p *parser) row(a *event.Arena, text string) error {
	p.values = p.values[:0]
	plain := strings.IndexByte(text, p.quote) < 0
	for {
		if len(p.values) == event.MaxFields {
			return fmt.Errorf("csv: a row has more columns than the limit of %d", event.MaxFields)
		}
		v, rest, more, err := p.field(a, text, plain)
		if err != nil {
			return err
		}
		p.values = append(p.values, v)
		if !more {
			return nil
		}
		text = rest
	}
}

// field reads the first field of text. plain says that there are no quotes at all.
func (p *parser) field(a *event.Arena, text string, plain bool) (v event.Value, rest string, more bool, err error) {
	if !plain && text != "" && text[0] == p.quote {
		return p.quoted(a, text)
	}
	s := text
	if i := index(text, p.Separator); i >= 0 {
		s, rest, more = text[:i], text[i+len(p.Separator):], true
	}
	if !plain && strings.IndexByte(s, p.quote) >= 0 {
		return event.Null, "", false, fmt.Errorf("csv: column %d: a quote inside of %q: a value with quotes must be quoted itself", len(p.values)+1, event.CutUTF8(s, quoteMax))
	}
	if s == "" {
		return event.Null, rest, more, nil
	}
	return event.String(s), rest, more, nil
}

// quoteMax is how many bytes of a value an error quotes.
const quoteMax = 80

func index(s, sep string) int {
	if len(sep) == 1 {
		return strings.IndexByte(s, sep[0])
	}
	return strings.Index(s, sep)
}

// quoted reads a field that begins with a quote.
func (p *parser) quoted(a *event.Arena, text string) (v event.Value, rest string, more bool, err error) {
	end, doubled := 1, 0
	for {
		i := strings.IndexByte(text[end:], p.quote)
		if i < 0 {
			return event.Null, "", false, fmt.Errorf("csv: column %d: %q has no closing quote", len(p.values)+1, event.CutUTF8(text, quoteMax))
		}
		if end += i; end+1 == len(text) || text[end+1] != p.quote {
			break
		}
		end, doubled = end+2, doubled+1
	}
	s := text[1:end]
	if doubled > 0 {
		s = p.undouble(a, s)
	}
	rest = text[end+1:]
	if rest == "" {
		return event.String(s), "", false, nil
	}
	rest, more = strings.CutPrefix(rest, p.Separator)
	if !more {
		return event.Null, "", false, fmt.Errorf("csv: column %d: %q stands behind a closing quote: expected %q", len(p.values)+1, event.CutUTF8(rest, quoteMax), p.Separator)
	}
	return event.String(s), rest, true, nil
}

// undouble makes one quote of each pair.
func (p *parser) undouble(a *event.Arena, s string) string {
	b := a.Begin(len(s))
	for {
		i := strings.IndexByte(s, p.quote)
		if i < 0 {
			return a.EndString(append(b, s...))
		}
		b = append(b, s[:i+1]...)
		s = s[i+2:]
	}
}
