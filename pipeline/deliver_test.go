package pipeline_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/plugin"
)

const straight = `
pipeline "p" {
  input "count" { count = 30 }
  output "sink" "out" {
    batch { linger = "1ms" }
    OUTPUT
  }
}`

func straightWith(output string) string { return strings.Replace(straight, "OUTPUT", output, 1) }

var errTest = errors.New("the destination says no")

func TestDeliver(t *testing.T) {
	tests := map[string]struct {
		output  string
		write   func(tries int, v event.View, res *plugin.Results) error
		account string
		got     string
		took    [2]time.Duration // least and most, in the time of the bubble
		letters int
	}{
		"everything at once": {
			write:   func(_ int, _ event.View, res *plugin.Results) error { res.DeliverRest(); return nil },
			account: "in 30 made 0 delivered 30 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-29",
		},
		"errors are tried again with growing pauses": {
			output: `retry {
				initial = "100ms"
				max     = "1s"
			}`,
			write: func(tries int, _ event.View, res *plugin.Results) error {
				if tries <= 6 {
					return errTest
				}
				res.DeliverRest()
				return nil
			},
			account: "in 30 made 0 delivered 30 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-29",
			took:    [2]time.Duration{1750 * time.Millisecond, 3550 * time.Millisecond}, // 0.1+0.2+0.4+0.8+1+1, half of it by chance
		},
		"what is not mentioned is tried again": {
			write: func(tries int, v event.View, res *plugin.Results) error {
				for i, e := range v.All() {
					if numberOf(e)%3 == int64(tries%3) {
						res.Deliver(i)
					}
				}
				return nil
			},
			account: "in 30 made 0 delivered 30 dropped 0 rejected 0 unrouted 0 failed 0",
		},
		"a busy destination is left alone as long as it says": {
			write: func(tries int, _ event.View, res *plugin.Results) error {
				if tries == 1 {
					return plugin.Busy(7*time.Minute, errTest)
				}
				res.DeliverRest()
				return nil
			},
			account: "in 30 made 0 delivered 30 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-29",
			took:    [2]time.Duration{7 * time.Minute, 7*time.Minute + time.Second},
		},
		"a blocked destination is never given up": {
			output: `retry { give_up_after = "1000h" }`,
			write: func(tries int, _ event.View, res *plugin.Results) error {
				if tries <= 20 {
					return plugin.Blocked(errTest)
				}
				res.DeliverRest()
				return nil
			},
			account: "in 30 made 0 delivered 30 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-29",
			took:    [2]time.Duration{10 * time.Minute, 10*time.Minute + time.Second},
		},
		"a refused batch is halved down to the culprits": {
			write: func(_ int, v event.View, res *plugin.Results) error {
				for _, e := range v.All() {
					if n := numberOf(e); n == 3 || n == 17 {
						return plugin.Refused(errTest)
					}
				}
				res.DeliverRest()
				return nil
			},
			account: "in 30 made 0 delivered 28 dropped 0 rejected 2 unrouted 0 failed 0",
			got:     "0-2 4-16 18-29",
			letters: 2,
		},
		"a refused batch that was decided in part": {
			write: func(_ int, v event.View, res *plugin.Results) error {
				bad := false
				for i, e := range v.All() {
					if numberOf(e)%2 == 0 {
						res.Deliver(i)
					}
					bad = bad || numberOf(e) == 17
				}
				if bad {
					return plugin.Refused(errTest)
				}
				res.DeliverRest()
				return nil
			},
			account: "in 30 made 0 delivered 29 dropped 0 rejected 1 unrouted 0 failed 0",
			letters: 1,
		},
		"rejected and dropped ones": {
			write: func(_ int, v event.View, res *plugin.Results) error {
				for i, e := range v.All() {
					switch numberOf(e) % 10 {
					case 1:
						res.Reject(i, errTest)
					case 2:
						res.Drop(i)
					}
				}
				res.DeliverRest()
				return nil
			},
			account: "in 30 made 0 delivered 24 dropped 3 rejected 3 unrouted 0 failed 0",
			got:     "0 3-10 13-20 23-29",
			letters: 3,
		},
		"a panic is one event's": {
			write: func(_ int, v event.View, res *plugin.Results) error {
				for i, e := range v.All() {
					if numberOf(e) == 11 {
						panic("output is confused by 11")
					}
					res.Deliver(i)
				}
				return nil
			},
			account: "in 30 made 0 delivered 29 dropped 0 rejected 1 unrouted 0 failed 0",
			letters: 1,
		},
		"given up after a while": {
			output: `retry { give_up_after = "1m" }`,
			write: func(_ int, v event.View, res *plugin.Results) error {
				for i, e := range v.All() {
					if numberOf(e) < 10 {
						res.Deliver(i)
					}
				}
				return errTest
			},
			account: "in 30 made 0 delivered 10 dropped 0 rejected 20 unrouted 0 failed 0",
			got:     "0-9",
			letters: 20,
		},
		"several workers": {
			output: `workers = 4`,
			write: func(tries int, _ event.View, res *plugin.Results) error {
				if tries%3 == 1 {
					return errTest
				}
				res.DeliverRest()
				return nil
			},
			account: "in 30 made 0 delivered 30 dropped 0 rejected 0 unrouted 0 failed 0",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tries := 0
			prepare := func(w *world) {
				w.write["out"] = func(v event.View, res *plugin.Results) error {
					w.mu.Lock()
					tries++
					now := tries
					w.mu.Unlock()
					return tt.write(now, v, res)
				}
			}
			var began time.Time
			run(t, func(w *world) { began = time.Now(); prepare(w) }, straightWith(tt.output), func(w *world, accounts []pipeline.Account) {
				w.wantCounts(accounts[0], tt.account)
				w.wantCommitted(30)
				if n := w.pending(); n != 0 {
					t.Errorf("%d tickets are not committed", n)
				}
				if tt.got != "" {
					w.wantNumbers("out", tt.got)
				}
				if took := time.Since(began); tt.took[1] > 0 && (took < tt.took[0] || took > tt.took[1]) {
					t.Errorf("it took %s, want %s to %s", took, tt.took[0], tt.took[1])
				}
				if got := len(w.letters("p")); got != tt.letters {
					t.Errorf("%d dead letters, want %d", got, tt.letters)
				}
			})
		})
	}
}

func TestDeadLetterTellsWhy(t *testing.T) {
	run(t, func(w *world) {
		w.write["out"] = func(v event.View, res *plugin.Results) error {
			for i, e := range v.All() {
				switch numberOf(e) {
				case 5:
					res.Reject(i, fmt.Errorf("field %q is not known", "n"))
				case 6:
					panic("six is too much")
				}
			}
			res.DeliverRest()
			return nil
		}
	}, straightWith(""), func(w *world, _ []pipeline.Account) {
		list := w.letters("p")
		if len(list) != 2 {
			t.Fatalf("%d dead letters: %+v", len(list), list)
		}
		for i, want := range []struct{ reason, event, stack string }{
			{"panic: six is too much", `{"@timestamp":"1970-01-01T00:00:00.000Z","n":6}`, "deliver_test.go"},
			{`field "n" is not known`, `{"@timestamp":"1970-01-01T00:00:00.000Z","n":5}`, ""},
		} {
			k := 0
			for list[k].Reason != want.reason {
				if k++; k == len(list) {
					t.Fatalf("letter %d: none says %q: %+v", i, want.reason, list)
				}
			}
			got := list[k]
			if string(got.Event) != want.event || !strings.Contains(got.Stack, want.stack) || (want.stack == "") != (got.Stack == "") {
				t.Errorf("letter %+v, want %+v", got, want)
			}
			if got.Pipeline != "p" || got.Stage != "pipeline.p.output.out" || got.Time.IsZero() {
				t.Errorf("letter is of pipeline %q, stage %q at %s", got.Pipeline, got.Stage, got.Time)
			}
		}
	})
}

func TestDeadLettersOff(t *testing.T) {
	run(t, func(w *world) {
		w.write["out"] = func(v event.View, res *plugin.Results) error {
			for i, e := range v.All() {
				if numberOf(e) < 4 {
					res.Reject(i, errTest)
				}
			}
			res.DeliverRest()
			return nil
		}
	}, strings.Replace(straightWith(""), "output", "dead_letter { enabled = false }\n output", 1), func(w *world, accounts []pipeline.Account) {
		w.wantCounts(accounts[0], "in 30 made 0 delivered 26 dropped 4 rejected 0 unrouted 0 failed 0")
		w.wantCommitted(30)
		if len(w.letters("p")) > 0 {
			t.Error("there are dead letters")
		}
	})
}

func TestDestinationGone(t *testing.T) {
	run(t, func(w *world) {
		w.write["out"] = func(v event.View, res *plugin.Results) error {
			for i, e := range v.All() {
				if numberOf(e) < 5 {
					res.Deliver(i)
				}
			}
			return plugin.Gone(errTest)
		}
	}, `
pipeline "p" {
  input "count" {
    count   = 30
    endless = true
  }
  output "sink" "out" {}
}`, func(w *world, accounts []pipeline.Account) {
		if a := accounts[0]; a.Ends[event.Delivered] != 5 || a.Ends[event.Rejected] != 0 {
			t.Errorf("account: %s", counts(a))
		}
		w.wantNumbers("out", "0-4")
		w.wantCommitted(0) // the first batch was not delivered whole
	})
}

func TestOneSlowOutput(t *testing.T) {
	prepare := func(w *world) {
		w.write["slow"] = func(_ event.View, res *plugin.Results) error {
			<-time.After(time.Second)
			res.DeliverRest()
			return nil
		}
	}
	const text = `
pipeline "p" {
  workers = 2
  input "count" { count = 400 }
  output "sink" "slow" {
    batch { size = 10 }
  }
  output "sink" "fast" {
    batch { size = 10 }
  }
}`
	run(t, prepare, text, func(w *world, accounts []pipeline.Account) {
		w.wantCounts(accounts[0], "in 400 made 0 delivered 400 dropped 0 rejected 0 unrouted 0 failed 0")
		w.wantNumbers("slow", "0-399")
		w.wantNumbers("fast", "0-399")
		w.wantCommitted(400)
	})
}
