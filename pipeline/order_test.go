package pipeline_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/plugin"
)

const ordered = `
pipeline "p" {
  workers = 4
  order   = "ORDER"
  input "count" { count = 2000 }
  filter "do" { what = "dawdle" }
  output "sink" "out" {
    filter "set" { fields = { seen = true } }
  }
}`

func withOrder(order string) string { return replaceWord(ordered, "ORDER", order) }

// dawdle makes workers overtake each other.
func dawdle(w *world) {
	w.do["dawdle"] = func(_ *event.Batch, e *event.Event) error {
		if n := numberOf(e); n%10 == 0 {
			<-time.After(time.Duration(1+n*7919%13) * time.Millisecond)
		}
		return nil
	}
}

func TestOrderOfSource(t *testing.T) {
	run(t, dawdle, withOrder("source"), func(w *world, _ []pipeline.Account) {
		w.wantNumbers("out", "0-1999")
		w.wantCommitted(2000)
	})
}

// TestOrderOfSourceWithRetries also lets the destination fail and take only some events. What one
// batch holds may then come out of order, batches do not.
func TestOrderOfSourceWithRetries(t *testing.T) {
	run(t, func(w *world) {
		dawdle(w)
		r := rand.New(rand.NewPCG(1, 2))
		w.write["out"] = func(v event.View, res *plugin.Results) error {
			if r.IntN(3) > 0 {
				return errTest
			}
			res.DeliverRest()
			return nil
		}
	}, withOrder("source"), func(w *world, _ []pipeline.Account) { w.wantNumbers("out", "0-1999") })
}

func TestOrderNone(t *testing.T) {
	run(t, dawdle, withOrder("none"), func(w *world, _ []pipeline.Account) {
		if got := w.numbers("out", true); got != "0-1999" {
			t.Errorf("got %s", got)
		}
		if w.numbers("out", false) == "0-1999" {
			t.Error("workers of different speed gave everything in order: nothing was tested")
		}
		w.wantCommitted(2000)
	})
}

// TestWorkerGivesUpInMidStream lets one worker fail for good while others wait for their turn.
func TestWorkerGivesUpInMidStream(t *testing.T) {
	inBubble(t, func(w *world) {
		w.do["dawdle"] = func(_ *event.Batch, e *event.Event) error {
			<-time.After(time.Millisecond)
			return nil
		}
		accounts, err := w.start(replaceWord(withOrder("source"), `filter "do" { what = "dawdle" }`, `
			filter "do" "fast" { what = "dawdle" }
			group "x" {
			  when = field.n >= 500 && field.n < 510
			  filter "do" "bad" { what = "give up" }
			}`))()
		if err == nil {
			t.Fatal("the pipeline ended without an error")
		}
		a := accounts[0]
		if a.In != a.Ends[event.Delivered]+a.Ends[event.Failed] {
			t.Errorf("account %s", counts(a))
		}
		if got := w.committed(); got > 500 {
			t.Errorf("position %d is confirmed, behind the batch that failed", got)
		}
	})
}

// TestOutputFilterGivesUpInMidStream is the same for a filter that stands in an output.
func TestOutputFilterGivesUpInMidStream(t *testing.T) {
	inBubble(t, func(w *world) {
		accounts, err := w.start(`
pipeline "p" {
  input "count" { count = 2000 }
  output "sink" "out" {
    batch { linger = "1s" }
    filter "do" {
      when = field.n >= 500 && field.n < 510
      what = "give up"
    }
  }
}`)()
		if err == nil {
			t.Error("the pipeline ended without an error")
		}
		if got := w.committed(); got > 500 {
			t.Errorf("position %d is confirmed, behind the batch that failed", got)
		}
		if a := accounts[0]; a.Ends[event.Failed] < 10 {
			t.Errorf("account %s", counts(a))
		}
	})
}

// TestForwardStopsInMidStream lets the pipeline behind another one fail.
func TestForwardStopsInMidStream(t *testing.T) {
	inBubble(t, func(w *world) {
		_, err := w.start(`
pipeline "p" {
  input "count" { count = 20000 }
  output "pipeline" { send_to = "q" }
}
pipeline "q" {
  input "pipeline" {}
  filter "do" {
    when = field.n >= 500 && field.n < 510
    what = "give up"
  }
  output "sink" "out" {}
}`)()
		if err == nil {
			t.Error("the pipelines ended without an error")
		}
		if got := w.committed(); got > 500 {
			t.Errorf("position %d is confirmed, behind the batch that failed", got)
		}
	})
}
