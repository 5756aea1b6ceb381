package expr

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

func objectFunctions() []function {
	o := object("object")
	return []function{
		{
			name: "lookup", params: []param{o, text("key"), some("default", kAny)}, optional: 1, result: kAny, prepare: prepareLookup,
			summary: "The value of a key in an object; the default, or null, if it is not there.", example: `lookup({ a = 1 }, "b", 0)`, want: `0`,
		},
		{
			name: "keys", params: []param{o}, result: kList, call1: keys,
			summary: "The names of the fields in alphabetical order.", example: `keys({ b = 1, a = 2 })`, want: `["a","b"]`,
		},
		{
			name: "values", params: []param{o}, result: kList, call1: values,
			summary: "The values of the fields in alphabetical order of their names.", example: `values({ b = 1, a = 2 })`, want: `[2,1]`,
		},
		{
			name: "merge", params: []param{some("object", kObject|kNull)}, rest: new(some("object", kObject|kNull)), result: kObject, call: merge,
			summary: "The fields of all objects; of several with one name the last one counts. Null counts as empty.",
			example: `merge({ a = 1, b = 1 }, { b = 2 })`, want: `{"a":1,"b":2}`,
		},
		{
			name: "zipmap", params: []param{list("keys"), list("values")}, result: kObject, call2: zipMap,
			summary: "An object of a list of names and a list of values.", example: `zipmap(["a", "b"], [1, 2])`, want: `{"a":1,"b":2}`,
		},
		{
			name: "matchkeys", params: []param{list("values"), list("keys"), list("wanted")}, result: kList, call: matchKeys,
			summary: "The values whose key, at the same place of the second list, is in the third.",
			example: `matchkeys(["i-1", "i-2"], ["eu", "us"], ["us"])`, want: `["i-2"]`,
		},
		{
			name: "transpose", params: []param{o}, result: kObject, call1: transpose,
			summary: "An object of lists turned around: each element becomes a key that lists the former keys.",
			example: `transpose({ a = ["x", "y"], b = ["x"] })`, want: `{"x":["a","b"],"y":["a"]}`,
		},
	}
}

// compileContains compiles the question whether a list has a value; of the tags it needs no list.
func compileContains(c *compiler, s *site, x *hclsyntax.FunctionCallExpr) node {
	f := &function{name: s.name, params: s.params, result: kBool, call2: listContains}
	if x.ExpandFinal {
		return c.expanded(f, s, x)
	}
	if !c.arity(f, x) {
		return c.unknown(x.Range())
	}
	l, v := c.expr(x.Args[0]), c.expr(x.Args[1])
	if !c.argument(s, 0, &l) {
		return c.unknown(x.Range())
	}
	if tag, isText := v.val.AsString(); v.konst && isText && isName(x.Args[0], "tags") && !slices.Contains(c.loopNames(), "tags") {
		return c.finish(boolean(x.Range(), func(e *Env) bool { return e.ev.HasTag(tag) }), &l, &v)
	}
	list, value, p := l.eval, v.eval, s.param(0)
	return c.finish(node{kinds: kBool | l.kinds&kNull, rng: x.Range(), eval: func(e *Env) event.Value {
		a, b := list(e), value(e)
		if a.Kind() != event.KindArray {
			p.convert(e, s, a)
			return event.Null
		}
		return listContains(e, s, a, b)
	}}, &l, &v)
}

func prepareLookup(c *compiler, s *site, args []node) evalFunc {
	o, key := prepared(s, 0, &args[0]), prepared(s, 1, &args[1])
	otherwise := func(*Env) event.Value { return event.Null }
	if len(args) > 2 {
		otherwise = args[2].eval
	}
	get := func(v event.Value, name string) event.Value { return fieldNamed(v.AsObject(), name) }
	if table := tableOf(args[0].val); args[0].konst && table != nil {
		get = func(_ event.Value, name string) event.Value { return table[name] }
	}
	return func(e *Env) event.Value {
		v := o.eval(e)
		if v.IsNull() {
			return otherwise(e)
		}
		if v.Kind() != event.KindObject {
			o.p.convert(e, s, v)
			return event.Null
		}
		k := key.eval(e)
		if k.IsNull() {
			return otherwise(e)
		}
		if k.Kind() != event.KindString {
			var ok bool
			if k, ok = key.p.convert(e, s, k); !ok {
				return event.Null
			}
		}
		if r := get(v, textOf(k)); !r.IsNull() {
			return r
		}
		return otherwise(e)
	}
}

// sorted lists the positions of the fields in alphabetical order of their names.
func sorted(o *event.Object) []int {
	at := make([]int, o.Len())
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(i, j int) int {
		a, _ := o.At(i)
		b, _ := o.At(j)
		return strings.Compare(a.String(), b.String())
	})
	return at
}

func keys(e *Env, _ *site, v event.Value) event.Value {
	o := v.AsObject()
	list := e.arena.NewArray(o.Len())
	for i, at := range sorted(o) {
		k, _ := o.At(at)
		list.AsArray()[i] = event.String(k.String())
	}
	return list
}

func values(e *Env, _ *site, v event.Value) event.Value {
	o := v.AsObject()
	list := e.arena.NewArray(o.Len())
	for i, at := range sorted(o) {
		_, list.AsArray()[i] = o.At(at)
	}
	return list
}

func merge(e *Env, _ *site, args []event.Value) event.Value {
	n := 0
	for _, v := range args {
		if o := v.AsObject(); o != nil {
			n += o.Len()
		}
	}
	to := e.arena.NewObjectSize(n)
	for _, v := range args {
		if o := v.AsObject(); o != nil {
			for k, x := range o.All() {
				to.Set(e.arena, k, x)
			}
		}
	}
	return event.ObjectValue(to)
}

func zipMap(e *Env, s *site, v, w event.Value) event.Value {
	names, vals := v.AsArray(), w.AsArray()
	if len(names) != len(vals) {
		return e.fail(Failure{site: s, code: failValue, arg: "the values are", value: w, note: "there must be as many of them as keys"})
	}
	o := e.arena.NewObjectSize(len(names))
	for i, name := range names {
		k, ok := e.key(s, name)
		if !ok {
			return event.Null
		}
		o.Set(e.arena, k, vals[i])
	}
	return event.ObjectValue(o)
}

func matchKeys(e *Env, s *site, args []event.Value) event.Value {
	vals, names, wanted := args[0].AsArray(), args[1].AsArray(), setOf(args[2].AsArray())
	if len(vals) != len(names) {
		return e.fail(Failure{site: s, code: failValue, arg: "the keys are", value: args[1], note: "there must be as many of them as values"})
	}
	base := len(e.stack)
	for i, v := range vals {
		if wanted.has(names[i]) {
			e.stack = append(e.stack, v)
		}
	}
	return e.popList(base)
}

func transpose(e *Env, s *site, v event.Value) event.Value {
	o := v.AsObject()
	to := e.arena.NewObject()
	for _, at := range sorted(o) {
		name, list := o.At(at)
		if list.Kind() != event.KindArray {
			return e.fail(Failure{site: s, code: failKind, arg: "the value of " + name.String(), value: list, note: "a list"})
		}
		for _, x := range list.AsArray() {
			k, ok := e.key(s, x)
			if !ok {
				return event.Null
			}
			group := e.arena.NewArray(0)
			if i := to.Find(k); i >= 0 {
				_, group = to.At(i)
			}
			to.Set(e.arena, k, e.arena.Append(group, event.String(name.String())))
		}
	}
	return event.ObjectValue(to)
}
