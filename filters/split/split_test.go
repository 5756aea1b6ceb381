package split_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/split"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, split.Plugin()) }

func TestTooManyParts(t *testing.T) {
	f := plugintest.MustFilter(t, split.Plugin(), "")
	f.Run(t, `{"message":"`+strings.Repeat(`x\n`, 100_001)+`"}`)
	if len(f.Failures) != 1 {
		t.Fatalf("got %d failures, want 1", len(f.Failures))
	}
	if diff := cmp.Diff(`split "message": 100001 parts are more than the limit of 100000`, f.Failures[0].Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Every event made is settled on its own, and the source hears only when all are.
func TestTicketWaitsForAllParts(t *testing.T) {
	done := 0
	b := event.NewBatch()
	b.AddTicket(event.NewTicket(1, func(ok bool) {
		if !ok {
			t.Error("ticket failed")
		}
		done++
	}))
	b.Add().SetMessage("a\nb\nc")
	f := plugintest.MustFilter(t, split.Plugin(), "")
	if _, err := f.Step().NewWorker().Process(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for _, e := range b.Every() {
		e.SetOutputs(1)
	}
	share := b.FanOut(1)[0]
	for i := range share.Len() {
		if done != 0 {
			t.Fatalf("source was told after %d of %d events", i, share.Len())
		}
		share.Settle(i, event.Delivered)
	}
	share.Close()
	if done != 1 {
		t.Errorf("source was told %d times, want once", done)
	}
}

func BenchmarkSplit(b *testing.B) {
	plugintest.BenchmarkFilter(b, split.Plugin(), `field = "rows"`, `{"host":"web1","service":"shop","rows":[{"id":1,"n":"a"},{"id":2,"n":"b"},{"id":3,"n":"c"},{"id":4,"n":"d"}]}`)
}
