package translate

import (
	"context"
	"fmt"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

type filter struct {
	source, target event.Path
	list           event.Path // zero: there is none to iterate on
	override       bool
	fallback       *expr.Expr // nil: none
	fixed          *dictionary
	file           *plugin.Reloaded[*dictionary] // instead of fixed
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	if f.inObjects() {
		return []event.Path{f.list}, false
	}
	return []event.Path{f.target}, false
}

// inObjects reports whether source and target are fields of the objects in a list.
func (f *filter) inObjects() bool { return !f.list.IsZero() && !f.list.Equal(f.source) }

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f, env: expr.NewEnv()} }

type worker struct {
	*filter
	env  *expr.Env
	work match.Work
	dict *dictionary
	text []byte
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	w.dict = w.fixed
	if w.file != nil {
		w.dict = w.file.Get()
	}
	for ev := range b.Events() {
		translated, err := w.event(ev)
		switch {
		case err != nil:
			b.Fail(ev, err)
		case !translated:
			ev.Skip()
		}
	}
	return nil
}

// event reports whether something was set.
func (w *worker) event(ev *event.Event) (bool, error) {
	w.env.Bind(ev)
	switch {
	case w.inObjects():
		return w.objects(ev)
	case !w.override && ev.Has(w.target):
		return false, nil
	case !w.list.IsZero():
		return w.elements(ev)
	}
	v := ev.Get(w.source)
	if v.IsNull() {
		return false, nil
	}
	if v.Kind() == event.KindArray {
		v = first(v.AsArray())
	}
	v, ok, err := w.translate(ev, v)
	if err != nil || !ok {
		return false, err
	}
	return true, ev.Set(w.target, v)
}

func first(list []event.Value) event.Value {
	if len(list) == 0 {
		return event.Null
	}
	return list[0]
}

// elements translates a list of values into another one. Where there is no translation it has null.
func (w *worker) elements(ev *event.Event) (bool, error) {
	v := ev.Get(w.list)
	if v.IsNull() {
		return false, nil
	}
	list := v.AsArray()
	if v.Kind() != event.KindArray {
		list = []event.Value{v}
	}
	some := false
	to := ev.Arena().NewArray(len(list))
	for i, e := range list {
		t, ok, err := w.translate(ev, e)
		if err != nil {
			return false, err
		}
		to.AsArray()[i] = t
		some = some || ok && t.Truthy()
	}
	return some, ev.Set(w.target, to)
}

// objects translates a field of each object in a list.
func (w *worker) objects(ev *event.Event) (bool, error) {
	some := false
	v := ev.Get(w.list)
	if o := v.AsObject(); o != nil {
		return w.object(ev, o)
	}
	for _, e := range v.AsArray() {
		o := e.AsObject()
		if o == nil {
			continue
		}
		ok, err := w.object(ev, o)
		if err != nil {
			return false, err
		}
		some = some || ok
	}
	return some, nil
}

func (w *worker) object(ev *event.Event, o *event.Object) (bool, error) {
	v := get(o, w.source.Keys())
	if v.IsNull() {
		return false, nil
	}
	if v.Kind() == event.KindArray {
		v = first(v.AsArray())
	}
	v, ok, err := w.translate(ev, v)
	if err != nil || !ok {
		return false, err
	}
	return true, w.set(ev, o, v)
}

func get(o *event.Object, steps []*event.Key) event.Value {
	v := event.ObjectValue(o)
	for _, k := range steps {
		o := v.AsObject()
		if o == nil {
			return event.Null
		}
		v = o.Get(k)
	}
	return v
}

// set sets the target inside an object of the list.
func (w *worker) set(ev *event.Event, o *event.Object, v event.Value) error {
	steps := w.target.Keys()
	last := len(steps) - 1
	for _, k := range steps[:last] {
		inner := o.Get(k)
		if inner.IsNull() {
			inner = event.ObjectValue(ev.Arena().NewObject())
			o.Set(ev.Arena(), k, inner)
		}
		if inner.AsObject() == nil {
			return fmt.Errorf("set %q inside %q: %q is a %s, not an object", w.target, w.list, k, inner.Kind())
		}
		o = inner.AsObject()
	}
	o.Set(ev.Arena(), steps[last], v)
	return nil
}

// translate returns what stands for a value, or else the fallback.
func (w *worker) translate(ev *event.Event, v event.Value) (event.Value, bool, error) {
	text, ok := v.AsString()
	if !ok {
		w.text = event.AppendText(w.text[:0], v)
		text = event.Alias(w.text) // for the time of the search
	}
	found, ok, err := w.dict.find(&w.work, ev.Arena(), text)
	if err != nil {
		return event.Null, false, fmt.Errorf("translate %s in %q: %w", plugin.Quote(text), w.source, err)
	}
	if ok {
		return ev.Arena().Clone(found), true, nil
	}
	if w.fallback == nil {
		return event.Null, false, nil
	}
	found = w.fallback.Eval(w.env)
	if err := w.env.TakeErr(); err != nil {
		return event.Null, false, err
	}
	return ev.Arena().Clone(found), !found.IsNull(), nil
}
