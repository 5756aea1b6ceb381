// Package set gives fields values that are computed for each event.
package set

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Options of the set filter.
type Options struct {
	// Fields to set, each with an expression. All of them see the event as it was before the filter.
	// An object replaces what was there, a dotted name sets inside, null leaves the field alone. When
	// one expression fails none of the fields is set.
	Fields plugin.Assignments `hcl:"fields"`
}

// Plugin describes the set filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("set", Options{}, build) }

func build(o Options, _ plugin.Env) (plugin.Filter, hcl.Diagnostics) { return &filter{o.Fields}, nil }

type filter struct{ fields plugin.Assignments }

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	for i := range f.fields {
		fields = append(fields, f.fields[i].Path)
	}
	return fields, false
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	return &worker{filter: f, env: expr.NewEnv(), values: make([]event.Value, len(f.fields))}
}

type worker struct {
	*filter
	env    *expr.Env
	values []event.Value
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		w.env.Bind(ev)
		if !w.compute(ev.Arena()) {
			b.Fail(ev, w.env.TakeErr())
			continue
		}
		if err := w.assign(ev); err != nil {
			b.Fail(ev, err)
		}
	}
	clear(w.values)
	return nil
}

// compute evaluates all fields before the first is set. Objects and lists are copied: they may be part
// of the event or of the configuration.
func (w *worker) compute(a *event.Arena) bool {
	for i := range w.fields {
		w.values[i] = a.Clone(w.fields[i].Value.Eval(w.env))
	}
	return w.env.Err() == nil
}

func (w *worker) assign(ev *event.Event) error {
	for i := range w.fields {
		if w.values[i].IsNull() {
			continue
		}
		if err := plugin.Assign(ev, w.fields[i].Path, w.values[i]); err != nil {
			return err
		}
	}
	return nil
}
