package event

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shared fans a batch of the given events out to their outputs.
func shared(t *testing.T, outs ...uint64) (shares []*Share, tally *Tally, ended map[string]int) {
	t.Helper()
	names := make([]string, len(outs))
	for i := range names {
		names[i] = fmt.Sprint("e", i)
	}
	b, ended := named(t, names...)
	for i, e := range b.Every() {
		e.SetOutputs(outs[i])
	}
	tally = b.tally
	return b.FanOut(2), tally, ended
}

func ends(t *Tally) string {
	var s []string
	c := t.Counts()
	for o, n := range c.Ends {
		if n > 0 {
			s = append(s, fmt.Sprint([]string{"undecided", "withheld", "dropped", "delivered", "rejected", "failed"}[o], " ", n))
		}
	}
	return strings.Join(append(s, fmt.Sprint("open ", c.Open())), ", ")
}

func TestFanOut(t *testing.T) {
	shares, tally, ended := shared(t, 1, 2, 3, 0)
	if shares[0].Len() != 2 || shares[1].Len() != 2 {
		t.Fatalf("shares of %d and %d events", shares[0].Len(), shares[1].Len())
	}
	if diff := cmp.Diff(map[string]int{"e3": 1}, ended); diff != "" {
		t.Errorf("unwanted: want -, got +\n%s", diff)
	}
	if !shares[0].Settle(0, Delivered) || shares[0].Settle(0, Failed) || !shares[0].Settled(0) || shares[0].Left != 1 {
		t.Error("an event was not settled once")
	}
	if shares[0].Settle(1, Undecided) || shares[0].Settled(1) {
		t.Error("undecided settles an event")
	}
	shares[0].SettleAll(Delivered)
	if lost := shares[0].Close(); lost != 0 || shares[0].Close() != 0 {
		t.Errorf("%d events are lost", lost)
	}
	if diff := cmp.Diff(map[string]int{"e0": 1, "e3": 1}, ended); diff != "" {
		t.Errorf("one share closed: want -, got +\n%s", diff)
	}
	shares[1].SettleAll(Rejected)
	shares[1].Close()
	if diff := cmp.Diff(map[string]int{"e0": 1, "e1": 1, "e2": 1, "e3": 1}, ended); diff != "" {
		t.Errorf("both shares closed: want -, got +\n%s", diff)
	}
	equal(t, "each event counts once, as the worst", "withheld 1, delivered 1, rejected 2, open 0", ends(tally))
}

func TestFanOutOfNothing(t *testing.T) {
	shares, tally, _ := shared(t)
	if shares[0] != nil || shares[1] != nil {
		t.Error("an output gets a share of nothing")
	}
	equal(t, "counts", "open 0", ends(tally))
}

func TestCloseFailsTheRest(t *testing.T) {
	var ok, ended bool
	b := NewBatch()
	b.AddTicket(NewTicket(2, func(o bool) { ok, ended = o, true }))
	b.Add().SetOutputs(1)
	b.Add().SetOutputs(1)
	s := b.FanOut(1)[0]
	s.Settle(0, Delivered)
	if lost := s.Close(); lost != 1 || !ended || ok {
		t.Errorf("%d lost, ended %v, ok %v", lost, ended, ok)
	}
}

func TestShareCopy(t *testing.T) {
	shares, tally, ended := shared(t, 1, 1, 1, 3)
	shares[0].Settle(0, Delivered)
	c := shares[0].Copy()
	if shares[0].Close() != 0 {
		t.Error("a share that was copied still loses events")
	}
	equal(t, "copied", "e1 e2 e3", current(c))
	for e := range c.Events() {
		if is("e1")(e) {
			e.Drop()
			continue
		}
		if is("e2")(e) {
			addAfter(c, e, "e2b").SetOutputs(1)
		}
		e.SetOutputs(3)
	}
	c.Compact(0)
	if diff := cmp.Diff(map[string]int{"e0": 1, "e1": 1}, ended); diff != "" {
		t.Errorf("after the drop: want -, got +\n%s", diff)
	}
	inner := c.FanOut(2)
	if inner[0].Len() != 3 || inner[1].Len() != 2 {
		t.Fatalf("inner shares of %d and %d", inner[0].Len(), inner[1].Len())
	}
	for _, s := range []*Share{inner[0], shares[1], inner[1]} {
		s.SettleAll(Delivered)
		s.Close()
	}
	if diff := cmp.Diff(map[string]int{"e0": 1, "e1": 1, "e2": 1, "e3": 1}, ended); diff != "" {
		t.Errorf("at the end: want -, got +\n%s", diff)
	}
	equal(t, "counts", "dropped 1, delivered 3, open 0", ends(tally))
}

func TestShareCopyAllDropped(t *testing.T) {
	shares, tally, ended := shared(t, 1, 1)
	c := shares[0].Copy()
	for e := range c.Events() {
		e.Drop()
	}
	c.Compact(0)
	if s := c.FanOut(2); s[0] != nil || s[1] != nil {
		t.Error("an output gets a share of nothing")
	}
	if diff := cmp.Diff(map[string]int{"e0": 1, "e1": 1}, ended); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	equal(t, "counts", "dropped 2, open 0", ends(tally))
}

func TestAbandon(t *testing.T) {
	failed := map[string]int{}
	ticket := func(name string, n int) *Ticket {
		return NewTicket(n, func(ok bool) {
			if !ok {
				failed[name]++
			}
		})
	}
	b := NewBatch()
	b.SetTally(NewTally(0))
	b.AddTicket(ticket("decoded", 2))
	b.AddRecord(Record{Data: "x"})
	b.AddRecord(Record{Data: "y"})
	b.Decode(func(_ int, r *Record) { b.AddDecoded(r) })
	b.After(b.After(b.Every()[0])) // not compacted yet
	b.Every()[1].Drop()
	b.AddTicket(ticket("record", 1))
	b.AddRecord(Record{Data: "z"})
	tally := b.tally
	b.Abandon()
	if diff := cmp.Diff(map[string]int{"decoded": 1, "record": 1}, failed); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	equal(t, "counts", "failed 4, open 0", ends(tally))
}

// TestEnter has a copy enter another pipeline: each event counts in both.
func TestEnter(t *testing.T) {
	shares, tally, ended := shared(t, 1, 1)
	c, other := shares[0].Copy(), NewTally(1)
	c.SetTally(other)
	c.Enter("in", "second")
	c.Decode(nil)
	addAfter(c, c.Every()[0], "more")
	c.Every()[1].Drop()
	c.Compact(0)
	if got := string(AppendText(nil, c.Every()[0].Get(MustPath("@metadata.pipeline")))); got != "second" {
		t.Errorf("the pipeline is %q", got)
	}
	for e := range c.Events() {
		e.SetOutputs(1)
	}
	s := c.FanOut(1)[0]
	s.SettleAll(Delivered)
	s.Close()
	if diff := cmp.Diff(map[string]int{"e0": 1, "e1": 1}, ended); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	equal(t, "first pipeline", "dropped 1, delivered 1, open 0", ends(tally))
	equal(t, "second pipeline", "dropped 1, delivered 2, open 0", ends(other))
}

// TestSharesReadLargeObjectsAtOnce has two outputs look for fields of one large object. The race
// detector sees it if looking changes anything.
func TestSharesReadLargeObjectsAtOnce(t *testing.T) {
	b := NewBatch()
	for range 20 {
		e := b.Add()
		if err := new(Decoder).Object(e.Arena(), manyFields(300), e.Fields()); err != nil {
			t.Fatal(err)
		}
		e.Delete(MustPath("f7")) // the index is stale now
		e.SetOutputs(3)
	}
	var group sync.WaitGroup
	for _, s := range b.FanOut(2) {
		group.Go(func() {
			for i := range s.Len() {
				if !s.At(i).Has(PathOf("f299")) || s.At(i).Has(PathOf("f7")) {
					t.Error("a field is not what it was")
				}
			}
			s.SettleAll(Delivered)
			s.Close()
		})
	}
	group.Wait()
}

func TestTicketSettledTooOftenPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	ticket := NewTicket(1, func(bool) {})
	ticket.settle(1, Delivered)
	ticket.settle(1, Delivered)
}

func TestTicketOfNothingEndsAtOnce(t *testing.T) {
	n := 0
	NewTicket(0, func(ok bool) {
		if ok {
			n++
		}
	})
	var pos []int64
	source := NewSource(func(p int64) { pos = append(pos, p) })
	source.Issue(0, 5)
	if n != 1 || len(pos) != 1 || pos[0] != 5 || source.Pending() != 0 {
		t.Errorf("ended %d times, positions %v", n, pos)
	}
}

func TestSourceCommits(t *testing.T) {
	cases := map[string]struct {
		settle  []int // tickets in the order in which they end; negative: fails
		want    []int64
		pending int
	}{
		"in order":           {[]int{1, 2, 3, 4}, []int64{10, 20, 30, 40}, 0},
		"backwards":          {[]int{4, 3, 2, 1}, []int64{40}, 0},
		"mixed":              {[]int{2, 1, 4, 3}, []int64{20, 40}, 0},
		"one is open":        {[]int{1, 3, 4}, []int64{10}, 3},
		"failure stops":      {[]int{1, -2, 3, 4}, []int64{10}, 3},
		"failure late":       {[]int{4, -3, 2, 1}, []int64{20}, 2},
		"failure at the end": {[]int{1, 2, 3, -4}, []int64{10, 20, 30}, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got []int64
			source := NewSource(func(p int64) { got = append(got, p) })
			var tickets []*Ticket
			for i := range 4 {
				tickets = append(tickets, source.Issue(2, int64(10*(i+1))))
			}
			for _, n := range c.settle {
				outcome := Delivered
				if n < 0 {
					n, outcome = -n, Failed
				}
				tickets[n-1].settle(1, outcome)
				tickets[n-1].settle(1, Dropped)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			if source.Pending() != c.pending {
				t.Errorf("%d tickets are pending, want %d", source.Pending(), c.pending)
			}
		})
	}
}
