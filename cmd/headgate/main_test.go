package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the program under test, as users get it.
var binary string

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "headgate-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "headgate")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// ended is how a run of the program ended.
type ended struct {
	stdout, stderr string
	status         int
	peak           int64 // resident bytes
}

// command makes a command that can't touch anything outside of the test.
func command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_STATE_HOME="+t.TempDir())
	return cmd
}

// execute runs the program to its end.
func execute(t testing.TB, stdin string, args ...string) ended {
	t.Helper()
	cmd := command(t, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return ended{out.String(), errs.String(), cmd.ProcessState.ExitCode(), usage.Maxrss << 10}
}

// wants fails the test unless the program ended with a status and said certain things on stderr.
func (e ended) wants(t testing.TB, status int, stderr ...string) {
	t.Helper()
	if e.status != status {
		t.Errorf("exit status %d, want %d", e.status, status)
	}
	for _, s := range stderr {
		if !strings.Contains(e.stderr, s) {
			t.Errorf("stderr does not say %q", s)
		}
	}
	if strings.Contains(e.stderr, "goroutine ") {
		t.Error("it crashed")
	}
	if t.Failed() {
		t.Logf("stdout:\n%s\nstderr:\n%s", short1(e.stdout), short1(e.stderr))
	}
}

func short1(s string) string { return s[:min(len(s), 4000)] }

// process is a run of the program that goes on.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	stdout io.ReadCloser
	errs   lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func start(t testing.TB, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: command(t, args...)}
	p.cmd.Stderr = &p.errs
	var err error
	if p.stdout, err = p.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits for the end; stdout must have been read.
func (p *process) wait() ended {
	_ = p.cmd.Wait() // the status tells
	return ended{"", p.errs.String(), p.cmd.ProcessState.ExitCode(), 0}
}

// eventually waits until something is so.
func (p *process) eventually(what string, ok func() bool) {
	p.t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); {
		if time.Now().After(end) {
			p.t.Fatalf("in half a minute it is not so that %s\nstderr:\n%s", what, p.errs.String())
		}
		<-time.After(2 * time.Millisecond)
	}
}

func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
