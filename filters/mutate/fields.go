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

// find returns the object that holds the field and its number there, which is negative when it is
// missing. The object is nil when the field would be an element of a list.
func (p *place) find(ev *event.Event) (*event.Object, int) {
	o := ev.Get(p.parent).AsObject()
	if o == nil || p.key == nil {
		return nil, -1
	}
	return o, o.Find(p.key)
}

func (p *place) has(ev *event.Event) bool {
	o, i := p.find(ev)
	return i >= 0 || o == nil && ev.Has(p.path)
}

// take removes the field and returns its value, and whether it was there.
func (p *place) take(ev *event.Event) (event.Value, bool) {
	o, i := p.find(ev)
	if o == nil {
		v := ev.Delete(p.path)
		return v, !v.IsNull()
	}
	if i < 0 {
		return event.Null, false
	}
	_, v := o.At(i)
	o.Delete(p.key)
	return v, true
}

// change replaces the value of a field that is there by what with makes of it.
func (p *place) change(ev *event.Event, with func(*event.Arena, event.Value) event.Value) error {
	o, i := p.find(ev)
	if i >= 0 {
		_, v := o.At(i)
		o.SetAt(i, with(ev.Arena(), v))
		return nil
	}
	if v := ev.Get(p.path); !v.IsNull() {
		return ev.Set(p.path, with(ev.Arena(), v))
	}
	return nil
}

type rename struct {
	from  place
	to    event.Path
	plain bool // both are at the top and may hold anything
}

func newRename(from, to event.Path) *rename {
	return &rename{newPlace(from), to, isPlain(from) && isPlain(to)}
}

func isPlain(p event.Path) bool {
	return len(p.Keys()) == 1 && !p.IsMeta() && !p.IsTimestamp() && p.String() != "tags"
}

func (r *rename) touches() []touch {
	return []touch{{path: r.from.path, writes: true}, {path: r.to, writes: true, makes: true}}
}

func (r *rename) apply(_ *worker, ev *event.Event) error {
	if r.plain && ev.Fields().Rename(r.from.path.Keys()[0], r.to.Keys()[0]) {
		return nil
	}
	v, ok := r.from.take(ev)
	if !ok {
		return nil
	}
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
