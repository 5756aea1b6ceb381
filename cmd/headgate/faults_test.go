package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mount mounts a small file system for the test, or skips it.
func mount(t *testing.T, dir, size string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mounting is not permitted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// TestOutputDiskFull fills the disk in the middle: nothing is lost, and at no time there is half a line
// for longer than a moment.
func TestOutputDiskFull(t *testing.T) {
	const records = 20_000
	dir := t.TempDir()
	disk := filepath.Join(dir, "disk")
	mount(t, disk, "1m")
	var in strings.Builder
	for n := range records {
		in.WriteString(oneLine(n))
	}
	write(t, filepath.Join(dir, "in.log"), in.String())
	conf := write(t, filepath.Join(dir, "c.hcl"), stateIn(filepath.Join(dir, "state"))+`
pipeline "p" {
  input "file" { paths = ["in.log"] }
  output "file" { path = "disk/out.log" }
}`)
	p := start(t, "run", "--once", conf)
	p.eventually("the disk is full", func() bool {
		return strings.Contains(p.errs.String(), "free space on its file system; events are held back")
	})
	p.eventually("the file ends with a whole line", func() bool {
		text := read(t, filepath.Join(disk, "out.log"))
		return text == "" || strings.HasSuffix(text, "}\n")
	})
	if err := syscall.Mount("none", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	p.wait().wants(t, 0, "delivered  20,000")
	lines := strings.Split(strings.TrimSuffix(read(t, filepath.Join(disk, "out.log")), "\n"), "\n")
	if len(lines) != records {
		t.Fatalf("%d lines, want %d", len(lines), records)
	}
	for n, line := range lines {
		var e struct{ Message string }
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Message+"\n" != oneLine(n) {
			t.Fatalf("line %d is %q", n, line)
		}
	}
}

// TestOutputFolderReadOnly names who has to do what. A path that is known is refused at the start; for
// one made of fields events are held back, and stopping gives them back.
func TestOutputFolderReadOnly(t *testing.T) {
	dir := t.TempDir()
	disk := filepath.Join(dir, "disk")
	mount(t, disk, "1m")
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("none", disk, "tmpfs", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	remount(syscall.MS_RDONLY)
	write(t, filepath.Join(dir, "in.log"), oneLine(1)+oneLine(2))
	conf := func(name string) string {
		return write(t, filepath.Join(dir, "c.hcl"), fmt.Sprintf("headgate {\n  data_dir = %q\n  shutdown_timeout = \"100ms\"\n}\n", filepath.Join(dir, "state"))+`
pipeline "p" {
  input "file" {
    paths    = ["in.log"]
    start_at = "beginning"
  }
  output "file" { path = "disk/`+name+`.log" }
}`)
	}
	const advice = "read-only file system: let user 0 write there"
	execute(t, "", "run", conf("out")).wants(t, 2, advice)

	p := start(t, "run", conf("${split(\" \", field.message)[0]}"))
	p.eventually("it says that the folder can't be written", func() bool { return strings.Contains(p.errs.String(), advice) })
	p.signal(syscall.SIGTERM)
	p.wait().wants(t, 0, "events are held back", "given back or lost  2")
	remount(0)
	execute(t, "", "run", "--once", conf("out")).wants(t, 0, "delivered  2")
}

func TestBrokenGeoIP(t *testing.T) {
	for file, want := range map[string]string{
		"GeoIP2-City-Test-Broken-Double-Format.mmdb": "the file is\ndamaged: download it again",
		"GeoIP2-City-Test-Invalid-Node-Count.mmdb":   "GeoIP2-City-Test-Invalid-Node-Count.mmdb",
		"README.md": "README.md",
		"missing":   "missing",
	} {
		t.Run(file, func(t *testing.T) {
			path, err := filepath.Abs(filepath.Join("../../filters/geoip/testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			got := execute(t, "1.2.3.4\n", "run", "--once", "-e", fmt.Sprintf("filter \"geoip\" {\n  source = \"message\"\n  target = \"source\"\n  database = %q\n}", path))
			got.wants(t, 1, want, "command line line ")
			if got.stdout != "" {
				t.Errorf("events were written: %s", got.stdout)
			}
		})
	}
}

const oddities = "plain\nbad \xff\xfe utf-8\nnul \x00 byte\n\x00\x00\n\ncrlf\r\n"

// TestOddBytes sends what is no clean text from end to end.
func TestOddBytes(t *testing.T) {
	const want = `plain|bad �� utf-8|nul \u0000 byte|\u0000\u0000||crlf|cut sho`
	dir := t.TempDir()
	write(t, filepath.Join(dir, "in.log"), oddities+"cut sho")
	write(t, filepath.Join(dir, "in.empty.log"), "")
	conf := write(t, filepath.Join(dir, "c.hcl"), stateIn(filepath.Join(dir, "state"))+`
pipeline "p" {
  input "file" { paths = ["in*.log"] }
  output "stdout" {}
}`)
	for name, got := range map[string]ended{
		"file":  execute(t, "", "run", "--once", conf),
		"stdin": execute(t, oddities+"cut sho", "run", "--once", "-e", `output "stdout" {}`),
	} {
		got.wants(t, 0)
		var messages []string
		for line := range strings.Lines(got.stdout) {
			var e struct{ Message json.RawMessage }
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatalf("%s: %q: %v", name, line, err)
			}
			messages = append(messages, strings.Trim(string(e.Message), `"`))
		}
		if all := strings.Join(messages, "|"); all != want {
			t.Errorf("%s:\n got %q\nwant %q", name, all, want)
		}
	}
}

// TestHugeLine reads a line of 100 MiB.
func TestHugeLine(t *testing.T) {
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "in.log"), "before\n")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	block := []byte(strings.Repeat("x", 1<<20))
	for range 100 {
		if _, err := f.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.WriteString("\nafter\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	conf := write(t, filepath.Join(dir, "c.hcl"), stateIn(filepath.Join(dir, "state"))+`
pipeline "p" {
  input "file" { paths = ["in.log"] }
  output "stdout" {}
}`)
	got := execute(t, "", "run", "--once", conf)
	got.wants(t, 0, "delivered  3")
	var sizes []string
	for line := range strings.Lines(got.stdout) {
		var e struct {
			Message string
			Tags    []string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, fmt.Sprint(len(e.Message), e.Tags))
	}
	if all := strings.Join(sizes, " "); all != "6 [] 1048576 [_line_truncated] 5 []" {
		t.Errorf("messages of %s bytes", all)
	}
	if got.peak > 200<<20 {
		t.Errorf("it took %d MiB", got.peak>>20)
	}
	t.Logf("it took %d MiB", got.peak>>20)
}
