package dedupe_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/dedupe"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, dedupe.Plugin()) }

func numbered(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`{"@timestamp":"2026-01-01T00:00:00Z","host":{"name":"web-1"},"message":"request %d took 17 ms"}`, i)
	}
	return list
}

func TestDifferentEventsPass(t *testing.T) {
	f := plugintest.MustFilter(t, dedupe.Plugin(), "")
	if got := len(f.Run(t, numbered(20000)...)); got != 20000 {
		t.Errorf("%d of 20000 different events passed", got)
	}
	if got := len(f.Run(t, numbered(20000)...)); got != 0 {
		t.Errorf("%d of 20000 duplicates passed", got)
	}
}

// However many workers see an event, one of them lets it through.
func TestWorkersShareMemory(t *testing.T) {
	f := plugintest.MustFilter(t, dedupe.Plugin(), "")
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		w, batch := f.Step().NewWorker(), plugintest.Batch(t, numbered(500)...)
		wg.Go(func() {
			if _, err := w.Process(context.Background(), batch); err != nil {
				t.Error(err)
			}
			passed.Add(int64(len(batch.Every())))
		})
	}
	wg.Wait()
	if got := passed.Load(); got != 500 {
		t.Errorf("%d events passed, want 500", got)
	}
}

func BenchmarkDedupe(b *testing.B) {
	for _, bb := range []struct{ name, body string }{
		{"whole", ""},
		{"fields", `fields = ["host.name", "message"]`},
		{"ignore", `ignore = ["@timestamp", "host.ip"]`},
	} {
		b.Run(bb.name, func(b *testing.B) {
			f := plugintest.MustFilter(b, dedupe.Plugin(), "window = \"1ns\"\n"+bb.body)
			w := f.Step().Filter.Worker()
			batch := plugintest.Batch(b, numbered(100)...)
			b.ReportAllocs()
			for i := int64(1); b.Loop(); i++ {
				for _, ev := range batch.Every() {
					ev.SetTimestamp(event.Time(i * 1000)) // beyond the window, or all would be dropped for good
				}
				if err := w.Process(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
