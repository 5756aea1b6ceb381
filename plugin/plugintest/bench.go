package plugintest

import (
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// BenchmarkFilter measures a filter, given by the inside of its block, on batches of 256 copies of an
// event. Making the copies does not count.
func BenchmarkFilter(b *testing.B, spec plugin.FilterSpec, body, ev string) {
	b.Helper()
	w := MustFilter(b, spec, body).Step().NewWorker()
	template := Batch(b, ev).Every()[0]
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
