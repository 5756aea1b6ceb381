package throttle

import (
	"hash/maphash"
	"sync"

	"github.com/headgate/headgate/event"
)

const (
	shards = 16
	// smallest is the bound of counters from which on they are split.
	smallest = 64 * shards
	// maxSlots bounds the periods of one key that are counted at the same time.
	maxSlots = 256
)

// counters counts events by key and period. It is split into parts with a lock each, so that workers
// seldom wait for each other.
type counters struct {
	seed  maphash.Seed
	parts []part
}

type part struct {
	mu     sync.Mutex
	keys   map[string]*series
	age    int64 // nanoseconds
	most   int   // counters, or none
	held   int   // counters
	latest int64 // newest time
	due    int   // number of counters at which to look for expired ones
}

// series are the periods of one key.
type series struct {
	created int64 // where its periods begin
	latest  int64
	slots   []slot // in no order
}

type slot struct {
	start int64
	n     int64
}

func newCounters(most int, age int64) *counters {
	n := shards
	if most != none && most < smallest {
		n = 1
	}
	c := &counters{seed: maphash.MakeSeed(), parts: make([]part, n)}
	for i := range c.parts {
		p := &c.parts[i]
		p.keys, p.age, p.most, p.due = make(map[string]*series), age, most, smallest
		if most != none {
			p.most = most / n
			p.due = min(p.due, p.most)
		}
	}
	return c
}

// count adds an event and returns how many there were in its period.
func (c *counters) count(key []byte, at, period int64) int64 {
	p := &c.parts[maphash.Bytes(c.seed, key)%uint64(len(c.parts))]
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count(key, at, period)
}

func (p *part) count(key []byte, at, period int64) int64 {
	p.latest = max(p.latest, at)
	if p.held >= p.due {
		p.makeRoom()
	}
	s := p.keys[event.Alias(key)]
	if s == nil {
		s = &series{created: at, latest: at}
		p.keys[string(key)] = s
	}
	s.latest = max(s.latest, at)
	start := at - mod(at-s.created, period)
	for i := range s.slots {
		if s.slots[i].start == start {
			s.slots[i].n++
			return s.slots[i].n
		}
	}
	p.held -= s.expire(p.age)
	s.slots = append(s.slots, slot{start, 1})
	p.held++
	return 1
}

// mod is the remainder that is never negative: periods reach back before the first event.
func mod(a, b int64) int64 { return (a%b + b) % b }

// expire removes periods that began too long before the newest one, and makes room for one.
func (s *series) expire(age int64) (removed int) {
	newest := s.created
	for _, sl := range s.slots {
		newest = max(newest, sl.start)
	}
	kept, oldest := s.slots[:0], 0
	for _, sl := range s.slots {
		if sl.start < newest-age {
			continue
		}
		if len(kept) > 0 && sl.start < kept[oldest].start {
			oldest = len(kept)
		}
		kept = append(kept, sl)
	}
	if len(kept) == maxSlots {
		kept[oldest] = kept[maxSlots-1]
		kept = kept[:maxSlots-1]
	}
	removed = len(s.slots) - len(kept)
	s.slots = kept
	return removed
}

// makeRoom gives up what has expired, then what is oldest when there are too many counters, then
// whatever it meets. It leaves a quarter free, so that it is seldom needed.
func (p *part) makeRoom() {
	age := p.age
	p.sweep(age)
	if p.most == none {
		p.due = 2*p.held + smallest
		return
	}
	room := p.most - p.most/4
	for p.held >= room && age > p.age/20 {
		age /= 2
		p.sweep(age)
	}
	for key, s := range p.keys {
		if p.held < room {
			break
		}
		p.forget(key, s)
	}
	p.due = min(p.most, 2*p.held+smallest)
}

func (p *part) sweep(age int64) {
	for key, s := range p.keys {
		if s.latest < p.latest-age {
			p.forget(key, s)
		}
	}
}

func (p *part) forget(key string, s *series) {
	p.held -= len(s.slots)
	delete(p.keys, key)
}
