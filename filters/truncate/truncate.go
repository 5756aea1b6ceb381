// Package truncate shortens text that is longer than a limit.
package truncate

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the truncate filter.
type Options struct {
	// Fields to shorten; in lists and objects each text is shortened. A field that is missing or is no
	// text is left alone. By default all fields of the event.
	Fields []event.Path `hcl:"fields,optional"`
	// Bytes to keep, marker included. A character is never cut in two.
	Max plugin.Size `hcl:"max,optional"`
	// Text that stands for what was cut off.
	Marker string `hcl:"marker,optional"`
	// Logstash's name for max: bytes to keep, without a marker unless one is given.
	LengthBytes *int `hcl:"length_bytes,optional"`
}

// Plugin describes the truncate filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("truncate", Options{Max: 8 << 10, Marker: "..."}, build)
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{fields: o.Fields, limit: int(o.Max), marker: o.Marker}
	if o.LengthBytes != nil {
		if _, both := env.Options["max"]; both {
			return nil, env.Invalid("length_bytes", "length_bytes and max mean the same: remove one of them.")
		}
		if *o.LengthBytes < 0 {
			return nil, env.Invalid("length_bytes", "%d is no number of bytes to keep: give 0 or more.", *o.LengthBytes)
		}
		f.limit = *o.LengthBytes
		if _, given := env.Options["marker"]; !given {
			f.marker = ""
		}
	}
	if f.limit < len(f.marker) {
		return nil, env.Invalid("max", "%d bytes are shorter than the marker %q: raise max or shorten marker.", f.limit, f.marker)
	}
	return f, nil
}

type filter struct {
	fields []event.Path
	limit  int // bytes
	marker string
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return f }

// Process implements plugin.FilterWorker.
func (f *filter) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		if len(f.fields) == 0 {
			f.object(ev.Arena(), ev.Fields())
		}
		for _, p := range f.fields {
			v := ev.Get(p)
			if n, changed := f.value(ev.Arena(), v); changed {
				if err := ev.Set(p, n); err != nil {
					b.Fail(ev, err)
					break
				}
			}
		}
	}
	return nil
}

// value shortens a text, or what is inside an object or list in its place. It reports whether there is
// another value to be stored.
func (f *filter) value(a *event.Arena, v event.Value) (event.Value, bool) {
	switch v.Kind() {
	case event.KindString:
		s, _ := v.AsString()
		if len(s) <= f.limit {
			return v, false
		}
		return event.String(f.cut(a, s)), true
	case event.KindObject:
		f.object(a, v.AsObject())
	case event.KindArray:
		list := v.AsArray()
		for i, e := range list {
			list[i], _ = f.value(a, e)
		}
	}
	return v, false
}

func (f *filter) object(a *event.Arena, o *event.Object) {
	for i := range o.Len() {
		_, v := o.At(i)
		if n, changed := f.value(a, v); changed {
			o.SetAt(i, n)
		}
	}
}

func (f *filter) cut(a *event.Arena, s string) string {
	short := event.CutUTF8(s, f.limit-len(f.marker))
	if f.marker == "" {
		return short
	}
	return a.EndString(append(append(a.Begin(f.limit), short...), f.marker...))
}

// Sets implements plugin.FieldSetter: the filter makes no field of its own.
func (f *filter) Sets() (fields []event.Path, open bool) { return nil, false }
