package event

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestObjectAgainstModel does random sets, deletes and gets on an object and on a list of pairs. The
// number of names goes beyond the index, some names are dynamic.
func TestObjectAgainstModel(t *testing.T) {
	type pair struct {
		name string
		v    int64
	}
	for _, names := range []int{5, 63, 64, 65, 300} {
		t.Run(fmt.Sprint(names, " names"), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(names), 1))
			a, o := new(Arena), &Object{}
			var model []pair
			find := func(name string) int {
				for i := range model {
					if model[i].name == name {
						return i
					}
				}
				return -1
			}
			for step := range 4000 {
				name := fmt.Sprint("name", r.IntN(names))
				k := Intern(name)
				if r.IntN(10) == 0 {
					k = newKey(name, 0, true)
				}
				at := find(name)
				switch op := r.IntN(10); {
				case op < 5:
					o.Set(a, k, Int(int64(step)))
					if at < 0 {
						model = append(model, pair{name, int64(step)})
					} else {
						model[at].v = int64(step)
					}
				case op < 8 || step%1000 > 900:
					if got := o.Delete(k); got != (at >= 0) {
						t.Fatalf("delete of %q said %v", name, got)
					}
					if at >= 0 {
						model = append(model[:at], model[at+1:]...)
					}
				default:
					v, ok := o.Get(k).AsInt()
					if ok != (at >= 0) || ok && v != model[at].v {
						t.Fatalf("step %d: get of %q gave %d, %v", step, name, v, ok)
					}
				}
				if o.Len() != len(model) {
					t.Fatalf("step %d: %d fields, want %d", step, o.Len(), len(model))
				}
			}
			for i, p := range model {
				k, v := o.At(i)
				if n, _ := v.AsInt(); k.String() != p.name || n != p.v {
					t.Fatalf("field %d is %s=%d, want %v", i, k, n, p)
				}
			}
		})
	}
}

func TestObjectSetAtAndClear(t *testing.T) {
	e := parse(t, `{"a":1,"b":2}`)
	o := e.Fields()
	o.SetAt(1, String("x"))
	if diff := cmp.Diff(`{"a":1,"b":"x"}`, written(e)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	for k := range o.All() {
		if k.String() != "a" {
			t.Errorf("a loop that is left goes on to %q", k)
		}
		break
	}
	o.Clear()
	if o.Len() != 0 || o.Find(Intern("a")) != -1 || written(e) != "{}" {
		t.Errorf("cleared object: %s", written(e))
	}
}

func TestCloneIsDeep(t *testing.T) {
	from := parse(t, `{"o":{"l":[{"x":1},[2]],"s":"t"},"n":1.50}`)
	if err := from.Set(MustPath("@metadata.m.k"), Int(1)); err != nil {
		t.Fatal(err)
	}
	before := written(from)
	to := NewBatch().Add()
	to.CopyFrom(from)
	if diff := cmp.Diff(before, written(to)); diff != "" {
		t.Fatalf("want -, got +\n%s", diff)
	}
	for _, p := range []string{"o.l.0.x", "o.l.1.0", "o.s", "n", "o.new", "@metadata.m.k"} {
		if err := to.Set(MustPath(p), String("changed")); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, written(from)); diff != "" {
		t.Errorf("a change of the copy went through: want -, got +\n%s", diff)
	}
	if v, _ := from.Get(MustPath("@metadata.m.k")).AsInt(); v != 1 {
		t.Error("a change of the copy's metadata went through")
	}
}

func TestCloneKeepsDynamicNames(t *testing.T) {
	a := new(Arena)
	o := a.NewObject()
	o.Set(a, newKey("dynamic", 0, true), Int(1))
	c := a.Clone(ObjectValue(o)).AsObject()
	if v := c.Get(ConfigKey("dynamic")); v.IsNull() {
		t.Error("a dynamic name is not found in a copy")
	}
}

func TestInternIsBounded(t *testing.T) {
	table := newKeyTable()
	first := table.get("first", false)
	for i := range maxInterned + 100 {
		table.get(fmt.Sprint("key", i), false)
	}
	if n := table.count.Load(); n > maxInterned {
		t.Errorf("%d names are interned", n)
	}
	beyond, again := table.get("beyond", false), table.get("beyond", false)
	switch {
	case table.get("first", false) != first:
		t.Error("an interned name changed")
	case !beyond.dyn || beyond == again:
		t.Error("a name beyond the limit is interned")
	case !beyond.Equal(again) || beyond.Equal(first):
		t.Error("dynamic names are not compared by text")
	case table.get("configured", true).dyn:
		t.Error("a name of the configuration is dynamic")
	case table.get("configured", false).dyn:
		t.Error("a name of the configuration is dynamic in data")
	}
	long := string(make([]byte, maxKeyBytes+1))
	if !newKeyTable().get(long, false).dyn {
		t.Error("a long name is interned")
	}
}
