// Package exec runs a command again and again and takes in what it prints.
package exec

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the exec input.
type Options struct {
	// Command to run, by /bin/sh in the folder of the configuration file. What it prints on standard
	// output goes to the codec when it has ended; what it prints on standard error is logged.
	Command string `hcl:"command"`
	// Time from one start of the command to the next. Without it and without schedule the command
	// runs once.
	Interval plugin.Duration `hcl:"interval,optional"`
	// When to run, in the form of crontab: minute, hour, day of month, month, day of week, in the
	// time zone of the machine.
	Schedule string `hcl:"schedule,optional"`
	// A command that runs longer is killed with all its children. What it has printed is kept. 0 sets
	// no limit.
	Timeout plugin.Duration `hcl:"timeout,optional"`
	// Output to keep of one run. The rest is thrown away, with a warning.
	MaxOutput plugin.Size `hcl:"max_output,optional"`
}

// Plugin describes the exec input.
func Plugin() plugin.InputSpec {
	return plugin.NewByteInput("exec", Options{Timeout: plugin.Duration(10 * time.Minute), MaxOutput: 16 << 20}, build)
}

func build(o Options, env plugin.Env) (plugin.Input, hcl.Diagnostics) {
	in := &input{Options: o, env: env, once: env.Once, fields: fieldsOf(env.ECS)}
	switch {
	case o.Command == "":
		return nil, env.Invalid("command", "The command is empty: write what a shell is to run, such as \"df -k\".")
	case o.MaxOutput <= 0:
		return nil, env.Invalid("max_output", "%s keeps nothing of what the command prints: give a size such as \"16MiB\".", o.MaxOutput)
	case o.Schedule != "" && o.Interval > 0:
		return nil, env.Invalid("schedule", "The option interval says already when to run: keep one of the two.")
	case o.Schedule != "":
		s, err := parseSchedule(o.Schedule)
		if err != nil {
			return nil, env.Invalid("schedule", "%v.", err)
		}
		in.schedule = s
	}
	return in, nil
}

// fields are the names under which an event tells of the run it came from.
type fields struct{ command, exitCode, duration event.Path }

func fieldsOf(ecs plugin.ECS) fields {
	if ecs.On() {
		return fields{
			event.MustPath("process.command_line"), event.MustPath("process.exit_code"),
			event.MetaPath("input", "exec", "process", "elapsed_time"),
		}
	}
	return fields{event.MustPath("command"), event.MetaPath("exit_status"), event.MetaPath("duration")}
}

type input struct {
	Options
	env      plugin.Env
	fields   fields
	schedule *schedule
	once     bool
}

// SetOnce implements plugin.Finite: with --once the command runs once.
func (in *input) SetOnce() bool {
	in.once = true
	return true
}

// Sets implements plugin.FieldSetter.
func (in *input) Sets() ([]event.Path, bool) {
	return []event.Path{in.env.HostField(), in.fields.command, in.fields.exitCode, in.fields.duration}, false
}

// Run runs the command when it is due, until the context is done.
func (in *input) Run(ctx context.Context, sink plugin.Sink) error {
	lane := event.NewLane()
	start := time.Now()
	if in.schedule != nil && !in.once && !waitUntil(ctx, in.next(start)) {
		return nil
	}
	for ctx.Err() == nil {
		start = time.Now()
		if err := in.run(ctx, sink, lane); err != nil && ctx.Err() == nil {
			return err
		}
		if in.once || in.schedule == nil && in.Interval == 0 || !waitUntil(ctx, in.next(start)) {
			return nil
		}
	}
	return nil
}

// next is when to run after a run that began at start.
func (in *input) next(start time.Time) time.Time {
	if in.schedule != nil {
		return in.schedule.next(time.Now())
	}
	return start.Add(in.Interval.Std())
}

func waitUntil(ctx context.Context, at time.Time) bool {
	t := time.NewTimer(time.Until(at))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// run runs the command once and pushes what it printed. Only the pipeline's errors are returned: a
// command that fails is tried again when it is due.
func (in *input) run(ctx context.Context, sink plugin.Sink, lane *event.Lane) error {
	res, err := in.execute(ctx)
	switch {
	case ctx.Err() != nil:
		return nil //nolint:nilerr // what was printed so far is half a result
	case err != nil:
		in.env.Log.Error("command did not run", "command", in.Command, "error", err)
		return nil
	}
	in.report(res)
	cut := &plugin.Cutter{Framer: in.env.Codec.NewFramer(), Origin: in.origin(res), Sink: sink, Lane: lane, Size: in.env.BatchSize}
	for out := res.output; len(out) > 0; {
		n := copy(cut.Buffer(), out)
		if err := cut.Filled(ctx, n); err != nil {
			return err
		}
		out = out[n:]
	}
	return cut.Flush(ctx)
}

func (in *input) report(res result) {
	if res.lost > 0 {
		in.env.Log.Warn(fmt.Sprintf("command printed more than %s, the rest is lost: raise max_output", in.MaxOutput),
			"command", in.Command, "lost_bytes", res.lost)
	}
	if res.timedOut {
		in.env.Log.Warn(fmt.Sprintf("command ran longer than %s and was killed: raise timeout", in.Timeout), "command", in.Command)
	}
}

func (in *input) origin(res result) *event.Origin {
	elapsed := event.Int(int64(res.elapsed))
	if !in.env.ECS.On() {
		elapsed = event.Float(res.elapsed.Seconds())
	}
	return in.env.Origin("",
		event.Preset{Path: in.fields.command, Value: event.String(in.Command)},
		event.Preset{Path: in.fields.exitCode, Value: event.Int(int64(res.exitCode))},
		event.Preset{Path: in.fields.duration, Value: elapsed},
	)
}
