package event

import "slices"

// Sizes of the chunks of a slab, in elements, and of the text blocks, in bytes.
const (
	firstChunk   = 512
	largestChunk = 16384
	textBlock    = 32 << 10
	maxKeptBytes = 4 << 20 // a batch whose slabs grew beyond this is left to the garbage collector
)

// slab hands out runs of T that live until reset. Chunks are kept and used again.
type slab[T any] struct {
	cur  []T
	all  [][]T
	next int // index into all of the chunk after cur
	last int // start in cur of the run handed out last
}

// take returns a zeroed run of n with no room behind it.
func (s *slab[T]) take(n int) []T {
	if cap(s.cur)-len(s.cur) < n {
		s.nextChunk(n)
	}
	l := len(s.cur)
	s.cur = s.cur[:l+n]
	s.last = l
	return s.cur[l : l+n : l+n]
}

func (s *slab[T]) nextChunk(n int) {
	for s.next < len(s.all) {
		if s.next > 0 {
			s.all[s.next-1] = s.cur // remember how far it was used
		}
		s.cur = s.all[s.next][:0]
		s.next++
		if cap(s.cur) >= n {
			return
		}
	}
	if s.next > 0 {
		s.all[s.next-1] = s.cur
	}
	size := max(n, min(firstChunk<<min(len(s.all), 8), largestChunk))
	s.cur = make([]T, 0, size)
	s.all = append(s.all, s.cur)
	s.next = len(s.all)
}

// grow gives a run room for n elements: in place when it is the last one handed out.
func (s *slab[T]) grow(run []T, n int) []T {
	c := cap(run)
	if c == 0 {
		return s.take(n)[:0]
	}
	if s.last+c == len(s.cur) && s.last+n <= cap(s.cur) && &s.cur[s.last] == &run[:1][0] {
		s.cur = s.cur[:s.last+n]
		return s.cur[s.last : s.last+len(run) : s.last+n]
	}
	wider := s.take(n)[:len(run)]
	copy(wider, run)
	return wider
}

// reset takes everything back. What was used is zeroed, so that old pointers pin nothing.
func (s *slab[T]) reset(poison T) {
	if s.next > 0 {
		s.all[s.next-1] = s.cur
	}
	for i, c := range s.all[:s.next] {
		if invariants {
			for j := range c {
				c[j] = poison
			}
			s.all[i] = make([]T, 0, cap(c)) // the poisoned chunk stays with whoever kept a pointer
			continue
		}
		clear(c)
		s.all[i] = c[:0]
	}
	s.cur, s.next, s.last = nil, 0, 0
}

func (s *slab[T]) size() int {
	n := 0
	for _, c := range s.all {
		n += cap(c)
	}
	return n
}

// Arena is the memory of one batch: fields, objects, list elements and events are used again when
// the batch is recycled; text is ordinary memory that strings alias and the collector frees.
type Arena struct {
	f    slab[Field]
	o    slab[Object]
	v    slab[Value]
	e    slab[Event]
	text []byte // the rest of the current block of text
}

// NewObject returns an empty object.
func (a *Arena) NewObject() *Object { return &a.o.take(1)[0] }

// NewObjectSize returns an empty object with room for n fields.
func (a *Arena) NewObjectSize(n int) *Object {
	o := a.NewObject()
	if n > 0 {
		o.f = a.f.take(n)[:0]
	}
	return o
}

// NewArray returns a list of n nulls, to be filled through AsArray.
func (a *Arena) NewArray(n int) Value {
	if n == 0 {
		return Value{k: KindArray}
	}
	return arrayOf(a.v.take(n))
}

// Array returns a list of the given values.
func (a *Arena) Array(vals ...Value) Value {
	v := a.NewArray(len(vals))
	copy(v.AsArray(), vals)
	return v
}

// Append returns the list with one more element. The old list must not be used afterwards.
func (a *Arena) Append(list, v Value) Value {
	n, c := int(list.n), int(list.aux)
	run := list.AsArray()
	if n < c {
		run = sliceOf(list.p, n, c)
	} else {
		run = a.v.grow(run, max(4, 2*n))
	}
	return arrayOf(append(run, v))
}

// Text copies bytes into the arena's text and returns them as a string.
func (a *Arena) Text(b []byte) string { return Alias(a.End(append(a.Begin(len(b)), b...))) }

// Begin returns an empty slice with room for about n bytes at the end of the arena's text. Append to
// it and give the result to End; nothing else may use the arena's text in between.
func (a *Arena) Begin(n int) []byte {
	if cap(a.text)-len(a.text) < n {
		a.text = make([]byte, 0, max(textBlock, n))
	}
	return a.text[len(a.text):]
}

// End keeps what was appended after Begin and returns it; it never changes again.
func (a *Arena) End(b []byte) []byte {
	if n := len(a.text); len(b) > 0 && n+len(b) <= cap(a.text) && &a.text[:n+1][n] == &b[0] {
		a.text = a.text[:n+len(b)]
	}
	return slices.Clip(b)
}

// EndString is End as a string.
func (a *Arena) EndString(b []byte) string { return Alias(a.End(b)) }

// Reset takes back everything that came from an arena that no batch owns. Text stays valid.
func (a *Arena) Reset() { a.reset() }

func (a *Arena) reset() {
	a.f.reset(Field{Value: Value{k: kindPoison}})
	a.o.reset(Object{})
	a.v.reset(Value{k: kindPoison})
	a.e.reset(Event{})
}

// bytes is the size of the slabs.
func (a *Arena) bytes() int {
	return a.f.size()*32 + a.o.size()*40 + a.v.size()*24 + a.e.size()*128
}
