package event

import (
	"math/rand/v2"
	"sync"
	"testing"
)

func TestLaneKeepsOrder(t *testing.T) {
	const batches, workers = 2000, 4
	lane := NewLane()
	stamped := make([]*Batch, batches)
	for i := range stamped {
		stamped[i] = new(Batch)
		lane.Stamp(stamped[i])
	}
	rand.New(rand.NewPCG(3, 4)).Shuffle(batches, func(i, j int) { stamped[i], stamped[j] = stamped[j], stamped[i] })
	var next uint64 // not guarded: emit is never called by two goroutines at once
	var wrong bool
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < batches; i += workers {
				lane.Release(stamped[i], func(b *Batch) {
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
