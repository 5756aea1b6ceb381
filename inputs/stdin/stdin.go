// Package stdin reads the process's standard input until it ends.
package stdin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/sys/unix"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// lastPush bounds how long the records that were read when the input is told to stop are offered to
// the pipeline: they can't be read again.
const lastPush = time.Second

// Options of the stdin input: it has none of its own.
type Options struct{}

// Plugin describes the stdin input.
func Plugin() plugin.InputSpec {
	return plugin.NewByteInput("stdin", Options{}, func(_ Options, env plugin.Env) (plugin.Input, hcl.Diagnostics) {
		return &input{env: env, file: os.Stdin}, nil
	})
}

type input struct {
	env  plugin.Env
	file *os.File
}

// SetOnce implements plugin.Finite: standard input ends when whoever writes to it closes it.
func (*input) SetOnce() bool { return true }

// Sets implements plugin.FieldSetter.
func (in *input) Sets() ([]event.Path, bool) { return []event.Path{in.env.HostField()}, false }

// Run reads until the stream ends or the context is done, even while nothing comes.
func (in *input) Run(ctx context.Context, sink plugin.Sink) error {
	w, err := newWaiter(ctx, in.file)
	if err != nil {
		return err
	}
	defer w.close()
	cut := &plugin.Cutter{
		Framer: in.env.Codec.NewFramer(), Origin: in.env.Origin(""), Sink: sink, Lane: event.NewLane(),
		Size: in.env.BatchSize,
	}
	err = in.read(ctx, w, cut)
	if err == nil && ctx.Err() != nil {
		return in.last(ctx, cut)
	}
	return err
}

func (in *input) read(ctx context.Context, w *waiter, cut *plugin.Cutter) error {
	for ctx.Err() == nil {
		idle := time.Duration(-1)
		if cut.Pending() {
			idle = in.env.Codec.Idle()
		}
		ready, err := w.wait(idle)
		switch {
		case err != nil:
			return fmt.Errorf("wait for standard input: %w", err)
		case ctx.Err() != nil:
			return nil //nolint:nilerr // the input was told to stop
		case !ready:
			if err := cut.FlushHeld(ctx); err != nil {
				return unlessDone(ctx, err)
			}
			continue
		}
		n, err := in.file.Read(cut.Buffer())
		if n > 0 {
			if err := cut.Filled(ctx, n); err != nil {
				return unlessDone(ctx, err)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return unlessDone(ctx, cut.Flush(ctx))
		case err != nil:
			return fmt.Errorf("read standard input: %w", err)
		}
	}
	return nil
}

// unlessDone hides the error of a push that was given up because the input is to stop.
func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // the input was told to stop
	}
	return err
}

// last hands over what was read but not pushed yet.
func (in *input) last(ctx context.Context, cut *plugin.Cutter) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastPush)
	defer cancel()
	if err := cut.Flush(ctx); err != nil {
		in.env.Log.Warn("what was read from standard input last is lost", "error", err)
	}
	return nil
}

// waiter waits for a file to be readable, for a time to pass or for a context to be done. A plain
// read of a pipe or a terminal can't be given up.
type waiter struct {
	fds      [2]unix.PollFd // the file, and the pipe whose writing end is closed to wake it up
	pipe     [2]int
	unwatch  func() bool
	awakened chan struct{}
}

func newWaiter(ctx context.Context, f *os.File) (*waiter, error) {
	if _, err := f.Stat(); err != nil {
		return nil, fmt.Errorf("examine standard input: %w", err) // most likely it was closed
	}
	w := &waiter{awakened: make(chan struct{})}
	if err := unix.Pipe(w.pipe[:]); err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	unix.CloseOnExec(w.pipe[0])
	unix.CloseOnExec(w.pipe[1])
	w.fds = [2]unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLIN}, {Fd: int32(w.pipe[0]), Events: unix.POLLIN}}
	w.unwatch = context.AfterFunc(ctx, func() {
		defer close(w.awakened)
		_ = unix.Close(w.pipe[1])
	})
	return w, nil
}

// wait reports whether the file can be read; a negative time has no end.
func (w *waiter) wait(d time.Duration) (bool, error) {
	timeout := -1
	if d >= 0 {
		timeout = int((d + time.Millisecond - 1) / time.Millisecond)
	}
	for {
		n, err := unix.Poll(w.fds[:], timeout)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return n > 0, err
	}
}

func (w *waiter) close() {
	if w.unwatch() {
		_ = unix.Close(w.pipe[1])
	} else {
		<-w.awakened
	}
	_ = unix.Close(w.pipe[0])
}
