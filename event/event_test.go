package event

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const tree = `{"a":{"b":{"c":1}},"l":[10,{"x":1},[30,31]],"n":null,"s":"text"}`

func TestGet(t *testing.T) {
	cases := map[string]struct{ path, want string }{
		"field":             {"s", `"text"`},
		"nested":            {"a.b.c", "1"},
		"object":            {"a.b", `{"c":1}`},
		"missing":           {"x", "null"},
		"missing inside":    {"a.x.c", "null"},
		"null":              {"n", "null"},
		"inside null":       {"n.x", "null"},
		"inside a string":   {"s.x", "null"},
		"element":           {"l.0", "10"},
		"last element":      {"l.-1.1", "31"},
		"first from end":    {"l.-3", "10"},
		"in object in list": {"l.1.x", "1"},
		"beyond the list":   {"l.3", "null"},
		"before the list":   {"l.-4", "null"},
		"name in a list":    {"l.x", "null"},
		"not a plain index": {"l.00", "null"},
		"plus sign":         {"l.+1", "null"},
		"metadata":          {"@metadata.m.k", `"v"`},
		"missing metadata":  {"@metadata.x", "null"},
		"all metadata":      {"@metadata", `{"m":{"k":"v"}}`},
	}
	e := parse(t, tree)
	if err := e.Set(MustPath("@metadata.m.k"), String("v")); err != nil {
		t.Fatal(err)
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, string(AppendJSONValue(nil, e.Get(MustPath(c.path))))); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
	if got := string(AppendJSONValue(nil, e.Get(Path{}))); got != tree {
		t.Errorf("the whole event is %s", got)
	}
}

func TestGetInLargeObjects(t *testing.T) {
	a, e := new(Arena), parse(t, "{}")
	for i := range 200 {
		o := a.NewObject()
		o.Set(a, Intern("x"), Int(int64(i)))
		e.Fields().Set(a, Intern(fmt.Sprint("f", i)), ObjectValue(o))
	}
	copied := NewBatch().Add() // has no index
	copied.CopyFrom(e)
	for i := range 200 {
		for _, e := range []*Event{e, copied} {
			if n, ok := e.Get(PathOf(fmt.Sprint("f", i), "x")).AsInt(); !ok || n != int64(i) {
				t.Fatalf("f%d.x is %d, %v", i, n, ok)
			}
		}
	}
	if e.Has(PathOf("f200", "x")) {
		t.Error("a missing field is there")
	}
}

func TestSet(t *testing.T) {
	cases := map[string]struct{ path, want string }{
		"replace":            {"s", `{"a":{"b":{"c":1}},"l":[10,{"x":1},[30,31]],"n":null,"s":"new"}`},
		"append":             {"z", `{"a":{"b":{"c":1}},"l":[10,{"x":1},[30,31]],"n":null,"s":"text","z":"new"}`},
		"nested":             {"a.b.d", `{"a":{"b":{"c":1,"d":"new"}},"l":[10,{"x":1},[30,31]],"n":null,"s":"text"}`},
		"objects on the way": {"z.y.x", `{"a":{"b":{"c":1}},"l":[10,{"x":1},[30,31]],"n":null,"s":"text","z":{"y":{"x":"new"}}}`},
		"null on the way":    {"n.x", `{"a":{"b":{"c":1}},"l":[10,{"x":1},[30,31]],"n":{"x":"new"},"s":"text"}`},
		"element":            {"l.0", `{"a":{"b":{"c":1}},"l":["new",{"x":1},[30,31]],"n":null,"s":"text"}`},
		"last of inner list": {"l.-1.-1", `{"a":{"b":{"c":1}},"l":[10,{"x":1},[30,"new"]],"n":null,"s":"text"}`},
		"object in a list":   {"l.1.y", `{"a":{"b":{"c":1}},"l":[10,{"x":1,"y":"new"},[30,31]],"n":null,"s":"text"}`},
		"deep in a list":     {"l.1.y.z", `{"a":{"b":{"c":1}},"l":[10,{"x":1,"y":{"z":"new"}},[30,31]],"n":null,"s":"text"}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := parse(t, tree)
			if err := e.Set(MustPath(c.path), String("new")); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, written(e)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func TestSetRefuses(t *testing.T) {
	cases := map[string]struct{ path, want string }{
		"inside a string":    {"s.x", `set "s.x": "s" is a string, not an object`},
		"inside a number":    {"a.b.c.d", `set "a.b.c.d": "a.b.c" is a number, not an object`},
		"beyond the list":    {"l.3", `set "l.3": "l" is a list of 3 elements`},
		"name in a list":     {"l.x", `set "l.x": "l" is a list of 3 elements`},
		"inside an element":  {"l.0.x", `set "l.0.x": "l.0" is a number, not an object`},
		"inside inner list":  {"l.2.5", `set "l.2.5": "l.2" is a list of 2 elements`},
		"the whole metadata": {"@metadata", "the whole event can't be replaced"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := parse(t, tree)
			err := e.Set(MustPath(c.path), String("new"))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			if diff := cmp.Diff(tree, written(e)); diff != "" {
				t.Errorf("the event changed: want -, got +\n%s", diff)
			}
		})
	}
}

func TestDelete(t *testing.T) {
	cases := map[string]struct{ path, gone, want string }{
		"field":            {"s", `"text"`, `{"a":{"b":{"c":1}},"l":[10,{"x":1},[30,31]],"n":null}`},
		"leaves the empty": {"a.b.c", "1", `{"a":{"b":{}},"l":[10,{"x":1},[30,31]],"n":null,"s":"text"}`},
		"first element":    {"l.0", "10", `{"a":{"b":{"c":1}},"l":[{"x":1},[30,31]],"n":null,"s":"text"}`},
		"last element":     {"l.-1", "[30,31]", `{"a":{"b":{"c":1}},"l":[10,{"x":1}],"n":null,"s":"text"}`},
		"inner list":       {"l.2.0", "30", `{"a":{"b":{"c":1}},"l":[10,{"x":1},[31]],"n":null,"s":"text"}`},
		"object in list":   {"l.1.x", "1", `{"a":{"b":{"c":1}},"l":[10,{},[30,31]],"n":null,"s":"text"}`},
		"missing":          {"x.y", "null", tree},
		"beyond the list":  {"l.3", "null", tree},
		"inside a string":  {"s.x", "null", tree},
		"no metadata":      {"@metadata.x", "null", tree},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := parse(t, tree)
			gone := e.Delete(MustPath(c.path))
			if diff := cmp.Diff(c.gone, string(AppendJSONValue(nil, gone))); diff != "" {
				t.Errorf("returned: want -, got +\n%s", diff)
			}
			if diff := cmp.Diff(c.want, written(e)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func TestDeleteMetadata(t *testing.T) {
	e := parse(t, "{}")
	for _, p := range []string{"@metadata.a", "@metadata.b"} {
		if err := e.Set(MustPath(p), Int(1)); err != nil {
			t.Fatal(err)
		}
	}
	if e.Delete(MustPath("@metadata.a")); e.Has(MustPath("@metadata.a")) || !e.Has(MustPath("@metadata.b")) {
		t.Error("not just the one field is gone")
	}
	if e.Delete(MustPath("@metadata")); e.Meta() != nil {
		t.Error("the metadata is still there")
	}
}

func TestMetadataOfTheOrigin(t *testing.T) {
	b := NewBatch()
	b.AddRecord(Record{Data: "x", Origin: &Origin{Input: "in", Pipeline: "pipe"}, Offset: 7})
	b.Decode(func(_ int, r *Record) { b.AddDecoded(r) })
	e := b.Every()[0]
	get := func(p string) string { return string(AppendText(nil, e.Get(MustPath(p)))) }
	if get("@metadata.input") != "in" || get("@metadata.pipeline") != "pipe" || e.Has(MustPath("@metadata.input.x")) {
		t.Errorf("input %q, pipeline %q", get("@metadata.input"), get("@metadata.pipeline"))
	}
	if err := e.Set(MustPath("@metadata.input"), String("other")); err != nil {
		t.Fatal(err)
	}
	if get("@metadata.input") != "other" || get("@metadata.pipeline") != "pipe" {
		t.Errorf("after a change: input %q, pipeline %q", get("@metadata.input"), get("@metadata.pipeline"))
	}
}

func TestTags(t *testing.T) {
	cases := map[string]struct {
		before string
		do     func(*Event)
		want   string
	}{
		"first":            {`{}`, func(e *Event) { e.AddTag("a") }, `{"tags":["a"]}`},
		"another":          {`{"tags":["a"]}`, func(e *Event) { e.AddTag("b") }, `{"tags":["a","b"]}`},
		"twice":            {`{"tags":["a"]}`, func(e *Event) { e.AddTag("a") }, `{"tags":["a"]}`},
		"to an empty list": {`{"tags":[]}`, func(e *Event) { e.AddTag("a") }, `{"tags":["a"]}`},
		"to null":          {`{"tags":null}`, func(e *Event) { e.AddTag("a") }, `{"tags":["a"]}`},
		"to a string":      {`{"tags":"a"}`, func(e *Event) { e.AddTag("b") }, `{"tags":["a","b"]}`},
		"same string":      {`{"tags":"a"}`, func(e *Event) { e.AddTag("a") }, `{"tags":"a"}`},
		"remove":           {`{"tags":["a","b","c"]}`, func(e *Event) { e.RemoveTag("b") }, `{"tags":["a","c"]}`},
		"remove missing":   {`{"tags":["a"]}`, func(e *Event) { e.RemoveTag("b") }, `{"tags":["a"]}`},
		"remove last":      {`{"tags":["a"],"x":1}`, func(e *Event) { e.RemoveTag("a") }, `{"x":1}`},
		"remove string":    {`{"tags":"a"}`, func(e *Event) { e.RemoveTag("a") }, `{}`},
		"remove from none": {`{}`, func(e *Event) { e.RemoveTag("a") }, `{}`},
		"many":             {`{}`, func(e *Event) { e.AddTag("a"); e.AddTag("b"); e.AddTag("c"); e.RemoveTag("a"); e.AddTag("d") }, `{"tags":["b","c","d"]}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := parse(t, c.before)
			c.do(e)
			if diff := cmp.Diff(c.want, written(e)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
	e := parse(t, `{"tags":["a","b",3]}`)
	if !e.HasTag("b") || e.HasTag("3") || !parse(t, `{"tags":"a"}`).HasTag("a") || parse(t, "{}").HasTag("a") {
		t.Error("HasTag is wrong")
	}
}

func TestTimestampAndMessage(t *testing.T) {
	e := parse(t, "{}")
	if _, ok := e.Message(); ok || e.Timestamp() != 0 {
		t.Error("an empty event has a message or a time")
	}
	e.SetTimestamp(Time(1_000_000_000))
	e.SetMessage("m")
	if m, _ := e.Message(); m != "m" || e.Timestamp() != 1_000_000_000 {
		t.Errorf("message %q, time %d", m, e.Timestamp())
	}
	if diff := cmp.Diff(`{"@timestamp":"1970-01-01T00:00:01.000Z","message":"m"}`, written(e)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}
