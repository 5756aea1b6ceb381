package event

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

const simOutputs = 3

// choices decides what a simulated pipeline does next.
type choices interface{ pick(n int) int }

type randomChoices struct{ *rand.Rand }

func (r randomChoices) pick(n int) int { return r.IntN(n) }

// scripted takes its choices from the bytes of a fuzz input; behind the end it takes the first one.
type scripted struct{ rest []byte }

func (s *scripted) pick(n int) int {
	if len(s.rest) == 0 {
		return 0
	}
	b := s.rest[0]
	s.rest = s.rest[1:]
	return int(b) % n
}

// expected is what the simulation knows about one ticket.
type expected struct {
	ticket *Ticket
	pos    int64 // 0: it does not belong to the source
	failed atomic.Bool
	ended  atomic.Int32
	ok     atomic.Bool
}

// sim drives batches from records to the ends of their events, in every way the package allows, and
// keeps the books itself.
type sim struct {
	t        testing.TB
	tally    *Tally
	source   *Source
	harmless bool                                // nothing fails
	spawn    func(c choices, part func(choices)) // runs one output's part, with choices of its own
	commits  []int64                             // written by commit only, which never runs twice at once
	mu       sync.Mutex
	byTicket map[*Ticket]*expected
	inOrder  []*expected // of the source
	in, made atomic.Int64
}

func newSim(t testing.TB) *sim {
	s := &sim{t: t, tally: NewTally(4), byTicket: make(map[*Ticket]*expected)}
	s.spawn = func(c choices, part func(choices)) { part(c) }
	s.source = NewSource(func(pos int64) { s.commits = append(s.commits, pos) })
	return s
}

// batch makes a batch of some tickets with some records each. It is called by one goroutine at a time.
func (s *sim) batch(c choices) *Batch {
	b := NewBatch()
	b.SetTally(s.tally)
	for range c.pick(4) {
		x := &expected{}
		records := c.pick(4)
		if c.pick(2) == 0 {
			x.ticket = NewTicket(records, func(ok bool) { x.ended.Add(1); x.ok.Store(ok) })
		} else {
			x.pos = int64(len(s.inOrder) + 1)
			x.ticket = s.source.Issue(records, x.pos)
			s.inOrder = append(s.inOrder, x)
		}
		s.mu.Lock()
		s.byTicket[x.ticket] = x
		s.mu.Unlock()
		b.AddTicket(x.ticket)
		for range records {
			b.AddRecord(Record{Data: "record", Offset: -1})
		}
	}
	return b
}

// run is the whole way of one batch.
func (s *sim) run(c choices, b *Batch) {
	b.Decode(func(_ int, r *Record) {
		for range c.pick(3) {
			b.AddDecoded(r)
			s.in.Add(1)
		}
	})
	s.filters(c, b)
	s.outputs(c, b, 0)
}

func (s *sim) filters(c choices, b *Batch) {
	depth := 0
	for range c.pick(4) {
		switch c.pick(4) {
		case 0:
			b.Narrow(func(*Event) bool { return c.pick(2) == 0 })
			depth++
		case 1:
			b.Choose(func(*Event) int { return c.pick(3) - 1 })
			b.Branch(c.pick(2))
			depth++
		}
		s.filter(c, b)
	}
	for range depth {
		b.Widen()
	}
}

func (s *sim) filter(c choices, b *Batch) {
	for e := range b.Events() {
		switch c.pick(8) {
		case 0:
			e.Drop()
		case 1, 2:
			s.after(b, s.after(b, e))
			if c.pick(2) == 0 {
				e.Drop()
			}
		case 3:
			e.End(Rejected)
		case 4:
			if s.harmless {
				continue
			}
			s.fails(b, e)
			e.End(Failed)
		}
	}
	b.Compact(Reason(c.pick(5)))
}

func (s *sim) after(b *Batch, e *Event) *Event {
	if b.up == nil {
		s.made.Add(1)
	}
	return b.After(e)
}

// fails notes that the ticket of the event can't end well any more.
func (s *sim) fails(b *Batch, e *Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.ticket != noTicket {
		s.byTicket[b.tickets[e.ticket]].failed.Store(true)
	}
}

func (s *sim) outputs(c choices, b *Batch, level int) {
	if !s.harmless && c.pick(8) == 7 {
		s.abandon(b)
		return
	}
	for _, e := range b.Every() {
		e.SetOutputs(uint64(c.pick(1 << simOutputs)))
	}
	for _, share := range b.FanOut(simOutputs) {
		if share != nil {
			s.spawn(c, func(c choices) { s.output(c, share, level) })
		}
	}
}

// abandon gives a batch up, with an event on its way into it.
func (s *sim) abandon(b *Batch) {
	for _, e := range b.Every() {
		s.fails(b, e)
	}
	for e := range b.Events() {
		s.after(b, e)
		break
	}
	b.Abandon()
}

func (s *sim) output(c choices, share *Share, level int) {
	defer func() { share.Close() }()
	for i := range share.Len() {
		outcome := Outcome(c.pick(int(Failed) + 1))
		if outcome == Failed && (s.harmless || c.pick(4) != 0) {
			outcome = Delivered
		}
		if outcome == Failed {
			s.fails(share.b, share.At(i))
		}
		if share.Settle(i, outcome) != (outcome != Undecided) {
			s.t.Error("the first settling had no effect")
		}
		if outcome != Undecided && share.Settle(i, Failed) {
			s.t.Error("the second settling had an effect")
		}
	}
	switch {
	case level < 3 && c.pick(2) == 0:
		b := share.Copy()
		s.filters(c, b)
		s.outputs(c, b, level+1)
	case !s.harmless && c.pick(4) == 0: // forgotten: Close fails them
		for i := range share.Len() {
			if !share.Settled(i) {
				s.fails(share.b, share.At(i))
			}
		}
	default:
		share.SettleAll(Delivered)
	}
}

// check compares the books once everything has ended.
func (s *sim) check() {
	s.t.Helper()
	for _, x := range s.byTicket {
		if x.pos == 0 && (x.ended.Load() != 1 || x.ok.Load() == x.failed.Load()) {
			s.t.Errorf("a ticket ended %d times, ok %v, failed %v", x.ended.Load(), x.ok.Load(), x.failed.Load())
		}
		if n := x.ticket.left.Load(); n != 0 {
			s.t.Errorf("a ticket has %d units left", n)
		}
	}
	want, pending := int64(0), 0
	for i, x := range s.inOrder {
		if x.failed.Load() {
			pending = len(s.inOrder) - i
			break
		}
		want = x.pos
	}
	last := int64(0)
	for _, pos := range s.commits {
		if pos <= last {
			s.t.Errorf("position %d was committed after %d", pos, last)
		}
		last = pos
	}
	if last != want || s.source.Pending() != pending {
		s.t.Errorf("committed up to %d with %d pending, want %d and %d", last, s.source.Pending(), want, pending)
	}
	c := s.tally.Counts()
	if c.In != s.in.Load() || c.Made != s.made.Load() || c.Open() != 0 || c.Ends[Undecided] != 0 {
		s.t.Errorf("counts are %+v, want in %d, made %d", c, s.in.Load(), s.made.Load())
	}
	var by int64
	for _, n := range c.DroppedBy {
		by += n
	}
	if by > c.Ends[Dropped] {
		s.t.Errorf("%d drops have a reason, there are %d", by, c.Ends[Dropped])
	}
}

func TestSettleConcurrently(t *testing.T) {
	t.Run("with failures", func(t *testing.T) { settleConcurrently(t, newSim(t)) })
	t.Run("without failures", func(t *testing.T) {
		s := newSim(t)
		s.harmless = true
		settleConcurrently(t, s)
		if s.source.Pending() != 0 || len(s.commits) < 2 {
			t.Errorf("%d commits, %d tickets pending", len(s.commits), s.source.Pending())
		}
	})
}

func settleConcurrently(t *testing.T, s *sim) {
	t.Helper()
	const producers, rounds = 4, 300
	var issue sync.Mutex // a source has one producer
	var group sync.WaitGroup
	s.spawn = func(c choices, part func(choices)) {
		seed := uint64(c.pick(1 << 30))
		group.Go(func() { part(randomChoices{rand.New(rand.NewPCG(seed, 0))}) })
	}
	for p := range producers {
		group.Go(func() {
			for round := range rounds {
				c := randomChoices{rand.New(rand.NewPCG(uint64(p), uint64(round)))}
				issue.Lock()
				b := s.batch(c)
				issue.Unlock()
				s.run(c, b)
			}
		})
	}
	group.Wait()
	s.check()
}

func FuzzSettle(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		seed := make([]byte, 200)
		for i := range seed {
			seed[i] = byte(r.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		s, c := newSim(t), &scripted{script}
		s.harmless = c.pick(2) == 0
		for len(c.rest) > 0 {
			s.run(c, s.batch(c))
		}
		s.check()
	})
}
