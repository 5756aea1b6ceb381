package pipeline

import (
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/headgate/headgate/event"
)

// Account says of every event of a pipeline how it ended.
type Account struct {
	Pipeline string
	event.Counts
	DroppedBy map[string]int64 // by address; what filters of outputs dropped is under "filters of outputs"
	Failures  map[string]int64 // failures of filters, codecs and conditions on events that went on
	Letters   string           // folder of the dead-letter queue
}

// Accounts returns the account of each pipeline.
func (e *Engine) Accounts() []Account {
	var list []Account
	for _, r := range e.runners {
		list = append(list, r.account())
	}
	return list
}

func (r *runner) account() Account {
	a := Account{Pipeline: r.plan.Name, Counts: r.tally.Counts(), DroppedBy: make(map[string]int64), Failures: make(map[string]int64)}
	if r.letters != nil {
		a.Letters = r.letters.Dir()
	}
	rest := a.Ends[event.Dropped]
	for i, n := range a.Counts.DroppedBy {
		if n > 0 {
			a.DroppedBy[r.plan.Reasons[i]] = n
			rest -= n
		}
	}
	if rest > 0 {
		a.DroppedBy["outputs and their filters"] = rest
	}
	for address, s := range r.stats {
		n := s.Failed.Load()
		if strings.Contains(address, ".output.") && !strings.Contains(address, ".filter.") {
			n = 0 // attempts, not events
		}
		if r.letters == nil {
			n += s.Rejected.Load() // nothing keeps them
		}
		if n > 0 {
			a.Failures[address] = n
		}
	}
	return a
}

// Balanced reports whether every event ended exactly once.
func (a *Account) Balanced() bool { return a.Open() == 0 }

// Rejected reports whether events went to the dead-letter queue.
func (a *Account) Rejected() bool { return a.Ends[event.Rejected] > 0 }

// Took is how long the engine ran.
func (e *Engine) Took() time.Duration { return e.ended.Sub(e.started) }

// WriteAccounts writes the closing account for people.
func WriteAccounts(w io.Writer, accounts []Account, took time.Duration) error {
	var b strings.Builder
	for i := range accounts {
		a := &accounts[i]
		rate := ""
		if s := took.Seconds(); s > 0 {
			rate = fmt.Sprintf(", %s events/s", Group(int64(float64(a.In)/s)))
		}
		fmt.Fprintf(&b, "pipeline %q: %s in %s%s\n", a.Pipeline, plural(a.In, "event"), took.Round(time.Millisecond), rate)
		a.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (a *Account) write(b *strings.Builder) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, n int64, remark string) {
		fmt.Fprintf(t, "  %s\t%s\t%s\n", name, Group(n), remark)
	}
	line("in", a.In, "")
	if a.Made > 0 {
		line("made by split and clone", a.Made, "")
	}
	line("delivered", a.Ends[event.Delivered], "")
	line("dropped", a.Ends[event.Dropped], listed(a.DroppedBy))
	line("dead-lettered", a.Ends[event.Rejected], a.where())
	line("unrouted", a.Ends[event.Withheld], "")
	if n := a.Ends[event.Failed]; n > 0 {
		line("given back or lost", n, "  not delivered when headgate stopped")
	}
	_ = t.Flush() // into memory
	if len(a.Failures) > 0 {
		fmt.Fprintf(b, "  failures:%s\n", listed(a.Failures))
	}
	if open := a.Open(); open != 0 {
		fmt.Fprintf(b, "  this does not add up: %s unaccounted for; please report it\n", plural(open, "event"))
	}
}

func (a *Account) where() string {
	if a.Ends[event.Rejected] == 0 {
		return ""
	}
	return "  kept in " + a.Letters
}

func listed(counts map[string]int64) string {
	names := make([]string, 0, len(counts))
	for n := range counts {
		names = append(names, n)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, n := range names {
		fmt.Fprintf(&b, "  %s %s", n, Group(counts[n]))
	}
	return b.String()
}

func plural(n int64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return Group(n) + " " + word + "s"
}

// Group writes a number with commas between groups of three digits.
func Group(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
