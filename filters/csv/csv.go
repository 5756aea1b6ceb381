// Package csv turns text with separated columns into fields.
package csv

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the csv filter.
type Options struct {
	// Field that holds the text, of which the first row is read. An event without it passes untouched.
	Source event.Path `hcl:"source,optional"`
	// Field to put the columns into. By default they become fields of the event.
	Target event.Path `hcl:"target,optional"`
	// Names of the columns in their order; a name may be that of a field inside another. Further columns
	// are named column4, column5 and so on.
	Columns []string `hcl:"columns,optional"`
	// Text between two columns.
	Separator string `hcl:"separator,optional"`
	// Character around columns that have separators or line ends in them; it is doubled to stand for
	// itself. An empty text turns quoting off.
	QuoteChar string `hcl:"quote_char,optional"`
	// Takes the first row that the filter sees for the names of the columns and drops its event. With
	// several workers rows may come in another order: use workers = 1, or columns.
	AutodetectColumnNames bool `hcl:"autodetect_column_names,optional"`
	// Names columns that have no name. With false they are left out.
	AutogenerateColumnNames bool `hcl:"autogenerate_column_names,optional"`
	// Leaves out columns that are empty.
	SkipEmptyColumns bool `hcl:"skip_empty_columns,optional"`
	// Lets an empty text pass with the tag _csvskippedemptyfield, which is a failure otherwise.
	SkipEmptyRows bool `hcl:"skip_empty_rows,optional"`
	// Drops events whose columns are the names of the columns.
	SkipHeader bool `hcl:"skip_header,optional"`
	// Kinds to convert columns to: "integer", "float", "boolean", "date" or "date_time". What can't be
	// converted stays text.
	Convert plugin.Map[string] `hcl:"convert,optional"`
}

// Plugin describes the csv filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("csv", Options{
		Source: event.MustPath("message"), Separator: ",", QuoteChar: `"`, AutogenerateColumnNames: true,
	}, build).WithTag("_csvparsefailure")
}

const emptyRowTag = "_csvskippedemptyfield"

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	if o.Separator == "" {
		diags = append(diags, env.Invalid("separator", "The separator must not be empty: name the text between two columns.")...)
	}
	if o.QuoteChar == `\x00` || o.QuoteChar == "" { // the first is how Logstash turns quoting off
		o.QuoteChar = "\x00"
	}
	if utf8.RuneCountInString(o.QuoteChar) > 1 {
		diags = append(diags, env.Invalid("quote_char", "%q is more than one character: columns are quoted by one.", o.QuoteChar)...)
	}
	f := &filter{Options: o}
	var more hcl.Diagnostics
	f.converters, more = newConverters(o.Convert, env)
	diags = append(diags, more...)
	f.named, more = f.configured(env)
	return f, append(diags, more...)
}

type filter struct {
	Options
	converters []conversion
	named      []column
	detected   atomic.Pointer[[]column]
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	for i := range f.named {
		fields = append(fields, f.named[i].path)
	}
	return fields, f.AutogenerateColumnNames || f.AutodetectColumnNames
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f} }

type worker struct {
	*filter
	cells []cell
	extra []column // generated names, by the number of the column
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		v := ev.Get(w.Source)
		if !v.Truthy() {
			ev.Skip()
			continue
		}
		s, ok := v.AsString()
		if !ok {
			b.Fail(ev, fmt.Errorf("parse %q as CSV: it is a %s, not text", w.Source, v.Kind()))
			continue
		}
		if err := w.row(ev, s); err != nil {
			b.Fail(ev, fmt.Errorf("parse %q: %s: %w", w.Source, plugin.Quote(s), err))
		}
	}
	clear(w.cells[:cap(w.cells)])
	return nil
}

var errEmpty = errors.New("the text is empty: skip_empty_rows lets it pass")

func (w *worker) row(ev *event.Event, s string) error {
	if s == "" {
		if !w.SkipEmptyRows {
			return errEmpty
		}
		ev.AddTag(emptyRowTag)
		ev.Skip()
		return nil
	}
	if err := w.parse(ev.Arena(), s); err != nil {
		return err
	}
	columns := w.columns()
	if columns == nil && w.AutodetectColumnNames {
		if w.detect() {
			ev.Drop()
			return nil
		}
		columns = w.columns() // another worker was faster
	}
	if w.SkipHeader && len(columns) > 0 && w.isHeader(columns) {
		ev.Drop()
		return nil
	}
	return w.set(ev, columns)
}

// set makes the columns of the row fields.
func (w *worker) set(ev *event.Event, columns []column) error {
	for i := range w.cells {
		c := &w.cells[i]
		if w.SkipEmptyColumns && c.text == "" {
			continue
		}
		col := w.column(columns, i)
		if col == nil {
			continue
		}
		v := event.Null
		if c.text != "" || c.quoted {
			v = col.convert(c.text)
		}
		if err := plugin.Assign(ev, col.path, v); err != nil {
			return err
		}
	}
	return nil
}
