package plugin_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/headgate/headgate/codecs/lines"
	"github.com/headgate/headgate/codecs/multiline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

// taken is a sink that keeps what comes until the test settles it.
type taken struct {
	batches []*event.Batch
	texts   []string
	refuse  error
}

func (s *taken) Push(_ context.Context, b *event.Batch) error {
	if s.refuse != nil {
		b.Abandon()
		return s.refuse
	}
	s.batches = append(s.batches, b)
	for _, r := range b.Records() {
		s.texts = append(s.texts, r.Data)
	}
	return nil
}

// deliver settles batches as delivered.
func deliver(batches ...*event.Batch) {
	for _, b := range batches {
		b.Decode(func(_ int, r *event.Record) { b.AddDecoded(r) })
		for _, e := range b.Every() {
			e.SetOutputs(1)
		}
		for _, s := range b.FanOut(1) {
			s.SettleAll(event.Delivered)
			s.Close()
		}
	}
}

// feed reads a text in pieces of a size, as from a file.
func feed(t *testing.T, c *plugin.Cutter, text string, size int) {
	t.Helper()
	for len(text) > 0 {
		n := copy(c.Buffer(), text[:min(size, len(text))])
		if n == 0 {
			t.Fatal("there is no room to read to")
		}
		if err := c.Filled(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
}

func TestCutterCutsAndConfirms(t *testing.T) {
	codec := plugintest.MustCodec(t, lines.Plugin(), "")
	var in strings.Builder
	var want []string
	for i := range 2000 {
		line := fmt.Sprint(i, strings.Repeat(" word", i%40))
		want = append(want, line)
		in.WriteString(line + "\n")
	}
	in.WriteString("rest")
	for _, piece := range []int{1, 7, 1000, 1 << 20} {
		for _, expect := range []int{0, 100} {
			t.Run(fmt.Sprint(piece, expect), func(t *testing.T) {
				var commits []int64
				sink := new(taken)
				c := &plugin.Cutter{
					Framer: codec.NewFramer(), Sink: sink, Lane: event.NewLane(), Size: 100, Base: 5000, Expect: expect,
					Source: event.NewSource(func(pos int64) { commits = append(commits, pos) }),
				}
				feed(t, c, in.String(), piece)
				if got := c.Rest(); got != len("rest") {
					t.Errorf("%d bytes are left", got)
				}
				if got := strings.Join(sink.texts, "\n"); got != strings.Join(want, "\n") {
					t.Errorf("records differ: %d of %d", len(sink.texts), len(want))
				}
				for i, b := range sink.batches {
					if b.Seq != uint64(i) || b.Len() > 100 {
						t.Errorf("batch %d has place %d and %d records", i, b.Seq, b.Len())
					}
				}
				last := sink.batches[len(sink.batches)-1]
				deliver(last)
				if len(commits) > 0 {
					t.Errorf("position %d is confirmed before what stands in front of it", commits)
				}
				deliver(sink.batches[:len(sink.batches)-1]...)
				if end := int64(5000 + in.Len() - len("rest")); commits[len(commits)-1] != end {
					t.Errorf("position %d is confirmed last, want %d", commits[len(commits)-1], end)
				}
				if err := c.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := sink.texts[len(sink.texts)-1]; got != "rest" || c.Rest() != 0 {
					t.Errorf("the rest is %q", got)
				}
				deliver(sink.batches[len(sink.batches)-1])
				if got := commits[len(commits)-1]; got != int64(5000+in.Len()) || c.Base != got {
					t.Errorf("the end is at %d, %d is confirmed", c.Base, got)
				}
			})
		}
	}
}

func TestCutterHoldsBack(t *testing.T) {
	codec := plugintest.MustCodec(t, multiline.Plugin(), "pattern = \"^ \"\nwhat = \"previous\"")
	sink := new(taken)
	c := &plugin.Cutter{Framer: codec.NewFramer(), Sink: sink}
	feed(t, c, "a\n b\nc\n d\nha", 3)
	if got := strings.Join(sink.texts, "|"); got != "a\n b" {
		t.Errorf("records %q", got)
	}
	if !c.Pending() {
		t.Error("nothing is said to be held back")
	}
	if err := c.FlushHeld(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Park()
	feed(t, c, "lf\nnext\n", 100)
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(sink.texts, "|"); got != "a\n b|c\n d|half|next" {
		t.Errorf("records %q", got)
	}
}

// TestCutterTextStays keeps records while reading goes on: blocks are never written to twice.
func TestCutterTextStays(t *testing.T) {
	sink := new(taken)
	c := &plugin.Cutter{Framer: plugintest.MustCodec(t, lines.Plugin(), "").NewFramer(), Sink: sink}
	const n = 30_000
	for i := range n {
		feed(t, c, fmt.Sprintf("line %d of many\n", i), 100)
		if i%1000 == 0 {
			c.Park()
		}
	}
	for i, text := range sink.texts {
		if text != fmt.Sprintf("line %d of many", i) {
			t.Fatalf("record %d is %q now", i, text)
		}
	}
	if len(sink.texts) != n {
		t.Errorf("%d records", len(sink.texts))
	}
}

func TestCutterStops(t *testing.T) {
	stop := errors.New("the pipeline stops")
	c := &plugin.Cutter{Framer: plugintest.MustCodec(t, lines.Plugin(), "").NewFramer(), Sink: &taken{refuse: stop}}
	n := copy(c.Buffer(), "a\nb\n")
	if err := c.Filled(t.Context(), n); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
}
