package event

import (
	"math/bits"
	"sync"
	"sync/atomic"
)

// board gathers the outcomes of a shared batch's events from all outputs, so that each event is
// counted once, with its worst outcome. It may outlive the batch.
type board struct {
	mu     sync.Mutex
	worst  []Outcome
	open   atomic.Int32 // shares whose outcomes are still to come
	tally  *Tally
	counts bool    // whether the tally counts these events
	up     *part   // for the copy of a share: where its outcomes are reported
	upIdx  []int32 // ... and under which numbers
}

// part is one output's part of a batch.
type part struct {
	board *board
	idx   []uint32 // the output's events, as numbers in the batch
	out   []Outcome
	open  atomic.Int32 // boards of copies that report here, plus one while the share is open
}

// Share is one output's read-only part of a batch: it settles each event once and is then closed.
type Share struct {
	b *Batch
	s *part
	// Left is the number of events that are not settled yet.
	Left int
}

// FanOut ends the owned phase: each event goes to the outputs of its set, below n, as shares that may
// be nil where an output gets nothing. Events that no output wants are settled as withheld. The
// batch must not be touched afterwards.
func (b *Batch) FanOut(n int) []*Share {
	brd := &board{worst: make([]Outcome, len(b.events)), tally: b.tally, counts: !b.uncounted, up: b.up}
	shares := make([]*Share, n)
	more, ticket := 0, uint32(noTicket) // units for a run of events of the same ticket
	for i, e := range b.events {
		brd.worst[i] = e.outcome
		set := e.outs
		if e.ticket != ticket {
			b.addUnits(ticket, more)
			ticket, more = e.ticket, 0
		}
		more += max(bits.OnesCount64(set)-1, 0)
		if b.up != nil {
			brd.upIdx = append(brd.upIdx, e.upIdx)
		}
		for ; set != 0; set &= set - 1 {
			b.shareFor(shares, bits.TrailingZeros64(set), brd).add(i)
		}
	}
	b.addUnits(ticket, more)
	open := int32(1) // this call itself
	for _, v := range shares {
		if v != nil {
			open++
			v.s.out = make([]Outcome, len(v.s.idx))
		}
	}
	b.holders.Store(open)
	brd.open.Store(open)
	b.settleUnwanted(brd)
	brd.close()
	b.release()
	return shares
}

func (b *Batch) addUnits(ticket uint32, more int) {
	if more > 0 && ticket != noTicket {
		b.tickets[ticket].add(more)
	}
}

func (b *Batch) shareFor(shares []*Share, i int, brd *board) *Share {
	if shares[i] == nil {
		s := &part{board: brd, idx: make([]uint32, 0, len(b.events))}
		s.open.Store(1)
		shares[i] = &Share{b: b, s: s}
	}
	return shares[i]
}

func (v *Share) add(i int) {
	v.s.idx = append(v.s.idx, uint32(i))
	v.Left++
}

func (b *Batch) settleUnwanted(brd *board) {
	for i, e := range b.events {
		if e.outs == 0 {
			brd.worst[i] = max(Withheld, e.outcome)
			if e.ticket != noTicket {
				b.tickets[e.ticket].settle(1, brd.worst[i])
			}
		}
	}
}

func (b *Batch) release() {
	if b.holders.Add(-1) == 0 {
		b.recycle()
	}
}

// Len is the number of events in the view.
func (v *Share) Len() int { return len(v.s.idx) }

// At returns the i-th event. It must not be changed.
func (v *Share) At(i int) *Event { return v.b.events[v.s.idx[i]] }

// Bytes estimates the size of the view's events from the text that the batch was filled with.
func (v *Share) Bytes() int {
	if len(v.b.events) == 0 {
		return 0
	}
	return v.b.bytes * v.Len() / len(v.b.events)
}

// Settled reports whether the i-th event is settled already.
func (v *Share) Settled(i int) bool { return v.s.out[i] != Undecided }

// Settle says how the i-th event ended at this output. Only the first call for an event has an
// effect; false says that it was settled before.
func (v *Share) Settle(i int, o Outcome) bool {
	if o == Undecided || v.s.out[i] != Undecided {
		return false
	}
	v.s.out[i] = o
	v.Left--
	if e := v.At(i); e.ticket != noTicket {
		v.b.tickets[e.ticket].settle(1, o)
	}
	return true
}

// SettleAll settles all events that are not settled yet, with one operation for each run of events
// of the same ticket.
func (v *Share) SettleAll(o Outcome) {
	run, ticket := 0, uint32(noTicket)
	for i := range v.s.out {
		if v.s.out[i] != Undecided {
			continue
		}
		v.s.out[i] = o
		if t := v.At(i).ticket; t != ticket {
			v.b.settleRun(ticket, run, o)
			run, ticket = 0, t
		}
		run++
	}
	v.b.settleRun(ticket, run, o)
	v.Left = 0
}

func (b *Batch) settleRun(ticket uint32, n int, o Outcome) {
	if n > 0 && ticket != noTicket {
		b.tickets[ticket].settle(n, o)
	}
}

// Close gives the view up. What was not settled counts as failed; their number is returned. Of a view
// that was closed or copied before nothing is left to give up.
func (v *Share) Close() (lost int) {
	if v.s == nil {
		return 0
	}
	lost = v.Left
	if lost > 0 {
		v.SettleAll(Failed)
	}
	s, b := v.s, v.b
	v.s, v.b = nil, nil
	s.close()
	b.release()
	return lost
}

// Copy moves the view's events into a batch of their own that may be changed: deep copies that carry
// on their ties to the source. The view is used up.
func (v *Share) Copy() *Batch {
	c := NewBatch()
	c.tally = v.b.tally
	c.bytes = v.Bytes()
	c.up, c.uncounted = v.s, true
	c.tickets = append(c.tickets, v.b.tickets...)
	v.s.open.Add(1)
	for i := range v.s.idx {
		if v.Settled(i) {
			continue
		}
		from := v.At(i)
		e := c.newEvent()
		e.CopyFrom(from)
		e.ticket, e.sub, e.outs = from.ticket, from.sub, 0
		e.upIdx = int32(i)
		c.events = append(c.events, e)
	}
	v.Left = 0
	b, s := v.b, v.s
	v.s, v.b = nil, nil
	s.close()
	b.release()
	return c
}

// merge notes an outcome of a copy of the i-th event. Of several the worst counts.
func (s *part) merge(i int, o Outcome) {
	s.board.mu.Lock()
	s.out[i] = max(s.out[i], o)
	s.board.mu.Unlock()
}

func (s *part) close() {
	if s.open.Add(-1) == 0 {
		s.board.add(s)
		s.board.close()
	}
}

func (d *board) add(s *part) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, o := range s.out {
		d.worst[s.idx[i]] = max(d.worst[s.idx[i]], o)
	}
}

// close counts one part done; the last one counts the events, or reports them where they came from.
func (d *board) close() {
	if d.open.Add(-1) > 0 {
		return
	}
	if d.up != nil {
		for i, o := range d.worst {
			d.up.merge(int(d.upIdx[i]), o)
		}
		d.up.close()
	}
	if !d.counts {
		return
	}
	var counts [Failed + 1]int
	for _, o := range d.worst {
		counts[o]++
	}
	for o, n := range counts {
		d.tally.end(Outcome(o), n)
	}
}

// Enter makes a copied batch enter another pipeline: its events are counted there, and the stream is
// named as that pipeline's input.
func (b *Batch) Enter(input, pipeline string) {
	b.uncounted = false
	var from, to *Origin
	for _, e := range b.events {
		if e.origin != from || to == nil {
			from, to = e.origin, &Origin{Input: input, Pipeline: pipeline}
			if from != nil {
				to.ID = from.ID
			}
		}
		e.origin, e.outs = to, 0
	}
}

// Abandon gives the batch up while it is owned: its source has to give its events again.
func (b *Batch) Abandon() {
	for i := range b.records {
		if t := b.records[i].ticket; t != noTicket {
			b.tickets[t].settle(1, Failed)
		}
	}
	b.records = b.records[:0]
	b.admitPending()
	for _, e := range b.events {
		e.outs = 1
	}
	for _, s := range b.FanOut(1) {
		if s != nil {
			s.Close()
		}
	}
}
