package event

import (
	"iter"
	"sync"
	"sync/atomic"
)

// Reason says in which block an event ended; its index is given out by the engine.
type Reason uint16

// Record is one framed record that a worker still has to decode.
type Record struct {
	Data   string   // the bytes, without their frame
	Origin *Origin  // the stream it came from
	Aux    any      // what the framer knows of the record, for the decoder of the same codec
	Meta   []Preset // fields and metadata of this record alone
	Tag    string   // tag for the event, such as that the record was cut short
	Offset int64    // its position in the stream, -1 when it has none
	Time   int64    // arrival, nanoseconds since 1970 UTC
	ticket uint32   // set by AddRecord
}

// Failure is what a filter could not do to an event.
type Failure struct {
	Event *Event
	Err   error
	Tag   string // instead of the filter's own tag, if not empty
}

// Room for fields that a decoded event starts with: those of the one before it and some that filters
// add.
const (
	spareFields = 3
	mostRoom    = 40
)

type insertion struct{ after, ev *Event }

// Batch is a number of events that travel together. Whoever holds it owns it and its memory;
// passing it on passes the ownership. After Share nobody changes its events any more.
type Batch struct {
	Lane *Lane  // stream whose order is to be kept, nil for none
	Seq  uint64 // place in the lane

	events    []*Event
	records   []Record
	tickets   []*Ticket
	arena     Arena
	pending   []insertion
	failures  []Failure
	tally     *Tally
	bytes     int
	from      int // first event that Events gives
	at        int // event that Events is at, -1 when no loop is running
	made      int // events made by split and clone since the last Compact
	room      int // fields that the next decoded event starts with room for
	depth     uint8
	holders   atomic.Int32 // shares that still read the batch
	up        *part        // the share that this batch is a copy of
	uncounted bool         // its events count with those they are copies of
}

var batches = sync.Pool{New: func() any { return new(Batch) }}

// NewBatch returns an empty batch that the caller owns.
func NewBatch() *Batch {
	b := batches.Get().(*Batch)
	if b.tally == nil {
		b.tally = discard
	}
	b.at = -1
	return b
}

// recycle gives the batch's memory back. Nobody may hold it or its events any more.
func (b *Batch) recycle() {
	clear(b.events)
	clear(b.records)
	clear(b.tickets)
	clear(b.pending)
	clear(b.failures)
	b.arena.reset()
	keep := b.arena.bytes() <= maxKeptBytes
	*b = Batch{
		events: b.events[:0], records: b.records[:0], tickets: b.tickets[:0],
		pending: b.pending[:0], failures: b.failures[:0], arena: b.arena, room: b.room,
	}
	if keep {
		batches.Put(b)
	}
}

// Arena is the memory of the batch's objects and lists.
func (b *Batch) Arena() *Arena { return &b.arena }

// Len is the number of events and of records that are not decoded yet.
func (b *Batch) Len() int { return len(b.events) + len(b.records) }

// Bytes is the size of the text that the batch was filled with.
func (b *Batch) Bytes() int { return b.bytes }

// SetTally names who counts what becomes of the batch's events.
func (b *Batch) SetTally(t *Tally) { b.tally = t }

// AddTicket makes a ticket known to the batch. The records and events added next belong to it.
func (b *Batch) AddTicket(t *Ticket) { b.tickets = append(b.tickets, t) }

func (b *Batch) currentTicket() uint32 {
	if len(b.tickets) == 0 {
		return noTicket
	}
	return uint32(len(b.tickets) - 1)
}

// AddRecord adds a record under the last ticket.
func (b *Batch) AddRecord(r Record) {
	r.ticket = b.currentTicket()
	b.bytes += len(r.Data)
	b.records = append(b.records, r)
}

// Records are the records that are not decoded yet.
func (b *Batch) Records() []Record { return b.records }

// Add adds an empty event under the last ticket, at the end.
func (b *Batch) Add() *Event {
	e := b.newEvent()
	e.ticket = b.currentTicket()
	b.events = append(b.events, e)
	return e
}

func (b *Batch) newEvent() *Event {
	e := &b.arena.e.take(1)[0]
	e.arena, e.pos, e.upIdx, e.depth = &b.arena, -1, -1, b.depth
	return e
}

// Decode turns every record into events: decode is called once for each and adds what it finds by
// AddDecoded. The units of a record's ticket follow its events; a record that gives none is settled.
func (b *Batch) Decode(decode func(i int, r *Record)) {
	for i := range b.records {
		r := &b.records[i]
		n := len(b.events)
		decode(i, r)
		made := len(b.events) - n
		if made > 0 {
			b.room = min(b.events[n].root.Len()+spareFields, mostRoom)
		}
		if r.ticket != noTicket && made != 1 {
			b.tickets[r.ticket].add(made - 1)
		}
	}
	b.tally.in.Add(int64(len(b.events)))
	clear(b.records)
	b.records = b.records[:0]
}

// AddDecoded adds an empty event made of a record. Call it from inside Decode only.
func (b *Batch) AddDecoded(r *Record) *Event {
	e := b.newEvent()
	e.origin, e.raw, e.pos, e.ticket = r.Origin, r.Data, r.Offset, r.ticket
	e.root.f = b.arena.f.take(b.room)[:0]
	if n := len(b.events); n > 0 && b.events[n-1].pos == e.pos && b.events[n-1].origin == e.origin && e.pos >= 0 {
		e.sub = b.events[n-1].sub + 1
	}
	b.events = append(b.events, e)
	return e
}

// UndoDecoded takes back the events from the n-th on, for a decoder that failed half way.
func (b *Batch) UndoDecoded(n int) {
	clear(b.events[n:])
	b.events = b.events[:n]
}

// Events iterates over the events that the current block is to work on: those selected by the
// blocks around it that were not dropped.
func (b *Batch) Events() iter.Seq[*Event] {
	return func(yield func(*Event) bool) {
		for i := b.from; i < len(b.events); i++ {
			b.at = i
			if e := b.events[i]; e.depth == b.depth && e.state < dropped && !yield(e) {
				break
			}
		}
		b.at = -1
	}
}

// Culprit returns the event at which a loop over Events was left by a panic, nil if it was not.
func (b *Batch) Culprit() *Event {
	if b.at < 0 || b.at >= len(b.events) {
		return nil
	}
	return b.events[b.at]
}

// SkipCulprit makes Events begin behind the culprit, so that the rest can be worked on. Compact ends
// that.
func (b *Batch) SkipCulprit() { b.from, b.at = b.at+1, -1 }

// Current counts the events that Events gives.
func (b *Batch) Current() int {
	n := 0
	for _, e := range b.events {
		if e.depth == b.depth && e.state < dropped {
			n++
		}
	}
	return n
}

// Every iterates over all events of the batch, selected or not.
func (b *Batch) Every() []*Event { return b.events }

// After adds an empty event that takes its place right behind another one, and behind those added
// there before. It belongs to the same ticket, which now waits for one event more.
func (b *Batch) After(e *Event) *Event {
	n := b.newEvent()
	n.origin, n.raw, n.pos, n.ticket = e.origin, e.raw, e.pos, e.ticket
	n.outs, n.depth, n.branch = e.outs, e.depth, e.branch
	n.upIdx = e.upIdx
	if e.ticket != noTicket {
		b.tickets[e.ticket].add(1)
	}
	if !b.uncounted {
		b.made++ // what a copy makes is counted with the event it was made from
	}
	b.pending = append(b.pending, insertion{e, n})
	return n
}

// Fail notes that a filter could not do its work on an event.
func (b *Batch) Fail(e *Event, err error) { b.FailTagged(e, err, "") }

// FailTagged is Fail with a tag of its own in place of the filter's.
func (b *Batch) FailTagged(e *Event, err error, tag string) {
	if e.state >= dropped {
		return
	}
	e.state = failed
	b.failures = append(b.failures, Failure{e, err, tag})
}

// TakeFailures returns what was noted by Fail since the last call. Valid until the next Fail.
func (b *Batch) TakeFailures() []Failure {
	f := b.failures
	b.failures = b.failures[:0]
	return f
}

// Succeeded iterates over the current events that a filter neither failed, skipped nor dropped, then
// over those that it added by After.
func (b *Batch) Succeeded() iter.Seq[*Event] {
	return func(yield func(*Event) bool) {
		for _, e := range b.events {
			if e.depth == b.depth && e.state == live && !yield(e) {
				return
			}
		}
		for _, p := range b.pending {
			if p.ev.state == live && !yield(p.ev) {
				return
			}
		}
	}
}

// Compact ends a filter's turn: events added by After take their places, dropped ones are settled
// under the reason and removed, marks are cleared. It returns how many were dropped.
func (b *Batch) Compact(why Reason) int {
	b.admitPending()
	b.from = 0
	kept, lost := b.events[:0], 0
	for _, e := range b.events {
		switch e.state {
		case dropped:
			lost++
			b.settleOwned(e, Dropped)
			continue
		case ended:
			b.settleOwned(e, e.outcome)
			if !b.uncounted {
				b.tally.end(e.outcome, 1)
			}
			continue
		}
		e.state = live
		kept = append(kept, e)
	}
	clear(b.events[len(kept):])
	b.events = kept
	if lost > 0 && !b.uncounted {
		b.tally.drop(why, lost)
	}
	return lost
}

// admitPending lets the events added by After take their places and counts them.
func (b *Batch) admitPending() {
	if len(b.pending) == 0 {
		return
	}
	b.place()
	b.tally.made.Add(int64(b.made))
	b.made = 0
}

// place puts the added events behind the ones they were made from.
func (b *Batch) place() {
	behind := make(map[*Event][]*Event, len(b.pending))
	for _, p := range b.pending {
		behind[p.after] = append(behind[p.after], p.ev)
	}
	out := make([]*Event, 0, len(b.events)+len(b.pending))
	for _, e := range b.events {
		out = appendWithFollowers(out, e, behind)
	}
	for i := range out {
		if i > 0 && out[i].pos == out[i-1].pos && out[i].origin == out[i-1].origin && out[i].pos >= 0 {
			out[i].sub = out[i-1].sub + 1
		}
	}
	b.events = out
	clear(b.pending)
	b.pending = b.pending[:0]
}

func appendWithFollowers(out []*Event, e *Event, behind map[*Event][]*Event) []*Event {
	out = append(out, e)
	for _, f := range behind[e] {
		out = appendWithFollowers(out, f, behind)
	}
	return out
}

// settleOwned settles one event that leaves while the batch is owned.
func (b *Batch) settleOwned(e *Event, o Outcome) {
	if e.ticket != noTicket {
		b.tickets[e.ticket].settle(1, o)
	}
	if b.up != nil {
		b.up.merge(int(e.upIdx), o)
	}
}
