package event

import "testing"

// TestAllocations guards the hot path: memory that was used before is enough for the next batch.
func TestAllocations(t *testing.T) {
	if invariants {
		t.Skip("recycled memory is not used again under -tags invariants")
	}
	var d Decoder
	a := new(Arena)
	var line []byte
	got := testing.AllocsPerRun(20, func() {
		for range perBatch {
			o := a.NewObject()
			if err := d.Object(a, flatLine, o); err != nil {
				t.Fatal(err)
			}
			line = AppendJSONObject(line[:0], o)
		}
		a.reset()
	})
	if got != 0 {
		t.Errorf("decoding and encoding %d flat lines takes %v allocations", perBatch, got)
	}
}

// TestAllocationsOfPaths guards getting and setting by path.
func TestAllocationsOfPaths(t *testing.T) {
	if invariants {
		t.Skip("recycled memory is not used again under -tags invariants")
	}
	b := NewBatch()
	p, q := MustPath("http.response.status_code"), MustPath("@metadata.index")
	got := testing.AllocsPerRun(20, func() {
		for range perBatch {
			e := b.newEvent()
			_ = e.Set(p, Int(200))
			_ = e.Set(q, String("logs"))
			if !e.Has(p) || e.Delete(p).IsNull() || !e.Has(q) {
				t.Fatal("a field is missing")
			}
		}
		b.arena.reset()
	})
	if got != 0 {
		t.Errorf("%d events take %v allocations", perBatch, got)
	}
}
