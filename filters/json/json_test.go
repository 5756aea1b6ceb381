package json_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/json"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, json.Plugin()) }

func TestUnreadableTimestamp(t *testing.T) {
	f := plugintest.MustFilter(t, json.Plugin(), `source = "message"`)
	before := time.Now().Truncate(time.Millisecond)
	out := f.Run(t, `{"message":"{\"@timestamp\":\"foobar\"}","@timestamp":"2020-01-01T00:00:00Z"}`,
		`{"message":"{\"@timestamp\":17}"}`)
	for i, want := range []string{"foobar", "17"} {
		e := plugintest.Batch(t, out[i]).Every()[0]
		if at := time.Unix(0, e.Timestamp()); at.Before(before) || at.After(time.Now()) {
			t.Errorf("event %d: @timestamp is %v, not now", i, at)
		}
		if got, _ := e.Str(event.MustPath("_@timestamp")); got != want {
			t.Errorf("event %d: got _@timestamp %q, want %q", i, got, want)
		}
		if !e.HasTag("_timestampparsefailure") {
			t.Errorf("event %d has no tag: %s", i, out[i])
		}
	}
}

func TestFailureSaysWhere(t *testing.T) {
	f := plugintest.MustFilter(t, json.Plugin(), `source = "message"`)
	f.Run(t, `{"message":"{\"a\":1,}"}`, `{"message":"`+strings.Repeat("x", 100)+`"}`)
	want := []string{
		`parse "message": "{\"a\":1,}": json: byte 7: expected the name of a field in quotes, found "}"`,
		`parse "message": "` + strings.Repeat("x", 80) + `"...: json: byte 0: expected an object, found "x"`,
	}
	var got []string
	for _, err := range f.Failures {
		got = append(got, err.Error())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `{"@timestamp":"2015-12-02T17:40:00Z","tags":["a"]}`, `{"@metadata":{"a":1}}`, `[`, `{"tags":7}`, ""} {
		f.Add(s)
	}
	root := plugintest.MustFilter(f, json.Plugin(), `source = "message"`)
	target := plugintest.MustFilter(f, json.Plugin(), "source = \"message\"\ntarget = \"doc\"")
	f.Fuzz(func(t *testing.T, s string) {
		for _, filter := range []*plugintest.Filter{root, target} {
			b := event.NewBatch()
			e := b.Add()
			e.SetMessage(s)
			if _, err := filter.Step().NewWorker().Process(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			if len(b.Every()) != 1 {
				t.Fatalf("%d events came out", len(b.Every()))
			}
			if tags := e.Tags(); !tags.IsNull() && tags.Kind() != event.KindArray {
				t.Fatalf("tags are a %s", tags.Kind())
			}
		}
		filterFailures(root, target)
	})
}

// filterFailures forgets the failures, so that memory does not grow while fuzzing.
func filterFailures(filters ...*plugintest.Filter) {
	for _, f := range filters {
		f.Failures = nil
	}
}

func BenchmarkJSON(b *testing.B) {
	plugintest.BenchmarkFilter(b, json.Plugin(), `source = "message"`,
		`{"message":"{\"time\":\"2015-05-17T10:05:03Z\",\"level\":\"info\",\"msg\":\"request served\",\"user\":{\"id\":17,\"name\":\"ada\"},\"took\":0.25,\"labels\":[\"a\",\"b\"]}"}`)
}
