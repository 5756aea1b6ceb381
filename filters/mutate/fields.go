package mutate

import (
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// place is a field whose presence matters even where its value is null.
type place struct {
	path   event.Path
	parent event.Path
	key    *event.Key
}

func newPlace(p event.Path) place {
	keys := p.Keys()
	if len(keys) == 0 {
		return place{path: p}
	}
	names := make([]string, len(keys)-1)
	for i := range names {
		names[i] = keys[i].String()
	}
	parent := event.PathOf(names...)
	if p.IsMeta() {
		parent = event.MetaPath(names...)
	}
	return place{p, parent, keys[len(keys)-1]}
}

func (p *place) has(ev *event.Event) bool {
	if p.key == nil {
		return false
	}
	if o := ev.Get(p.parent).AsObject(); o != nil {
		return o.Find(p.key) >= 0
	}
	return ev.Has(p.path) // an element of a list
}

type rename struct {
	from place
	to   event.Path
}

func (r *rename) touches() []touch {
	return []touch{{path: r.from.path, writes: true}, {path: r.to, writes: true, makes: true}}
}

func (r *rename) apply(_ *worker, ev *event.Event) error {
	if !r.from.has(ev) {
		return nil
	}
	v := ev.Delete(r.from.path)
	err := plugin.Assign(ev, r.to, v)
	if err != nil {
		_ = ev.Set(r.from.path, v) // it was just taken from there
	}
	return err
}

type copied struct{ from, to event.Path }

func (c *copied) touches() []touch {
	return []touch{{path: c.from}, {path: c.to, writes: true, makes: true}}
}

func (c *copied) apply(_ *worker, ev *event.Event) error {
	v := ev.Get(c.from)
	if v.IsNull() {
		return nil
	}
	return plugin.Assign(ev, c.to, ev.Arena().Clone(v))
}

// onlyIf says to which fields an assignment applies.
type onlyIf uint8

const (
	always    onlyIf = iota
	onlyThere        // the field is there, if only as null
	onlyNull         // the field is there and null
)

type assignment struct {
	place
	value *expr.Expr
	only  onlyIf
}

func assignments(fields plugin.Assignments, only onlyIf) []operation {
	return each(fields, func(p event.Path, x *expr.Expr) operation { return &assignment{newPlace(p), x, only} })
}

func (a *assignment) touches() []touch {
	list := []touch{{path: a.path, writes: true, makes: a.only == always}}
	for _, p := range a.value.Reads() {
		list = append(list, touch{path: p})
	}
	return list
}

func (a *assignment) apply(w *worker, ev *event.Event) error {
	if a.only != always && !a.has(ev) || a.only == onlyNull && ev.Has(a.path) {
		return nil
	}
	v := a.value.Eval(w.env)
	if err := w.env.TakeErr(); err != nil {
		return err
	}
	if v.IsNull() {
		return nil
	}
	return plugin.Assign(ev, a.path, ev.Arena().Clone(v))
}

type merge struct {
	to   event.Path
	from []event.Path
}

func (m *merge) touches() []touch {
	list := []touch{{path: m.to, writes: true, makes: true}}
	for _, p := range m.from {
		list = append(list, touch{path: p})
	}
	return list
}

func (m *merge) apply(_ *worker, ev *event.Event) error {
	for _, from := range m.from {
		to, add := ev.Get(m.to), ev.Get(from)
		if to.IsNull() && add.IsNull() {
			continue
		}
		merged, ok := join2(ev.Arena(), to, add)
		if !ok {
			continue
		}
		if err := plugin.Assign(ev, m.to, merged); err != nil {
			return err
		}
	}
	return nil
}

// join2 merges a copy of add into a value. An object and something else do not merge.
func join2(a *event.Arena, to, add event.Value) (merged event.Value, ok bool) {
	o, more := to.AsObject(), a.Clone(add).AsObject()
	if (o == nil) != (more == nil) {
		return event.Null, false
	}
	if o != nil {
		for k, v := range more.All() {
			o.Set(a, k, v)
		}
		return to, true
	}
	list := appendAll(a, a.NewArray(0), to)
	return appendAll(a, list, a.Clone(add)), true
}

// appendAll appends a value, or the elements of a list, to a list.
func appendAll(a *event.Arena, list, v event.Value) event.Value {
	switch v.Kind() {
	case event.KindNull:
	case event.KindArray:
		for _, e := range v.AsArray() {
			list = a.Append(list, e)
		}
	default:
		list = a.Append(list, v)
	}
	return list
}
