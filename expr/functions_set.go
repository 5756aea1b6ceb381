package expr

import (
	"math"

	"github.com/cespare/xxhash/v2"

	"github.com/headgate/headgate/event"
)

// set tells elements apart in the sense of ==. A few are compared one by one, many by their hash.
type set struct {
	elems []event.Value
	byKey map[uint64][]int32
}

// scanUpTo is the number of elements up to which comparing is faster than hashing.
const scanUpTo = 16

func newSet(n int) *set {
	s := &set{}
	if n > scanUpTo {
		s.byKey = make(map[uint64][]int32, n)
	}
	return s
}

// hashOf is equal for elements that are equal.
func hashOf(v event.Value) uint64 {
	switch v.Kind() {
	case event.KindString:
		s, _ := v.AsString()
		if t, isTime := parseInstant(s); isTime {
			return uint64(t)
		}
		return xxhash.Sum64String(s)
	case event.KindTime:
		t, _ := v.AsTime()
		return uint64(t)
	case event.KindInt, event.KindFloat, event.KindNumber:
		n, _ := numberOf(v)
		return mix(math.Float64bits(n.float() + 0)) // -0 is 0
	case event.KindArray:
		h := uint64(1)
		for _, x := range v.AsArray() {
			h = mix(h + hashOf(x))
		}
		return h
	case event.KindObject:
		h := uint64(2)
		for k, x := range v.AsObject().All() {
			h += mix(xxhash.Sum64String(k.String()) ^ hashOf(x)) // the order does not count
		}
		return h
	default:
		return uint64(kindOf(v))
	}
}

// mix spreads the bits of a number, as the last step of MurmurHash3 does.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func (s *set) has(v event.Value) bool {
	if s.byKey == nil {
		return position(s.elems, v) >= 0
	}
	for _, i := range s.byKey[hashOf(v)] {
		if equal(s.elems[i], v) {
			return true
		}
	}
	return false
}

// add puts an element in and reports whether it is new.
func (s *set) add(v event.Value) bool {
	if s.has(v) {
		return false
	}
	if s.byKey != nil {
		h := hashOf(v)
		s.byKey[h] = append(s.byKey[h], int32(len(s.elems)))
	}
	s.elems = append(s.elems, v)
	return true
}

func setOf(list []event.Value) *set {
	s := newSet(len(list))
	for _, v := range list {
		s.add(v)
	}
	return s
}

// setFunctions treat lists as sets. The order is that of the first list.
func setFunctions() []function {
	l := list("list")
	return []function{
		{
			name: "setunion", params: []param{l}, rest: new(list("list")), result: kList, call: setUnion,
			summary: "The elements of all lists, each once.", example: `setunion(["a", "b"], ["b", "c"])`, want: `["a","b","c"]`,
		},
		{
			name: "setintersection", params: []param{l}, rest: new(list("list")), result: kList, call: setIntersection,
			summary: "The elements that all lists have, each once.", example: `setintersection(["a", "b"], ["b", "c"])`, want: `["b"]`,
		},
		{
			name: "setsubtract", params: []param{list("list"), list("other")}, result: kList, call2: setSubtract,
			summary: "The elements of the first list that the second does not have, each once.", example: `setsubtract(["a", "b"], ["b"])`, want: `["a"]`,
		},
		{
			name: "setproduct", params: []param{l}, rest: new(list("list")), result: kList, call: setProduct,
			summary: "All combinations of one element of each list.", example: `setproduct(["a", "b"], [1])`, want: `[["a",1],["b",1]]`,
		},
	}
}

func setUnion(e *Env, s *site, args []event.Value) event.Value {
	return distinct(e, s, concat(e, s, args))
}

func setIntersection(e *Env, s *site, args []event.Value) event.Value {
	others := make([]*set, 0, len(args)-1)
	for _, v := range args[1:] {
		others = append(others, setOf(v.AsArray()))
	}
	return distinct(e, s, e.filter(args[0].AsArray(), func(x event.Value) bool {
		for _, o := range others {
			if !o.has(x) {
				return false
			}
		}
		return true
	}))
}

func setSubtract(e *Env, s *site, v, w event.Value) event.Value {
	other := setOf(w.AsArray())
	return distinct(e, s, e.filter(v.AsArray(), func(x event.Value) bool { return !other.has(x) }))
}

func setProduct(e *Env, s *site, args []event.Value) event.Value {
	n := 1
	for _, v := range args {
		if n *= len(v.AsArray()); n > maxElements {
			return e.fail(Failure{site: s, code: failTooLong, note: maxElementsNote})
		}
	}
	list := e.arena.NewArray(n)
	for i := range n {
		row := e.arena.NewArray(len(args))
		rest := i
		for j := len(args) - 1; j >= 0; j-- {
			from := args[j].AsArray()
			row.AsArray()[j] = from[rest%len(from)]
			rest /= len(from)
		}
		list.AsArray()[i] = row
	}
	return list
}
