package event

import (
	"sync"
	"sync/atomic"
)

// Outcome says how an event ended. Of several outcomes of one event the greatest counts.
type Outcome uint8

// The outcomes of an event.
const (
	Undecided Outcome = iota // nobody has said anything yet
	Withheld                 // no output wanted it
	Dropped                  // left out on purpose
	Delivered                // its destination has it
	Rejected                 // kept safely in the dead-letter queue
	Failed                   // neither delivered nor kept: the source must give it again
)

// Ticket stands for one thing that a source wants confirmed: a stretch of a file, a Kafka record, a
// window of beats. It is done when all its units, one for each event, are settled.
type Ticket struct {
	left   atomic.Int64
	failed atomic.Bool
	source *Source
	done   func(ok bool)
	pos    int64
	ended  bool // guarded by source.mu
}

// NewTicket makes a ticket of n units. done is called exactly once, from any goroutine, and must not
// block; ok is false when some unit could not be delivered.
func NewTicket(n int, done func(ok bool)) *Ticket {
	t := &Ticket{done: done}
	t.left.Store(int64(n))
	if n == 0 {
		t.finish()
	}
	return t
}

// add adds units. Only who still holds one may call it, so the ticket can't end meanwhile.
func (t *Ticket) add(n int) {
	if n < 0 {
		t.settle(-n, Dropped)
		return
	}
	t.left.Add(int64(n))
}

func (t *Ticket) settle(n int, o Outcome) {
	if o == Failed {
		t.failed.Store(true)
	}
	switch left := t.left.Add(int64(-n)); {
	case left == 0:
		t.finish()
	case left < 0:
		panic("BUG: a ticket was settled more often than it has units")
	}
}

func (t *Ticket) finish() {
	if t.source != nil {
		t.source.ticketEnded(t)
		return
	}
	t.done(!t.failed.Load())
}

// Source is something that confirms by position: a file, a partition. Tickets may end in any order;
// the position below which everything is settled is what gets committed.
type Source struct {
	mu     sync.Mutex
	ring   []*Ticket // in order of issue
	stuck  bool      // a ticket failed: the position stays there
	commit func(pos int64)
}

// NewSource makes a source. commit is told each new position, in rising order and never from two
// goroutines at once; it must not block.
func NewSource(commit func(pos int64)) *Source { return &Source{commit: commit} }

// Issue makes a ticket of n units. Once it and all before it are settled, pos is committed.
func (s *Source) Issue(n int, pos int64) *Ticket {
	t := &Ticket{source: s, pos: pos}
	t.left.Store(int64(n))
	s.mu.Lock()
	s.ring = append(s.ring, t)
	s.mu.Unlock()
	if n == 0 {
		t.finish()
	}
	return t
}

// Pending is the number of tickets that are not committed.
func (s *Source) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.ring)
}

func (s *Source) ticketEnded(t *Ticket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.ended = true
	if s.stuck {
		return
	}
	var last *Ticket
	for len(s.ring) > 0 && s.ring[0].ended {
		if s.ring[0].failed.Load() {
			s.stuck = true
			break
		}
		last = s.ring[0]
		s.ring[0] = nil
		s.ring = s.ring[1:]
	}
	if last != nil {
		s.commit(last.pos)
	}
}
