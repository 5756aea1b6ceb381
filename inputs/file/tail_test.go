package file

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

// seen blocks until the input has found a file and read what is there, so that what comes next finds
// it in a known state: a marker line shows it.
func (r *running) seen(name string, n int) {
	r.Helper()
	r.append(name, "seen\n")
	r.wait(n)
}

func TestFollows(t *testing.T) {
	b := newBench(t)
	b.write("log", "before\n")
	r := b.start(`start_at = "beginning"`)
	r.want("before")
	b.append("log", "a\nunfin")
	r.want("before", "a")
	b.append("log", "ished\n")
	r.want("before", "a", "unfinished")
}

func TestStartsAtTheEnd(t *testing.T) {
	b := newBench(t)
	b.write("old", "before\n")
	b.write("empty", "")
	b.write("packed.gz", gz("before\n"))
	r := b.start("")
	for found := 0; found < 1; {
		r.append("old", "x\n") // the first of them may be there before the file is found
		found = len(r.sink.Events())
	}
	b.append("empty", "from empty\n")
	b.write("new", "from the beginning\n")
	for !slices.Contains(messages(r.sink.Events()), "from the beginning") || !slices.Contains(messages(r.sink.Events()), "from empty") {
		r.wait(len(r.sink.Events()) + 1)
	}
	if got := messages(r.sink.Events()); slices.Contains(got, "before") {
		t.Errorf("got what was there before: %q", got)
	}
}

func TestArchivesInTailMode(t *testing.T) {
	b := newBench(t)
	r := b.start(`start_at = "beginning"`)
	b.write("a.gz", gz("packed\n"))
	r.want("packed")
}

func TestRenamed(t *testing.T) {
	for _, paths := range []string{"log*", "log"} {
		t.Run(paths, func(t *testing.T) {
			b := newBench(t)
			b.write("log", "1\n")
			f, err := os.OpenFile(b.path("log"), os.O_WRONLY|os.O_APPEND, 0)
			b.must(err)
			r := b.start(fmt.Sprintf("start_at = \"beginning\"\npaths = [%q]", paths))
			r.want("1")
			b.rename("log", "log.1")
			_, err = f.WriteString("2 by the writer that does not know yet\n")
			b.must(err)
			r.want("1", "2 by the writer that does not know yet")
			b.write("log", "3\n")
			r.want("1", "2 by the writer that does not know yet", "3")
			_, err = f.WriteString("4\nin mid-line")
			b.must(err)
			b.must(f.Close())
			r.want("1", "2 by the writer that does not know yet", "3", "4")
			b.append("log", "5\n")
			r.wait(5)
			if paths == "log" {
				got := r.wait(6) // the unfinished line is given when the old file is let go
				slices.Sort(got)
				want := []string{"1", "2 by the writer that does not know yet", "3", "4", "5", "in mid-line"}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestRemovedWhileOpen(t *testing.T) {
	b := newBench(t)
	b.write("log", "1\n")
	f, err := os.OpenFile(b.path("log"), os.O_WRONLY|os.O_APPEND, 0)
	b.must(err)
	r := b.start(`start_at = "beginning"`)
	r.want("1")
	b.must(os.Remove(b.path("log")))
	_, err = f.WriteString("2\nunfinished")
	b.must(err)
	b.must(f.Close())
	r.want("1", "2", "unfinished")
	b.write("log", "1\n")
	r.want("1", "2", "unfinished", "1")
}

func TestTruncated(t *testing.T) {
	text, msgs := numbered(0, 100)
	tests := []struct {
		name, next string
		want       []string
	}{
		{"shorter", "new\n", []string{"new"}},
		{"as long", strings.Repeat("n", len(text)-1) + "\n", []string{strings.Repeat("n", len(text)-1)}},
		{"longer", strings.Repeat("n", len(text)) + "\nmore\n", []string{strings.Repeat("n", len(text)), "more"}},
		{"longer, with the same beginning", text[:64*32] + "other\n" + text, append(append(msgs[:64:64], "other"), msgs...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.write("log", text)
			r := b.start(`start_at = "beginning"`)
			r.want(msgs...)
			b.write("log", tt.next) // truncates and writes
			r.want(append(slices.Clone(msgs), tt.want...)...)
		})
	}
}

func TestTruncatedInMidLine(t *testing.T) {
	b := newBench(t)
	b.write("log", "1\nhalf")
	r := b.start(`start_at = "beginning"`)
	r.want("1")
	b.must(os.Truncate(b.path("log"), 0))
	r.want("1", "half")
	b.append("log", "2\n")
	r.want("1", "half", "2")
}

// TestCopyTruncate rotates a file by copying and emptying it while it is written, with a copy that
// matches too: nothing is lost, nothing comes twice.
func TestCopyTruncate(t *testing.T) {
	b := newBench(t)
	first, want := numbered(0, 200)
	b.write("log", first)
	r := b.start("start_at = \"beginning\"\npaths = [\"log*\"]")
	r.want(want...)
	for i := range 5 {
		more, msgs := numbered(1000*(i+1), 1000*(i+1)+100)
		want = append(want, msgs...)
		b.append("log", more)
		b.copy("log", fmt.Sprintf("log.%d", i))
		b.must(os.Truncate(b.path("log"), 0))
		got := r.wait(len(want))
		slices.Sort(got)
		sorted := slices.Sorted(slices.Values(want))
		if diff := cmp.Diff(sorted, got, cmp.Transformer("short", shorten)); diff != "" {
			t.Fatalf("rotation %d: (-want +got):\n%s", i, diff)
		}
		fresh, msgs := numbered(1000*(i+1)+500, 1000*(i+1)+600)
		want = append(want, msgs...)
		b.append("log", fresh)
		r.wait(len(want))
	}
	r.seen("log", len(want)+1)
	if got := len(r.sink.Events()); got != len(want)+1 {
		t.Errorf("got %d events of %d lines", got, len(want)+1)
	}
}

func TestPackedAfterRotation(t *testing.T) {
	b := newBench(t)
	text, want := numbered(0, 100)
	b.write("log", text)
	r := b.start("start_at = \"beginning\"\npaths = [\"log*\"]")
	r.want(want...)
	b.rename("log", "log.1")
	b.write("log", "new\n")
	want = append(want, "new")
	r.want(want...)
	b.write("log.1.gz", gz(text))
	b.must(os.Remove(b.path("log.1")))
	for !strings.Contains(b.log.String(), "file is a copy of one that is gone") {
		want = append(want, "more")
		b.append("log", "more\n")
		r.wait(len(want))
	}
	r.want(want...)
}

func TestManyFilesFewHandles(t *testing.T) {
	b := newBench(t)
	for i := range 20 {
		b.write(fmt.Sprintf("f%02d", i), "first\n")
	}
	r := b.start("start_at = \"beginning\"\nmax_open_files = 3")
	r.wait(20)
	for i := range 20 {
		b.append(fmt.Sprintf("f%02d", i), "second\n")
	}
	r.wait(40)
	if open := openFiles(t, b.dir); open > 3 {
		t.Errorf("%d files are open", open)
	}
}

// openFiles counts this process's open files in a folder.
func openFiles(t *testing.T, dir string) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	n := 0
	for _, fd := range fds {
		if to, err := os.Readlink(filepath.Join("/proc/self/fd", fd.Name())); err == nil && strings.HasPrefix(to, dir) {
			n++
		}
	}
	return n
}

func TestIdleFileIsClosedAndReadOn(t *testing.T) {
	b := newBench(t)
	b.write("log", "1\n")
	r := b.start("start_at = \"beginning\"\nclose_older = \"20ms\"")
	r.want("1")
	for openFiles(t, b.dir) > 0 {
		select {
		case <-r.ctx.Done():
			t.Fatal("the file is not closed")
		case <-time.After(time.Millisecond):
		}
	}
	b.append("log", "2\n")
	r.want("1", "2")
}

func TestReadModeFindsNewFiles(t *testing.T) {
	b := newBench(t)
	b.write("a", "1\nunfinished")
	r := b.start(`mode = "read"`)
	r.want("1", "unfinished")
	b.write("b", "2\n")
	r.want("1", "unfinished", "2")
}

// joiner is a framer that holds lines back until something else than an indented line comes.
type joiner struct {
	held plugin.Frame
	any  bool
}

func (j *joiner) Frame(buf []byte, base int64, out []plugin.Frame) ([]plugin.Frame, int) {
	used := 0
	for {
		line, _, ok := strings.Cut(string(buf[used:]), "\n")
		if !ok {
			return out, used
		}
		if !strings.HasPrefix(line, " ") {
			out = j.Flush(nil, 0, out)
			j.held, j.any = plugin.Frame{Offset: base + int64(used)}, true
		}
		used += len(line) + 1
		j.held.Data += line
		j.held.Next = base + int64(used)
	}
}

func (j *joiner) Flush(rest []byte, base int64, out []plugin.Frame) []plugin.Frame {
	if len(rest) > 0 {
		out, _ = j.Frame(append(slices.Clone(rest), '\n'), base, out)
	}
	if j.any {
		out, j.any = append(out, j.held), false
	}
	return out
}

func (j *joiner) Pending() bool { return j.any }

func TestHeldRecords(t *testing.T) {
	b := newBench(t)
	codec := *b.codec
	codec.NewFramer = func() plugin.Framer { return new(joiner) }
	codec.FlushAfter = 10 * time.Millisecond
	b.codec = &codec
	b.write("log", "a\n 1\n 2\nb\nc un")
	r := b.start(`start_at = "beginning"`)
	r.want("a 1 2", "b")
	b.append("log", "finished\n")
	r.want("a 1 2", "b", "c unfinished")
}

// gate lets pushes pass one by one.
type gate struct {
	plugin.Sink
	arrived, pass chan struct{}
}

func (g *gate) Push(ctx context.Context, b *event.Batch) error {
	g.arrived <- struct{}{}
	<-g.pass
	return g.Sink.Push(ctx, b)
}

// TestCopyTruncateWhileBehind empties a file while the input is in the middle of it.
func TestCopyTruncateWhileBehind(t *testing.T) {
	b := newBench(t)
	text, want := numbered(0, 50_000)
	b.write("log", text)
	in, sink := b.build("start_at = \"beginning\"\npaths = [\"log*\"]"), plugintest.NewSink(b.codec)
	b.must(in.(plugin.Opener).Open(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	g := &gate{sink, make(chan struct{}), make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- in.Run(ctx, g) }()
	<-g.arrived
	b.copy("log", "log.1")
	more, fresh := numbered(100_000, 100_100)
	b.must(os.Truncate(b.path("log"), 0))
	b.append("log", more)
	go func() {
		for range g.arrived {
			g.pass <- struct{}{}
		}
	}()
	g.pass <- struct{}{}
	want = append(want, fresh...)
	got := messages(sink.Wait(ctx, t, len(want)))
	cancel()
	b.must(<-done)
	close(g.arrived)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got, cmp.Transformer("short", shorten)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestVanishes removes files that were found but not opened yet.
func TestVanishes(t *testing.T) {
	b := newBench(t)
	for i := range 100 {
		b.write(fmt.Sprintf("f%02d", i), "line\n")
	}
	in, sink := b.build("max_open_files = 1").(*input), plugintest.NewSink(b.codec)
	in.SetOnce()
	b.must(in.Open(t.Context()))
	b.must(in.Run(t.Context(), remover{sink, b}))
	b.must(in.Close())
	if got := messages(sink.Events()); len(got) < 1 || len(got) > 10 {
		t.Errorf("got %d events of 100 files that were removed when the first was read", len(got))
	}
}

// remover removes all files when the first batch comes.
type remover struct {
	plugin.Sink
	b *bench
}

func (r remover) Push(ctx context.Context, b *event.Batch) error {
	r.b.must(os.RemoveAll(r.b.dir))
	return r.Sink.Push(ctx, b)
}
