package csv

import (
	"github.com/headgate/headgate/codecs/internal/reserved"
	"github.com/headgate/headgate/event"
)

type decoder struct {
	parser
	extra []*event.Key // names of columns beyond those of the header, by their number
}

// Decode implements plugin.Decoder.
func (d *decoder) Decode(b *event.Batch, r *event.Record) error {
	h, ok := r.Aux.(*header)
	if !ok {
		h = d.names
	}
	if err := d.row(b.Arena(), d.charset.Decode(r.Data)); err != nil {
		return err
	}
	if d.SkipHeader && d.repeats(d.Columns) {
		return nil
	}
	e := b.AddDecoded(r)
	if d.Target.IsZero() {
		d.fill(e.Arena(), e.Fields(), h)
		reserved.Fix(e)
		return nil
	}
	o := e.Arena().NewObjectSize(len(d.values))
	d.fill(e.Arena(), o, h)
	return e.Set(d.Target, event.ObjectValue(o))
}

// repeats reports whether the row holds nothing but the names.
func (d *decoder) repeats(names []string) bool {
	if len(names) == 0 || len(names) != len(d.values) {
		return false
	}
	for i, v := range d.values {
		if s, _ := v.AsString(); s != names[i] {
			return false
		}
	}
	return true
}

// fill sets the columns of the row in an object.
func (d *decoder) fill(a *event.Arena, o *event.Object, h *header) {
	simple := h.unique && len(d.values) <= len(h.keys)
	for i, v := range d.values {
		if d.SkipEmptyColumns && empty(v) {
			continue
		}
		if i >= len(h.keys) {
			if d.AutogenerateColumnNames {
				o.Set(a, d.numbered(i), d.convert(numberedConverter(d.codec, i), v))
			}
			continue
		}
		if v = d.convert(h.convs[i], v); simple {
			o.Add(a, h.keys[i], v)
		} else {
			o.Set(a, h.keys[i], v)
		}
	}
}

func empty(v event.Value) bool {
	s, _ := v.AsString()
	return s == ""
}

func (d *decoder) convert(c converter, v event.Value) event.Value {
	s, ok := v.AsString()
	if c == nil || !ok {
		return v
	}
	if to, ok := c(s); ok {
		return to
	}
	return v
}

func (d *decoder) numbered(i int) *event.Key {
	for len(d.extra) <= i {
		d.extra = append(d.extra, event.Intern(numbered(len(d.extra))))
	}
	return d.extra[i]
}

func numberedConverter(c *codec, i int) converter {
	if len(c.converters) == 0 {
		return nil
	}
	return c.converters[numbered(i)]
}
