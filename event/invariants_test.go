//go:build invariants

package event

import "testing"

// TestUseAfterRecyclePanics is what -tags invariants is for.
func TestUseAfterRecyclePanics(t *testing.T) {
	b := NewBatch()
	e := b.Add()
	e.SetMessage("x")
	list := e.Arena().Array(Int(1)).AsArray()
	fields := e.Fields().f
	b.recycle()
	for name, use := range map[string]func(){
		"list element": func() { list[0].Kind() },
		"field":        func() { fields[0].AsString() },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			use()
		})
	}
}
