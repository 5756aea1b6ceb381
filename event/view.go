package event

import "iter"

// View is what an output is given to write: events that must not be changed. It is valid until the
// write returns.
type View struct {
	events []*Event
	bytes  int
}

// NewView makes a view of events whose text is about so many bytes.
func NewView(events []*Event, bytes int) View { return View{events, bytes} }

// Len is the number of events.
func (v View) Len() int { return len(v.events) }

// At returns the i-th event.
func (v View) At(i int) *Event { return v.events[i] }

// All iterates over the events with their numbers.
func (v View) All() iter.Seq2[int, *Event] {
	return func(yield func(int, *Event) bool) {
		for i, e := range v.events {
			if !yield(i, e) {
				return
			}
		}
	}
}

// SizeHint estimates the bytes that the events take when they are encoded.
func (v View) SizeHint() int { return 2*v.bytes + 256*len(v.events) }

// Slice is the part of the view from the i-th to before the j-th event.
func (v View) Slice(i, j int) View {
	if len(v.events) == 0 {
		return v
	}
	return View{v.events[i:j], v.bytes * (j - i) / len(v.events)}
}
