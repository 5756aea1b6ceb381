// Package mutate renames, converts and rewrites fields. The operations of one block run in the order
// in which they are written.
package mutate

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// Options of the mutate filter. The operations run in the order in which they are written. A field
// that is missing is left alone by all but replace; when an operation fails the rest is skipped.
type Options struct {
	// Values for fields that are there but null.
	Coerce plugin.Assignments `hcl:"coerce,optional"`
	// Old and new names of fields. What has the new name is replaced.
	Rename plugin.Map[event.Path] `hcl:"rename,optional"`
	// New values for fields that are there. A value that is null leaves the field alone.
	Update plugin.Assignments `hcl:"update,optional"`
	// Values for fields, there or not. A value that is null leaves the field alone.
	Replace plugin.Assignments `hcl:"replace,optional"`
	// Kinds to convert fields to: "integer", "float", "integer_eu", "float_eu", "string" or "boolean".
	// Numbers may have a sign and commas between thousands, those of the kinds with _eu points between
	// thousands and a comma before the fraction; an integer loses its fraction. true, t, yes, y and 1
	// are true, false, f, no, n, 0 and the empty text are false, any other text stays. Of a list each
	// element is converted, objects stay.
	Convert plugin.Map[string] `hcl:"convert,optional"`
	// Fields, regular expressions and what to put in the place of each match: lists of three, or one
	// list with three entries for each. The expressions are Ruby's: ^ and $ are the ends of lines. In
	// the replacement \1 to \9 stand for groups and \0 for the match. In a list each text is changed.
	Gsub [][]*expr.Expr `hcl:"gsub,optional"`
	// Fields to write in upper case. In a list each text is changed.
	Uppercase []event.Path `hcl:"uppercase,optional"`
	// Fields to begin with an upper-case letter, the rest in lower case. In a list each text is changed.
	Capitalize []event.Path `hcl:"capitalize,optional"`
	// Fields to write in lower case. In a list each text is changed.
	Lowercase []event.Path `hcl:"lowercase,optional"`
	// Fields to strip of white space at both ends. In a list each text is changed.
	Strip []event.Path `hcl:"strip,optional"`
	// Texts to split into lists, each with its separator. Empty texts at the end are left out; a single
	// blank separates by white space of any kind and length, an empty separator by characters.
	Split plugin.Map[string] `hcl:"split,optional"`
	// Lists to join to one text, each with its separator.
	Join plugin.Map[string] `hcl:"join,optional"`
	// Fields to merge others into. Two objects make one, in which the second wins; anything else makes
	// a list. An object and something else are left alone.
	Merge plugin.Map[[]event.Path] `hcl:"merge,optional"`
	// Fields to copy, each with the name of its copy. What has that name is replaced.
	Copy plugin.Map[event.Path] `hcl:"copy,optional"`

	// Order is how the operations are written in the block.
	Order plugin.Order
}

// Plugin describes the mutate filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("mutate", Options{}, build).WithTag("_mutate_error")
}

// operation is one change of one field.
type operation interface {
	apply(w *worker, ev *event.Event) error
	// touches lists the fields that the operation uses.
	touches() []touch
}

// builder turns the options into operations.
type builder struct {
	plugin.Env
	Options
	diags hcl.Diagnostics
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	b := &builder{Env: env, Options: o}
	f := &filter{}
	var steps []step
	for _, name := range o.Order {
		ops := b.operations(name)
		if len(ops) == 0 {
			continue
		}
		f.ops = append(f.ops, ops...)
		steps = append(steps, step{name, ops})
	}
	if b.diags.HasErrors() {
		return nil, b.diags
	}
	return f, append(b.diags, orderWarnings(steps, env)...)
}

// operations returns those of one option; none for the options that all filters share.
func (b *builder) operations(name string) []operation {
	switch name {
	case "coerce":
		return assignments(b.Coerce, onlyNull)
	case "update":
		return assignments(b.Update, onlyThere)
	case "replace":
		return assignments(b.Replace, always)
	case "rename":
		return each(b.Rename, func(from, to event.Path) operation { return newRename(from, to) })
	case "copy":
		return each(b.Copy, func(from, to event.Path) operation { return &copied{from, to} })
	case "merge":
		return each(b.Merge, func(to event.Path, from []event.Path) operation { return &merge{to, from} })
	case "convert":
		return b.conversions()
	case "gsub":
		return b.substitutions()
	case "uppercase":
		return rewrites(b.Uppercase, upper)
	case "capitalize":
		return rewrites(b.Capitalize, capitalize)
	case "lowercase":
		return rewrites(b.Lowercase, lower)
	case "strip":
		return rewrites(b.Strip, strip)
	case "split":
		return each(b.Split, func(p event.Path, sep string) operation { return &split{p, sep} })
	case "join":
		return each(b.Join, func(p event.Path, sep string) operation { return &join{p, sep} })
	}
	return nil
}

func each[T any](m plugin.Map[T], make func(event.Path, T) operation) []operation {
	ops := []operation{}
	for i := range m {
		ops = append(ops, make(m[i].Path, m[i].Value))
	}
	return ops
}

type filter struct{ ops []operation }

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	for _, op := range f.ops {
		for _, t := range op.touches() {
			if t.makes || t.writes { // a field that is converted is of another kind then
				fields = append(fields, t.path)
			}
		}
	}
	return fields, false
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f, env: expr.NewEnv()} }

type worker struct {
	*filter
	env       *expr.Env
	work      match.Work
	replacers map[replacerKey]*match.Replacer
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		w.env.Bind(ev)
		for _, op := range w.ops {
			if err := op.apply(w, ev); err != nil {
				b.Fail(ev, err)
				break
			}
		}
	}
	return nil
}
