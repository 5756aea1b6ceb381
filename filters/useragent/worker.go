package useragent

import (
	"context"
	"fmt"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

type filter struct {
	source      event.Path
	target      event.Path // zero for the event itself
	naming      naming
	definitions func() *definitions // loaded when they are needed first, which takes a moment
	cache       *cache
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	n := &f.naming
	for _, name := range []string{n.name, n.version, n.device, n.os, n.osName, n.osVersion, n.osFull} {
		if name != "" {
			fields = append(fields, f.target.Join(event.MustPath(name)))
		}
	}
	parts := f.target
	if n.partsInMeta {
		parts = event.MetaPath("filter", "user_agent")
	}
	for _, name := range []string{n.major, n.minor, n.patch, n.osMajor, n.osMinor, n.osPatch} {
		fields = append(fields, parts.Join(event.MustPath(name)))
	}
	return fields, false
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	return &worker{filter: f, meta: event.MetaPath("filter", "user_agent")}
}

type worker struct {
	*filter
	meta event.Path
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		v := ev.Get(w.source)
		if list := v.AsArray(); len(list) > 0 {
			v = list[0]
		}
		line, ok := v.AsString()
		switch {
		case v.IsNull() || ok && line == "" || v.Kind() == event.KindArray:
			ev.Skip()
		case !ok:
			b.Fail(ev, fmt.Errorf("useragent: the field %q is a %s, text is needed", w.source, v.Kind()))
		default:
			if err := w.set(ev, line); err != nil {
				b.Fail(ev, fmt.Errorf("useragent: %w", err))
			}
		}
	}
	return nil
}

func (w *worker) set(ev *event.Event, line string) error {
	r := w.cache.get(event.CutUTF8(line, maxLine), w.find)
	if !r.meta.Empty() {
		if err := r.meta.Apply(ev, w.meta); err != nil {
			return err
		}
	}
	if w.target.Equal(w.source) {
		ev.Delete(w.source)
	}
	return r.fields.Apply(ev, w.target)
}

// find looks a user agent up in the patterns.
func (f *filter) find(line string) *result {
	agent, system, device := f.definitions().parse(line)
	return f.naming.makeResult(line, &agent, &system, &device)
}
