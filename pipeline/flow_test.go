package pipeline_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
)

func TestFlow(t *testing.T) {
	tests := map[string]struct {
		body    string
		account string
		got     map[string]string // numbers by output, in order
		dropped map[string]int64
	}{
		"unrouted": {
			body:    `output "sink" "out" { when = field.n >= 15 }`,
			account: "in 20 made 0 delivered 5 dropped 0 rejected 0 unrouted 15 failed 0",
			got:     map[string]string{"out": "15-19"},
		},
		"an event that one output has is not unrouted": {
			body: `
				output "sink" "big" { when = field.n >= 15 }
				output "sink" "all" {}`,
			account: "in 20 made 0 delivered 20 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     map[string]string{"big": "15-19", "all": "0-19"},
		},
		"route takes the first case": {
			body: `
				route {
				  case "low" {
				    when = field.n < 5
				    output "sink" "low" {}
				  }
				  case "middle" {
				    when = field.n < 10
				    output "sink" "middle" {}
				  }
				  else {
				    output "sink" "high" {}
				  }
				}`,
			account: "in 20 made 0 delivered 20 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     map[string]string{"low": "0-4", "middle": "5-9", "high": "10-19"},
		},
		"outputs in a case see the event at the end": {
			body: `
				filter "set" { fields = { k = field.n } }
				route {
				  case "low" {
				    when = field.k < 5
				    output "sink" "low" {}
				    filter "set" { fields = { k = 100 } }
				  }
				}
				filter "drop" "late" { when = field.n == 2 || field.n == 8 }
				filter "set" { fields = { n = field.n + 1000 } }
				output "sink" "all" { when = field.k < 100 }`,
			account: "in 20 made 0 delivered 18 dropped 2 rejected 0 unrouted 0 failed 0",
			got:     map[string]string{"low": "1000-1001 1003-1004", "all": "1005-1007 1009-1019"},
			dropped: map[string]int64{"pipeline.p.filter.late": 2},
		},
		"groups, routes and chains inside each other": {
			body: `
				group "outer" {
				  when = field.n < 10
				  group "inner" {
				    when = field.n >= 5
				    route {
				      case "even" {
				        when = field.n % 2 == 0
				        use "thousand" {}
				        output "sink" "even" {}
				      }
				      else {
				        use "thousand" { when = field.n == 7 }
				        output "sink" "odd" {}
				      }
				    }
				    filter "drop" "nine" { when = field.n == 9 }
				  }
				  output "sink" "outer" {}
				}
				output "sink" "all" {}`,
			account: "in 20 made 0 delivered 19 dropped 1 rejected 0 unrouted 0 failed 0",
			got: map[string]string{
				"even": "1006 1008", "odd": "5 1007", "outer": "0-5 1006-1008", "all": "0-5 1006-1008 10-19",
			},
			dropped: map[string]int64{"pipeline.p.filter.nine": 1},
		},
		"a chain used twice": {
			body: `
				use "thousand" { when = field.n == 1 }
				use "thousand" { when = field.n == 1001 || field.n == 2 }
				output "sink" "out" {}`,
			account: "in 20 made 0 delivered 20 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     map[string]string{"out": "0 2001 1002 3-19"},
		},
		"clones and what is split are counted": {
			body: `
				filter "clone" {
				  when   = field.n < 3
				  clones = ["a", "b"]
				}
				filter "drop" "b" { when = contains(coalesce(tags, []), "b") }
				filter "set" {
				  when   = field.n == 10
				  fields = { parts = ["x", "y", "z", "w"] }
				}
				filter "split" {
				  when  = field.n == 10
				  field = "parts"
				}
				output "sink" "out" {}`,
			account: "in 20 made 9 delivered 26 dropped 3 rejected 0 unrouted 0 failed 0",
			got:     map[string]string{"out": "0 0-1 1-2 2-10 10 10 10-19"},
			dropped: map[string]int64{"pipeline.p.filter.b": 3},
		},
		"filters of an output work on a copy": {
			body: `
				output "sink" "own" {
				  filter "drop" { when = field.n < 5 }
				  filter "clone" {
				    when   = field.n == 7
				    clones = ["again"]
				  }
				  filter "set" { fields = { own = true } }
				}
				output "sink" "other" {}`,
			account: "in 20 made 0 delivered 20 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     map[string]string{"own": "5-7 7-19", "other": "0-19"},
		},
		"what all outputs drop is dropped": {
			body: `
				output "sink" "a" {
 filter "drop" { when = field.n < 5 }
 }
				output "sink" "b" {
 filter "drop" { when = field.n < 3 }
 }`,
			account: "in 20 made 0 delivered 17 dropped 3 rejected 0 unrouted 0 failed 0",
			got:     map[string]string{"a": "5-19", "b": "3-19"},
			dropped: map[string]int64{"outputs and their filters": 3},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text := "pipeline \"p\" {\ninput \"count\" { count = 20 }\n" + tt.body + `
}
chain "thousand" {
  filter "set" { fields = { n = field.n + 1000 } }
}`
			run(t, nil, text, func(w *world, accounts []pipeline.Account) {
				w.wantCounts(accounts[0], tt.account)
				w.wantCommitted(20)
				for out, want := range tt.got {
					w.wantNumbers(out, want)
				}
				if tt.dropped == nil {
					tt.dropped = map[string]int64{}
				}
				if diff := cmp.Diff(tt.dropped, accounts[0].DroppedBy); diff != "" {
					t.Errorf("dropped by, want(-) got(+):\n%s", diff)
				}
			})
		})
	}
}

// TestOutputFiltersLeaveOthersAlone compares what two outputs saw of the same events.
func TestOutputFiltersLeaveOthersAlone(t *testing.T) {
	run(t, nil, `
pipeline "p" {
  input "count" { count = 3 }
  filter "set" { fields = { o = { a = 1 } } }
  output "sink" "own" {
    filter "set" { fields = { o.a = 2 } }
  }
  output "sink" "other" {}
}`, func(w *world, _ []pipeline.Account) {
		for out, want := range map[string]string{"own": `"o":{"a":2}`, "other": `"o":{"a":1}`} {
			for _, body := range w.bodies[out] {
				if !strings.Contains(body, want) {
					t.Errorf("output %s got %s", out, body)
				}
			}
		}
	})
}

func TestFailures(t *testing.T) {
	fail := only(3, func(*event.Batch, *event.Event) error { return errors.New("three is bad") })
	crash := only(3, func(*event.Batch, *event.Event) error { panic("three is worse") })
	tests := map[string]struct {
		body     string
		account  string
		got      string
		tag      string // of event 3
		letter   string // reason
		stage    string
		failures map[string]int64
	}{
		"a filter tags": {
			body:    `filter "do" "x" { what = "fail" }`,
			account: "in 10 made 0 delivered 10 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-9", tag: `["_dofailure"]`,
			failures: map[string]int64{"pipeline.p.filter.x": 1},
		},
		"a filter tags as it is told": {
			body: `filter "do" "x" {
				what           = "fail"
				tag_on_failure = ["a", "b"]
			}`,
			account: "in 10 made 0 delivered 10 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-9", tag: `["a","b"]`,
			failures: map[string]int64{"pipeline.p.filter.x": 1},
		},
		"on_error drop": {
			body: `filter "do" "x" {
				what     = "fail"
				on_error = "drop"
			}`,
			account:  "in 10 made 0 delivered 9 dropped 1 rejected 0 unrouted 0 failed 0",
			got:      "0-2 4-9",
			failures: map[string]int64{"pipeline.p.filter.x": 1},
		},
		"on_error dead_letter": {
			body: `filter "do" "x" {
				what     = "fail"
				on_error = "dead_letter"
			}`,
			account: "in 10 made 0 delivered 9 dropped 0 rejected 1 unrouted 0 failed 0",
			got:     "0-2 4-9", letter: "three is bad", stage: "pipeline.p.filter.x",
		},
		"a filter panics": {
			body:    `filter "do" "x" { what = "crash" }`,
			account: "in 10 made 0 delivered 9 dropped 0 rejected 1 unrouted 0 failed 0",
			got:     "0-2 4-9", letter: "panic: three is worse", stage: "pipeline.p.filter.x",
		},
		"a filter of an output panics": {
			body: `output "sink" "second" {
				filter "do" "x" { what = "crash" }
			}`,
			account: "in 10 made 0 delivered 9 dropped 0 rejected 1 unrouted 0 failed 0",
			got:     "0-9", letter: "panic: three is worse", stage: "pipeline.p.output.second.filter.x",
		},
		"when of a filter": {
			body:    `filter "drop" "x" { when = field.n == 3 && 1 / (field.n - 3) > 0 }`,
			account: "in 10 made 0 delivered 10 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-9", tag: `["_dropfailure"]`,
			failures: map[string]int64{"pipeline.p.filter.x": 1},
		},
		"when of a group": {
			body: `group "x" {
				when = field.n == 3 && 1 / (field.n - 3) > 0
				filter "drop" {}
			}`,
			account: "in 10 made 0 delivered 10 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-9", tag: `["_groupfailure"]`,
			failures: map[string]int64{"pipeline.p.group.x": 1},
		},
		"when of a case": {
			body: `route {
				case "x" {
				  when = field.n == 3 && 1 / (field.n - 3) > 0
				  filter "drop" {}
				}
			}`,
			account: "in 10 made 0 delivered 10 dropped 0 rejected 0 unrouted 0 failed 0",
			got:     "0-9", tag: `["_routefailure"]`,
			failures: map[string]int64{"pipeline.p.route.route[1].case.x": 1},
		},
		"when of an output": {
			body:    `output "sink" "x" { when = field.n == 3 && 1 / (field.n - 3) > 0 }`,
			account: "in 10 made 0 delivered 9 dropped 0 rejected 1 unrouted 0 failed 0",
			got:     "0-9", letter: "", stage: "pipeline.p.output.x",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			prepare := func(w *world) { w.do["fail"], w.do["crash"] = fail, crash }
			text := "pipeline \"p\" {\ninput \"count\" { count = 10 }\n" + tt.body + "\noutput \"sink\" \"out\" {}\n}"
			run(t, prepare, text, func(w *world, accounts []pipeline.Account) {
				w.wantCounts(accounts[0], tt.account)
				w.wantCommitted(10)
				w.wantNumbers("out", tt.got)
				for i, body := range w.bodies["out"] {
					if w.got["out"][i] != 3 && strings.Contains(body, "tags") {
						t.Errorf("event is tagged: %s", body)
					}
					if w.got["out"][i] == 3 && tt.tag != "" && !strings.Contains(body, `"tags":`+tt.tag) {
						t.Errorf("event is not tagged %s: %s", tt.tag, body)
					}
				}
				if tt.failures == nil {
					tt.failures = map[string]int64{}
				}
				if diff := cmp.Diff(tt.failures, accounts[0].Failures); diff != "" {
					t.Errorf("failures, want(-) got(+):\n%s", diff)
				}
				letters := w.letters("p")
				if (len(letters) == 1) != (tt.stage != "") {
					t.Fatalf("dead letters %+v", letters)
				}
				if tt.stage == "" {
					return
				}
				l := letters[0]
				if l.Stage != tt.stage || !strings.Contains(l.Reason, tt.letter) || strings.Contains(tt.letter, "panic") != (l.Stack != "") {
					t.Errorf("dead letter %+v", l)
				}
			})
		})
	}
}
