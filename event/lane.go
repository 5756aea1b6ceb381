package event

import "sync"

// Lane keeps the order of one stream: batches are stamped in order, worked on in any order, and
// released in order again.
type Lane struct {
	issued uint64 // touched by the one producer only

	mu       sync.Mutex
	next     uint64
	parked   map[uint64]*Batch
	emitting bool
}

// NewLane makes a lane for one producer.
func NewLane() *Lane { return &Lane{parked: make(map[uint64]*Batch)} }

// Stamp gives the batch its place. Every stamped batch must be released, even when it became empty.
func (l *Lane) Stamp(b *Batch) {
	b.Lane, b.Seq = l, l.issued
	l.issued++
}

// Release hands the batch to emit once all before it were. emit is called from one goroutine at a
// time: a worker whose batch is not at its turn parks it and goes on.
func (l *Lane) Release(b *Batch, emit func(*Batch)) {
	l.mu.Lock()
	l.parked[b.Seq] = b
	if l.emitting {
		l.mu.Unlock()
		return
	}
	l.emitting = true
	for {
		turn, ok := l.parked[l.next]
		if !ok {
			break
		}
		delete(l.parked, l.next)
		l.next++
		l.mu.Unlock()
		emit(turn)
		l.mu.Lock()
	}
	l.emitting = false
	l.mu.Unlock()
}
