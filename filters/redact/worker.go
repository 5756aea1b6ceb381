package redact

import (
	"context"
	"hash"
	"slices"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

type filter struct {
	fields       []event.Path
	counts       event.Path // zero: not wanted
	scan         *scanner
	patterns     []pattern
	spans        int // that the patterns need
	mask         string
	newMAC       func() hash.Hash // for mask "hash"
	names        []string         // by kind
	replacements []string         // by kind
	keys         []*event.Key     // of the counts, by kind
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	if f.counts.IsZero() {
		return nil, false
	}
	for _, k := range f.keys {
		fields = append(fields, f.counts.Child(k))
	}
	return append(fields, f.counts), false
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	w := &worker{filter: f, spans: make([]int, f.spans), hidden: make([]int, len(f.names))}
	if f.newMAC != nil {
		w.mac = f.newMAC()
	}
	return w
}

type worker struct {
	*filter
	work   match.Work
	spans  []int
	places []place
	hidden []int // in this event, by kind
	some   bool  // something was hidden in this event
	err    error // of this event
	mac    hash.Hash
	text   []byte
	arena  *event.Arena
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	w.arena = b.Arena()
	for ev := range b.Events() {
		w.some, w.err = false, nil
		for _, p := range w.fields {
			w.field(ev, p)
		}
		if w.some && !w.counts.IsZero() {
			w.count(ev)
		}
		switch {
		case w.err != nil:
			b.Fail(ev, w.err)
		case !w.some:
			ev.Skip()
		}
	}
	w.arena = nil
	return nil
}

func (w *worker) field(ev *event.Event, p event.Path) {
	steps := p.Keys()
	if len(steps) == 1 && steps[0].String() == "*" && !p.IsMeta() {
		w.object(ev.Fields())
		return
	}
	v := ev.Get(p)
	if v.IsNull() || len(steps) == 0 {
		return
	}
	if v, changed := w.value(v, steps[len(steps)-1]); changed {
		w.fault(ev.Set(p, v))
	}
}

// fault keeps the first error of the event.
func (w *worker) fault(err error) {
	if w.err == nil {
		w.err = err
	}
}

// value hides what is to be hidden in a value. Objects and lists are changed in place.
func (w *worker) value(v event.Value, name *event.Key) (event.Value, bool) {
	switch v.Kind() {
	case event.KindObject:
		w.object(v.AsObject())
		return v, false
	case event.KindArray:
		for i, e := range v.AsArray() {
			if e, changed := w.value(e, name); changed {
				v.AsArray()[i] = e
			}
		}
		return v, false
	case event.KindNull, event.KindBool, event.KindTime:
		return v, false
	}
	whole := w.scan.on[secret] && isSecretName(name.String())
	switch text, isText := v.AsString(); {
	case isText:
		return w.hideIn(text, whole)
	case v.IsNumber() && !whole && !w.couldBeCard(v):
		return v, false
	}
	w.text = event.AppendText(w.text[:0], v)
	return w.hideIn(event.Alias(w.text), whole)
}

// leastCard is the smallest number with the digits of a card.
const leastCard = 1e12

// couldBeCard reports whether a number is worth looking at.
func (w *worker) couldBeCard(v event.Value) bool {
	i, ok := v.AsInt()
	return ok && i >= leastCard && w.scan.on[card]
}

func (w *worker) object(o *event.Object) {
	for i := range o.Len() {
		k, v := o.At(i)
		if v, changed := w.value(v, k); changed {
			o.SetAt(i, v)
		}
	}
}

// hideIn returns the text with all places hidden, in the arena.
func (w *worker) hideIn(text string, whole bool) (event.Value, bool) {
	w.places = w.places[:0]
	if whole {
		w.places = append(w.places, place{0, len(text), secret})
	} else {
		w.find(text)
	}
	if len(w.places) == 0 || text == "" {
		return event.Null, false
	}
	if !w.some {
		w.some = true
		clear(w.hidden)
	}
	out, done := w.arena.Begin(len(text)+16*len(w.places)), 0
	for _, p := range w.places {
		out = w.hide(append(out, text[done:p.start]...), text[p.start:p.end], p.kind)
		w.hidden[p.kind]++
		done = p.end
	}
	return event.String(w.arena.EndString(append(out, text[done:]...))), true
}

// find collects the places in a text, in order and apart from each other.
func (w *worker) find(text string) {
	w.places = w.scan.find(text, w.places)
	n := len(w.places)
	for i := range w.patterns {
		if err := w.search(&w.patterns[i], text); err != nil {
			// What could not be searched must not get out.
			w.fault(err)
			w.places = append(w.places[:0], place{0, len(text), w.patterns[i].kinds[0]})
			return
		}
	}
	if len(w.places) == n {
		return
	}
	slices.SortStableFunc(w.places, func(a, b place) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	w.places = join(w.places)
}

// join makes one place of those that overlap; it has the kind of the first.
func join(sorted []place) []place {
	kept := sorted[:1]
	for _, p := range sorted[1:] {
		if last := &kept[len(kept)-1]; p.start < last.end {
			last.end = max(last.end, p.end)
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
