package kv

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

// pairPattern is the regular expression of one pair. Its groups are the key and then, one for each
// way to write it, the value.
func pairPattern(o Options) string {
	fieldEnd, valueStart := "["+o.FieldSplit+"]", "["+o.ValueSplit+"]"
	if o.FieldSplitPattern != nil {
		fieldEnd = "(?:" + o.FieldSplitPattern.Text + ")"
	}
	if o.ValueSplitPattern != nil {
		valueStart = "(?:" + o.ValueSplitPattern.Text + ")"
	}
	if o.Whitespace == "lenient" {
		valueStart = "(?: *" + valueStart + " *)"
	}
	key := untilChars(o.ValueSplit + o.FieldSplit)
	if o.FieldSplitPattern != nil || o.ValueSplitPattern != nil {
		key = untilPattern(valueStart + "|" + fieldEnd)
	}
	values := []string{quoted(`"`, `"`), quoted(`'`, `'`)}
	if o.IncludeBrackets {
		values = append(values, quoted(`\(`, `\)`), quoted(`\[`, `\]`), quoted(`<`, `>`))
	}
	if o.FieldSplitPattern != nil {
		values = append(values, untilPattern(fieldEnd))
	} else {
		values = append(values, untilChars(o.FieldSplit))
	}
	return key + valueStart + "(?:" + strings.Join(values, "|") + ")?(?:" + fieldEnd + "|$)"
}

// untilChars captures up to one of the characters; behind a backslash anything may stand.
func untilChars(chars string) string { return `((?:\\.|[^` + chars + `])+)` }

// untilPattern captures up to a match; behind a backslash that begins none anything may stand.
func untilPattern(p string) string { return `((?:(?!` + p + `)(?:\\.|.))+)` }

func quoted(opening, closing string) string {
	return opening + untilChars(closing) + "?" + closing
}

func gaveUp(err error) error { return fmt.Errorf("%w: %w", errTimeout, err) }

// search finds pairs by the regular expression.
func (w *worker) search(s string, into *event.Object, depth int) error {
	p := w.scanner.pattern
	n := 2 * len(p.Slots())
	base := len(w.spans)
	w.spans = append(w.spans, make([]int, n)...) // values with pairs in them search meanwhile
	defer func() { w.spans = w.spans[:base] }()
	for pos := 0; pos <= len(s); {
		spans := w.spans[base : base+n]
		if !p.FindFrom(&w.work, s, pos, spans) {
			if err := w.work.Err(); err != nil {
				return gaveUp(err)
			}
			return nil
		}
		end := spans[1]
		if end == spans[0] { // can't be, as a key is never empty; a loop without end would be worse
			_, size := utf8.DecodeRuneInString(s[end:])
			end += max(size, 1)
		}
		if err := w.pair(s[spans[2]:spans[3]], firstValue(s, spans), into, depth); err != nil {
			return err
		}
		pos = end
	}
	return nil
}

// firstValue is the value as it was captured in one of its ways.
func firstValue(s string, spans []int) string {
	for i := 4; i < len(spans); i += 2 {
		if spans[i] >= 0 {
			return s[spans[i]:spans[i+1]]
		}
	}
	return ""
}
