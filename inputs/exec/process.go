package exec

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/headgate/headgate/event"
)

const (
	// killDelay is the time that a command has to end after it was asked to, and that children which
	// it left behind may hold on to its output.
	killDelay  = 2 * time.Second
	maxLogLine = 1 << 10 // bytes of one line of standard error that are logged
	maxLogged  = 100     // lines of standard error that are logged per run
)

// result is what one run of the command gave.
type result struct {
	output   []byte
	lost     int64 // bytes beyond the limit
	exitCode int   // -1 when it was killed
	elapsed  time.Duration
	timedOut bool
}

// execute runs the command to its end. The command and its children are a process group, so that
// none of them outlives the run.
func (in *input) execute(ctx context.Context) (result, error) {
	if in.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, in.Timeout.Std())
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", in.Command)
	cmd.Dir = in.env.Base
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = killDelay
	out := &limited{max: int(in.MaxOutput)}
	complaints := &lineLogger{log: func(line string) {
		in.env.Log.Warn("command complained", "command", in.Command, "stderr", line)
	}}
	cmd.Stdout, cmd.Stderr = out, complaints
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return result{}, err
	}
	err := cmd.Wait()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what is left of the group, mostly nothing
	complaints.end()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited &&
		!errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil {
		return result{}, err
	}
	res := out.take()
	res.exitCode = cmd.ProcessState.ExitCode()
	res.elapsed = time.Since(start)
	res.timedOut = errors.Is(ctx.Err(), context.DeadlineExceeded)
	return res, nil
}

// limited keeps the first bytes written to it. It is locked because a child that does not let go of
// its output may be writing when the run is given up.
type limited struct {
	max int

	mu   sync.Mutex
	buf  []byte
	lost int64
}

// Write implements io.Writer and never fails: the command must not notice the limit.
func (l *limited) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(len(p), l.max-len(l.buf))
	l.buf = append(l.buf, p[:n]...)
	l.lost += int64(len(p) - n)
	return len(p), nil
}

func (l *limited) take() result {
	l.mu.Lock()
	defer l.mu.Unlock()
	return result{output: slices.Clip(l.buf), lost: l.lost}
}

// lineLogger logs the lines written to it, as many as are good for a log.
type lineLogger struct {
	log func(line string)

	mu     sync.Mutex
	line   []byte
	logged int
}

// Write implements io.Writer.
func (l *lineLogger) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(p)
	for len(p) > 0 {
		line, rest, whole := bytes.Cut(p, []byte{'\n'})
		l.line = append(l.line, line[:min(len(line), maxLogLine-len(l.line))]...)
		if p = rest; whole {
			l.emit()
		}
	}
	return n, nil
}

func (l *lineLogger) emit() {
	if len(l.line) > 0 && l.logged < maxLogged {
		l.logged++
		l.log(event.CutUTF8(string(l.line), maxLogLine))
	}
	l.line = l.line[:0]
}

// end logs an unfinished last line.
func (l *lineLogger) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.emit()
}
