package stdout

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

// lineEncoder writes the message and a newline; an event without message can't be encoded.
type lineEncoder struct{}

func (lineEncoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	s, ok := e.Message()
	if !ok {
		return dst, errors.New("no message")
	}
	return append(append(dst, s...), '\n'), nil
}

func newOutput(t testing.TB, w io.Writer) *output {
	t.Helper()
	codec := &plugin.Codec{NewEncoder: func() plugin.Encoder { return lineEncoder{} }}
	out, diags := plugintest.BuildOutput(t, Plugin(), "", codec)
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	o := out.(*output)
	o.w = w
	return o
}

// outcomes writes messages; an empty one is an event that can't be encoded.
func outcomes(t *testing.T, o *output, lines ...string) (string, error) {
	t.Helper()
	var events []string
	for _, l := range lines {
		if l == "" {
			events = append(events, `{}`)
		} else {
			events = append(events, `{"message":"`+l+`"}`)
		}
	}
	res, err := plugintest.Write(t, o, events...)
	letters := make([]byte, 0, len(lines))
	for i := range lines {
		outcome, _ := res.Outcome(i)
		letters = append(letters, map[event.Outcome]byte{
			event.Undecided: '-', event.Delivered: 'D', event.Rejected: 'R',
		}[outcome])
	}
	return string(letters), err
}

// writer takes so many bytes at each call and then fails.
type writer struct {
	bytes.Buffer
	calls int
	take  []int
	err   error
}

func (w *writer) Write(p []byte) (int, error) {
	w.calls++
	if len(w.take) == 0 {
		return w.Buffer.Write(p)
	}
	n := min(w.take[0], len(p))
	w.take = w.take[1:]
	w.Buffer.Write(p[:n])
	return n, w.err
}

func TestWriteOncePerBatch(t *testing.T) {
	w := &writer{}
	o := newOutput(t, w)
	for range 2 {
		got, err := outcomes(t, o, "one", "", "two")
		if err != nil || got != "DRD" {
			t.Errorf("outcomes %s, error %v", got, err)
		}
	}
	if got := w.String(); got != "one\ntwo\none\ntwo\n" || w.calls != 2 {
		t.Errorf("written %q in %d calls", got, w.calls)
	}
}

func TestShortWrites(t *testing.T) {
	cases := []struct {
		take    int
		first   string // outcomes of the first attempt
		retry   []string
		written string
	}{
		{0, "-R-", []string{"one", "two"}, "one\ntwo\n"},
		{1, "-R-", []string{"one", "two"}, "one\none\ntwo\n"},
		{3, "-R-", []string{"one", "two"}, "one\none\ntwo\n"},
		{4, "DR-", []string{"two"}, "one\ntwo\n"},
		{5, "DR-", []string{"two"}, "one\ntwo\ntwo\n"},
		{7, "DR-", []string{"two"}, "one\ntwo\ntwo\n"},
	}
	for _, fail := range []error{nil, io.ErrClosedPipe} {
		for _, c := range cases {
			w := &writer{take: []int{c.take}, err: fail}
			o := newOutput(t, w)
			got, err := outcomes(t, o, "one", "", "two")
			want := fail
			if fail == nil {
				want = io.ErrShortWrite
			}
			if !errors.Is(err, want) || got != c.first {
				t.Errorf("%d bytes: outcomes %s, want %s, error %v", c.take, got, c.first, err)
			}
			if got, err := outcomes(t, o, c.retry...); err != nil || got != strings.Repeat("D", len(c.retry)) {
				t.Errorf("%d bytes: retry %s, %v", c.take, got, err)
			}
			if diff := cmp.Diff(c.written, w.String()); diff != "" {
				t.Errorf("%d bytes (-want +got):\n%s", c.take, diff)
			}
		}
	}
}

func TestRestOfALineMayTakeSeveralWrites(t *testing.T) {
	w := &writer{take: []int{1, 2, 0, 1}, err: syscall.EAGAIN}
	o := newOutput(t, w)
	for range 4 {
		if got, err := outcomes(t, o, "abcdef"); !errors.Is(err, syscall.EAGAIN) || got != "-" {
			t.Fatalf("outcomes %s, error %v", got, err)
		}
	}
	if got, err := outcomes(t, o, "abcdef"); err != nil || got != "D" {
		t.Fatalf("outcomes %s, error %v", got, err)
	}
	if got := w.String(); got != "abcdef\nabcdef\n" {
		t.Errorf("written %q", got)
	}
}

func TestReaderClosesThePipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := outcomes(t, newOutput(t, w), "one", "two")
	if got != "--" || !errors.Is(err, syscall.EPIPE) || !plugin.IsGone(err) {
		t.Errorf("outcomes %s, error %v", got, err)
	}
}

func TestWorkersDoNotMixLines(t *testing.T) {
	w := &writer{}
	o := newOutput(t, w)
	var group sync.WaitGroup
	for _, line := range []string{"aaaaaaaaaaaaaaaa", "bbbbbbbb"} {
		group.Go(func() {
			for range 100 {
				if _, err := outcomes(t, o, line, line); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	counts := map[string]int{}
	for line := range strings.Lines(w.String()) {
		counts[line]++
	}
	if diff := cmp.Diff(map[string]int{"aaaaaaaaaaaaaaaa\n": 200, "bbbbbbbb\n": 200}, counts); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestCodecMustWrite(t *testing.T) {
	_, diags := plugintest.BuildOutput(t, Plugin(), "", &plugin.Codec{})
	if got := plugintest.Messages(diags); !strings.Contains(got, "This codec can only read") {
		t.Errorf("message %q", got)
	}
}

func BenchmarkWrite(b *testing.B) {
	o := newOutput(b, io.Discard)
	batch := event.NewBatch()
	for range 256 {
		batch.Add().SetMessage(strings.Repeat("x", 218))
	}
	v := event.NewView(batch.Every(), 218*256)
	res := new(plugin.Results)
	b.ReportAllocs()
	b.SetBytes(219 * 256)
	for b.Loop() {
		res.Reset(v.Len())
		if err := o.Write(context.Background(), v, res); err != nil {
			b.Fatal(err)
		}
	}
}
