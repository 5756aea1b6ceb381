package event

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

func TestLaneKeepsOrder(t *testing.T) {
	const batches, workers = 2000, 4
	lane := NewLane()
	queue := make(chan *Batch) // as in a pipeline, workers take batches in order and finish them in any
	go func() {
		defer close(queue)
		for range batches {
			b := new(Batch)
			lane.Stamp(b)
			queue <- b
		}
	}()
	var next uint64 // not guarded: emit is never called by two goroutines at once
	var wrong bool
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for b := range queue {
				for range rand.IntN(4) {
					runtime.Gosched()
				}
				lane.Release(b, func(b *Batch) {
					wrong = wrong || b.Seq != next || b.Lane != lane
					next++
				})
			}
		})
	}
	group.Wait()
	if next != batches || wrong {
		t.Errorf("%d of %d batches came out, in wrong order: %v", next, batches, wrong)
	}
	if len(lane.parked) != 0 {
		t.Errorf("%d batches are still parked", len(lane.parked))
	}
}

// TestLaneReleasedWhileEmitting releases a batch while the one before it is being emitted.
func TestLaneReleasedWhileEmitting(t *testing.T) {
	lane := NewLane()
	first, second := new(Batch), new(Batch)
	lane.Stamp(first)
	lane.Stamp(second)
	var order []uint64
	var emit func(b *Batch)
	emit = func(b *Batch) {
		if b == first {
			lane.Release(second, emit)
			if len(order) != 0 {
				t.Error("a batch was emitted inside the one before it")
			}
		}
		order = append(order, b.Seq)
	}
	lane.Release(first, emit)
	if len(order) != 2 || order[0] != 0 || order[1] != 1 {
		t.Errorf("order is %v", order)
	}
}
