package event

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSlabGrowsInPlace(t *testing.T) {
	var s slab[int]
	run := s.take(2)
	copy(run, []int{1, 2})
	wider := s.grow(run, 4)
	if &wider[0] != &run[0] || cap(wider) != 4 || len(wider) != 2 {
		t.Fatal("the last run did not grow in place")
	}
	next := s.take(1)
	next[0] = 9
	moved := s.grow(wider, 8)
	if &moved[0] == &wider[0] || cap(moved) != 8 {
		t.Fatal("a run grew into the one behind it")
	}
	moved = append(moved, 3, 4, 5, 6, 7, 8)
	if diff := cmp.Diff([]int{1, 2, 3, 4, 5, 6, 7, 8}, moved); diff != "" || next[0] != 9 {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestSlabRunsDoNotOverlap(t *testing.T) {
	var s slab[int]
	for round := range 3 {
		var runs [][]int
		for i := range 3000 {
			n := i % 40
			if i%997 == 0 {
				n = largestChunk + i
			}
			run := s.take(n)
			if len(run) != n || cap(run) != n {
				t.Fatalf("asked for %d, got %d with room for %d", n, len(run), cap(run))
			}
			for j := range run {
				if run[j] != 0 {
					t.Fatalf("round %d: a run is not zeroed", round)
				}
				run[j] = i + 1
			}
			runs = append(runs, run)
		}
		for i, run := range runs {
			for _, v := range run {
				if v != i+1 {
					t.Fatalf("round %d: run %d was overwritten by %d", round, i, v-1)
				}
			}
		}
		s.reset(0)
	}
}

func TestSlabOfManyChunksKeepsTheirSize(t *testing.T) {
	var s slab[int]
	for range 70 {
		s.take(largestChunk)
	}
	s.take(1)
	if n := cap(s.cur); n != largestChunk {
		t.Errorf("the 71st chunk has room for %d", n)
	}
}

func TestArenaText(t *testing.T) {
	a := new(Arena)
	first := a.Text([]byte("first"))
	b := append(a.Begin(3), "more than was asked for"...)
	second := a.EndString(b)
	third := a.EndString(append(a.Begin(textBlock), strings.Repeat("x", textBlock)...))
	fourth := a.EndString(append(a.Begin(1), strings.Repeat("y", 2*textBlock)...))
	nothing := a.EndString(a.Begin(0))
	a.reset()
	a.Text([]byte("FIRST and more that could overwrite"))
	want := []string{"first", "more than was asked for", strings.Repeat("x", textBlock), strings.Repeat("y", 2*textBlock), ""}
	if diff := cmp.Diff(want, []string{first, second, third, fourth, nothing}); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestArenaLists(t *testing.T) {
	a := new(Arena)
	list := a.NewArray(0)
	for i := range 100 {
		list = a.Append(list, Int(int64(i)))
		if i%7 == 0 {
			a.NewArray(1) // the list is no longer the last one
		}
	}
	for i, v := range list.AsArray() {
		if n, _ := v.AsInt(); n != int64(i) {
			t.Fatalf("element %d is %d", i, n)
		}
	}
	if n := len(list.AsArray()); n != 100 {
		t.Errorf("%d elements", n)
	}
	two := a.Array(Int(1), Int(2))
	other := a.Array(Int(9))
	two = a.Append(two, Int(3))
	if got := string(AppendJSONValue(nil, a.Array(two, other))); got != "[[1,2,3],[9]]" {
		t.Errorf("got %s", got)
	}
	if cap(two.AsArray()) != 3 {
		t.Error("AsArray lets append overwrite what is behind the list")
	}
}

// TestRecycledBatchIsEmpty uses a batch again and finds nothing of what it held.
func TestRecycledBatchIsEmpty(t *testing.T) {
	b := NewBatch()
	for range 3 {
		for range 600 {
			e := b.Add()
			if e.Fields().Len() != 0 || e.Meta() != nil || e.Raw() != "" || e.Outputs() != 0 || e.Dropped() {
				t.Fatal("a new event is not empty")
			}
			if err := e.Set(MustPath("a.b"), e.Arena().Array(Int(1))); err != nil {
				t.Fatal(err)
			}
			if err := e.Set(MustPath("@metadata.x"), Int(1)); err != nil {
				t.Fatal(err)
			}
			e.raw, e.outs, e.state = "raw", 1, skipped
		}
		b.recycle()
		if b.Len() != 0 || b.Bytes() != 0 {
			t.Fatal("a recycled batch is not empty")
		}
		b = NewBatch()
	}
}
