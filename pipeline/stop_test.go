package pipeline_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/plugin"
)

// inBubble runs a test with a world in a bubble of its own time.
func inBubble(t *testing.T, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(newWorld(t)) })
}

func replaceWord(text, word, with string) string { return strings.ReplaceAll(text, word, with) }

const endless = `
pipeline "p" {
  queue "memory" { max_events = 100 }
  input "count" {
    count   = 100000
    endless = true
  }
  output "sink" "out" {
    batch { size = 10 }
  }
}`

// TestSoftStopDrains stops while the queue is full and an input waits for room: all that was taken in
// is delivered.
func TestSoftStopDrains(t *testing.T) {
	inBubble(t, func(w *world) {
		w.write["out"] = func(_ event.View, res *plugin.Results) error {
			<-time.After(10 * time.Millisecond)
			res.DeliverRest()
			return nil
		}
		wait := w.start(endless)
		<-time.After(time.Second)
		w.ran()
		accounts, err := wait()
		if err != nil {
			t.Error(err)
		}
		a := accounts[0]
		if a.In != a.Ends[event.Delivered] || a.In == 0 || a.In == 100000 {
			t.Errorf("account %s", counts(a))
		}
		w.wantNumbers("out", fmt.Sprintf("0-%d", a.In-1))
		w.wantCommitted(a.In)
		if n := w.pending(); n != 0 {
			t.Errorf("%d batches were taken in and not delivered", n)
		}
	})
}

// stuck is an output that never takes anything.
func stuck(w *world) {
	w.write["out"] = func(event.View, *plugin.Results) error { return plugin.Blocked(errTest) }
}

func TestShutdownTimeoutGivesBack(t *testing.T) {
	inBubble(t, func(w *world) {
		stuck(w)
		wait := w.start(endless)
		<-time.After(time.Second)
		began := time.Now()
		w.ran()
		accounts, err := wait()
		if err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("stopping took %s", took)
		}
		if a := accounts[0]; a.In != a.Ends[event.Failed] || a.In == 0 {
			t.Errorf("account %s", counts(a))
		}
		w.wantCommitted(0)
	})
}

func TestSecondSignalStopsAtOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		stuck(w)
		wait := w.start(endless)
		<-time.After(time.Second)
		began := time.Now()
		w.ran()
		<-time.After(time.Millisecond)
		w.kill()
		if _, err := wait(); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > 10*time.Millisecond {
			t.Errorf("stopping took %s", took)
		}
		w.wantCommitted(0)
	})
}

// TestHardStopWithOutputFilters gives back what stands in copies, too.
func TestHardStopWithOutputFilters(t *testing.T) {
	inBubble(t, func(w *world) {
		stuck(w)
		wait := w.start(replaceWord(endless, "{\n    batch { size = 10 }\n  }", `{
			filter "clone" { clones = ["a"] }
			filter "drop" { when = field.n % 2 == 0 }
		}
		output "sink" "fine" {}`))
		<-time.After(time.Second)
		w.ran()
		w.kill()
		if _, err := wait(); err != nil {
			t.Error(err)
		}
		w.wantCommitted(0)
	})
}

func TestOnce(t *testing.T) {
	const two = `
pipeline "p" {
  input "count" "ends" { count = 10 }
  input "count" "endless" {
    count   = 10
    endless = ENDLESS
  }
  output "sink" "out" {}
}`
	w := newWorld(t)
	err := w.load(replaceWord(two, "ENDLESS", "true")).Once()
	endlessErr, ok := errors.AsType[*pipeline.EndlessError](err)
	if !ok {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"pipeline.p.input.endless"}, endlessErr.Inputs); diff != "" {
		t.Error(diff)
	}
	if err := w.load(replaceWord(two, "ENDLESS", "false")).Once(); err != nil {
		t.Error(err)
	}
}

// TestOpenFailureCloses opens outputs, filters and inputs until one fails.
func TestOpenFailureCloses(t *testing.T) {
	const text = `
pipeline "p" {
  input "count" "in" { count = 10 }
  filter "do" "f" { what = "nothing" }
  output "sink" "a" {}
  output "sink" "b" {}
}`
	tests := map[string]struct {
		fails          string
		opened, closed []string
	}{
		"input":  {"input.in", []string{"output.a", "output.b", "filter.f", "input.in"}, []string{"input.in", "filter.f", "output.b", "output.a"}},
		"filter": {"filter.f", []string{"output.a", "output.b", "filter.f"}, []string{"filter.f", "output.b", "output.a"}},
		"output": {"output.a", []string{"output.a"}, []string{"output.a"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.open[tt.fails] = errors.New("port 80 is taken")
			err := w.load(text).Open(t.Context())
			if err == nil || err.Error() != "pipeline.p."+tt.fails+": port 80 is taken" {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(tt.opened, w.opened); diff != "" {
				t.Errorf("opened, want(-) got(+):\n%s", diff)
			}
			if diff := cmp.Diff(tt.closed, w.closed); diff != "" {
				t.Errorf("closed, want(-) got(+):\n%s", diff)
			}
		})
	}
}

func TestAllIsClosedAtTheEnd(t *testing.T) {
	run(t, nil, `
pipeline "p" {
  input "count" "in" { count = 10 }
  output "sink" "a" {}
}`, func(w *world, _ []pipeline.Account) {
		if diff := cmp.Diff([]string{"input.in", "output.a"}, w.closed); diff != "" {
			t.Error(diff)
		}
	})
}

// TestHardStopBeforeTheLetterIsSafe stops while an event waits to be kept in the dead-letter queue: the
// source must give it again.
func TestHardStopBeforeTheLetterIsSafe(t *testing.T) {
	for name, block := range map[string]string{
		"when of an output": `output "sink" "bad" { when = 1 / (field.n - 5) > 0 }`,
		"filter": `filter "do" {
			what     = "fail"
			on_error = "dead_letter"
		}`,
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				w.do["fail"] = only(5, func(*event.Batch, *event.Event) error { return errTest })
				if err := os.WriteFile(filepath.Join(w.dir, "data"), nil, 0o600); err != nil { // no folder can be made there
					t.Fatal(err)
				}
				wait := w.start("pipeline \"p\" {\n  input \"count\" {\n    count = 6\n    batch = 1\n  }\n" + block + "\n output \"sink\" \"out\" { when = field.n != 5 }\n}")
				<-time.After(time.Minute)
				w.kill()
				accounts, err := wait()
				if err != nil {
					t.Error(err)
				}
				if a := accounts[0]; a.Ends[event.Failed] == 0 {
					t.Errorf("account %s", counts(a))
				}
				w.wantCommitted(5)
			})
		})
	}
}
