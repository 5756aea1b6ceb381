// Package kv finds pairs like user=ada in text and makes fields of them.
package kv

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// Options of the kv filter. Characters are given as inside the brackets of a regular expression: a
// backslash takes away the meaning of brackets, a dash between two characters means those between.
type Options struct {
	// Field that holds the text, or a list of texts. An event without it passes untouched.
	Source event.Path `hcl:"source,optional"`
	// Field to put the pairs into; what is there is replaced. By default they become fields of the event.
	Target event.Path `hcl:"target,optional"`

	// Characters of which each ends a pair.
	FieldSplit string `hcl:"field_split,optional"`
	// Regular expression for what ends a pair, instead of field_split.
	FieldSplitPattern *plugin.Pattern `hcl:"field_split_pattern,optional"`
	// Characters of which each stands between a key and its value.
	ValueSplit string `hcl:"value_split,optional"`
	// Regular expression for what stands between a key and its value, instead of value_split.
	ValueSplitPattern *plugin.Pattern `hcl:"value_split_pattern,optional"`
	// "lenient" lets blanks stand before and behind what separates key and value; "strict" does not, so
	// that a value may be empty.
	Whitespace string `hcl:"whitespace,optional" oneof:"lenient,strict"`
	// Takes (...), [...] and <...> around a value for quotes, which are left out like "..." and '...'.
	IncludeBrackets bool `hcl:"include_brackets,optional"`
	// Looks for pairs in values too, which become fields inside the field of the value.
	Recursive bool `hcl:"recursive,optional"`

	// Characters to take away from both ends of keys.
	TrimKey string `hcl:"trim_key,optional"`
	// Characters to take away from both ends of values.
	TrimValue string `hcl:"trim_value,optional"`
	// Characters to take away from keys wherever they stand.
	RemoveCharKey string `hcl:"remove_char_key,optional"`
	// Characters to take away from values wherever they stand.
	RemoveCharValue string `hcl:"remove_char_value,optional"`
	// How to write keys.
	TransformKey string `hcl:"transform_key,optional" oneof:"lowercase,uppercase,capitalize"`
	// How to write values.
	TransformValue string `hcl:"transform_value,optional" oneof:"lowercase,uppercase,capitalize"`

	// Text to put before all keys.
	Prefix *expr.Expr `hcl:"prefix,optional"`
	// The only keys to take, without prefix. By default all.
	IncludeKeys []*expr.Expr `hcl:"include_keys,optional"`
	// Keys to leave out, without prefix.
	ExcludeKeys []*expr.Expr `hcl:"exclude_keys,optional"`
	// Values for keys that the text does not have.
	DefaultKeys plugin.Dict[*expr.Expr] `hcl:"default_keys,optional"`
	// Keeps each value of a key that occurs several times. With false each different one is kept once.
	AllowDuplicateValues bool `hcl:"allow_duplicate_values,optional"`
	// Keeps keys whose value is empty.
	AllowEmptyValues bool `hcl:"allow_empty_values,optional"`

	// Time to spend on one text, in milliseconds. 0 is no limit.
	TimeoutMillis int `hcl:"timeout_millis,optional"`
	// Tag for an event whose text took longer.
	TagOnTimeout string `hcl:"tag_on_timeout,optional"`
}

// Plugin describes the kv filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("kv", Options{
		Source: event.MustPath("message"), FieldSplit: " ", ValueSplit: "=", Whitespace: "lenient",
		IncludeBrackets: true, AllowDuplicateValues: true, TimeoutMillis: 30000, TagOnTimeout: "_kv_filter_timeout",
	}, build).WithTag("_kv_filter_error")
}

// Bounds of what one text can make.
const (
	maxPairs = 4 * event.MaxFields
	maxDepth = event.MaxDepth / 2 // of pairs in values; deeper ones stay text
)

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	diags := refuseEmpty(o, env)
	if o.TimeoutMillis < 0 {
		diags = append(diags, env.Invalid("timeout_millis", "%d is no time: give milliseconds, or 0 for no limit.", o.TimeoutMillis)...)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	f := &filter{Options: o, timeout: time.Duration(o.TimeoutMillis) * time.Millisecond}
	f.scanner, diags = newScanner(o, f.timeout, env)
	for _, e := range []struct {
		option, chars string
		atEnds        bool
		to            **eraser
	}{
		{"trim_key", o.TrimKey, true, &f.trimKey},
		{"trim_value", o.TrimValue, true, &f.trimValue},
		{"remove_char_key", o.RemoveCharKey, false, &f.removeKey},
		{"remove_char_value", o.RemoveCharValue, false, &f.removeValue},
	} {
		if e.chars == "" {
			continue
		}
		var err error
		if *e.to, err = newEraser(e.chars, e.atEnds); err != nil {
			diags = append(diags, env.Invalid(e.option, "%q can't stand between the brackets of a regular expression: %v.", e.chars, err)...)
		}
	}
	return f, diags
}

func refuseEmpty(o Options, env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	const what = "%s must not be empty: name what stands there in the text."
	if o.ValueSplit == "" {
		diags = append(diags, env.Invalid("value_split", what, "value_split")...)
	}
	if o.FieldSplit == "" && o.FieldSplitPattern == nil {
		diags = append(diags, env.Invalid("field_split", what, "field_split")...)
	}
	if p := o.ValueSplitPattern; p != nil && p.Text == "" {
		diags = append(diags, env.Invalid("value_split_pattern", what, "value_split_pattern")...)
	}
	if p := o.FieldSplitPattern; p != nil && p.Text == "" {
		diags = append(diags, env.Invalid("field_split_pattern", what, "field_split_pattern")...)
	}
	return diags
}

type filter struct {
	Options
	scanner                                    *scanner
	trimKey, trimValue, removeKey, removeValue *eraser
	timeout                                    time.Duration
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	if !f.Target.IsZero() {
		return []event.Path{f.Target}, false
	}
	for _, d := range f.DefaultKeys {
		fields = append(fields, event.PathOf(d.Key))
	}
	return fields, true
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f, env: expr.NewEnv()} }

type worker struct {
	*filter
	env   *expr.Env
	work  match.Work
	spans []int
	keys  keyCache

	// Of the event at hand.
	arena            *event.Arena
	prefix           string
	include, exclude []string
	pairs            int
}

var errTimeout = errors.New("the time limit was reached")

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		switch found, err := w.event(ev); {
		case errors.Is(err, errTimeout):
			b.FailTagged(ev, err, w.TagOnTimeout)
		case err != nil:
			b.Fail(ev, err)
		case !found:
			ev.Skip()
		}
	}
	return nil
}

// event works on one event. It is not found when there is nothing to set.
func (w *worker) event(ev *event.Event) (found bool, err error) {
	w.env.Bind(ev)
	w.arena, w.pairs = ev.Arena(), 0
	if err := w.bind(); err != nil {
		return false, err
	}
	o := w.arena.NewObject()
	if err := w.source(ev.Get(w.Source), o); err != nil {
		return false, fmt.Errorf("find pairs in %q: %w", w.Source, err)
	}
	if o, err = w.withDefaults(o); err != nil || o.Len() == 0 {
		return false, err
	}
	if !w.Target.IsZero() {
		return true, plugin.Assign(ev, w.Target, event.ObjectValue(o))
	}
	return true, toRoot(ev, o)
}

func (w *worker) source(v event.Value, into *event.Object) error {
	if s, ok := v.AsString(); ok {
		return w.text(s, into, 0)
	}
	for _, e := range v.AsArray() {
		s, ok := e.AsString()
		if !ok {
			return fmt.Errorf("the list has a %s in it, not only text", e.Kind())
		}
		if err := w.text(s, into, 0); err != nil {
			return err
		}
	}
	return nil
}

// bind computes the options that may depend on the event.
func (w *worker) bind() error {
	w.prefix = ""
	if w.Prefix != nil {
		w.prefix = plugin.Text(w.env, w.Prefix)
	}
	w.include, w.exclude = w.include[:0], w.exclude[:0]
	for _, x := range w.IncludeKeys {
		w.include = append(w.include, plugin.Text(w.env, x))
	}
	for _, x := range w.ExcludeKeys {
		w.exclude = append(w.exclude, plugin.Text(w.env, x))
	}
	if err := w.env.TakeErr(); err != nil {
		return err
	}
	return nil
}

// withDefaults returns the pairs behind those that the text does not have.
func (w *worker) withDefaults(o *event.Object) (*event.Object, error) {
	if len(w.DefaultKeys) == 0 {
		return o, nil
	}
	all := w.arena.NewObjectSize(len(w.DefaultKeys) + o.Len())
	for i := range w.DefaultKeys {
		d := &w.DefaultKeys[i]
		if v := d.Value.Eval(w.env); !v.IsNull() {
			all.Set(w.arena, event.ConfigKey(d.Key), w.arena.Clone(v))
		}
	}
	if err := w.env.TakeErr(); err != nil {
		return nil, err
	}
	for k, v := range o.All() {
		all.Set(w.arena, k, v)
	}
	return all, nil
}

var (
	tagsKey      = event.ConfigKey("tags")
	timestampKey = event.ConfigKey("@timestamp")
	metadataKey  = event.ConfigKey("@metadata")
)

// toRoot makes the pairs fields of the event. Keys are names, never paths.
func toRoot(ev *event.Event, o *event.Object) error {
	for k, v := range o.All() {
		switch k {
		case metadataKey:
			return errors.New("a pair can't replace the metadata: use prefix or target")
		case tagsKey, timestampKey:
			if err := plugin.Assign(ev, event.PathOf(k.String()), v); err != nil {
				return err
			}
		default:
			ev.Fields().Set(ev.Arena(), k, v)
		}
	}
	return nil
}
