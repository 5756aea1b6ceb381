package queue_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/queue"
)

const mib = 1 << 20

func open(t *testing.T, dir string, size int64, block bool) *queue.DeadLetters {
	t.Helper()
	q := queue.NewDeadLetters(dir, size, time.Hour, block, slog.New(slog.DiscardHandler))
	t.Cleanup(q.Close)
	return q
}

// letter is an entry of about size bytes.
func letter(n, size int) queue.DeadLetter {
	return queue.DeadLetter{
		Time: time.Unix(int64(n), 0).UTC(), Pipeline: "p", Stage: "s", Reason: fmt.Sprint("reason ", n),
		Event: json.RawMessage(`{}`), Raw: strings.Repeat("x", max(0, size-110)),
	}
}

func mustPut(t *testing.T, q *queue.DeadLetters, letters ...queue.DeadLetter) {
	t.Helper()
	for _, l := range letters {
		if err := q.Put(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
}

// stored reads what is kept, by file.
func stored(t *testing.T, dir string) (names []string, reasons []string, size int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, filepath.Base(f))
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		size += int64(len(text))
		for line := range bytes.Lines(text) {
			var l queue.DeadLetter
			if err := json.Unmarshal(line, &l); err != nil {
				t.Fatalf("%s: %q: %v", f, line, err)
			}
			reasons = append(reasons, l.Reason)
		}
	}
	return names, reasons, size
}

func TestNewDeadLetter(t *testing.T) {
	b := event.NewBatch()
	var made queue.DeadLetter
	b.AddRecord(event.Record{Data: "bad \xff line", Offset: 7})
	b.Decode(func(_ int, r *event.Record) {
		e := b.AddDecoded(r)
		e.SetMessage("bad \xff line")
		if err := e.Set(event.MetaPath("topic"), event.String("t")); err != nil {
			t.Error(err)
		}
		made = queue.NewDeadLetter("p", "pipeline.p.filter.x", e, "no", "stack")
	})
	if time.Since(made.Time) > time.Minute {
		t.Errorf("time %s", made.Time)
	}
	made.Time = time.Time{}
	want := queue.DeadLetter{
		Pipeline: "p", Stage: "pipeline.p.filter.x", Reason: "no", Stack: "stack",
		Event: json.RawMessage(`{"message":"bad ` + "\ufffd" + ` line"}`), Metadata: json.RawMessage(`{"topic":"t"}`), Raw: "bad \ufffd line",
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("want(-) got(+):\n%s", diff)
	}
}

func TestPutAndReopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "p", "dead_letter")
	q := open(t, dir, 32*mib, false)
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the folder is made before anything is kept")
	}
	mustPut(t, q, letter(1, 0), letter(2, 0))
	names, reasons, _ := stored(t, dir) // at once: an entry is safe when Put returns
	if diff := cmp.Diff([]string{"reason 1", "reason 2"}, reasons); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"0000000001.ndjson"}, names); diff != "" {
		t.Error(diff)
	}
	q.Close()
	mustPut(t, open(t, dir, 32*mib, false), letter(3, 0))
	names, reasons, _ = stored(t, dir)
	if diff := cmp.Diff([]string{"reason 1", "reason 2", "reason 3"}, reasons); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"0000000001.ndjson", "0000000002.ndjson"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestPermissions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dead_letter")
	mustPut(t, open(t, dir, mib, false), letter(1, 0))
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, "0000000001.ndjson"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

func TestDropOldest(t *testing.T) {
	for _, size := range []int64{100 << 10, 3 * mib} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			dir := t.TempDir()
			q := open(t, dir, size, false)
			n := 60
			for i := range n {
				mustPut(t, q, letter(i, int(size/20)))
				if _, _, kept := stored(t, dir); kept > size {
					t.Fatalf("%d bytes are kept, more than %d", kept, size)
				}
			}
			_, reasons, kept := stored(t, dir)
			if last := reasons[len(reasons)-1]; last != "reason 59" {
				t.Errorf("the last one is %q", last)
			}
			if kept < size*3/10 {
				t.Errorf("only %d bytes of %d are kept", kept, size)
			}
		})
	}
}

func TestBlockWhenFull(t *testing.T) {
	dir := t.TempDir()
	q := open(t, dir, mib, true)
	var full error
	n := 0
	for ; n < 100 && full == nil; n++ {
		full = q.Put(t.Context(), letter(n, mib/20))
	}
	if !errors.Is(full, queue.ErrFull) {
		t.Fatalf("after %d letters: %v", n, full)
	}
	_, reasons, kept := stored(t, dir)
	if len(reasons) != n-1 || kept > mib {
		t.Errorf("%d letters of %d bytes are kept after %d", len(reasons), kept, n-1)
	}
	if err := os.Remove(filepath.Join(dir, "0000000001.ndjson")); err != nil { // somebody makes room
		t.Fatal(err)
	}
	mustPut(t, q, letter(n, mib/20))
}

func TestLetterLargerThanTheQueue(t *testing.T) {
	for _, block := range []bool{false, true} {
		dir := t.TempDir()
		mustPut(t, open(t, dir, 10<<10, block), letter(1, 100<<10))
		if _, reasons, _ := stored(t, dir); len(reasons) != 1 {
			t.Errorf("block %t: %d letters are kept", block, len(reasons))
		}
	}
}

func TestAge(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		q := open(t, dir, 32*mib, false)
		mustPut(t, q, letter(i, 0))
		q.Close()
	}
	old := time.Now().Add(-2 * time.Hour)
	for _, name := range []string{"0000000001.ndjson", "0000000002.ndjson"} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	mustPut(t, open(t, dir, 32*mib, true), letter(3, 0))
	if _, reasons, _ := stored(t, dir); !cmp.Equal(reasons, []string{"reason 2", "reason 3"}) {
		t.Errorf("kept are %q", reasons)
	}
}

func TestTornLineIsCut(t *testing.T) {
	for name, torn := range map[string]string{
		"short": `{"time":"20`, "long": `{"raw":"` + strings.Repeat("x", 200<<10), "only": "",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			q := open(t, dir, 32*mib, false)
			mustPut(t, q, letter(1, 0))
			q.Close()
			file := filepath.Join(dir, "0000000001.ndjson")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"reason 1", "reason 2"}
			text = append(text, torn...)
			if name == "only" {
				text, want = text[:10], want[1:]
			}
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			mustPut(t, open(t, dir, 32*mib, false), letter(2, 0))
			if _, reasons, _ := stored(t, dir); !cmp.Equal(reasons, want) {
				t.Errorf("kept are %q", reasons)
			}
		})
	}
}

func TestForeignFilesStay(t *testing.T) {
	dir := t.TempDir()
	foreign := []string{"0.ndjson", "5x.ndjson", "notes.txt", "zzz.ndjson"}
	for _, name := range foreign {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, 2*mib), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	q := open(t, dir, mib, false)
	for i := range 40 {
		mustPut(t, q, letter(i, mib/10))
	}
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// TestDiskFull fills a small file system: what was confirmed is whole, and goes on once there is room.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("mounting is not permitted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	q := open(t, filepath.Join(dir, "q"), 32*mib, false)
	var want []string
	n := 0
	put := func(times int) (failed error) {
		for ; times > 0; times-- {
			err := q.Put(t.Context(), letter(n, 5000))
			if err == nil {
				want = append(want, fmt.Sprint("reason ", n))
			} else {
				failed = err
			}
			n++
		}
		return failed
	}
	if err := os.WriteFile(filepath.Join(dir, "ballast"), make([]byte, 30<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := put(12); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("a full disk gives %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "ballast")); err != nil {
		t.Fatal(err)
	}
	if err := put(3); err != nil {
		t.Fatal(err)
	}
	q.Close()
	if _, reasons, _ := stored(t, filepath.Join(dir, "q")); !cmp.Equal(reasons, want) {
		t.Errorf("kept are %q, want %q", reasons, want)
	}
}

func TestFolderCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	q := open(t, filepath.Join(file, "q"), mib, false)
	err := q.Put(t.Context(), letter(1, 0))
	if !errors.Is(err, syscall.ENOTDIR) || !strings.HasPrefix(err.Error(), "make folder for dead letters: ") {
		t.Errorf("error %v", err)
	}
}
