package expr

import (
	"slices"

	"github.com/headgate/headgate/event"
)

// maxElements bounds the elements of a list that a function makes.
const maxElements = 100_000

const maxElementsNote = "100000 elements"

// listFunctions ask something of a list or choose one of its elements.
func listFunctions() []function {
	l := list("list")
	any1 := some("value", kAny)
	return []function{
		{
			name: "length", params: []param{some("value", kString|kList|kObject)}, result: kNumber, call1: length,
			summary: "The number of elements, fields or characters.", example: `length(["a", "b"])`, want: `2`,
		},
		{
			name: "contains", params: []param{l, any1}, result: kBool, special: compileContains,
			summary: "Whether the list has the value.", example: `contains(tags, "web")`, want: `true`,
		},
		{
			name: "index", params: []param{l, any1}, result: kNumber, call2: indexOf,
			summary: "The position of the value in the list, from 0; a failure if it is not there.", example: `index(["a", "b"], "b")`, want: `1`,
		},
		{
			name: "element", params: []param{l, whole("index")}, result: kAny, call2: elementAt,
			summary: "The element at a position; beyond the end it goes on at the start.", example: `element(["a", "b"], 3)`, want: `"b"`,
		},
		{
			name: "one", params: []param{l}, result: kAny, call1: one,
			summary: "The only element; null of an empty list, a failure if there are more.", example: `one(["a"])`, want: `"a"`,
		},
		{
			name: "alltrue", params: []param{l}, result: kBool, call1: allTrue,
			summary: "Whether every element is true.", example: `alltrue([true, false])`, want: `false`,
		},
		{
			name: "anytrue", params: []param{l}, result: kBool, call1: anyTrue,
			summary: "Whether some element is true.", example: `anytrue([true, false])`, want: `true`,
		},
		{
			name: "coalescelist", params: []param{some("list", kList|kNull)}, rest: new(some("list", kList|kNull)), result: kList | kNull, call: coalesceList,
			summary: "The first list that has elements; null if there is none.", example: `coalescelist([], ["a"])`, want: `["a"]`,
		},
		{
			name: "sum", params: []param{l}, result: kNumber, call1: sum,
			summary: "The sum of the numbers in the list.", example: `sum([1, 2.5])`, want: `3.5`,
		},
	}
}

func length(_ *Env, _ *site, v event.Value) event.Value {
	switch v.Kind() {
	case event.KindString:
		s, _ := v.AsString()
		return event.Int(int64(characters(s)))
	case event.KindObject:
		return event.Int(int64(v.AsObject().Len()))
	default:
		return event.Int(int64(len(v.AsArray())))
	}
}

func position(list []event.Value, v event.Value) int {
	return slices.IndexFunc(list, func(x event.Value) bool { return equal(x, v) })
}

func listContains(_ *Env, _ *site, v, w event.Value) event.Value {
	return event.Bool(position(v.AsArray(), w) >= 0)
}

func indexOf(e *Env, s *site, v, w event.Value) event.Value {
	i := position(v.AsArray(), w)
	if i < 0 {
		return e.fail(Failure{site: s, code: failValue, value: w, note: "the list does not have it: ask contains() first"})
	}
	return event.Int(int64(i))
}

func elementAt(e *Env, s *site, v, w event.Value) event.Value {
	list := v.AsArray()
	i, _ := w.AsInt()
	if len(list) == 0 {
		return e.fail(Failure{site: s, code: failValue, arg: "the list is", value: v, note: "an empty list has no elements"})
	}
	n := int64(len(list))
	return list[(i%n+n)%n]
}

func one(e *Env, s *site, v event.Value) event.Value {
	switch list := v.AsArray(); len(list) {
	case 0:
		return event.Null
	case 1:
		return list[0]
	}
	return e.fail(Failure{site: s, code: failValue, arg: "the list is", value: v, note: "it must have one element or none"})
}

func allTrue(_ *Env, _ *site, v event.Value) event.Value {
	return event.Bool(!slices.ContainsFunc(v.AsArray(), func(x event.Value) bool {
		b, ok := boolOf(x)
		return !ok || !b
	}))
}

func anyTrue(_ *Env, _ *site, v event.Value) event.Value {
	return event.Bool(slices.ContainsFunc(v.AsArray(), func(x event.Value) bool {
		b, ok := boolOf(x)
		return ok && b
	}))
}

func coalesceList(_ *Env, _ *site, args []event.Value) event.Value {
	for _, v := range args {
		if len(v.AsArray()) > 0 {
			return v
		}
	}
	return event.Null
}

func sum(e *Env, s *site, v event.Value) event.Value {
	total := wholeNumber(0)
	for _, x := range v.AsArray() {
		n, ok := numberOrText(x, textOf(x), x.Kind() == event.KindString)
		if !ok {
			return e.fail(Failure{site: s, code: failKind, arg: "an element", value: x, note: "a number"})
		}
		var bad failCode
		if total, bad = add(total, n); bad != noFailure {
			return e.fail(Failure{site: s, code: bad})
		}
	}
	return total.value()
}
