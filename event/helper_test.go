package event

import (
	"encoding/json"
	"testing"
)

// plain turns a value into what encoding/json makes of the same text with UseNumber.
func plain(v Value) any {
	switch v.Kind() {
	case KindBool:
		b, _ := v.AsBool()
		return b
	case KindInt, KindFloat, KindNumber:
		return json.Number(AppendJSONValue(nil, v))
	case KindString:
		s, _ := v.AsString()
		return s
	case KindObject:
		m := make(map[string]any)
		for k, e := range v.AsObject().All() {
			m[k.String()] = plain(e)
		}
		return m
	case KindArray:
		list := []any{}
		for _, e := range v.AsArray() {
			list = append(list, plain(e))
		}
		return list
	}
	return nil
}

// parse makes an event of JSON.
func parse(t testing.TB, text string) *Event {
	t.Helper()
	e := NewBatch().Add()
	if err := new(Decoder).Object(e.Arena(), text, e.Fields()); err != nil {
		t.Fatal(err)
	}
	return e
}

// written is an event's fields as JSON.
func written(e *Event) string { return string(AppendJSON(nil, e)) }

// canonical writes a decoded value with sorted names. Values are compared as that: cmp.Diff takes a
// time exponential in their depth.
func canonical(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
