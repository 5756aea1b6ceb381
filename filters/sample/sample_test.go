package sample_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/filters/sample"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, sample.Plugin()) }

func events(n int, format string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(format, i)
	}
	return list
}

func TestShare(t *testing.T) {
	for _, tt := range []struct{ name, body string }{
		{"by chance", "rate = 0.25"},
		{"by key", "rate = 0.25\nkey = field.n"},
		{"without the key", "rate = 0.25\nkey = field.missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, sample.Plugin(), tt.body)
			// Ten standard deviations are 433 events.
			if got := len(f.Run(t, events(10000, `{"n":%d}`)...)); got < 2067 || got > 2933 {
				t.Errorf("kept %d of 10000 events, want about 2500", got)
			}
		})
	}
}

func TestKeyIsConsistent(t *testing.T) {
	const body = "rate = 0.5\nkey = \"${field.id}-${field.n}\""
	in := events(200, `{"id":"x","n":%d}`)
	first := plugintest.MustFilter(t, sample.Plugin(), body).Run(t, in...)
	if diff := cmp.Diff(first, plugintest.MustFilter(t, sample.Plugin(), body).Run(t, in...)); diff != "" {
		t.Errorf("two filters choose differently (-first +second):\n%s", diff)
	}
}

// A higher rate keeps what a lower one keeps, and hashes stay what they are.
func TestKeptForEver(t *testing.T) {
	f := plugintest.MustFilter(t, sample.Plugin(), "rate = 0.5\nkey = field.k")
	got := f.Run(t, `{"k":"a"}`, `{"k":"b"}`, `{"k":"c"}`, `{"k":"d"}`, `{"k":1}`, `{"k":2}`)
	if diff := cmp.Diff([]string{`{"k":"b"}`, `{"k":"d"}`, `{"k":2}`}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkKey(b *testing.B) {
	f := plugintest.MustFilter(b, sample.Plugin(), "rate = 0.999999\nkey = field.k")
	w := f.Step().NewWorker()
	batch := plugintest.Batch(b, events(100, `{"k":"request-%d"}`)...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Process(context.Background(), batch); err != nil {
			b.Fatal(err)
		}
	}
}
