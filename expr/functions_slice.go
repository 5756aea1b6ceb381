package expr

import (
	"slices"

	"github.com/headgate/headgate/event"
)

// sliceFunctions make lists of lists.
func sliceFunctions() []function {
	l := list("list")
	return []function{
		{
			name: "concat", params: []param{l}, rest: new(list("list")), result: kList, call: concat,
			summary: "The elements of all lists in one.", example: `concat(["a"], ["b", "c"])`, want: `["a","b","c"]`,
		},
		{
			name: "compact", params: []param{l}, result: kList, call1: compact,
			summary: "The list without null and empty texts.", example: `compact(["a", "", null])`, want: `["a"]`,
		},
		{
			name: "distinct", params: []param{l}, result: kList, call1: distinct,
			summary: "The elements without repetition, in order of their first appearance.", example: `distinct(["a", "b", "a"])`, want: `["a","b"]`,
		},
		{
			name: "flatten", params: []param{l}, result: kList, call1: flatten,
			summary: "The list with the elements of the lists inside it in their place.", example: `flatten([["a"], [["b"]], "c"])`, want: `["a","b","c"]`,
		},
		{
			name: "reverse", params: []param{l}, result: kList, call1: reverse,
			summary: "The list from its end to its start.", example: `reverse([1, 2])`, want: `[2,1]`,
		},
		{
			name: "slice", params: []param{l, whole("start"), whole("end")}, result: kList, call: slice,
			summary: "The elements from a position to before another one.", example: `slice(["a", "b", "c"], 0, 2)`, want: `["a","b"]`,
		},
		{
			name: "sort", params: []param{l}, result: kList, call1: sortList,
			summary: "The elements in order: numbers by their value, everything else as text by its bytes.", example: `sort(["b", "a"])`, want: `["a","b"]`,
		},
		{
			name: "chunklist", params: []param{l, whole("size")}, result: kList, call2: chunkList,
			summary: "The list cut into lists of the size.", example: `chunklist([1, 2, 3], 2)`, want: `[[1,2],[3]]`,
		},
		{
			name: "range", params: []param{num("start")}, rest: new(num("limit")), result: kList, call: rangeList,
			summary: "The numbers from a start to before a limit, by a step: range(limit), range(start, limit), range(start, limit, step).",
			example: `range(1, 4)`, want: `[1,2,3]`,
		},
	}
}

func concat(e *Env, s *site, args []event.Value) event.Value {
	n := 0
	for _, v := range args {
		n += len(v.AsArray())
	}
	if n > maxElements {
		return e.fail(Failure{site: s, code: failTooLong, note: maxElementsNote})
	}
	list := e.arena.NewArray(n)
	to := list.AsArray()[:0]
	for _, v := range args {
		to = append(to, v.AsArray()...)
	}
	return list
}

// filter keeps the elements that keep wants.
func (e *Env) filter(list []event.Value, keep func(event.Value) bool) event.Value {
	base := len(e.stack)
	for _, x := range list {
		if keep(x) {
			e.stack = append(e.stack, x)
		}
	}
	return e.popList(base)
}

func compact(e *Env, _ *site, v event.Value) event.Value {
	return e.filter(v.AsArray(), func(x event.Value) bool { return !isEmpty(x) })
}

func distinct(e *Env, _ *site, v event.Value) event.Value {
	base := len(e.stack)
	seen := newSet(len(v.AsArray()))
	for _, x := range v.AsArray() {
		if seen.add(x) {
			e.stack = append(e.stack, x)
		}
	}
	return e.popList(base)
}

func flatten(e *Env, _ *site, v event.Value) event.Value {
	base := len(e.stack)
	e.pushFlat(v.AsArray())
	return e.popList(base)
}

func (e *Env) pushFlat(list []event.Value) {
	for _, x := range list {
		if x.Kind() == event.KindArray {
			e.pushFlat(x.AsArray())
			continue
		}
		e.stack = append(e.stack, x)
	}
}

func reverse(e *Env, _ *site, v event.Value) event.Value {
	r := e.arena.Array(v.AsArray()...)
	slices.Reverse(r.AsArray())
	return r
}

func slice(e *Env, s *site, args []event.Value) event.Value {
	list := args[0].AsArray()
	from, _ := args[1].AsInt()
	to, _ := args[2].AsInt()
	switch {
	case from < 0 || from > int64(len(list)):
		return e.fail(Failure{site: s, code: failValue, arg: "the start is", value: args[1], note: "outside the list"})
	case to < from || to > int64(len(list)):
		return e.fail(Failure{site: s, code: failValue, arg: "the end is", value: args[2], note: "before the start or outside the list"})
	}
	return e.arena.Array(list[from:to]...)
}

func sortList(e *Env, s *site, v event.Value) event.Value {
	r := e.arena.Array(v.AsArray()...)
	list := r.AsArray()
	numbers := true
	for _, x := range list {
		numbers = numbers && x.IsNumber()
		if kindOf(x)&kScalar == 0 {
			return e.fail(Failure{site: s, code: failKind, arg: "an element", value: x, note: "a text or number"})
		}
	}
	if numbers {
		slices.SortStableFunc(list, func(a, b event.Value) int {
			x, _ := numberOf(a)
			y, _ := numberOf(b)
			c, _ := compareNumbers(x, y)
			return c
		})
		return r
	}
	for i, x := range list {
		list[i] = toString(e, s, x)
	}
	slices.SortStableFunc(list, func(a, b event.Value) int { return order(textOf(a), textOf(b)) })
	return r
}

func chunkList(e *Env, s *site, v, w event.Value) event.Value {
	n, _ := w.AsInt()
	if n < 0 {
		return e.fail(Failure{site: s, code: failValue, arg: "the size is", value: w, note: "use 0 or more; 0 gives one chunk"})
	}
	list, base := v.AsArray(), len(e.stack)
	if n == 0 {
		n = max(1, int64(len(list)))
	}
	for chunk := range slices.Chunk(list, int(min(n, maxElements))) {
		e.stack = append(e.stack, e.arena.Array(chunk...))
	}
	return e.popList(base)
}

// maxRange bounds the numbers that range gives.
const maxRange = 1024

func rangeList(e *Env, s *site, args []event.Value) event.Value {
	from, step := wholeNumber(0), wholeNumber(1)
	limit, _ := numberOf(args[0])
	if len(args) > 3 {
		return e.fail(Failure{site: s, code: failCount, note: "takes at most three numbers"})
	}
	if len(args) > 1 {
		from = limit
		limit, _ = numberOf(args[1])
		if from.float() > limit.float() {
			step = wholeNumber(-1)
		}
	}
	if len(args) > 2 {
		step, _ = numberOf(args[2])
	}
	down := from.float() > limit.float()
	if f := step.float(); f == 0 || f < 0 != down && from.float() != limit.float() {
		return e.fail(Failure{site: s, code: failValue, arg: "the step is", value: step.value(), note: "it does not lead to the limit"})
	}
	base := len(e.stack)
	for at, bad := from, noFailure; ; at, bad = add(at, step) {
		c, ok := compareNumbers(at, limit)
		if !ok || bad != noFailure || !down && c >= 0 || down && c <= 0 {
			return e.popList(base)
		}
		if len(e.stack)-base >= maxRange {
			e.stack = e.stack[:base]
			return e.fail(Failure{site: s, code: failTooLong, note: "1024 numbers"})
		}
		e.stack = append(e.stack, at.value())
	}
}
