package plugin

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
)

func TestAssign(t *testing.T) {
	tests := []struct {
		name, path string
		value      string // JSON
		want       string
	}{
		{"plain field", "a.b", `"x"`, `{"tags":["old"],"a":{"b":"x"}}`},
		{"timestamp", "@timestamp", `"2015-05-17T12:05:03+02:00"`, `{"tags":["old"],"@timestamp":"2015-05-17T10:05:03.000Z"}`},
		{"timestamp with nanoseconds", "@timestamp", `"2015-05-17T10:05:03.123456Z"`, `{"tags":["old"],"@timestamp":"2015-05-17T10:05:03.123456Z"}`},
		{"one tag", "tags", `"a"`, `{"tags":["a"]}`},
		{"tags twice", "tags", `["a", "b", "a"]`, `{"tags":["a","b"]}`},
		{"no tags", "tags", `null`, `{}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := event.NewBatch().Add()
			e.AddTag("old")
			if err := Assign(e, event.MustPath(tt.path), decode(t, e, tt.value)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(event.AppendJSON(nil, e))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAssignFails(t *testing.T) {
	tests := []struct{ name, path, value, want string }{
		{"no time", "@timestamp", `"yesterday"`, `set "@timestamp": "yesterday" is not a time such as "2015-05-17T10:05:03Z": use a date filter`},
		{"number as time", "@timestamp", `1`, `set "@timestamp": a number is not a time: use a date filter`},
		{"tags of numbers", "tags", `["a", 1]`, `set "tags": a tag is text, not a number`},
		{"object of tags", "tags", `{"a": 1}`, `set "tags": tags are a list of texts, the value is a object`},
		{"inside text", "old.x", `1`, `set "old.x": "old" is a string, not an object`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := event.NewBatch().Add()
			if err := e.Set(event.MustPath("old"), event.String("text")); err != nil {
				t.Fatal(err)
			}
			err := Assign(e, event.MustPath(tt.path), decode(t, e, tt.value))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(`{"old":"text"}`, string(event.AppendJSON(nil, e))); diff != "" {
				t.Errorf("event was changed (-want +got):\n%s", diff)
			}
		})
	}
}

func decode(t *testing.T, e *event.Event, text string) event.Value {
	t.Helper()
	v, err := event.DecodeJSON(e.Arena(), text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
