package file

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin/plugintest"
)

const fromBeginning = `start_at = "beginning"`

func TestRestartGoesOn(t *testing.T) {
	b := newBench(t)
	b.write("log", "1\n2\nunfin")
	r := b.start(fromBeginning)
	r.want("1", "2")
	r.end()
	b.append("log", "ished\n3\n")
	b.start(fromBeginning).want("unfinished", "3")
}

// TestUnsettledIsReadAgain stops with batches in flight of which some were delivered.
func TestUnsettledIsReadAgain(t *testing.T) {
	for _, outcome := range []event.Outcome{event.Failed, event.Delivered} {
		t.Run(fmt.Sprint(outcome), func(t *testing.T) {
			b := newBench(t)
			text, msgs := numbered(0, 1000)
			b.write("log", text)
			r := b.start(fromBeginning)
			r.want(msgs...)
			more, fresh := numbered(1000, 2000)
			r.sink.Hold()
			b.append("log", more)
			r.want(append(slices.Clone(msgs), fresh...)...)
			r.stop()
			b.must(<-r.done)
			r.done <- nil
			r.sink.Settle(outcome)
			r.end()
			r = b.start(fromBeginning)
			b.append("log", "last\n")
			want := []string{"last"}
			if outcome == event.Failed {
				want = slices.Concat(fresh, want)
			}
			r.want(want...)
		})
	}
}

// TestCrash restarts from what was on disk at some moment, as after a kill: every line comes at least
// once, and those that were settled then do not come again.
func TestCrash(t *testing.T) {
	b := newBench(t)
	text, msgs := numbered(0, 100)
	b.write("log", text)
	r := b.start(fromBeginning)
	r.want(msgs...)
	saved := b.savedAt(int64(len(text)))
	r.sink.Hold()
	more, fresh := numbered(100, 200)
	b.append("log", more)
	r.wait(200)
	r.sink.Settle(event.Delivered)
	r.end()
	b.must(os.WriteFile(filepath.Join(b.data, "positions"), saved, 0o600))
	b.start(fromBeginning).want(fresh...)
}

// savedAt waits until the positions on disk have reached an offset.
func (b *bench) savedAt(offset int64) []byte {
	b.Helper()
	for {
		text, err := os.ReadFile(filepath.Join(b.data, "positions"))
		if err == nil && strings.Contains(string(text), fmt.Sprintf(`"offset":%d,`, offset)) {
			return text
		}
		select {
		case <-b.Context().Done():
			b.Fatalf("positions are not at %d: %s", offset, text)
		case <-time.After(time.Millisecond):
		}
	}
}

func TestChangesWhileStopped(t *testing.T) {
	text, _ := numbered(0, 100)
	rest, restMsgs := numbered(100, 110)
	other, otherMsgs := numbered(5000, 5010)
	tests := []struct {
		name   string
		first  string
		change func(b *bench)
		want   []string
	}{
		{"nothing", text, func(*bench) {}, nil},
		{"grown", text, func(b *bench) { b.append("log", rest) }, restMsgs},
		{"renamed", text, func(b *bench) {
			b.append("log", rest)
			b.rename("log", "log.1")
			b.write("log", other)
		}, append(slices.Clone(otherMsgs), restMsgs...)},
		{"renamed, short", "a\nb\n", func(b *bench) {
			b.append("log", "c\n")
			b.rename("log", "log.1")
			b.write("log", "a\nb\nd\n")
		}, []string{"a", "b", "c", "d"}},
		{"copied and emptied", text, func(b *bench) {
			b.append("log", rest)
			b.copy("log", "log.1")
			b.write("log", other)
		}, append(slices.Clone(otherMsgs), restMsgs...)},
		{"packed", text, func(b *bench) {
			b.write("log.1.gz", gz(text+rest))
			b.must(os.Remove(b.path("log")))
			b.write("log", other)
		}, append(slices.Clone(otherMsgs), restMsgs...)},
		{"packed, short", "a\nb\n", func(b *bench) {
			b.write("log.1.zst", zst("a\nb\nc\n"))
			b.must(os.Remove(b.path("log")))
		}, []string{"c"}},
		{"truncated", text, func(b *bench) { b.write("log", "new\n") }, []string{"new"}},
		{"truncated to its own beginning", text, func(b *bench) { b.write("log", text[:320]) }, strings.Split(strings.TrimSpace(text[:320]), "\n")},
		{
			"rewritten, longer", text, func(b *bench) { b.write("log", text[:1600]+"x"+text) },
			strings.Split(strings.TrimSpace(text[:1600]+"x"+text), "\n"),
		},
		{"moved to a new inode", text, func(b *bench) {
			b.write("other", text+rest)
			b.must(os.Remove(b.path("log")))
			b.rename("other", "log")
		}, restMsgs},
		{"removed", text, func(b *bench) { b.must(os.Remove(b.path("log"))) }, nil},
		{"another file of the same name", "a\n", func(b *bench) {
			b.must(os.Remove(b.path("log")))
			b.write("log", "a\nb\n")
		}, []string{"a", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.write("log", tt.first)
			b.once(`paths = ["log*"]`)
			tt.change(b)
			got := b.once(`paths = ["log*"]`)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(tt.want))
			if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if again := b.once(`paths = ["log*"]`); len(again) > 0 {
				t.Errorf("the third run gives %q again", shorten(again))
			}
		})
	}
}

func TestArchiveIsReadOn(t *testing.T) {
	b := newBench(t)
	text, msgs := numbered(0, 100)
	b.write("log.gz", gz(text))
	b.once("")
	more, fresh := numbered(100, 200)
	b.append("log.gz", gz(more))
	if diff := cmp.Diff(fresh, b.once(""), cmp.Transformer("short", shorten)); diff != "" {
		t.Error(diff)
	}
	if len(msgs) != 100 {
		t.Fatal("wrong number of lines")
	}
}

func TestPartOfAnArchiveIsSettled(t *testing.T) {
	b := newBench(t)
	text, msgs := numbered(0, 3000)
	b.write("log.zst", zst(text))
	b.once("")
	positions := filepath.Join(b.data, "positions")
	saved, err := os.ReadFile(positions)
	b.must(err)
	undone := strings.Replace(string(saved), `"done":true,`, "", 1)
	undone = strings.Replace(undone, fmt.Sprintf(`"offset":%d,`, len(text)), `"offset":32000,`, 1)
	b.must(os.WriteFile(positions, []byte(undone), 0o600))
	if diff := cmp.Diff(msgs[1000:], b.once("")); diff != "" {
		t.Error(diff)
	}
}

func TestDamagedPositions(t *testing.T) {
	b := newBench(t)
	b.write("log", "1\n")
	b.once("")
	saved, err := os.ReadFile(filepath.Join(b.data, "positions"))
	b.must(err)
	damages := map[string]string{
		"empty": "", "garbage": "\x00\x01garbage", "cut": string(saved[:len(saved)-5]),
		"line lost": string(saved[:strings.IndexByte(string(saved), '\n')+1]),
		"negative":  strings.Replace(string(saved), `"offset":2`, `"offset":-2`, 1),
		"long line": string(saved) + strings.Repeat(" ", 2*maxPositionsLine),
	}
	for name, text := range damages {
		t.Run(name, func(t *testing.T) {
			b.must(os.WriteFile(filepath.Join(b.data, "positions"), []byte(text), 0o600))
			b.log.buf.Reset()
			if diff := cmp.Diff([]string{"1"}, b.once("")); diff != "" {
				t.Error(diff)
			}
			b.logged("positions of files are damaged")
			if aside, _ := filepath.Glob(filepath.Join(b.data, "positions.damaged-*")); len(aside) == 0 {
				t.Error("nothing was set aside")
			}
		})
	}
}

func TestPositionsOfALaterVersion(t *testing.T) {
	b := newBench(t)
	b.must(os.MkdirAll(b.data, 0o750))
	b.must(os.WriteFile(filepath.Join(b.data, "positions"), []byte(`{"format":"headgate file positions","version":99,"entries":0}`), 0o600))
	err := b.build("").(*input).Open(t.Context())
	if err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Errorf("got %v", err)
	}
}

func TestPositionsThatCantBeWritten(t *testing.T) {
	b := newBench(t)
	b.data = filepath.Join(b.dir, "log", "data") // log is a file
	b.write("log", "1\n")
	in := b.build("").(*input)
	in.store.loaded = true
	in.SetOnce()
	sink := plugintest.NewSink(b.codec)
	b.must(in.Run(t.Context(), sink))
	b.logged("positions of files can't be written")
	if err := in.Close(); err == nil {
		t.Error("closing does not report it")
	}
}

func TestForgetsFilesThatAreGone(t *testing.T) {
	b := newBench(t)
	b.write("a", "1\n")
	b.once(`clean_after = "1s"`)
	b.must(os.Remove(b.path("a")))
	positions := filepath.Join(b.data, "positions")
	saved, err := os.ReadFile(positions)
	b.must(err)
	at := strings.Index(string(saved), `"seen":`)
	old := string(saved[:at]) + `"seen":1000}` + "\n"
	b.must(os.WriteFile(positions, []byte(old), 0o600))
	b.once(`clean_after = "1s"`)
	if saved, err = os.ReadFile(positions); err != nil || strings.Contains(string(saved), `"seen"`) {
		t.Errorf("still there: %s, %v", saved, err)
	}
}

func TestIdentityIsStable(t *testing.T) {
	b := newBench(t)
	b.write("log", "1\n")
	ids := func() []string {
		saved, err := os.ReadFile(filepath.Join(b.data, "positions"))
		b.must(err)
		var out []string
		for _, l := range strings.Split(string(saved), `"id":"`)[1:] {
			out = append(out, l[:16])
		}
		return out
	}
	b.once("")
	first := ids()
	b.append("log", "2\n")
	b.once("")
	if diff := cmp.Diff(first, ids()); diff != "" {
		t.Errorf("the identity changed:\n%s", diff)
	}
	b.write("log", "3\n")
	b.once("")
	if got := ids(); len(got) != 2 || got[0] == got[1] {
		t.Errorf("got the identities %q, want another one for the new content", got)
	}
}

func FuzzPositions(f *testing.F) {
	f.Add(`{"format":"headgate file positions","version":1,"entries":1}` + "\n" +
		`{"path":"/a","offset":2,"id":"0","head":{"end":2,"len":2,"sum":"1"},"marks":[{"end":2,"len":2,"sum":"1"}],"seen":1}`)
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := parsePositions(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, e := range entries {
			if e.settled.Load() < 0 || len(e.marks) > maxMarks {
				t.Errorf("accepted %+v", e.line(time.Time{}))
			}
		}
	})
}
