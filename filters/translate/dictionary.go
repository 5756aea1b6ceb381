package translate

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// maxEntries bounds what files that change over and over can add up to.
const maxEntries = 5_000_000

var errTooMany = fmt.Errorf("there are more than %d entries, with those kept from earlier versions of the file", maxEntries)

// entries are what a dictionary is made of, in the order in which keys came first.
type entries struct {
	keys   []string
	values []event.Value
	at     map[string]int32
	// file and lines tell where an entry stands; empty for those in the configuration.
	file  string
	lines []int32
}

func newEntries(n int) *entries { return &entries{at: make(map[string]int32, n)} }

// add adds an entry or replaces the value of its key.
func (e *entries) add(key string, v event.Value) {
	if i, known := e.at[key]; known {
		e.values[i] = v
		return
	}
	e.at[key] = int32(len(e.keys))
	e.keys, e.values = append(e.keys, key), append(e.values, v)
}

// addLine is add for an entry that begins in a line.
func (e *entries) addLine(key string, v event.Value, line int) error {
	if len(e.keys) >= maxEntries {
		return errTooMany
	}
	if e.add(key, v); len(e.lines) < len(e.keys) {
		e.lines = append(e.lines, int32(line))
	}
	return nil
}

// merge returns these entries with those of a newer version added.
func (e *entries) merge(newer *entries) (*entries, error) {
	all := &entries{
		keys: slices.Clone(e.keys), values: slices.Clone(e.values), lines: slices.Clone(e.lines),
		at: maps.Clone(e.at), file: newer.file,
	}
	for i, key := range newer.keys {
		if at, known := all.at[key]; known {
			all.lines[at] = newer.lines[i]
		}
		if err := all.addLine(key, newer.values[i], int(newer.lines[i])); err != nil {
			return nil, fmt.Errorf("%s: %w", e.file, err)
		}
	}
	return all, nil
}

// wrong makes the error of a key that is no regular expression.
func (e *entries) wrong(at int, err error) error {
	return fmt.Errorf("%s:%d: the key %s is no regular expression: %w", e.file, e.lines[at], plugin.Quote(e.keys[at]), err)
}

// how says how keys are looked for.
type how struct{ exact, regex bool }

// dictionary is what was made of entries to look them up. It is immutable.
type dictionary struct {
	how
	values  []event.Value
	at      map[string]int32
	set     *match.Set // of the keys, if they are regular expressions
	lengths [256][]int // of the keys by their first byte, if they are parts of texts
}

// patternTimeout bounds the time for one text and one key.
const patternTimeout = time.Second

// newDictionary makes a dictionary; after an error at is the entry whose key is wrong.
func newDictionary(e *entries, how how) (d *dictionary, at int, err error) {
	d = &dictionary{how: how, values: e.values, at: e.at}
	switch {
	case how.regex:
		ps := make([]*match.Pattern, len(e.keys))
		o := match.Options{Ruby: true, Timeout: patternTimeout, Keep: func(int, string) bool { return false }}
		for i, key := range e.keys {
			if ps[i], err = match.Compile(key, o); err != nil {
				return nil, i, reason(err)
			}
		}
		d.set = match.NewSet(ps)
	case !how.exact:
		for _, key := range e.keys {
			if key != "" && !slices.Contains(d.lengths[key[0]], len(key)) {
				d.lengths[key[0]] = append(d.lengths[key[0]], len(key))
			}
		}
	}
	return d, 0, nil
}

// reason is what is wrong with a pattern, without the pattern.
func reason(err error) error {
	if se, ok := errors.AsType[*match.SyntaxError](err); ok {
		return fmt.Errorf("%s at byte %d", se.Reason, se.Offset)
	}
	return err
}

// find looks a text up. The value belongs to the dictionary; an error says that the search was given up.
func (d *dictionary) find(w *match.Work, a *event.Arena, text string) (v event.Value, ok bool, err error) {
	switch {
	case d.regex:
		i := d.set.Match(w, text, nil)
		if err := w.Err(); err != nil {
			return event.Null, false, err
		}
		if i < 0 {
			return event.Null, false, nil
		}
		return d.values[i], true, nil
	case d.exact:
		i, ok := d.at[text]
		if !ok {
			return event.Null, false, nil
		}
		return d.values[i], true, nil
	}
	v, ok = d.replace(a, text)
	return v, ok, nil
}

// replace replaces all keys in a text. It is not ok if that changes nothing.
func (d *dictionary) replace(a *event.Arena, text string) (v event.Value, ok bool) {
	at, n, value := d.next(text, 0)
	if at < 0 {
		return event.Null, false
	}
	out, done := a.Begin(2*len(text)), 0
	for at >= 0 {
		out = event.AppendText(append(out, text[done:at]...), d.values[value])
		done = at + n
		at, n, value = d.next(text, done)
	}
	out = append(out, text[done:]...)
	if string(out) == text {
		return event.Null, false
	}
	return event.String(a.EndString(out)), true
}

// next finds the first key from a position on, -1 if there is none. Of those that begin there the one
// that comes first in the dictionary counts, as in Ruby's Regexp.union.
func (d *dictionary) next(text string, from int) (at, n int, value int32) {
	for at = from; at < len(text); at++ {
		n = 0
		for _, l := range d.lengths[text[at]] {
			if l > len(text)-at {
				continue
			}
			if i, ok := d.at[text[at:at+l]]; ok && (n == 0 || i < value) {
				n, value = l, i
			}
		}
		if n > 0 {
			return at, n, value
		}
	}
	return -1, 0, 0
}
