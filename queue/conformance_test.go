package queue_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/headgate/headgate/queue"
)

// kinds are the queues that the conformance tests run over, in bounds of 100 events and 1000 bytes.
var kinds = map[string]func(t *testing.T) queue.Queue{
	"memory": func(*testing.T) queue.Queue { return queue.NewMemory(100, 1000) },
}

func conform(t *testing.T, f func(t *testing.T, q queue.Queue)) {
	t.Helper()
	for name, open := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f(t, open(t)) })
		})
	}
}

// put fails the test when the queue does not take the batch.
func put(t *testing.T, q queue.Queue, n, bytes, number int) {
	t.Helper()
	if err := q.Append(t.Context(), queue.Item{Batch: batchOf(n, bytes, number), Input: number}); err != nil {
		t.Fatal(err)
	}
}

// waits reports whether f still runs when nothing else does.
func waits(f func()) (still func() bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return func() bool {
		synctest.Wait()
		select {
		case <-done:
			return false
		default:
			return true
		}
	}
}

func next(t *testing.T, q queue.Queue) queue.Item {
	t.Helper()
	it, err := q.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func wantDepth(t *testing.T, q queue.Queue, events int, bytes int64) {
	t.Helper()
	if n, size := q.Depth(); n != events || size != bytes {
		t.Errorf("depth is %d events and %d bytes, want %d and %d", n, size, events, bytes)
	}
}

func TestFirstInFirstOut(t *testing.T) {
	conform(t, func(t *testing.T, q queue.Queue) {
		for i := range 20 {
			put(t, q, 2, 7, i)
		}
		wantDepth(t, q, 40, 140)
		for i := range 20 {
			if it := next(t, q); it.Input != i || it.Batch.Len() != 2 {
				t.Errorf("batch %d of %d events, want %d", it.Input, it.Batch.Len(), i)
			}
		}
		wantDepth(t, q, 0, 0)
	})
}

func TestFull(t *testing.T) {
	for name, tt := range map[string]struct{ n, bytes, more, moreBytes int }{
		"events":              {100, 5, 1, 1},
		"bytes":               {5, 1000, 1, 1},
		"events that overlap": {60, 5, 60, 1},
		"bytes that overlap":  {2, 600, 1, 600},
		"oversize behind":     {1, 1, 500, 9000},
		"behind oversize":     {500, 9000, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			conform(t, func(t *testing.T, q queue.Queue) {
				put(t, q, tt.n, tt.bytes, 1)
				still := waits(func() { put(t, q, tt.more, tt.moreBytes, 2) })
				if !still() {
					t.Error("the queue took more than its bounds")
				}
				wantDepth(t, q, tt.n, int64(tt.bytes))
				next(t, q)
				if still() {
					t.Fatal("the producer still waits though there is room")
				}
				wantDepth(t, q, tt.more, int64(tt.moreBytes))
			})
		})
	}
}

func TestSmallPassesBigProducer(t *testing.T) {
	conform(t, func(t *testing.T, q queue.Queue) {
		put(t, q, 90, 0, 1)
		big := waits(func() { put(t, q, 100, 0, 2) })
		small := waits(func() { put(t, q, 20, 0, 3) })
		if !big() || !small() {
			t.Fatal("a full queue took a batch")
		}
		for range 3 {
			next(t, q)
			synctest.Wait()
		}
		if big() || small() {
			t.Error("a producer waits at an empty queue")
		}
		wantDepth(t, q, 0, 0)
	})
}

func TestClose(t *testing.T) {
	conform(t, func(t *testing.T, q queue.Queue) {
		put(t, q, 100, 0, 1)
		var refused error
		producer := waits(func() {
			refused = q.Append(t.Context(), queue.Item{Batch: batchOf(1, 1, 2)})
		})
		if !producer() {
			t.Fatal("a full queue took a batch")
		}
		q.Close()
		if producer() || !errors.Is(refused, queue.ErrClosed) {
			t.Errorf("a producer that waited was told %v", refused)
		}
		if err := q.Append(t.Context(), queue.Item{Batch: batchOf(1, 1, 3)}); !errors.Is(err, queue.ErrClosed) {
			t.Errorf("a closed queue answers %v", err)
		}
		if it := next(t, q); it.Input != 1 {
			t.Errorf("got batch %d", it.Input)
		}
		for range 3 {
			if _, err := q.Next(t.Context()); !errors.Is(err, queue.ErrClosed) {
				t.Errorf("a closed and empty queue gives %v", err)
			}
		}
		q.Close() // again, without effect
	})
}

func TestCloseWakesAll(t *testing.T) {
	conform(t, func(t *testing.T, q queue.Queue) {
		var still []func() bool
		for range 5 {
			still = append(still, waits(func() {
				if _, err := q.Next(t.Context()); !errors.Is(err, queue.ErrClosed) {
					t.Errorf("got %v", err)
				}
			}))
		}
		synctest.Wait()
		q.Close()
		for i, s := range still {
			if s() {
				t.Errorf("consumer %d still waits", i)
			}
		}
	})
}

func TestContextEndsWaiting(t *testing.T) {
	conform(t, func(t *testing.T, q queue.Queue) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := q.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("an empty queue gives %v", err)
		}
		put(t, q, 100, 0, 1)
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		b := batchOf(1, 1, 2)
		if err := q.Append(ctx, queue.Item{Batch: b}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a full queue answers %v", err)
		}
		if b.Len() != 1 {
			t.Error("the batch that was not taken has changed")
		}
		wantDepth(t, q, 100, 0)
	})
}

func TestManyAtOnce(t *testing.T) {
	conform(t, func(t *testing.T, q queue.Queue) {
		const producers, consumers, each = 7, 5, 300
		var in, out sync.WaitGroup
		for p := range producers {
			in.Go(func() {
				for i := range each {
					put(t, q, 1+(i*p)%120, i%1200, p*each+i)
				}
			})
		}
		var mu sync.Mutex
		seen := make(map[int]int)
		for range consumers {
			out.Go(func() {
				for {
					it, err := q.Next(t.Context())
					if err != nil {
						return
					}
					mu.Lock()
					seen[it.Input]++
					mu.Unlock()
				}
			})
		}
		in.Wait()
		q.Close()
		out.Wait()
		for i := range producers * each {
			if seen[i] != 1 {
				t.Errorf("batch %d came out %d times", i, seen[i])
			}
		}
		wantDepth(t, q, 0, 0)
	})
}

func BenchmarkMemory(b *testing.B) {
	for _, waiting := range []int{0, 50} {
		b.Run(fmt.Sprint(waiting, " waiting"), func(b *testing.B) {
			q := queue.NewMemory(1000, 1<<20)
			batch := batchOf(1, 1, 1)
			ctx := context.Background()
			for range waiting {
				if err := q.Append(ctx, queue.Item{Batch: batch}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := q.Append(ctx, queue.Item{Batch: batch}); err != nil {
					b.Fatal(err)
				}
				if _, err := q.Next(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestNeverEmptyQueueDoesNotGrow keeps a batch waiting all the time.
func TestNeverEmptyQueueDoesNotGrow(t *testing.T) {
	conform(t, func(t *testing.T, q queue.Queue) {
		b := batchOf(1, 1, 0)
		step := func() {
			if err := q.Append(t.Context(), queue.Item{Batch: b}); err != nil {
				t.Fatal(err)
			}
			next(t, q)
		}
		if err := q.Append(t.Context(), queue.Item{Batch: b}); err != nil {
			t.Fatal(err)
		}
		for range 1000 {
			step() // to its lasting size
		}
		if n := testing.AllocsPerRun(10_000, step); n > 0 {
			t.Errorf("%v allocations for each batch", n)
		}
	})
}
