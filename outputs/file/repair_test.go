package file

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/plugin"
)

// killed writes batches to a file and returns its content as it is if the process is killed then.
func killed(t *testing.T, enc plugin.Encoder, name string, batches ...[]string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	o := buildWith(t, enc, path, `path = "DIR"`)
	for _, b := range batches {
		deliver(t, o, messages(b...)...)
	}
	return []byte(content(t, path))
}

func TestUnfinishedLineIsCut(t *testing.T) {
	long := strings.Repeat("x", 3*chunk)
	cases := map[string]struct{ before, want string }{
		"empty":                    {"", ""},
		"complete":                 {"a\nb\n", "a\nb\n"},
		"unfinished":               {"a\nb", "a\n"},
		"only an unfinished one":   {"a", ""},
		"zeros":                    {"a\n\x00\x00\x00", "a\n"},
		"long":                     {"a\n" + long + "\nb", "a\n" + long + "\n"},
		"long unfinished":          {"a\n" + long, "a\n"},
		"newline at a chunk's end": {"a\n" + long[:chunk-1] + "\n" + long[:chunk], "a\n" + long[:chunk-1] + "\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir+"/out.log", c.before)
			var log bytes.Buffer
			deliver(t, newLines(t, dir, `path = "DIR/out.log"`, logTo(&log)), messages("new")...)
			if diff := cmp.Diff(c.want+"new\n", content(t, dir+"/out.log")); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
			said := fmt.Sprintf("bytes=%d", len(c.before)-len(c.want))
			if cut := c.before != c.want; cut != strings.Contains(log.String(), said) {
				t.Errorf("log %q, want %q: %t", log.String(), said, cut)
			}
		})
	}
}

func TestWithoutLinesNothingIsCut(t *testing.T) {
	dir := t.TempDir()
	put(t, dir+"/out.log", "a\nb")
	deliver(t, buildWith(t, plainEncoder{}, dir, `path = "DIR/out.log"`), messages("new")...)
	if got := content(t, dir+"/out.log"); got != "a\nbnew" {
		t.Errorf("file holds %q", got)
	}
}

var threeBatches = [][]string{
	{"one", "two two two"},
	{"three " + noise(70, 3), "four"},
	{"five", "six " + noise(20, 6), "seven"},
}

// TestCutAnywhere cuts a compressed file at every byte and goes on writing to it.
func TestCutAnywhere(t *testing.T) {
	for _, suffix := range []string{"gz", "zst"} {
		for _, whole := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s closed %t", suffix, whole), func(t *testing.T) {
				name := "out." + suffix
				data := killed(t, lineEncoder{}, name, threeBatches...)
				if whole {
					data = closed(t, lineEncoder{}, name, threeBatches...)
				}
				data = append(closed(t, lineEncoder{}, name, []string{"zero"}), data...)
				path := filepath.Join(t.TempDir(), name)
				last := 0
				for n := range len(data) + 1 {
					readable, _ := unpack(t, name, data[:n])
					want := readable[:strings.LastIndexByte(readable, '\n')+1]
					put(t, path, string(data[:n]))
					goOn(t, lineEncoder{}, path)
					if diff := cmp.Diff(want+"next\nlast\n", unpacked(t, path)); diff != "" {
						t.Fatalf("cut at %d of %d (-want +got):\n%s", n, len(data), diff)
					}
					last = len(want)
				}
				if all := len("zero\n" + linesOf(threeBatches)); last != all {
					t.Errorf("of the whole file %d bytes of %d were read", last, all)
				}
			})
		}
	}
}

func linesOf(batches [][]string) string {
	var b strings.Builder
	for _, lines := range batches {
		b.WriteString(strings.Join(lines, "\n") + "\n")
	}
	return b.String()
}

// closed is killed for a process that ends in order.
func closed(t *testing.T, enc plugin.Encoder, name string, batches ...[]string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	o := buildWith(t, enc, path, `path = "DIR"`)
	for _, b := range batches {
		deliver(t, o, messages(b...)...)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	return []byte(content(t, path))
}

// goOn writes two more batches.
func goOn(t *testing.T, enc plugin.Encoder, path string) {
	t.Helper()
	o := buildWith(t, enc, path, `path = "DIR"`)
	deliver(t, o, messages("next")...)
	deliver(t, o, messages("last")...)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestZerosAtTheEnd is what a crash of the machine leaves of data that was not written yet.
func TestZerosAtTheEnd(t *testing.T) {
	for _, suffix := range []string{"gz", "zst"} {
		t.Run(suffix, func(t *testing.T) {
			name := "out." + suffix
			data := killed(t, lineEncoder{}, name, threeBatches...)
			path := filepath.Join(t.TempDir(), name)
			for n := 0; n <= len(data); n += 3 {
				readable, _ := unpack(t, name, data[:n])
				want := readable[:strings.LastIndexByte(readable, '\n')+1]
				put(t, path, string(data[:n])+strings.Repeat("\x00", 5000))
				goOn(t, lineEncoder{}, path)
				got := unpacked(t, path)
				if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "\nnext\nlast\n") && got != "next\nlast\n" {
					t.Fatalf("zeros from %d on of %d: %q does not begin with %q", n, len(data), got, want)
				}
			}
		})
	}
}

func TestEveryDeliveredEventSurvivesKill(t *testing.T) {
	var batches [][]string
	var want strings.Builder
	for i := range 20 {
		var lines []string
		for j := range 200 {
			line := fmt.Sprintf("%d %d %s", i, j, noise(100, i*200+j))
			lines = append(lines, line)
			want.WriteString(line + "\n")
		}
		batches = append(batches, lines)
		for _, name := range []string{"x.log", "x.gz", "x.zst"} {
			if i%7 != 0 {
				continue
			}
			readable, _ := unpack(t, name, killed(t, lineEncoder{}, name, batches...))
			if readable != want.String() {
				t.Fatalf("%s after %d batches: %d bytes can be read of %d", name, i+1, len(readable), want.Len())
			}
		}
	}
}

func TestRecordsWithoutNewlineAreCutAtAMark(t *testing.T) {
	for _, suffix := range []string{"gz", "zst"} {
		data := killed(t, plainEncoder{}, "x."+suffix, []string{"ab", "cd"}, []string{"ef"})
		path := filepath.Join(t.TempDir(), "x."+suffix)
		put(t, path, string(data[:len(data)-1]))
		goOn(t, plainEncoder{}, path)
		if text := unpacked(t, path); text != "abcdnextlast" {
			t.Errorf("%s holds %q", suffix, text)
		}
	}
}

// TestForeignMembers continues files of the tools that people use.
func TestForeignMembers(t *testing.T) {
	lines := linesOf(threeBatches)
	for suffix, tool := range map[string]string{"gz": "gzip", "zst": "zstd"} {
		t.Run(tool, func(t *testing.T) {
			if _, err := exec.LookPath(tool); err != nil {
				t.Skipf("%s is not installed", tool)
			}
			path := filepath.Join(t.TempDir(), "x."+suffix)
			put(t, path, run(t, lines, tool, "-c"))
			goOn(t, lineEncoder{}, path)
			if diff := cmp.Diff(lines+"next\nlast\n", run(t, "", tool, "-dc", path)); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
			run(t, "", tool, "-tq", path)
			put(t, path, string(killed(t, lineEncoder{}, "x."+suffix, threeBatches...)))
			goOn(t, lineEncoder{}, path)
			if diff := cmp.Diff(lines+"next\nlast\n", run(t, "", tool, "-dc", path)); diff != "" {
				t.Errorf("repaired file (-want +got):\n%s", diff)
			}
		})
	}
}

func run(t *testing.T, stdin, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("%s %v: %v: %s", name, args, err, errs.String())
	}
	return string(out)
}

func TestWhatCannotBeContinuedIsSetAside(t *testing.T) {
	for _, suffix := range []string{"gz", "zst"} {
		whole := string(closed(t, lineEncoder{}, "x."+suffix, threeBatches...))
		cases := map[string]string{
			"text":           "these are plain lines\nand no compressed ones\n",
			"garbage behind": whole + "garbage that is no member",
		}
		for name, before := range cases {
			t.Run(suffix+" "+name, func(t *testing.T) {
				dir := t.TempDir()
				path := dir + "/x." + suffix
				for round := range 2 {
					put(t, path, before)
					var log bytes.Buffer
					o := newLines(t, path, `path = "DIR"`, logTo(&log))
					deliver(t, o, messages("new")...)
					if err := o.Close(); err != nil {
						t.Fatal(err)
					}
					aside := path + ".damaged"
					if round > 0 {
						aside += "1"
					}
					if got := content(t, aside); got != before {
						t.Errorf("set aside: %q", got)
					}
					if got := unpacked(t, path); got != "new\n" {
						t.Errorf("new file holds %q", got)
					}
					if !strings.Contains(log.String(), "renamed") {
						t.Errorf("log %q", log.String())
					}
					if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
						t.Errorf("new file has mode %v, %v", info.Mode(), err)
					}
				}
			})
		}
	}
}

func FuzzRepair(f *testing.F) {
	for _, s := range []string{"", "a\nb", gzipEnd, zstdEnd, gzipEnd[:12], zstdEnd[:6], "\x28\xb5\x2f\xfd\x04\x00\x00\x00\x00"} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	for _, suffix := range []string{"gz", "zst"} {
		o := newLines(f, f.TempDir(), `path = "DIR/x.`+suffix+`"`)
		deliver(f, o, messages("one", "two")...)
		f.Add([]byte(content(f, o.place.fixed)), suffix == "gz")
	}
	f.Fuzz(func(t *testing.T, data []byte, gz bool) {
		name := "x.zst"
		if gz {
			name = "x.gz"
		}
		readable, whole := unpack(t, name, data)
		path := filepath.Join(t.TempDir(), name)
		put(t, path, string(data))
		goOn(t, lineEncoder{}, path)
		got, err := unpack(t, name, []byte(content(t, path)))
		if _, aside := os.Stat(path + ".damaged"); aside == nil {
			if got != "next\nlast\n" {
				t.Fatalf("new file holds %q", got)
			}
			return
		}
		if whole == nil && len(data) > 0 && (err != nil || got != readable+"next\nlast\n") {
			t.Fatalf("whole file of %q became %q: %v", readable, got, err)
		}
	})
}
