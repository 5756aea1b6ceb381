package plugin

import (
	"context"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
)

// Trouble is told what goes wrong with single events, so that it is logged, counted and kept.
type Trouble interface {
	// Failed notes that a block could not do its work on an event that goes on or is dropped.
	Failed(address string, e *event.Event, err error)
	// Ignored counts a failure that the configuration says is of no interest: nothing is tagged.
	Ignored(address string, e *event.Event, err error)
	// Reject keeps an event in the dead-letter queue and says how it ended: Rejected when it is safe
	// there, Dropped when there is no such queue, Failed when the process stops before it is safe.
	Reject(ctx context.Context, address string, e *event.Event, err error) event.Outcome
}

// Step is a filter with the options that all filters share.
type Step struct {
	Address string
	Filter  Filter
	Shared  FilterShared
	Tags    []string     // for events on which the filter fails
	Reason  event.Reason // under which its drops are counted
	Trouble Trouble
}

// StepWorker runs a step in one goroutine.
type StepWorker struct {
	*Step
	env    *expr.Env
	worker FilterWorker
}

// NewWorker makes a worker for one goroutine.
func (s *Step) NewWorker() *StepWorker {
	return &StepWorker{Step: s, env: expr.NewEnv(), worker: s.Filter.Worker()}
}

// Process runs the filter on the current events of the batch for which `when` holds, then what its
// shared options ask for. It returns how many events went in.
func (w *StepWorker) Process(ctx context.Context, b *event.Batch) (n int, err error) {
	if w.Shared.When == nil {
		n = b.Current()
		return n, w.run(ctx, b)
	}
	n = b.Narrow(w.holds)
	defer b.Widen()
	if n == 0 {
		return 0, nil
	}
	return n, w.run(ctx, b)
}

// holds evaluates `when`. An expression that fails counts as false, and the event is tagged.
func (w *StepWorker) holds(e *event.Event) bool {
	w.env.Bind(e)
	ok := w.Shared.When.Holds(w.env)
	if err := w.env.TakeErr(); err != nil {
		w.tag(e)
		w.Trouble.Failed(w.Address, e, err)
		return false
	}
	return ok
}

func (w *StepWorker) run(ctx context.Context, b *event.Batch) error {
	defer b.Compact(w.Reason)
	if err := w.guarded(ctx, b); err != nil {
		return err
	}
	for _, f := range b.TakeFailures() {
		w.failed(ctx, f)
	}
	if w.hasSuccessOptions() {
		for e := range b.Succeeded() {
			w.succeeded(e)
		}
	}
	return nil
}

// guarded runs the filter. An event on which it panics is rejected; the filter goes on behind it.
func (w *StepWorker) guarded(ctx context.Context, b *event.Batch) error {
	for {
		err := Guard(func() error { return w.worker.Process(ctx, b) })
		culprit := b.Culprit()
		if err == nil || culprit == nil {
			return err
		}
		b.SkipCulprit()
		w.reject(ctx, culprit, err)
		w.worker = w.Filter.Worker() // the old one may be half-way through something
	}
}

func (w *StepWorker) failed(ctx context.Context, f event.Failure) {
	switch w.Shared.OnError {
	case "drop":
		w.Trouble.Failed(w.Address, f.Event, f.Err)
		f.Event.Drop()
	case "dead_letter":
		w.reject(ctx, f.Event, f.Err)
	default:
		if f.Tag == "" && len(w.Tags) == 0 {
			w.Trouble.Ignored(w.Address, f.Event, f.Err)
			return
		}
		if f.Tag != "" {
			f.Event.AddTag(f.Tag)
		} else {
			w.tag(f.Event)
		}
		w.Trouble.Failed(w.Address, f.Event, f.Err)
	}
}

func (w *StepWorker) reject(ctx context.Context, e *event.Event, err error) {
	e.End(w.Trouble.Reject(ctx, w.Address, e, err))
}

func (w *StepWorker) tag(e *event.Event) {
	for _, t := range w.Tags {
		e.AddTag(t)
	}
}

func (w *StepWorker) hasSuccessOptions() bool {
	s := &w.Shared
	return len(s.AddField)+len(s.RemoveField)+len(s.AddTag)+len(s.RemoveTag) > 0
}

func (w *StepWorker) succeeded(e *event.Event) {
	w.env.Bind(e)
	err := AddFields(w.env, e, w.Shared.AddField)
	for _, p := range w.Shared.RemoveField {
		e.Delete(p)
	}
	for _, t := range w.Shared.AddTag {
		if s := Text(w.env, t); s != "" {
			e.AddTag(s)
		}
	}
	for _, t := range w.Shared.RemoveTag {
		e.RemoveTag(Text(w.env, t))
	}
	if failure := w.env.TakeErr(); failure != nil {
		err = failure
	}
	if err != nil {
		w.tag(e)
		w.Trouble.Failed(w.Address, e, err)
	}
}

// AddFields sets computed fields as Logstash's add_field does: a value for a field that is there
// already is added to it as in a list. What is null or can't be set is left out; of what can't be set the
// first error is returned.
func AddFields(env *expr.Env, e *event.Event, fields Assignments) (first error) {
	for i := range fields {
		f := &fields[i]
		v := f.Value.Eval(env)
		if v.IsNull() {
			continue
		}
		v = e.Arena().Clone(v)
		switch old := e.Get(f.Path); old.Kind() {
		case event.KindNull:
		case event.KindArray:
			v = e.Arena().Append(old, v)
		default:
			v = e.Arena().Array(old, v)
		}
		if err := e.Set(f.Path, v); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Text evaluates an expression to text.
func Text(env *expr.Env, x *expr.Expr) string {
	v := x.Eval(env)
	if s, ok := v.AsString(); ok {
		return s
	}
	a := env.Event().Arena()
	return a.EndString(event.AppendText(a.Begin(64), v))
}
