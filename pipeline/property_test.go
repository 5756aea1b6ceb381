package pipeline_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/plugin"
)

// chance is a source of random numbers for several goroutines.
type chance struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (c *chance) n(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.r.IntN(n)
}

const anything = `
pipeline "p" {
  workers = 3
  order   = "ORDER"
  input "count" {
    count = 3000
    batch = 37
  }
  filter "do" "first" { what = "anything" }
  group "some" {
    when = field.n % 3 == 0
    filter "do" "letters" {
      what     = "anything"
      on_error = "dead_letter"
    }
    filter "do" "drops" {
      what     = "anything"
      on_error = "drop"
    }
  }
  route {
    case "a" {
      when = field.n % 5 == 0
      output "sink" "case" {
        workers = 3
        retry {
          initial = "1ms"
          max     = "3ms"
        }
      }
    }
    case "none" { when = field.n % 7 == 0 }
    else {
      output "pipeline" { send_to = "q" }
    }
  }
  output "sink" "own" {
    when = field.n % 7 != 0
    retry {
      initial       = "1ms"
      max           = "3ms"
      give_up_after = "5ms"
    }
    filter "do" "own" { what = "anything" }
  }
}
pipeline "q" {
  workers = 2
  input "pipeline" {}
  filter "do" "second" { what = "anything" }
  output "sink" "end" {
    batch { size = 50 }
    retry {
      initial = "1ms"
      max     = "3ms"
    }
  }
}`

// misbehave is a filter that does whatever filters may do.
func misbehave(c *chance) func(*event.Batch, *event.Event) error {
	return func(b *event.Batch, e *event.Event) error {
		switch c.n(60) {
		case 0:
			e.Drop()
		case 1:
			return errors.New("by chance")
		case 2:
			panic("by chance")
		case 3, 4:
			b.After(e).CopyFrom(e)
		case 5:
			b.After(e).CopyFrom(e)
			e.Drop()
		case 6:
			b.After(e).CopyFrom(e)
			panic("by chance, after a copy")
		case 7:
			<-time.After(time.Microsecond)
		case 8:
			e.Skip()
		case 9:
			b.After(e).CopyFrom(e)
			return errors.New("by chance, after a copy")
		}
		return nil
	}
}

// decide is an output that does whatever outputs may do.
func decide(c *chance) func(event.View, *plugin.Results) error {
	return func(v event.View, res *plugin.Results) error {
		for i := range v.Len() {
			switch c.n(20) {
			case 0:
				res.Reject(i, errTest)
			case 1:
				res.Drop(i)
			case 2, 3, 4, 5, 6, 7, 8:
				res.Deliver(i)
			}
		}
		switch c.n(8) {
		case 0:
			return plugin.Refused(errTest)
		case 1:
			return plugin.Busy(time.Millisecond, errTest)
		case 2:
			panic("by chance")
		case 3:
			return errTest
		case 4:
			return plugin.Blocked(errTest)
		case 5, 6:
			res.DeliverRest()
		}
		return nil
	}
}

// TestEveryEventIsCountedOnce runs plugins that do anything they may, sometimes stopped in the middle:
// every account is balanced, and the source is told of nothing that is not settled.
func TestEveryEventIsCountedOnce(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inBubble(t, func(w *world) {
				c := &chance{r: rand.New(rand.NewPCG(seed, 1))}
				w.do["anything"] = misbehave(c)
				for _, out := range []string{"case", "own", "end"} {
					w.write[out] = decide(c)
				}
				order := []string{"source", "none"}[seed%2]
				wait := w.start(replaceWord(anything, "ORDER", order))
				stopped := seed%3 == 0
				if stopped {
					<-time.After(time.Duration(c.n(400)) * time.Millisecond)
					w.ran()
					if seed%2 == 0 {
						w.kill()
					}
				}
				accounts, err := wait()
				if err != nil {
					t.Error(err)
				}
				w.checkEverything(accounts, stopped)
			})
		})
	}
}

func (w *world) checkEverything(accounts []pipeline.Account, stopped bool) {
	w.t.Helper()
	a, b := accounts[0], accounts[1]
	if a.Made == 0 && !stopped {
		w.t.Error("no event was cloned: nothing was tested")
	}
	for _, acc := range accounts {
		if letters := len(w.letters(acc.Pipeline)); int64(letters) < acc.Ends[event.Rejected]-b.Ends[event.Rejected] {
			w.t.Errorf("pipeline %s: %d dead letters for %s", acc.Pipeline, letters, counts(acc))
		}
	}
	failed := a.Ends[event.Failed] + b.Ends[event.Failed]
	if stopped {
		return
	}
	if failed > 0 {
		w.t.Errorf("%d events failed though nothing was stopped", failed)
	}
	w.wantCommitted(3000)
	if a.In != 3000 {
		w.t.Errorf("%d events came in", a.In)
	}
	if n := w.pending(); n != 0 {
		w.t.Errorf("%d tickets are open", n)
	}
}
