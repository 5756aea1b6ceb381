package file

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestContents(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	tests := []struct {
		name, content string
		want          []string
	}{
		{"lines", "a\nb\n", []string{"a", "b"}},
		{"unfinished last line", "a\nb", []string{"a", "b"}},
		{"carriage returns", "a\r\nb\r\n", []string{"a", "b"}},
		{"empty", "", []string{}},
		{"empty lines", "\n\n", []string{"", ""}},
		{"one byte", "a", []string{"a"}},
		{"beginning of a magic number", "\x1f", []string{"\\u001f"}},
		{"NUL bytes", "\x00a\x00\nb\n", []string{"\\u0000a\\u0000", "b"}},
		{"invalid UTF-8", "\xff\xfe\n\xc3\nok\n", []string{"\ufffd\ufffd", "\ufffd", "ok"}},
		{"line beyond the limit", "a\n" + long + "\nb\n", []string{"a", long[:64<<10] + " (truncated)", "b"}},
		{"gzip", gz("a\nb\n"), []string{"a", "b"}},
		{"gzip, members", gz("a\nb") + gz("c\nd") + gz("") + gz("\n"), []string{"a", "bc", "d"}},
		{"gzip of nothing", gz(""), []string{}},
		{"zstd", zst("a\nb\n"), []string{"a", "b"}},
		{"zstd, frames", zst("a\nb") + zst("c\nd\n"), []string{"a", "bc", "d"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.write("log", tt.content)
			if diff := cmp.Diff(tt.want, b.once("")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := b.once(""); len(got) > 0 {
				t.Errorf("the second run gives %q again", got)
			}
		})
	}
}

func TestDamagedArchives(t *testing.T) {
	text, msgs := numbered(0, 20_000)
	flipped := func(s string, at int) string {
		b := []byte(s)
		b[at] ^= 0x55
		return string(b)
	}
	tests := []struct{ name, content string }{
		{"gzip cut short", gz(text)[:20_000]},
		{"gzip with a wrong byte", flipped(gz(text), 30_000)},
		{"gzip with garbage behind it", gz(text) + "garbage"},
		{"gzip header only", gz(text)[:10]},
		{"zstd cut short", zst(text)[:len(zst(text))-100]},
		{"zstd magic only", zst(text)[:4]},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.write("log", tt.content)
			got := b.once("on_done = \"delete\"\nmode = \"read\"")
			whole := min(len(got), len(msgs))
			if whole > 0 && whole < len(msgs) {
				whole-- // the last line may be cut, or wrong where the check comes too late
			}
			if diff := cmp.Diff(msgs[:whole], got[:whole], cmp.Transformer("short", shorten)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			b.logged("archive is damaged")
			if again := b.once(""); len(again) > 0 {
				t.Errorf("the second run gives %d events", len(again))
			}
			if _, err := os.Stat(b.path("log")); err != nil {
				t.Errorf("a damaged archive was put away: %v", err)
			}
		})
	}
}

// shorten keeps differences of long lists readable.
func shorten(s []string) []string { return s[:min(len(s), 5)] }

func TestFields(t *testing.T) {
	host, _ := os.Hostname()
	tests := []struct {
		name string
		ecs  plugin.ECS
		want []string
	}{
		{"ECS", plugin.ECSv8, []string{
			`{"message":"ab","host":{"name":"HOST"},"log":{"file":{"path":"PATH"},"offset":0}`,
			`{"message":"c","host":{"name":"HOST"},"log":{"file":{"path":"PATH"},"offset":3}`,
		}},
		{"classic", plugin.ECSDisabled, []string{
			`{"message":"ab","host":"HOST","path":"PATH","log":{"offset":0}`,
			`{"message":"c","host":"HOST","path":"PATH","log":{"offset":3}`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.write("log", "ab\nc\n")
			var got []string
			for _, e := range b.events("", func(e *plugin.Env) { e.ECS = tt.ecs }) {
				e, _, _ = strings.Cut(e, `,"@timestamp"`)
				got = append(got, strings.NewReplacer(host, "HOST", b.path("log"), "PATH").Replace(e))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhichFiles(t *testing.T) {
	files := []string{"a.log", "b.log", "b.txt", "sub/c.log", "sub/deep/d.log", "{x}.log"}
	tests := []struct {
		name, options string
		want          []string
	}{
		{"one", `paths = ["a.log"]`, []string{"a.log"}},
		{"star", `paths = ["*.log"]`, []string{"a.log", "b.log", "{x}.log"}},
		{"two patterns for one file", `paths = ["a*", "?.log"]`, []string{"a.log", "b.log"}},
		{"alternatives", `paths = ["{a,b}.log"]`, []string{"a.log", "b.log"}},
		{"any depth", `paths = ["**/*.log"]`, []string{"a.log", "b.log", "sub/c.log", "sub/deep/d.log", "{x}.log"}},
		{"exclude by name", "paths = [\"**/*.log\"]\nexclude = [\"[bc].*\"]", []string{"a.log", "sub/deep/d.log", "{x}.log"}},
		{"exclude by path", "paths = [\"**/*.log\"]\nexclude = [\"sub/**\", \"\\\\{*\"]", []string{"a.log", "b.log"}},
		{"folder", `paths = ["sub"]`, []string{}},
		{"none", `paths = ["no.log"]`, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			for _, f := range files {
				b.write(f, f+"\n")
			}
			got := b.once(tt.options)
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNothingMatches(t *testing.T) {
	b := newBench(t)
	b.once(`paths = ["no.log"]`)
	b.logged("no file matches")
}

func TestLinksAreFollowedAndReadOnce(t *testing.T) {
	b := newBench(t)
	b.write("real/log", "a\n")
	b.must(os.Symlink(b.path("real/log"), b.path("link.log")))
	b.must(os.Link(b.path("real/log"), b.path("hard.log")))
	b.must(os.Symlink(b.path("missing"), b.path("broken.log")))
	b.must(os.Symlink(b.path("real"), b.path("folder")))
	if diff := cmp.Diff([]string{"a"}, b.once(`paths = ["*.log", "*/log"]`)); diff != "" {
		t.Error(diff)
	}
}

func TestLinkInDeepPattern(t *testing.T) {
	b := newBench(t)
	b.write("real/x", "a\n")
	b.write("dir/y.log", "b\n")
	b.must(os.Symlink(b.path("real/x"), b.path("dir/x.log")))
	b.must(os.Symlink(b.dir, b.path("dir/circle")))
	got := b.once(`paths = ["**/*.log"]`)
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a", "b"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	b := newBench(t)
	b.write("a", "a\n")
	b.write("b", "b\n")
	b.must(os.Chmod(b.path("a"), 0))
	if diff := cmp.Diff([]string{"b"}, b.once("")); diff != "" {
		t.Error(diff)
	}
	b.logged("file can't be opened")
	b.must(os.Chmod(b.path("a"), 0o600))
	if diff := cmp.Diff([]string{"a"}, b.once("")); diff != "" {
		t.Error(diff)
	}
}

func TestStartAtEndOnce(t *testing.T) {
	b := newBench(t)
	b.write("log", "a\n")
	b.write("log.gz", gz("a\n"))
	if got := b.once(`start_at = "end"`); len(got) > 0 {
		t.Errorf("got %q", got)
	}
	b.append("log", "b\n")
	if diff := cmp.Diff([]string{"b"}, b.once("")); diff != "" {
		t.Error(diff)
	}
}

func TestIgnoreOlder(t *testing.T) {
	b := newBench(t)
	b.write("old", "a\n")
	b.write("new", "b\n")
	past := time.Now().Add(-time.Hour)
	b.must(os.Chtimes(b.path("old"), past, past))
	if diff := cmp.Diff([]string{"b"}, b.once(`ignore_older = "10m"`)); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutCheckpoint(t *testing.T) {
	b := newBench(t)
	b.write("log", "a\n")
	for range 2 {
		if diff := cmp.Diff([]string{"a"}, b.once("checkpoint = false")); diff != "" {
			t.Error(diff)
		}
	}
	if _, err := os.Stat(b.data); !os.IsNotExist(err) {
		t.Errorf("something was stored: %v", err)
	}
}

func TestManySmallFiles(t *testing.T) {
	b := newBench(t)
	var want []string
	for i := range 1000 {
		name := fmt.Sprintf("f%04d", i)
		b.write(name, name+" first\n"+name+" second\n")
		want = append(want, name+" first", name+" second")
	}
	got := b.once("max_open_files = 10")
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSameContentTwice(t *testing.T) {
	b := newBench(t)
	text, msgs := numbered(0, 100)
	b.write("a", text)
	b.write("b", text)
	if got := b.once(""); len(got) != 2*len(msgs) {
		t.Errorf("got %d events of two equal files with %d lines each", len(got), len(msgs))
	}
}

func TestHugeLine(t *testing.T) {
	const mib = 1 << 20
	b := newBench(t)
	f, err := os.Create(b.path("log"))
	b.must(err)
	block := []byte(strings.Repeat("y", mib))
	for range 100 {
		_, err := f.Write(block)
		b.must(err)
	}
	_, err = f.WriteString("\nnext\n")
	b.must(err)
	b.must(f.Close())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	got := b.once("")
	runtime.ReadMemStats(&after)
	if len(got) != 2 || got[0] != string(block[:64<<10])+" (truncated)" || got[1] != "next" {
		t.Errorf("got %d events", len(got))
	}
	if grown := after.Sys - before.Sys; after.Sys > before.Sys && grown > 64*mib {
		t.Errorf("memory grew by %d MiB", grown/mib)
	}
}

func TestInvalidOptions(t *testing.T) {
	tests := []struct{ name, options, want string }{
		{"no paths", `paths = []`, "The list is empty"},
		{"pattern", `paths = ["[a"]`, `"[a" is not a pattern`},
		{"exclude", "paths = [\"a\"]\nexclude = [\"{a\"]", `"{a" is not a pattern`},
		{"files", "paths = [\"a\"]\nmax_open_files = 0", "0 lets no file be read"},
		{"interval", "paths = [\"a\"]\nstat_interval = \"0s\"", "is no time to wait"},
		{"fingerprint", "paths = [\"a\"]\nfingerprint = 4", "4B is out of bounds"},
		{"delete growing files", "paths = [\"a\"]\non_done = \"delete\"", "add mode = \"read\""},
		{"move where", "paths = [\"a\"]\nmode = \"read\"\non_done = \"move\"", "name the folder"},
		{"move what", "paths = [\"a\"]\nmove_to = \"done\"", "add on_done"},
		{"mode", "paths = [\"a\"]\nmode = \"follow\"", "tail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildInput(t, Plugin(), tt.options, nil)
			if got := plugintest.Messages(diags); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want it to say %q", got, tt.want)
			}
		})
	}
}

func TestOnDone(t *testing.T) {
	b := newBench(t)
	b.write("a", "1\n")
	b.write("b.gz", gz("2\n"))
	b.write("done/a", "there before\n")
	sink := plugintest.NewSink(b.codec)
	sink.Hold()
	r := b.startInto(sink, "mode = \"read\"\non_done = \"move\"\nmove_to = \"done\"\npaths = [\"*\"]", func(e *plugin.Env) { e.Once = true })
	r.wait(2)
	for _, name := range []string{"a", "b.gz"} {
		if _, err := os.Stat(b.path(name)); err != nil {
			t.Errorf("moved before it was settled: %v", err)
		}
	}
	sink.Settle(settle)
	b.must(<-r.done)
	r.done <- nil
	for name, want := range map[string]string{"done/a": "there before\n", "done/a.1": "1\n", "done/b.gz": gz("2\n")} {
		if got, err := os.ReadFile(b.path(name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
}

func TestOnDoneDeletes(t *testing.T) {
	b := newBench(t)
	b.write("a", "1\n")
	r := b.start("mode = \"read\"\non_done = \"delete\"")
	r.want("1")
	for _, err := os.Stat(b.path("a")); err == nil; _, err = os.Stat(b.path("a")) {
		runtime.Gosched()
	}
	b.write("b", "2\n")
	r.want("1", "2")
}

func TestFailedIsNeverDeleted(t *testing.T) {
	b := newBench(t)
	b.write("a", "1\n")
	sink := plugintest.NewSink(b.codec)
	sink.Hold()
	r := b.startInto(sink, "mode = \"read\"\non_done = \"delete\"", func(e *plugin.Env) { e.Once = true })
	r.want("1")
	sink.Settle(event.Failed)
	r.end()
	if _, err := os.Stat(b.path("a")); err != nil {
		t.Errorf("deleted though it was not delivered: %v", err)
	}
	if diff := cmp.Diff([]string{"1"}, b.once("")); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkRead(b *testing.B) {
	const size, line = 50 << 20, 200
	w := newBench(b)
	w.write("log", strings.Repeat(strings.Repeat("x", line-1)+"\n", size/line))
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		in := w.build("checkpoint = false", func(e *plugin.Env) { e.Once = true })
		if err := in.Run(b.Context(), discard{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(size/line*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

// discard takes batches and settles them.
type discard struct{}

func (discard) Push(_ context.Context, b *event.Batch) error {
	b.Decode(func(int, *event.Record) {})
	b.FanOut(0)
	return nil
}
