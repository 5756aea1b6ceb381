package throttle

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, Plugin()) }

func TestWarnings(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"nothing to throttle", "", "Nothing is throttled"},
		{"age below the period", "after_count = 1\nperiod = \"2h\"", "less than the period of 2h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildFilter(t, Plugin(), "key = field.k\n"+tt.body)
			if got := plugintest.Messages(diags); diags.HasErrors() || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want a warning with %q", got, tt.want)
			}
		})
	}
}

// Events without a timestamp are counted by the clock.
func TestClock(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), "key = field.k\nafter_count = 1\nadd_tag = [\"throttled\"]\nperiod = \"1000h\"\nmax_age = \"2000h\"")
	got := f.Run(t, `{"k":"a"}`, `{"k":"a"}`)
	if strings.Contains(got[0], "throttled") || !strings.Contains(got[1], "throttled") {
		t.Errorf("got %q, want the second one throttled", got)
	}
}

func TestCountersAreBounded(t *testing.T) {
	for _, tt := range []struct {
		name string
		step int64 // between events
		most int
		keys int
	}{
		{"one counter", 1, 1, 100},
		{"at the same time", 0, 100, 5000},
		{"spread over time", 1e9, 100, 5000},
		{"split", 0, 20000, 100000},
		{"by age only", 1e9, none, 100000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCounters(tt.most, 3600e9)
			for i := range tt.keys {
				c.count(fmt.Appendf(nil, "key-%d", i), int64(i)*tt.step, 60e9)
			}
			held, counted := 0, 0
			for i := range c.parts {
				held += c.parts[i].held
				for _, s := range c.parts[i].keys {
					counted += len(s.slots)
				}
			}
			bound := tt.most
			if bound == none {
				bound = shards * 3 * smallest
			}
			if held != counted || held > bound || held == 0 {
				t.Errorf("held %d counters, there are %d, want at most %d", held, counted, bound)
			}
		})
	}
}

// The periods of one key are bounded too, and the newest are the ones that stay.
func TestPeriodsAreBounded(t *testing.T) {
	c := newCounters(none, 1<<60)
	for i := range 3 * maxSlots {
		c.count([]byte("k"), int64(i)*10, 10)
	}
	if got := c.count([]byte("k"), 10*(3*maxSlots-maxSlots/2), 10); got != 2 {
		t.Errorf("a recent period counts %d, want 2", got)
	}
	p := &c.parts[0]
	for i := range c.parts {
		if c.parts[i].held > 0 {
			p = &c.parts[i]
		}
	}
	if p.held != maxSlots {
		t.Errorf("held %d periods, want %d", p.held, maxSlots)
	}
}

func TestWorkersShareCounters(t *testing.T) {
	c := newCounters(100_000, 3600e9)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 1000 {
				c.count(fmt.Appendf(nil, "key-%d", i%10), 1, 60e9)
			}
		})
	}
	wg.Wait()
	if got := c.count([]byte("key-3"), 2, 60e9); got != 401 {
		t.Errorf("counted %d, want 401", got)
	}
}

func BenchmarkThrottle(b *testing.B) {
	f := plugintest.MustFilter(b, Plugin(), "key = \"${field.host}-${field.msg}\"\nafter_count = 1")
	w := f.Step().NewWorker()
	events := make([]string, 100)
	for i := range events {
		events[i] = fmt.Sprintf(`{"@timestamp":"2026-01-01T00:00:00Z","host":"web-%d","msg":"disk is full"}`, i%10)
	}
	batch := plugintest.Batch(b, events...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Process(context.Background(), batch); err != nil {
			b.Fatal(err)
		}
	}
}
