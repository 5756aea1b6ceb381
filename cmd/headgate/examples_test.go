package main

import (
	"bufio"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The tests below run every configuration that comes with headgate, with the real binary, on a copy, so
// that nothing is left in the tree. What the examples write is compared with their folder want, which
//
//	go test ./cmd/headgate -run TestShipped -update-examples
//
// writes anew.
var updateExamples = flag.Bool("update-examples", false, "rewrite the folders want of the examples")

const (
	root      = "../.."
	wantDir   = "want"
	outDir    = "out"
	wantLines = 40 // lines of each file that are kept in want; of longer files the others are counted only
)

func TestShippedConfigurations(t *testing.T) {
	t.Parallel()
	for _, dir := range glob(t, "examples/*/headgate.hcl") {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			testExample(t, dir)
		})
	}
	for _, kind := range []string{"inputs", "filters", "outputs", "codecs"} {
		for _, dir := range glob(t, kind+"/*/example.hcl") {
			t.Run(dir, func(t *testing.T) {
				t.Parallel()
				testPluginExample(t, dir)
			})
		}
	}
	t.Run("conf.d", func(t *testing.T) {
		t.Parallel()
		inStyle(t, filepath.Join(root, "conf.d"))
		covered(t, filepath.Join(root, "conf.d"))
	})
}

func testExample(t *testing.T, dir string) {
	copied := copyFolder(t, filepath.Join(root, dir))
	inStyle(t, copied)
	covered(t, copied)
	started := time.Now()
	ran := succeed(t, "run", "--once", copied, stateFile(t))
	got := collect(t, copied, started)
	got["lines.txt"] = counts(got)
	got["account.txt"] = account(t, ran.stderr)
	want := filepath.Join(root, dir, wantDir)
	if *updateExamples {
		writeWant(t, want, got)
	}
	compareWant(t, want, got)
}

func testPluginExample(t *testing.T, dir string) {
	copied := copyFolder(t, filepath.Join(root, dir))
	file := filepath.Join(copied, "example.hcl")
	inStyle(t, file)
	ran := succeed(t, "run", "--once", file, stateFile(t))
	var in, lost int
	for _, line := range account(t, ran.stderr) {
		name, number, _ := strings.Cut(line, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("closing account: %q: %v", line, err)
		}
		switch name {
		case "in":
			in += n
		case "dead-lettered", "unrouted":
			lost += n
		}
	}
	if in == 0 || lost > 0 {
		t.Errorf("%d events came in and %d were rejected or unrouted:\n%s", in, lost, ran.stderr)
	}
}

// glob returns the folders, below the root, of the files that match.
func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
	if err != nil || len(files) == 0 {
		t.Fatalf("no file matches %s: %v", pattern, err)
	}
	dirs := make([]string, 0, len(files))
	for _, f := range files {
		dir, err := filepath.Rel(root, filepath.Dir(f))
		if err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, filepath.ToSlash(dir))
	}
	return dirs
}

// succeed runs the program and fails the test unless its exit status is 0.
func succeed(t *testing.T, args ...string) ended {
	t.Helper()
	e := execute(t, "hello\n", args...) // the text is for the example of the input stdin
	if e.status != 0 {
		t.Fatalf("headgate %s: exit status %d\n%s%s", strings.Join(args, " "), e.status, e.stdout, e.stderr)
	}
	return e
}

// inStyle checks that lint, warnings included, and fmt find nothing.
func inStyle(t *testing.T, path string) {
	t.Helper()
	succeed(t, "lint", "--strict", path)
	succeed(t, "fmt", "--check", "--diff", path)
}

// covered runs the test blocks of a configuration and checks that they reach everything.
func covered(t *testing.T, path string) {
	t.Helper()
	out := succeed(t, "test", "--cover", path).stdout
	if strings.Contains(out, "no test reaches") || !strings.Contains(out, " 0 failed") {
		t.Errorf("test --cover %s:\n%s", path, out)
	}
}

// stateFile returns a file of configuration that keeps state away from the machine's own.
func stateFile(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	return write(t, filepath.Join(dir, "state.hcl"), stateIn(filepath.Join(dir, "state")))
}

// copyFolder copies a folder, without what an earlier run wrote into it.
func copyFolder(t *testing.T, src string) string {
	t.Helper()
	dst := t.TempDir()
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		switch {
		case rel == outDir || rel == wantDir:
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dst, rel), 0o750)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dst, rel), data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dst
}

var accountLine = regexp.MustCompile(`(?m)^ +(in|delivered|dropped|dead-lettered|unrouted) +([\d,]+)`)

// account returns the numbers of the closing account.
func account(t *testing.T, stderr string) []string {
	t.Helper()
	var lines []string
	for _, m := range accountLine.FindAllStringSubmatch(stderr, -1) {
		lines = append(lines, m[1]+" "+strings.ReplaceAll(m[2], ",", ""))
	}
	if len(lines) == 0 {
		t.Fatalf("no closing account:\n%s", stderr)
	}
	return lines
}

// collect returns the lines of all files that a run wrote, by path below out, without what is different
// in each run or on each machine.
func collect(t *testing.T, dir string, started time.Time) map[string][]string {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	same := func(line string) string {
		line = strings.ReplaceAll(line, dir+"/", "")
		line = strings.Replace(line, fmt.Sprintf(`"host":{"name":%q`, host), `"host":{"name":"HOST"`, 1)
		return timestamp.ReplaceAllStringFunc(line, func(s string) string { return sameTime(s, started) })
	}
	files := make(map[string][]string)
	out := filepath.Join(dir, outDir)
	err = filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(out, path)
		if err != nil {
			return err
		}
		for _, line := range readLines(t, path) {
			files[filepath.ToSlash(name)] = append(files[filepath.ToSlash(name)], same(line))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var timestamp = regexp.MustCompile(`"@timestamp":"[^"]*"`)

// sameTime replaces the time of arrival, and the year of a time that was read from a text without one.
func sameTime(s string, started time.Time) string {
	at, err := time.Parse(time.RFC3339, strings.Split(s, `"`)[3])
	if err != nil {
		return s
	}
	if !at.Before(started.Truncate(time.Second)) && !at.After(time.Now()) {
		return `"@timestamp":"NOW"`
	}
	if years := at.Year() - started.Year(); years >= -1 && years <= 1 {
		return strings.Replace(s, at.Format("2006-"), "YEAR-", 1)
	}
	return s
}

func readLines(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []string
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		lines = append(lines, scan.Text())
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// writeWant writes the first lines of each file.
func writeWant(t *testing.T, dir string, files map[string][]string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for name, lines := range files {
		text := strings.Join(lines[:min(len(lines), wantLines)], "\n") + "\n"
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
}

func compareWant(t *testing.T, dir string, got map[string][]string) {
	t.Helper()
	want := make(map[string][]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		want[filepath.ToSlash(name)] = readLines(t, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	for name, lines := range want {
		// Several files are read at the same time, so their lines may come in another order.
		slices.Sort(lines)
		if diff := cmp.Diff(lines, kept(lines, got[name])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// kept sorts lines. Of a file that is longer than what is kept of it only the lines that are
// wanted remain: how many there are in all stands in lines.txt.
func kept(want, got []string) []string {
	got = slices.Sorted(slices.Values(got))
	if len(want) < wantLines {
		return got
	}
	return slices.DeleteFunc(got, func(line string) bool {
		_, found := slices.BinarySearch(want, line)
		return !found
	})
}

// counts says how many lines each file has.
func counts(files map[string][]string) []string {
	lines := make([]string, 0, len(files))
	for name, l := range files {
		lines = append(lines, fmt.Sprintf("%s %d", name, len(l)))
	}
	slices.Sort(lines)
	return lines
}
