// Package dissect takes text apart at the delimiters between fields.
package dissect

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the dissect filter.
type Options struct {
	// Fields and how to take their text apart: names of new fields as %{name}, and between them the
	// delimiters. Text up to the first delimiter goes to the first field and so on; the last field takes
	// the rest. All delimiters must be found. %{} and %{?name} are left out, %{+name} is appended to the
	// field with the delimiter before it, %{+name/2} as the second, and %{&name} goes to the field that
	// has the value of name as its name. %{name->} takes repeated delimiters behind it for one.
	Mapping plugin.Map[plugin.Pattern] `hcl:"mapping,optional"`
	// Fields to convert when all was taken apart: to "int", which cuts a fraction off, or "float". One that
	// is missing or no number gets the tag _dataconversionnullvalue_NAME_KIND or
	// _dataconversionuncoercible_NAME_KIND.
	ConvertDatatype plugin.Map[string] `hcl:"convert_datatype,optional"`
}

// Plugin describes the dissect filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("dissect", Options{}, build) }

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	if len(o.Mapping)+len(o.ConvertDatatype) == 0 {
		diags = env.Invalid("mapping", "There is nothing to do: write mapping = { message = \"%%{first} %%{second}\" }.")
	}
	f := &filter{}
	for _, e := range o.Mapping {
		d, err := newDissection(e.Path, e.Value.Text)
		if err != nil {
			more := env.Invalid("mapping", "%v.", err)
			more[0].Subject = &e.Value.Range
			diags = append(diags, more...)
			continue
		}
		f.dissections = append(f.dissections, d)
	}
	var more hcl.Diagnostics
	f.conversions, more = newConversions(o.ConvertDatatype, env)
	return f, append(diags, more...)
}

type filter struct {
	dissections []*dissection
	conversions []conversion
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	for _, d := range f.dissections {
		for _, p := range d.saved {
			fields = append(fields, p.path)
		}
		open = open || len(d.indirect) > 0
	}
	return fields, open
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	n := 0
	for _, d := range f.dissections {
		n = max(n, len(d.parts))
	}
	return &worker{filter: f, values: make([]string, n)}
}

type worker struct {
	*filter
	values []string // of the parts of one text
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		done, err := w.event(ev)
		for i := range w.conversions {
			w.conversions[i].apply(ev)
		}
		switch {
		case err != nil:
			b.Fail(ev, err)
		case !done && len(w.conversions) == 0:
			ev.Skip()
		}
	}
	return nil
}

// event runs all dissections, also when one fails. It reports whether one succeeded.
func (w *worker) event(ev *event.Event) (done bool, err error) {
	for _, d := range w.dissections {
		v := ev.Get(d.source)
		if v.IsNull() {
			continue
		}
		s, ok := v.AsString()
		if !ok {
			a := ev.Arena()
			s = a.EndString(event.AppendText(a.Begin(64), v))
		}
		failure := w.dissect(ev, d, s)
		if failure != nil {
			err = errors.Join(err, fmt.Errorf("dissect %q: %s: %w", d.source, plugin.Quote(s), failure))
		}
		done = done || failure == nil
	}
	return done, err
}

func (w *worker) dissect(ev *event.Event, d *dissection, s string) error {
	values := w.values[:len(d.parts)]
	if err := d.cut(s, values); err != nil {
		return err
	}
	if err := d.save(ev, values); err != nil {
		return err
	}
	return d.saveIndirect(ev, values)
}
