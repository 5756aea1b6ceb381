package main

import (
	"bufio"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func stateIn(dir string) string { return fmt.Sprintf("headgate {\n  data_dir = %q\n}\n", dir) }

func TestRunInline(t *testing.T) {
	got := execute(t, "hello\nworld\n", "run", "--once",
		"-e", `filter "set" { fields = { x = upper(field.message) } }`,
		"-e", "output \"stdout\" {\n  codec \"lines\" { format = \"${field.x}!\" }\n}")
	got.wants(t, 0, `pipeline "main": 2 events in `, "delivered  2")
	if diff := cmp.Diff("HELLO!\nWORLD!\n", got.stdout); diff != "" {
		t.Error(diff)
	}
}

func TestStdoutHoldsEventsOnly(t *testing.T) {
	conf := write(t, filepath.Join(t.TempDir(), "c.hcl"), stateIn(t.TempDir())+`
pipeline "p" {
  input "stdin" {}
  filter "json" {
    source   = "message"
    on_error = "dead_letter"
  }
  output "stdout" {
    codec "ndjson" {}
  }
}`)
	got := execute(t, "{\"a\":1}\nno json\n{\"a\":2}\n", "run", "--once", conf)
	got.wants(t, 0, "event rejected", "dead-lettered  1  kept in ")
	lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"a":1`) || !strings.Contains(lines[1], `"a":2`) {
		t.Errorf("stdout:\n%s", got.stdout)
	}
}

const rejecting = `
pipeline "p" {
  input "stdin" {}
  filter "json" {
    source   = "message"
    on_error = "dead_letter"
  }
  output "null" {}
}`

func TestExitStatus(t *testing.T) {
	dir := t.TempDir()
	bad := write(t, filepath.Join(dir, "bad.hcl"), "pipeline \"p\" {\n  input \"stdinn\" {}\n  output \"stdout\" {}\n}\n")
	rejects := write(t, filepath.Join(dir, "rejects.hcl"), stateIn(filepath.Join(dir, "state"))+rejecting)
	noState := write(t, filepath.Join(dir, "nostate.hcl"), stateIn(filepath.Join(bad, "state"))+`
pipeline "p" {
  input "file" { paths = ["*.log"] }
  output "null" {}
}`)
	empty := write(t, filepath.Join(dir, "empty.hcl"), "# nothing\n")
	tests := map[string]struct {
		args   []string
		status int
		stderr string
	}{
		"fine":                    {[]string{"run", "--once", "-e", `output "null" {}`}, 0, "delivered  1"},
		"rejected":                {[]string{"run", "--once", rejects}, 0, "dead-lettered  1"},
		"rejected, fail":          {[]string{"run", "--once", "--fail-on-reject", rejects}, 1, "dead-lettered  1"},
		"tagged, no failure":      {[]string{"run", "--once", "--fail-on-reject", "-e", `filter "json" { source = "message" }`}, 0, "failures:"},
		"configuration refused":   {[]string{"run", "--once", bad}, 1, `Did you mean "stdin"?`},
		"endless input":           {[]string{"run", "--once", "-e", `input "generator" {}`}, 1, "--once needs inputs that come to an end, and these do not: pipeline.main.input.generator"},
		"no pipeline":             {[]string{"run", "--once", empty}, 1, "the configuration holds no pipeline"},
		"no such file":            {[]string{"run", "--once", filepath.Join(dir, "missing.hcl")}, 2, "missing.hcl"},
		"nothing to run":          {[]string{"run"}, 2, "nothing to run: give a file or folder, or blocks by -e"},
		"unknown flag":            {[]string{"run", "--onec"}, 2, "unknown flag: --onec"},
		"unknown command":         {[]string{"rnu"}, 2, `unknown command "rnu"`},
		"state can't be written":  {[]string{"run", "--once", noState}, 2, "set data_dir in the headgate block to one that can be written"},
		"var-file of another end": {[]string{"run", "--var-file", bad, empty}, 2, "a file of values ends in .hclvars"},
		"unknown variable":        {[]string{"run", "--var", "nope=1", "-e", `output "null" {}`}, 1, "nope"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			execute(t, "no json\n", tt.args...).wants(t, tt.status, tt.stderr)
		})
	}
}

// TestReaderStops is `headgate run ... | head -1`.
func TestReaderStops(t *testing.T) {
	p := start(t, "run", "-e", `input "generator" {}`)
	line, err := bufio.NewReader(p.stdout).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "{") {
		t.Errorf("first line %q, %v", line, err)
	}
	if err := p.stdout.Close(); err != nil {
		t.Fatal(err)
	}
	got := p.wait()
	got.wants(t, 0, "pipeline \"main\": ")
	for _, word := range []string{"level=", "headgate:", "does not add up"} {
		if strings.Contains(got.stderr, word) {
			t.Errorf("stderr says %q:\n%s", word, got.stderr)
		}
	}
}

func TestStateIsLocked(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "in.log"), "one\n")
	conf := write(t, filepath.Join(dir, "c.hcl"), stateIn(filepath.Join(dir, "state"))+`
pipeline "p" {
  input "file" {
    paths    = ["in.log"]
    start_at = "beginning"
  }
  output "file" { path = "out.log" }
}`)
	p := start(t, "run", conf)
	p.eventually("the first one delivers", func() bool { return sizeOf(filepath.Join(dir, "out.log")) > 0 })
	execute(t, "", "run", conf).wants(t, 2, `pipeline "p": its state in `, "is in use by another headgate: stop that one, or set another data_dir")
	p.signal(syscall.SIGTERM)
	p.wait().wants(t, 0, "delivered  1")
	execute(t, "", "run", "--once", conf).wants(t, 0, `pipeline "p": 0 events`)
}

// TestTerminateStdin stops a run whose reader is slow: what was read from a pipe is delivered, because
// nobody can give it again.
func TestTerminateStdin(t *testing.T) {
	p := &process{t: t, cmd: command(t, "run", "-e", "output \"stdout\" {\n  codec \"lines\" {}\n}")}
	p.cmd.Stderr = &p.errs
	in, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.stdout, err = p.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		for i := 0; ; i++ {
			if _, err := fmt.Fprintf(in, "%08d %s\n", i, strings.Repeat("x", 90)); err != nil {
				return
			}
		}
	}()
	r := bufio.NewScanner(p.stdout)
	n := 0
	check := func() {
		if got := r.Text(); got != fmt.Sprintf("%08d %s", n, strings.Repeat("x", 90)) {
			t.Fatalf("line %d is %q", n, got)
		}
		n++
	}
	for n < 3000 && r.Scan() {
		check()
	}
	p.signal(syscall.SIGTERM)
	for r.Scan() {
		check()
	}
	got := p.wait()
	_ = in.Close()
	<-fed
	got.wants(t, 0, fmt.Sprintf("delivered  %s", grouped(n)))
	if strings.Contains(got.stderr, "given back or lost") || strings.Contains(got.stderr, "is lost") {
		t.Errorf("events were lost:\n%s", got.stderr)
	}
}

func grouped(n int) string {
	s := fmt.Sprint(n)
	if len(s) > 3 {
		s = s[:len(s)-3] + "," + s[len(s)-3:]
	}
	return s
}
