package prune_test

import (
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/prune"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, prune.Plugin()) }

func BenchmarkPrune(b *testing.B) {
	benchmark(b, prune.Plugin(), `whitelist_names = ["^@timestamp$", "^(method|status|path)$"]`,
		`{"@timestamp":"2020-01-01T00:00:00Z","method":"GET","status":200,"path":"/index.html","debug":"x","trace":"y"}`)
}

// benchmark runs a filter on batches of 256 copies of an event.
func benchmark(b *testing.B, spec plugin.FilterSpec, body, ev string) {
	b.Helper()
	w := plugintest.MustFilter(b, spec, body).Step().NewWorker()
	template := plugintest.Batch(b, ev).Every()[0]
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		batch := event.NewBatch()
		for range 256 {
			batch.Add().CopyFrom(template)
		}
		b.StartTimer()
		if _, err := w.Process(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		batch.FanOut(0)
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/event")
}
