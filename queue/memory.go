// Package queue holds what stands between inputs and filter workers, and where rejected events are
// kept.
package queue

import (
	"context"
	"errors"
	"sync"

	"github.com/headgate/headgate/event"
)

// ErrClosed is what a closed queue answers.
var ErrClosed = errors.New("the queue is closed")

// Item is a batch in a queue, with the number of the input it came from.
type Item struct {
	Batch *event.Batch
	Input int
}

// Queue hands batches from inputs to filter workers.
type Queue interface {
	// Append puts a batch into the queue and takes ownership of it. It blocks while the queue is
	// full. On an error the batch stays the caller's.
	Append(ctx context.Context, it Item) error
	// Next takes the oldest batch. It blocks until there is one; ErrClosed means that the queue is
	// closed and empty.
	Next(ctx context.Context) (Item, error)
	// Close lets no batch in any more. What is in the queue can still be taken.
	Close()
	// Depth is what waits now.
	Depth() (events int, bytes int64)
}

// Memory is a queue that is gone with the process: sources are told nothing before their events
// are settled.
type Memory struct {
	maxEvents int
	maxBytes  int64

	mu     sync.Mutex
	items  []Item
	head   int
	events int
	bytes  int64
	closed bool
	more   chan struct{} // holds a token while items may be waiting
	room   chan struct{} // holds a token while there may be room
}

// NewMemory makes a queue in which at most so many events and bytes wait. A batch that is larger
// than all of it still passes, alone.
func NewMemory(maxEvents int, maxBytes int64) *Memory {
	return &Memory{
		maxEvents: maxEvents, maxBytes: maxBytes,
		more: make(chan struct{}, 1), room: make(chan struct{}, 1),
	}
}

// Append implements Queue.
func (q *Memory) Append(ctx context.Context, it Item) error {
	for {
		switch ok, err := q.put(it); {
		case err != nil:
			return err
		case ok:
			return nil
		}
		select {
		case <-q.room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (q *Memory) put(it Item) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		signal(q.room)
		return false, ErrClosed
	}
	n, size := it.Batch.Len(), int64(it.Batch.Bytes())
	if q.events > 0 && (q.events+n > q.maxEvents || q.bytes+size > q.maxBytes) {
		return false, nil
	}
	if q.head > len(q.items)/2 {
		q.items = append(q.items[:0], q.items[q.head:]...) // a queue that is never empty must not grow for ever
		q.head = 0
	}
	q.items = append(q.items, it)
	q.events += n
	q.bytes += size
	signal(q.more)
	if q.events < q.maxEvents {
		signal(q.room) // for another producer that waits
	}
	return true, nil
}

// Next implements Queue.
func (q *Memory) Next(ctx context.Context) (Item, error) {
	for {
		it, ok, err := q.take()
		if ok || err != nil {
			return it, err
		}
		select {
		case <-q.more:
		case <-ctx.Done():
			return Item{}, ctx.Err()
		}
	}
}

func (q *Memory) take() (it Item, ok bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.head == len(q.items) {
		if q.closed {
			signal(q.more) // for the other consumers
			return it, false, ErrClosed
		}
		return it, false, nil
	}
	it = q.items[q.head]
	q.items[q.head] = Item{}
	if q.head++; q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	} else {
		signal(q.more)
	}
	q.events -= it.Batch.Len()
	q.bytes -= int64(it.Batch.Bytes())
	signal(q.room)
	return it, true, nil
}

// Close implements Queue.
func (q *Memory) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	signal(q.more)
	signal(q.room)
}

// Depth implements Queue.
func (q *Memory) Depth() (events int, bytes int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.events, q.bytes
}

// signal leaves a token unless there is one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
