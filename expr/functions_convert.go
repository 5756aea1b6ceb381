package expr

import (
	"github.com/headgate/headgate/event"
)

func convertFunctions() []function {
	return []function{
		{
			name: "tostring", params: []param{some("value", kScalar)}, result: kString, call1: toString,
			summary: "A number, bool or time as text.", example: `tostring(404)`, want: `"404"`,
		},
		{
			name: "tonumber", params: []param{num("value")}, result: kNumber, call1: identity,
			summary: "The number that a text holds.", example: `tonumber("4.5")`, want: `4.5`,
		},
		{
			name: "tobool", params: []param{flag("value")}, result: kBool, call1: identity,
			summary: "The bool that a text holds: true or false.", example: `tobool("true")`, want: `true`,
		},
		{
			name: "tolist", params: []param{some("value", kAny&^kNull)}, result: kList, call1: toList,
			summary: "A list as it is, anything else as a list of one element.", example: `tolist("a")`, want: `["a"]`,
		},
		{
			name: "toset", params: []param{list("list")}, result: kList, call1: distinct,
			summary: "The elements without repetition.", example: `toset(["b", "a", "b"])`, want: `["b","a"]`,
		},
		{
			name: "tomap", params: []param{object("object")}, result: kObject, call1: identity,
			summary: "An object as it is; anything else fails.", example: `tomap({ a = 1 })`, want: `{"a":1}`,
		},
		{
			name: "type", params: []param{some("value", kAny)}, result: kString, call1: typeName,
			summary: "The kind of a value: null, bool, number, string, bytes, time, object or list.", example: `type(field.status)`, want: `"number"`,
		},
	}
}

func identity(_ *Env, _ *site, v event.Value) event.Value { return v }

func toString(e *Env, _ *site, v event.Value) event.Value {
	if v.Kind() == event.KindString {
		return v
	}
	r, _ := e.textOf(v)
	return r
}

func toList(e *Env, _ *site, v event.Value) event.Value {
	if v.Kind() == event.KindArray {
		return v
	}
	return e.arena.Array(v)
}

func typeName(_ *Env, _ *site, v event.Value) event.Value { return event.String(v.Kind().String()) }
