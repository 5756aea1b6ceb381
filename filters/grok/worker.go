package grok

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

type filter struct {
	matches    []fieldMatch
	patterns   []*pattern
	first      bool // stop at the first match
	empty      bool // keep empty captures
	eventLimit time.Duration
	timeoutTag string
}

// fieldMatch is a field with its patterns.
type fieldMatch struct {
	path     event.Path
	patterns []*pattern
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	for _, p := range f.patterns {
		for i := range p.captures {
			fields = append(fields, p.captures[i].path)
		}
	}
	return fields, false
}

// Coverage implements plugin.Coverer.
func (f *filter) Coverage() []plugin.Covered {
	covered := make([]plugin.Covered, 0, len(f.patterns))
	for _, p := range f.patterns {
		covered = append(covered, plugin.Covered{Name: p.source.Text, Range: p.source.Range, Hits: p.hits.Load()})
	}
	return covered
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	slots := 0
	for _, p := range f.patterns {
		slots = max(slots, len(p.Pattern().Slots()))
	}
	return &worker{filter: f, work: new(match.Work), spans: make([]int, 2*slots), hits: make([]int64, len(f.patterns))}
}

type worker struct {
	*filter
	work  *match.Work
	spans []int
	hits  []int64 // of the batch
	start time.Time
	gave  error // why the last pattern that gave up on the event did
}

// matchError is what happens to an event that no pattern matches. It is made into text only when somebody reads it.
type matchError struct {
	*filter
	field event.Path
	text  string
	cause error // of a search that was given up
}

func (f *matchError) Error() string {
	if f.cause != nil {
		return fmt.Sprintf("grok of %q: %v: %s", f.field, f.cause, plugin.Quote(f.text))
	}
	if n := len(f.patterns); n > 1 {
		return fmt.Sprintf("grok of %q: none of %d patterns matches %s", f.field, n, plugin.Quote(f.text))
	}
	return fmt.Sprintf("grok of %q: pattern %s does not match %s", f.field, plugin.Quote(f.patterns[0].source.Text), plugin.Quote(f.text))
}

func (f *matchError) Unwrap() error { return f.cause }

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		matched, err := w.event(ev)
		switch {
		case errors.Is(err, match.ErrTimeout):
			b.FailTagged(ev, err, w.timeoutTag)
		case err != nil:
			b.Fail(ev, err)
		case !matched:
			b.Fail(ev, w.noMatch(ev))
		}
	}
	for i, n := range w.hits {
		if n > 0 {
			w.patterns[i].hits.Add(n)
			w.hits[i] = 0
		}
	}
	return nil
}

func (w *worker) noMatch(ev *event.Event) error {
	m := &w.matches[0]
	return &matchError{w.filter, m.path, text(ev, ev.Get(m.path)), w.gave}
}

// event tries the patterns on their fields.
func (w *worker) event(ev *event.Event) (matched bool, err error) {
	w.gave = nil
	if w.eventLimit > 0 {
		w.start = time.Now()
	}
	for i := range w.matches {
		ok, err := w.field(ev, &w.matches[i])
		if err != nil {
			return false, err
		}
		matched = matched || ok
		if ok && w.first {
			break
		}
	}
	return matched, nil
}

// field tries a field's patterns on its value, or on each element of a list.
func (w *worker) field(ev *event.Event, m *fieldMatch) (matched bool, err error) {
	v := ev.Get(m.path)
	if v.Kind() != event.KindArray {
		return w.text(ev, m, text(ev, v))
	}
	for _, e := range v.AsArray() {
		ok, err := w.text(ev, m, text(ev, e))
		if err != nil {
			return false, err
		}
		matched = matched || ok
	}
	return matched, nil
}

// text returns what the patterns see of a value; a missing field counts as empty text.
func text(ev *event.Event, v event.Value) string {
	if s, ok := v.AsString(); ok {
		return s
	}
	a := ev.Arena()
	return a.EndString(event.AppendText(a.Begin(64), v))
}

func (w *worker) text(ev *event.Event, m *fieldMatch, s string) (matched bool, err error) {
	for _, p := range m.patterns {
		if !p.Pattern().Match(w.work, s, w.spans) {
			if err := w.givenUp(m, s); err != nil {
				return false, err
			}
			continue
		}
		w.hits[p.number]++
		if err := w.capture(ev, p, s); err != nil {
			return false, fmt.Errorf("grok of %q: %w", m.path, err)
		}
		matched = true
		if w.first {
			break
		}
	}
	return matched, nil
}

// givenUp tells whether the last search came to no result because it took too long. A text that is too long for one
// pattern may still match another.
func (w *worker) givenUp(m *fieldMatch, s string) error {
	err := w.work.Err()
	if err == nil && w.eventLimit > 0 && time.Since(w.start) > w.eventLimit {
		err = match.ErrTimeout
	}
	if errors.Is(err, match.ErrTimeout) {
		return &matchError{w.filter, m.path, s, err}
	}
	if err != nil {
		w.gave = err
	}
	return nil
}

// capture sets the fields of a pattern that matched s.
func (w *worker) capture(ev *event.Event, p *pattern, s string) error {
	for i := range p.captures {
		c := &p.captures[i]
		begin, end := w.spans[2*c.slot], w.spans[2*c.slot+1]
		v := event.Null
		switch {
		case begin < end:
			v = c.value(s[begin:end])
		case !w.empty:
			continue
		case begin >= 0:
			v = event.String("")
		}
		if err := c.set(ev, v); err != nil {
			return err
		}
	}
	return nil
}

// Kind tells lint of which kind a captured field is.
func (f *filter) Kind(field event.Path) string {
	kind := ""
	for _, p := range f.patterns {
		for i := range p.captures {
			if c := &p.captures[i]; c.path.Equal(field) {
				k := captureKind(c)
				if kind != "" && kind != k {
					return ""
				}
				kind = k
			}
		}
	}
	return kind
}

func captureKind(c *capture) string {
	switch {
	case c.special:
		return ""
	case c.kind == "" || c.kind == "string":
		return "string"
	}
	return "number"
}
