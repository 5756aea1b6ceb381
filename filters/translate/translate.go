// Package translate replaces values by what a dictionary says.
package translate

import (
	"math"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Options of the translate filter.
type Options struct {
	// Field that holds what to look up. Of a list the first element counts; numbers are looked up as they
	// are written.
	Source event.Path `hcl:"source,optional"`
	// Older name of source.
	Field event.Path `hcl:"field,optional"`
	// Field that gets the result. By default the source itself; with the classic names "translation".
	Target event.Path `hcl:"target,optional"`
	// Older name of target.
	Destination event.Path `hcl:"destination,optional"`
	// What stands for what: { "200" = "OK", "404" = "Not Found" }.
	Dictionary plugin.Dict[*expr.Expr] `hcl:"dictionary,optional"`
	// File with the dictionary instead: an object or mapping in .json, .yaml or .yml, or .csv with key and
	// value in each line, UTF-8, at most 128 MiB.
	DictionaryPath string `hcl:"dictionary_path,optional"`
	// Time between two looks whether the file has changed; 0 never looks.
	RefreshInterval plugin.Duration `hcl:"refresh_interval,optional"`
	// Whether entries that are gone from a changed file are kept or removed.
	RefreshBehaviour string `hcl:"refresh_behaviour,optional" oneof:"merge,replace"`
	// Whether the whole source must be a key. Without it every key that occurs in the source is replaced
	// by its value, and the target gets the resulting text.
	Exact bool `hcl:"exact,optional"`
	// Whether keys are regular expressions that are searched for in the source. The first that is found
	// counts. Only with exact.
	Regex bool `hcl:"regex,optional"`
	// Whether a target that is there already is replaced. By default only when it is the source itself.
	Override *bool `hcl:"override,optional"`
	// Value when the dictionary has none: "unknown", or computed as in "${field.code}?".
	Fallback *expr.Expr `hcl:"fallback,optional"`
	// Field with a list, each element of which is translated. When it is the source, the target gets a
	// list of the results; else the elements are objects, and source and target are fields in them.
	IterateOn event.Path `hcl:"iterate_on,optional"`
}

// Plugin describes the translate filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("translate", defaults(), build) }

func defaults() Options {
	return Options{Exact: true, RefreshInterval: plugin.Duration(5 * time.Minute), RefreshBehaviour: "merge"}
}

// never is the interval of a file that is read once.
const never = time.Duration(math.MaxInt64 / 2)

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{fallback: o.Fallback, list: o.IterateOn}
	diags := f.chooseFields(o, env)
	if o.Regex && !o.Exact {
		diags = append(diags, env.Warning("regex", "regex has no effect with exact = false: keys are replaced as they are written.")...)
	}
	return f, append(diags, f.chooseDictionary(o, env)...)
}

func (f *filter) chooseFields(o Options, env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	f.source, f.target = o.Source, o.Target
	if !o.Field.IsZero() {
		if !f.source.IsZero() {
			diags = append(diags, env.Invalid("field", "field is an older name of source: give one of them.")...)
		}
		f.source = o.Field
	}
	if !o.Destination.IsZero() {
		if !f.target.IsZero() {
			diags = append(diags, env.Invalid("destination", "destination is an older name of target: give one of them.")...)
		}
		f.target = o.Destination
	}
	if f.source.IsZero() {
		return append(diags, env.Invalid("source", "No field is named: set source to the one that holds what to look up, such as source = \"status\".")...)
	}
	if f.target.IsZero() {
		f.target = f.source
		if !env.ECS.On() {
			f.target = event.MustPath("translation")
		}
	}
	inPlace := f.target.Equal(f.source)
	f.override = inPlace
	if o.Override != nil {
		f.override = *o.Override
	}
	if inPlace && !f.override {
		diags = append(diags, env.Invalid("override", "The target %q is the source, so it is always there and nothing could be translated: name another target, or leave override out.", f.target)...)
	}
	return diags
}

func (f *filter) chooseDictionary(o Options, env plugin.Env) hcl.Diagnostics {
	how := how{exact: o.Exact, regex: o.Regex && o.Exact}
	switch {
	case len(o.Dictionary) > 0 && o.DictionaryPath != "":
		return env.Invalid("dictionary_path", "dictionary and dictionary_path exclude each other: write the entries into the file, or leave it out.")
	case o.DictionaryPath != "":
		return f.loadFile(o, env, how)
	case len(o.Dictionary) == 0:
		return env.Invalid("dictionary", "There is nothing to look up: give a dictionary, or a dictionary_path.")
	}
	entries, diags := inline(o.Dictionary, env)
	if diags.HasErrors() {
		return diags
	}
	d, at, err := newDictionary(entries, how)
	if err != nil {
		diags = env.Invalid("dictionary", "The key %s is no regular expression: %v.", plugin.Quote(entries.keys[at]), err)
		diags[0].Subject = &o.Dictionary[at].Range
		return diags
	}
	f.fixed = d
	return nil
}

func inline(dict plugin.Dict[*expr.Expr], env plugin.Env) (*entries, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	list := newEntries(len(dict))
	for _, e := range dict {
		v, fixed := e.Value.Const()
		if !fixed {
			rng := e.Value.Range()
			d := env.Diagnostic(hcl.DiagError, "dictionary", "The value of %s depends on the event: a dictionary holds values that are known when the configuration is loaded.", plugin.Quote(e.Key))
			d.Subject = &rng
			diags = append(diags, d)
		}
		list.add(e.Key, v)
	}
	return list, diags
}

// loadFile loads the file, and again when it changes.
func (f *filter) loadFile(o Options, env plugin.Env, how how) hcl.Diagnostics {
	every := o.RefreshInterval.Std()
	if every == 0 {
		every = never
	}
	var kept *entries // of the last version; used by one load at a time
	load := func(path string) (*dictionary, error) {
		list, err := readFile(path)
		if err != nil {
			return nil, err
		}
		if kept != nil && o.RefreshBehaviour == "merge" {
			if list, err = kept.merge(list); err != nil {
				return nil, err
			}
		}
		d, at, err := newDictionary(list, how)
		if err != nil {
			return nil, list.wrong(at, err)
		}
		kept = list
		return d, nil
	}
	var err error
	if f.file, err = plugin.NewReloaded(env.Path(o.DictionaryPath), every, env.Log, load); err != nil {
		return env.Invalid("dictionary_path", "The dictionary can't be used: %v.", err)
	}
	return nil
}
