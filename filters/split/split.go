// Package split makes several events of one.
package split

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the split filter.
type Options struct {
	// Field that holds the text or the list to split.
	Field event.Path `hcl:"field,optional"`
	// Field of the new events for their part. By default the field that was split.
	Target event.Path `hcl:"target,optional"`
	// What stands between the parts of a text.
	Terminator string `hcl:"terminator,optional"`
}

// Plugin describes the split filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("split", Options{Field: event.MustPath("message"), Terminator: "\n"}, build).WithTag("_split_type_failure")
}

// maxEvents bounds what one event can become.
const maxEvents = 100_000

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	if o.Terminator == "" {
		return nil, env.Invalid("terminator", "The terminator must not be empty: name what stands between the parts.")
	}
	f := &filter{Options: o, inPlace: o.Target.IsZero() || o.Target.Equal(o.Field)}
	if o.Target.IsZero() {
		f.Target = o.Field
	}
	return f, nil
}

type filter struct {
	Options
	inPlace bool // the parts replace what was split
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) { return []event.Path{f.Target}, false }

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f} }

type worker struct {
	*filter
	parts []event.Value
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		if err := w.split(b, ev); err != nil {
			b.Fail(ev, err)
		}
	}
	clear(w.parts[:cap(w.parts)])
	return nil
}

func (w *worker) split(b *event.Batch, ev *event.Event) error {
	v := ev.Get(w.Field)
	w.parts = w.parts[:0]
	s, ok := v.AsString()
	switch {
	case ok && s != "" && !strings.Contains(s, w.Terminator):
		ev.Skip() // there is nothing to split
		return nil
	case ok:
		w.text(s)
	case v.Kind() == event.KindArray:
		w.list(v.AsArray())
	default:
		return fmt.Errorf("split %q: only text and lists can be split, not %s", w.Field, describe(v))
	}
	switch n := len(w.parts); {
	case n == 0:
		ev.Drop()
		return nil
	case n > maxEvents:
		return fmt.Errorf("split %q: %d parts are more than the limit of %d", w.Field, n, maxEvents)
	}
	return w.spread(b, ev)
}

func describe(v event.Value) string {
	if v.IsNull() {
		return "a missing field"
	}
	return "a " + v.Kind().String()
}

// text collects the parts of a text, without the empty ones.
func (w *worker) text(s string) {
	for part := range strings.SplitSeq(s, w.Terminator) {
		if part != "" {
			w.parts = append(w.parts, event.String(part))
		}
	}
}

// list collects the elements of a list, without null and empty texts.
func (w *worker) list(elems []event.Value) {
	for _, e := range elems {
		if s, ok := e.AsString(); !e.IsNull() && (!ok || s != "") {
			w.parts = append(w.parts, e)
		}
	}
}

// spread makes an event of each part. The event at hand becomes the first one.
func (w *worker) spread(b *event.Batch, ev *event.Event) error {
	if w.inPlace {
		if err := ev.Set(w.Field, event.Null); err != nil { // so that it is not copied for each part
			return err
		}
	}
	first := w.parts[0]
	if !w.inPlace {
		first = ev.Arena().Clone(first) // the list stays too
	}
	for _, part := range w.parts[1:] {
		e := b.After(ev)
		e.CopyFrom(ev)
		if !w.inPlace {
			part = e.Arena().Clone(part)
		}
		if err := plugin.Assign(e, w.Target, part); err != nil {
			b.Fail(e, err)
		}
	}
	return plugin.Assign(ev, w.Target, first)
}
