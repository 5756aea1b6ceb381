package event

import "sync"

// maxParked is how many batches of a lane may wait for one before them. More would only take memory:
// whoever has the next one is the bottleneck then.
const maxParked = 4

// Lane keeps the order of one stream: batches are stamped in order, worked on in any order, and
// released in order again.
type Lane struct {
	issued uint64 // touched by the one producer only

	mu       sync.Mutex
	fewer    sync.Cond // parked has become shorter
	next     uint64
	parked   map[uint64]*Batch
	emitting bool
}

// NewLane makes a lane for one producer.
func NewLane() *Lane {
	l := &Lane{parked: make(map[uint64]*Batch)}
	l.fewer.L = &l.mu
	return l
}

// Stamp gives the batch its place. Every stamped batch must be released, even when it became empty.
func (l *Lane) Stamp(b *Batch) {
	b.Lane, b.Seq = l, l.issued
	l.issued++
}

// Release hands the batch to emit once all before it were. emit is called from one goroutine at a
// time: a worker whose batch is not at its turn parks it and goes on, or waits when many are parked.
func (l *Lane) Release(b *Batch, emit func(*Batch)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.release(b, emit) {
		return
	}
	for len(l.parked) > maxParked {
		l.fewer.Wait()
	}
}

// Vacate releases the place of a batch that is given up before a worker gets it. It never waits.
func (l *Lane) Vacate(seq uint64, emit func(*Batch)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	empty := NewBatch()
	empty.Lane, empty.Seq = l, seq
	l.release(empty, emit)
}

// release emits what is at its turn. It reports false when that is not yet the batch.
func (l *Lane) release(b *Batch, emit func(*Batch)) bool {
	l.parked[b.Seq] = b
	if l.emitting || b.Seq != l.next {
		return false
	}
	l.emitting = true
	for turn, ok := b, true; ok; turn, ok = l.parked[l.next] {
		delete(l.parked, l.next)
		l.next++
		l.fewer.Broadcast()
		l.mu.Unlock()
		emit(turn)
		l.mu.Lock()
	}
	l.emitting = false
	return true
}
