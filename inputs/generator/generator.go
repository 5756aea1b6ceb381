// Package generator makes events of given lines, for trying out configurations and measuring them.
package generator

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the generator input.
type Options struct {
	// Lines to give, one after the other, again and again. The codec decodes them as if they came
	// from a file.
	Lines []string `hcl:"lines,optional"`
	// The line to give when there is only one.
	Message string `hcl:"message,optional"`
	// How many times to give all lines. 0 never ends.
	Count int64 `hcl:"count,optional"`
	// Pause before the lines are given again.
	Interval plugin.Duration `hcl:"interval,optional"`
	// Lines per second at most. 0 is as fast as the pipeline takes them.
	Rate float64 `hcl:"rate,optional"`
}

// Plugin describes the generator input.
func Plugin() plugin.InputSpec {
	return plugin.NewByteInput("generator", Options{Message: "Hello world!"}, build)
}

func build(o Options, env plugin.Env) (plugin.Input, hcl.Diagnostics) {
	switch {
	case o.Count < 0:
		return nil, env.Invalid("count", "%d is negative: give the number of rounds, or 0 for a generator that never ends.", o.Count)
	case o.Rate < 0:
		return nil, env.Invalid("rate", "%g is negative: give lines per second, or 0 for full speed.", o.Rate)
	}
	if len(o.Lines) == 0 {
		o.Lines = []string{o.Message}
	}
	field := event.MustPath("sequence")
	if env.ECS.On() {
		field = event.MustPath("event.sequence")
	}
	return &input{Options: o, env: env, field: field}, nil
}

type input struct {
	Options
	env   plugin.Env
	field event.Path // takes the number of the round, from 0
}

// SetOnce implements plugin.Finite: a generator ends if it counts.
func (in *input) SetOnce() bool { return in.Count > 0 }

// Sets implements plugin.FieldSetter.
func (in *input) Sets() ([]event.Path, bool) {
	return []event.Path{in.env.HostField(), in.field}, false
}

// Run gives the lines until they are counted out or the context is done.
func (in *input) Run(ctx context.Context, sink plugin.Sink) error {
	s := &stream{
		size:  max(1, in.env.BatchSize),
		input: in, sink: sink, framer: in.env.Codec.NewFramer(),
		origin: in.env.Origin(""), lane: event.NewLane(), start: time.Now(),
	}
	for _, l := range in.Lines {
		s.lines = append(s.lines, []byte(l+"\n"))
	}
	for n := int64(0); in.Count == 0 || n < in.Count; n++ {
		if n > 0 && in.Interval > 0 && !s.pause(ctx, in.Interval.Std()) {
			break
		}
		if !s.round(ctx, n) {
			break
		}
	}
	return s.end(ctx)
}

// stream is one run of the generator.
type stream struct {
	*input
	sink   plugin.Sink
	framer plugin.Framer
	origin *event.Origin
	lane   *event.Lane
	lines  [][]byte
	start  time.Time
	given  int64 // lines

	rest   []byte // what the framer has not used up, usually nothing
	base   int64
	frames []plugin.Frame
	batch  *event.Batch
	size   int   // records in a batch at most
	now    int64 // when the batch was begun
	err    error
}

// round gives every line once. It reports false when nothing more can be given.
func (s *stream) round(ctx context.Context, n int64) bool {
	meta := []event.Preset{{Path: s.field, Value: event.Int(n)}}
	for _, line := range s.lines {
		if s.Rate > 0 && !s.await(ctx) {
			return false
		}
		buf := line
		if len(s.rest) > 0 {
			buf = append(slices.Clip(s.rest), line...)
		}
		frames, used := s.framer.Frame(buf, s.base, s.frames[:0])
		s.rest, s.base = buf[used:], s.base+int64(used)
		s.given++
		if !s.add(ctx, frames, meta) {
			return false
		}
	}
	return ctx.Err() == nil
}

// await blocks until the next line is due.
func (s *stream) await(ctx context.Context) bool {
	due := s.start.Add(time.Duration(float64(s.given) / s.Rate * float64(time.Second)))
	wait := time.Until(due)
	return wait <= 0 || s.pause(ctx, wait)
}

// pause pushes what there is and waits.
func (s *stream) pause(ctx context.Context, d time.Duration) bool {
	if !s.push(ctx) {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *stream) add(ctx context.Context, frames []plugin.Frame, meta []event.Preset) bool {
	for i := range frames {
		if s.batch == nil {
			s.batch, s.now = event.NewBatch(), time.Now().UnixNano()
		}
		f := &frames[i]
		s.batch.AddRecord(event.Record{
			Data: f.Data, Aux: f.Aux, Tag: f.Tag, Origin: s.origin, Offset: f.Offset, Meta: meta, Time: s.now,
		})
		if s.batch.Len() >= s.size && !s.push(ctx) {
			return false
		}
	}
	s.frames = frames
	return true
}

func (s *stream) push(ctx context.Context) bool {
	b := s.batch
	if b == nil {
		return true
	}
	s.batch = nil
	s.lane.Stamp(b)
	s.err = s.sink.Push(ctx, b)
	return s.err == nil
}

// end gives what the framer holds back.
func (s *stream) end(ctx context.Context) error {
	if s.err == nil && ctx.Err() == nil {
		_ = s.add(ctx, s.framer.Flush(s.rest, s.base, s.frames[:0]), nil) && s.push(ctx)
	}
	if ctx.Err() != nil {
		return nil //nolint:nilerr // the input was told to stop
	}
	return s.err
}
