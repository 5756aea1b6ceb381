// Package json turns text that is JSON into fields.
package json

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
	"github.com/headgate/headgate/plugin"
)

// Options of the json filter.
type Options struct {
	// Field that holds the text. An event without it passes untouched.
	Source event.Path `hcl:"source"`
	// Field to put the value into; what is there is replaced. By default the text must be an object,
	// whose fields become fields of the event.
	Target event.Path `hcl:"target,optional"`
	// Lets text that is not JSON pass without a failure.
	SkipOnInvalidJSON bool `hcl:"skip_on_invalid_json,optional"`
}

// Plugin describes the json filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("json", Options{}, build).WithTag("_jsonparsefailure")
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	iso, err := timefmt.Compile("ISO8601")
	if err != nil {
		return nil, env.Invalid("source", "%v.", err)
	}
	return &filter{Options: o, iso: iso}, nil
}

type filter struct {
	Options
	iso *timefmt.Layout
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	if f.Target.IsZero() {
		return nil, true
	}
	return []event.Path{f.Target}, false
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f} }

type worker struct {
	*filter
	decoder event.Decoder
	now     time.Time // of the batch, once it was asked for
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	w.now = time.Time{}
	for ev := range b.Events() {
		v := ev.Get(w.Source)
		if !v.Truthy() {
			ev.Skip()
			continue
		}
		s, ok := v.AsString()
		if !ok {
			b.Fail(ev, fmt.Errorf("parse %q as JSON: it is a %s, not text", w.Source, v.Kind()))
			continue
		}
		if err := w.parse(ev, s); err != nil {
			w.failed(b, ev, s, err)
		}
	}
	return nil
}

func (w *worker) parse(ev *event.Event, s string) error {
	if w.Target.IsZero() {
		return w.intoRoot(ev, s)
	}
	v, err := w.decoder.Value(ev.Arena(), s)
	if err != nil {
		return err
	}
	return plugin.Assign(ev, w.Target, v)
}

// failed marks an event. Valid JSON that is no object fails even where other text may pass.
func (w *worker) failed(b *event.Batch, ev *event.Event, s string, err error) {
	if w.SkipOnInvalidJSON {
		if _, invalid := w.decoder.Value(ev.Arena(), s); invalid != nil {
			ev.Skip()
			return
		}
	}
	b.Fail(ev, fmt.Errorf("parse %q: %s: %w", w.Source, plugin.Quote(s), err))
}
