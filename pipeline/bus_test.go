package pipeline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/plugin"
)

func TestPipelineToPipeline(t *testing.T) {
	run(t, func(w *world) {
		w.write["end"] = func(v event.View, res *plugin.Results) error {
			if w.committed() > 0 && len(w.got["end"]) == 0 {
				t.Error("the source was told before anything arrived at the end")
			}
			for i, e := range v.All() {
				if numberOf(e) == 7 {
					res.Reject(i, errTest)
				}
			}
			res.DeliverRest()
			return nil
		}
	}, `
pipeline "a" {
  input "count" { count = 100 }
  filter "drop" { when = field.n < 5 }
  output "pipeline" "on" { send_to = "b" }
}
pipeline "b" {
  input "pipeline" "from_a" {}
  filter "drop" "b" { when = field.n >= 90 }
  filter "clone" {
    when   = field.n == 50
    clones = ["twin"]
  }
  filter "set" { fields = { via = "${meta.pipeline}/${meta.input}" } }
  output "pipeline" "on" { send_to = "c" }
}
pipeline "c" {
  input "pipeline" {}
  output "sink" "end" { when = field.n != 60 }
}`, func(w *world, accounts []pipeline.Account) {
		w.wantCounts(accounts[0], "in 100 made 0 delivered 83 dropped 15 rejected 1 unrouted 1 failed 0")
		w.wantCounts(accounts[1], "in 95 made 1 delivered 84 dropped 10 rejected 1 unrouted 1 failed 0")
		w.wantCounts(accounts[2], "in 86 made 0 delivered 84 dropped 0 rejected 1 unrouted 1 failed 0")
		w.wantNumbers("end", "5-6 8-50 50-59 61-89")
		w.wantCommitted(100)
		if b := w.bodies["end"][0]; !strings.Contains(b, `"via":"b/from_a"`) {
			t.Errorf("event %s", b)
		}
		if l := w.letters("c"); len(l) != 1 || l[0].Stage != "pipeline.c.output.end" {
			t.Errorf("dead letters %+v", l)
		}
	})
}

// TestSlowEndHoldsBackTheSource lets the last of three pipelines take nothing for a while.
func TestSlowEndHoldsBackTheSource(t *testing.T) {
	inBubble(t, func(w *world) {
		open := make(chan struct{})
		w.write["end"] = func(_ event.View, res *plugin.Results) error {
			<-open
			res.DeliverRest()
			return nil
		}
		wait := w.start(`
pipeline "a" {
  queue "memory" { max_events = 100 }
  input "count" { count = 20000 }
  output "pipeline" { send_to = "b" }
}
pipeline "b" {
  queue "memory" { max_events = 100 }
  input "pipeline" {}
  output "sink" "end" {
    batch { size = 10 }
  }
}`)
		<-time.After(time.Minute)
		if n := w.committed(); n != 0 {
			t.Errorf("position %d is confirmed before anything was delivered", n)
		}
		if n := w.pending(); n > 100 {
			t.Errorf("%d batches are in flight", n)
		}
		close(open)
		if _, err := wait(); err != nil {
			t.Error(err)
		}
		w.wantNumbers("end", "0-19999")
		w.wantCommitted(20000)
	})
}

func TestTwoSendersOneReceiver(t *testing.T) {
	run(t, nil, `
pipeline "a" {
  input "count" { count = 10 }
  output "pipeline" "low" {
    send_to = "c"
    when    = field.n < 5
  }
  output "pipeline" "high" {
    send_to = "c"
    when    = field.n >= 3
    filter "set" { fields = { n = field.n + 100 } }
  }
}
pipeline "c" {
  input "pipeline" {}
  output "sink" "end" {}
}`, func(w *world, accounts []pipeline.Account) {
		w.wantCounts(accounts[0], "in 10 made 0 delivered 10 dropped 0 rejected 0 unrouted 0 failed 0")
		w.wantCounts(accounts[1], "in 12 made 0 delivered 12 dropped 0 rejected 0 unrouted 0 failed 0")
		slices.Sort(w.got["end"])
		w.wantNumbers("end", "0-4 103-109")
		w.wantCommitted(10)
	})
}

// TestReceiverWithoutSenders must end when it is told to, though nobody ever sends.
func TestReceiverWithoutSenders(t *testing.T) {
	inBubble(t, func(w *world) {
		wait := w.start(`
pipeline "lonely" {
  input "pipeline" {}
  output "sink" "end" {}
}`)
		<-time.After(time.Second)
		w.ran()
		if _, err := wait(); err != nil {
			t.Error(err)
		}
	})
}
