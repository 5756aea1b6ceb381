package plugintest

import (
	"context"
	"sync"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Sink takes the batches of an input under test, decodes them, and settles them as it is told.
type Sink struct {
	Codec *plugin.Codec

	mu     sync.Mutex
	more   *sync.Cond
	events []string
	held   []*event.Batch
	hold   bool
}

// NewSink makes a sink that settles every batch as delivered at once.
func NewSink(c *plugin.Codec) *Sink {
	s := &Sink{Codec: c}
	s.more = sync.NewCond(&s.mu)
	return s
}

// Hold makes the sink keep batches unsettled until Settle.
func (s *Sink) Hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = true
}

// Settle settles what is held, in the order of arrival, and lets later batches pass.
func (s *Sink) Settle(o event.Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.held {
		finish(b, o)
	}
	s.held, s.hold = nil, false
}

// Push implements plugin.Sink.
func (s *Sink) Push(ctx context.Context, b *event.Batch) error {
	if err := ctx.Err(); err != nil {
		finish(b, event.Failed)
		return err
	}
	if s.Codec != nil && len(b.Records()) > 0 {
		d := s.Codec.NewDecoder()
		b.Decode(func(_ int, r *event.Record) { _ = plugin.DecodeRecord(b, r, d, s.Codec.FailureTag) })
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, Events(b)...)
	if s.hold {
		s.held = append(s.held, b)
	} else {
		finish(b, event.Delivered)
	}
	s.more.Broadcast()
	return nil
}

func finish(b *event.Batch, o event.Outcome) {
	for _, e := range b.Every() {
		e.SetOutputs(1)
	}
	for _, share := range b.FanOut(1) {
		if share != nil {
			share.SettleAll(o)
			share.Close()
		}
	}
}

// Events returns what arrived so far, as JSON.
func (s *Sink) Events() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.events...)
}

// Wait blocks until at least n events have arrived or the context is done, and returns them.
func (s *Sink) Wait(ctx context.Context, t testing.TB, n int) []string {
	t.Helper()
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.more.Broadcast()
	})
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.events) < n {
		if ctx.Err() != nil {
			t.Fatalf("%d of %d events arrived: %q", len(s.events), n, s.events)
		}
		s.more.Wait()
	}
	return append([]string(nil), s.events...)
}

// BuildInput builds an input from the inside of its block. codec is what records are decoded with; nil
// for an input that makes events itself.
func BuildInput(t testing.TB, spec plugin.InputSpec, body string, codec *plugin.Codec, change ...func(*plugin.Env)) (plugin.Input, hcl.Diagnostics) {
	t.Helper()
	env := Env(t, "input", spec.Name)
	env.Codec = codec
	for _, c := range change {
		c(&env)
	}
	opts := spec.NewOptions()
	var shared plugin.InputShared
	diags := Decode(t, &env, body, opts, &shared)
	if diags.HasErrors() {
		return nil, diags
	}
	in, more := spec.Build(opts, env)
	return in, append(diags, more...)
}

// BuildOutput builds an output from the inside of its block. codec is what events are encoded with; nil
// for an output that does not write bytes.
func BuildOutput(t testing.TB, spec plugin.OutputSpec, body string, codec *plugin.Codec, change ...func(*plugin.Env)) (plugin.Output, hcl.Diagnostics) {
	t.Helper()
	env := Env(t, "output", spec.Name)
	env.Codec = codec
	for _, c := range change {
		c(&env)
	}
	opts := spec.NewOptions()
	var shared plugin.OutputShared
	diags := Decode(t, &env, body, opts, &shared)
	if diags.HasErrors() {
		return nil, diags
	}
	out, more := spec.Build(opts, env)
	return out, append(diags, more...)
}

// Write sends events, given as JSON objects, to an output in one write.
func Write(t testing.TB, out plugin.Output, events ...string) (*plugin.Results, error) {
	t.Helper()
	b := Batch(t, events...)
	res := new(plugin.Results)
	res.Reset(len(b.Every()))
	err := out.Write(context.Background(), event.NewView(b.Every(), 100*len(events)), res)
	return res, err
}
