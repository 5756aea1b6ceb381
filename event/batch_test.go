package event

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// named makes a batch of events whose messages are given, each under a ticket of its own.
func named(t *testing.T, names ...string) (b *Batch, ended map[string]int) {
	t.Helper()
	b, ended = NewBatch(), make(map[string]int)
	b.SetTally(NewTally(8))
	for _, n := range names {
		b.AddTicket(NewTicket(1, func(ok bool) {
			if !ok {
				t.Errorf("%s failed", n)
			}
			ended[n]++
		}))
		b.Add().SetMessage(n)
	}
	b.tally.in.Add(int64(len(names)))
	return b, ended
}

func messages(events []*Event) string {
	var names []string
	for _, e := range events {
		m, _ := e.Message()
		names = append(names, m)
	}
	return strings.Join(names, " ")
}

// current are the messages of the events that the current block is to work on.
func current(b *Batch) string { return messages(slices.Collect(b.Events())) }

func is(names string) func(*Event) bool {
	return func(e *Event) bool {
		m, _ := e.Message()
		return slices.Contains(strings.Fields(names), m)
	}
}

// branches chooses the branch of an event by its message, none when it is not listed.
func branches(of map[string]int) func(*Event) int {
	return func(e *Event) int {
		if n, ok := of[messages([]*Event{e})]; ok {
			return n
		}
		return -1
	}
}

func equal(t *testing.T, what, want, got string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: want -, got +\n%s", what, diff)
	}
}

func addAfter(b *Batch, e *Event, name string) *Event {
	n := b.After(e)
	n.SetMessage(name)
	return n
}

func TestDropAndCompact(t *testing.T) {
	b, ended := named(t, "a", "b", "c")
	for e := range b.Events() {
		if is("b")(e) {
			e.Drop()
			if !e.Dropped() {
				t.Error("a dropped event does not say so")
			}
		}
	}
	equal(t, "before compaction", "a c", current(b))
	if n := b.Compact(3); n != 1 || b.Len() != 2 {
		t.Errorf("%d dropped, %d left", n, b.Len())
	}
	if diff := cmp.Diff(map[string]int{"b": 1}, ended); diff != "" {
		t.Errorf("ended: want -, got +\n%s", diff)
	}
	if c := b.tally.Counts(); c.Ends[Dropped] != 1 || c.DroppedBy[3] != 1 || c.Open() != 2 {
		t.Errorf("counts are %+v", c)
	}
	if n := b.Compact(3); n != 0 {
		t.Errorf("%d dropped again", n)
	}
}

func TestAfter(t *testing.T) {
	b, ended := named(t, "a", "b")
	a := b.Every()[0]
	first := addAfter(b, a, "a1")
	addAfter(b, a, "a2")
	addAfter(b, first, "a11")
	addAfter(b, b.Every()[1], "b1")
	a.Drop()
	equal(t, "before compaction", "b", current(b))
	b.Compact(0)
	equal(t, "after compaction", "a1 a11 a2 b b1", current(b))
	if len(ended) != 0 {
		t.Errorf("ended early: %v", ended)
	}
	for e := range b.Events() {
		e.Drop()
	}
	b.Compact(0)
	if diff := cmp.Diff(map[string]int{"a": 1, "b": 1}, ended); diff != "" {
		t.Errorf("ended: want -, got +\n%s", diff)
	}
	if c := b.tally.Counts(); c.Made != 4 || c.Open() != 0 {
		t.Errorf("counts are %+v", c)
	}
}

func TestEnd(t *testing.T) {
	b, ended := named(t, "a", "b")
	a := b.Every()[0]
	addAfter(b, a, "a1")
	a.End(Rejected)
	b.Compact(0)
	equal(t, "left", "a1 b", current(b))
	if c := b.tally.Counts(); c.Ends[Rejected] != 1 || c.Open() != 2 || len(ended) != 0 {
		t.Errorf("counts are %+v, ended %v", c, ended)
	}
}

func TestFailures(t *testing.T) {
	b, _ := named(t, "failed", "skipped", "live", "dropped", "failed and dropped")
	events := b.Every()
	cause := errors.New("cause")
	b.Fail(events[0], cause)
	events[0].Skip()
	events[1].Skip()
	events[3].Drop()
	b.Fail(events[3], cause)
	b.FailTagged(events[4], cause, "_tag")
	events[4].Drop()
	equal(t, "succeeded", "live", messages(slices.Collect(b.Succeeded())))
	var got []string
	for _, f := range b.TakeFailures() {
		m, _ := f.Event.Message()
		got = append(got, fmt.Sprint(m, " ", f.Err, " ", f.Tag))
	}
	if diff := cmp.Diff([]string{"failed cause ", "failed and dropped cause _tag"}, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if f := b.TakeFailures(); len(f) != 0 {
		t.Errorf("%d failures are given twice", len(f))
	}
	b.Compact(0)
	equal(t, "after compaction", "failed skipped live", messages(slices.Collect(b.Succeeded())))
}

func TestNarrowNests(t *testing.T) {
	b, _ := named(t, "a", "b", "c", "d")
	if n := b.Narrow(is("a b c")); n != 3 {
		t.Errorf("%d events are selected", n)
	}
	equal(t, "outer block", "a b c", current(b))
	b.Narrow(is("b d"))
	equal(t, "inner block", "b", current(b))
	addAfter(b, b.Every()[1], "b1")
	b.Compact(0)
	equal(t, "added in the inner block", "b b1", current(b))
	b.Narrow(is("none"))
	equal(t, "empty block", "", current(b))
	b.Widen()
	equal(t, "behind the empty block", "b b1", current(b))
	for e := range b.Events() {
		if is("b")(e) {
			e.Drop()
		}
	}
	b.Compact(0)
	b.Widen()
	equal(t, "behind the inner block", "a b1 c", current(b))
	b.Widen()
	equal(t, "outside", "a b1 c d", current(b))
}

func TestBranches(t *testing.T) {
	b, _ := named(t, "a", "b", "c", "d", "e")
	b.Choose(branches(map[string]int{"a": 0, "b": 1, "c": 0, "d": 2}))
	if n := b.Branch(0); n != 2 {
		t.Errorf("%d events take the first branch", n)
	}
	equal(t, "first branch", "a c", current(b))
	b.Choose(branches(map[string]int{"a": 0, "c": 1})) // a block in the block
	b.Branch(1)
	equal(t, "inner branch", "c", current(b))
	addAfter(b, b.Every()[2], "c1")
	b.Compact(0)
	b.Widen()
	b.Branch(0)
	equal(t, "other inner branch", "a", current(b))
	for e := range b.Events() {
		e.SetMessage("b") // a change must not send it through another branch
	}
	b.Widen()
	equal(t, "behind the inner branches", "b c c1", current(b))
	b.Widen()
	b.Branch(1)
	equal(t, "second branch", "b", current(b))
	b.Widen()
	b.Branch(2)
	equal(t, "third branch", "d", current(b))
	b.Widen()
	equal(t, "behind the branches", "b b c c1 d e", current(b))
}

func TestSendTo(t *testing.T) {
	b, _ := named(t, "a", "b")
	b.SendTo(0)
	b.Narrow(is("b"))
	b.SendTo(3)
	addAfter(b, b.Every()[1], "b1")
	b.Compact(0)
	b.Widen()
	var sets []uint64
	for _, e := range b.Every() {
		sets = append(sets, e.Outputs())
	}
	if diff := cmp.Diff([]uint64{1, 9, 9}, sets); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestDecodeRecords(t *testing.T) {
	b, ended := NewBatch(), make(map[int]int)
	b.SetTally(NewTally(0))
	origin := &Origin{Input: "in"}
	for i, n := range []int{1, 3, 0, 2, 1} {
		b.AddTicket(NewTicket(1, func(bool) { ended[i]++ }))
		b.AddRecord(Record{Data: strings.Repeat("x", n), Origin: origin, Offset: int64(100 * i)})
	}
	if b.Len() != 5 || b.Bytes() != 7 || len(b.Records()) != 5 {
		t.Errorf("%d records of %d bytes", b.Len(), b.Bytes())
	}
	b.Decode(func(i int, r *Record) {
		for range len(r.Data) {
			b.AddDecoded(r)
		}
		if i == 3 {
			b.UndoDecoded(len(b.Every()) - 2)
			b.AddDecoded(r)
		}
	})
	var places []string
	for e := range b.Events() {
		offset, sub := e.Position()
		places = append(places, fmt.Sprintf("%d/%d", offset, sub))
	}
	equal(t, "positions", "0/0 100/0 100/1 100/2 300/0 400/0", strings.Join(places, " "))
	if diff := cmp.Diff(map[int]int{2: 1}, ended); diff != "" {
		t.Errorf("ended: want -, got +\n%s", diff)
	}
	if c := b.tally.Counts(); c.In != 6 || c.Open() != 6 {
		t.Errorf("counts are %+v", c)
	}
}

func TestCulprit(t *testing.T) {
	b, _ := named(t, "a", "b", "c")
	if b.Culprit() != nil {
		t.Error("a culprit without a loop")
	}
	func() {
		defer func() { _ = recover() }()
		for e := range b.Events() {
			if is("b")(e) {
				panic("at b")
			}
		}
	}()
	equal(t, "culprit", "b", messages([]*Event{b.Culprit()}))
	b.SkipCulprit()
	equal(t, "behind the culprit", "c", current(b))
	if b.Culprit() != nil {
		t.Error("a loop that ended has a culprit")
	}
	for range b.Events() {
		break
	}
	if b.Culprit() != nil {
		t.Error("a loop that was left has a culprit")
	}
	b.Compact(0)
	equal(t, "after compaction", "a b c", current(b))
}

func TestView(t *testing.T) {
	b, _ := named(t, "a", "b", "c", "d")
	v := NewView(b.Every(), 400)
	part := v.Slice(1, 3)
	var got []string
	for i, e := range part.All() {
		got = append(got, fmt.Sprint(i, messages([]*Event{e})))
	}
	equal(t, "part", "0b 1c", strings.Join(got, " "))
	if part.Len() != 2 || part.At(1) != b.Every()[2] || part.SizeHint() >= v.SizeHint() {
		t.Errorf("%d events, size hint %d of %d", part.Len(), part.SizeHint(), v.SizeHint())
	}
	if n := (View{}).Slice(0, 0).Len(); n != 0 {
		t.Errorf("a part of nothing has %d events", n)
	}
}
