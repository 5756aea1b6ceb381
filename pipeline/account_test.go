package pipeline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
)

func TestWriteAccounts(t *testing.T) {
	tests := map[string]struct {
		account pipeline.Account
		want    string
	}{
		"plain": {
			pipeline.Account{Pipeline: "web", Counts: event.Counts{In: 10_000, Ends: [6]int64{event.Delivered: 10_000}}},
			`pipeline "web": 10,000 events in 2s, 5,000 events/s
               in  10,000
        delivered  10,000
          dropped       0
    dead-lettered       0
         unrouted       0
`,
		},
		"everything": {
			pipeline.Account{
				Pipeline: "web", Counts: event.Counts{In: 1, Made: 20, Ends: [6]int64{
					event.Delivered: 1, event.Dropped: 5, event.Rejected: 3, event.Withheld: 2, event.Failed: 4,
				}},
				DroppedBy: map[string]int64{"b": 4, "a": 1}, Failures: map[string]int64{"pipeline.web.filter.x": 1234}, Letters: "/var/x",
			},
			`pipeline "web": 1 event in 2s, 0 events/s
                        in   1
    made by split and clone  20
                 delivered   1
                   dropped   5  a 1  b 4
             dead-lettered   3  kept in /var/x
                  unrouted   2
        given back or lost   4  not delivered when headgate stopped
  failures:  pipeline.web.filter.x 1,234
  this does not add up: 6 events unaccounted for; please report it
`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := pipeline.WriteAccounts(&b, []pipeline.Account{tt.account}, 2*time.Second); err != nil {
				t.Fatal(err)
			}
			if squeeze(b.String()) != squeeze(tt.want) {
				t.Errorf("want(-) got(+):\n%s", cmp.Diff(tt.want, b.String()))
			}
			if got := tt.account.Balanced(); got != (name == "plain") {
				t.Errorf("balanced: %t", got)
			}
		})
	}
}

// squeeze leaves out how columns are laid out.
func squeeze(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		out = append(out, strings.Join(strings.Fields(line), " "))
	}
	return strings.Join(out, "\n")
}

func TestGroup(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 12: "12", 123: "123", 1234: "1,234", 1234567: "1,234,567", -1: "-1", -123: "-123", -1234: "-1,234"} {
		if got := pipeline.Group(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
