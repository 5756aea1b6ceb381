package csv

import (
	"errors"
	"fmt"
	"strings"

	"github.com/headgate/headgate/event"
)

// cell is one column of a row. An empty one that was not quoted has no value.
type cell struct {
	text   string
	quoted bool
}

var (
	errOpen  = errors.New("a quoted column does not end")
	errQuote = errors.New("a quote stands inside a column that is not quoted")
)

// parse reads the first row of a text into w.cells.
func (w *worker) parse(a *event.Arena, s string) error {
	w.cells = w.cells[:0]
	if s[0] == '\n' || s[0] == '\r' {
		return nil // an empty row has no columns
	}
	for {
		if len(w.cells) == maxColumns {
			return fmt.Errorf("there are more than %d columns", maxColumns)
		}
		c, rest, err := w.cell(a, s)
		if err != nil {
			return fmt.Errorf("column %d: %w", len(w.cells)+1, err)
		}
		w.cells = append(w.cells, c)
		if rest == "" || rest[0] == '\n' || rest[0] == '\r' {
			if !strings.HasPrefix(rest, w.Separator) { // a separator may begin with a line end
				return nil
			}
		}
		s = rest[len(w.Separator):]
	}
}

// cell reads one column and returns what follows: a separator, a line end or nothing.
func (w *worker) cell(a *event.Arena, s string) (c cell, rest string, err error) {
	if strings.HasPrefix(s, w.QuoteChar) {
		return w.quoted(a, s[len(w.QuoteChar):])
	}
	end := strings.Index(s, w.Separator)
	if end < 0 {
		end = len(s)
	}
	if i := strings.IndexAny(s[:end], "\r\n"); i >= 0 {
		end = i
	}
	if strings.Contains(s[:end], w.QuoteChar) {
		return cell{}, "", errQuote
	}
	return cell{text: s[:end]}, s[end:], nil
}

// quoted reads a column behind its opening quote.
func (w *worker) quoted(a *event.Arena, s string) (c cell, rest string, err error) {
	q := w.QuoteChar
	text, rest, closed := strings.Cut(s, q)
	if !closed {
		return cell{}, "", errOpen
	}
	if strings.HasPrefix(rest, q) {
		if text, rest, err = doubled(a, s, q); err != nil {
			return cell{}, "", err
		}
	}
	if rest != "" && rest[0] != '\n' && rest[0] != '\r' && !strings.HasPrefix(rest, w.Separator) {
		return cell{}, "", fmt.Errorf("%q stands behind the closing quote", event.CutUTF8(rest, 4))
	}
	return cell{text: text, quoted: true}, rest, nil
}

// doubled reads a quoted column in which doubled quotes stand for quotes.
func doubled(a *event.Arena, s, q string) (text, rest string, err error) {
	b := a.Begin(len(s))
	for {
		end := strings.Index(s, q)
		if end < 0 {
			return "", "", errOpen
		}
		b = append(b, s[:end]...)
		s = s[end+len(q):]
		if !strings.HasPrefix(s, q) {
			return a.EndString(b), s, nil
		}
		b = append(b, q...)
		s = s[len(q):]
	}
}
