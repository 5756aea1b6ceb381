// Package prune removes fields by their names and values.
package prune

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// Options of the prune filter. The names are those of the event's own fields, not of fields inside
// others. All expressions are Ruby's and match anywhere in a text: write ^name$ for the whole of it.
type Options struct {
	// Expressions for names of fields to keep; all others are removed, also @timestamp and tags if none
	// matches them. By default all are kept.
	WhitelistNames plugin.Patterns `hcl:"whitelist_names,optional"`
	// Expressions for names of fields to remove. By default names with an unresolved %{reference}.
	BlacklistNames plugin.Patterns `hcl:"blacklist_names,optional"`
	// Fields to keep only if their value matches. Of a list the elements that match are kept.
	WhitelistValues plugin.Map[plugin.Pattern] `hcl:"whitelist_values,optional"`
	// Fields to remove if their value matches. Of a list the elements that match are removed.
	BlacklistValues plugin.Map[plugin.Pattern] `hcl:"blacklist_values,optional"`
}

// Plugin describes the prune filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("prune", Options{BlacklistNames: plugin.Patterns{{Text: `%\{[^}]+\}`}}}, build)
}

// Bounds of a worker.
const (
	timeout   = time.Second // for one text
	maxJudged = 4096        // names whose verdict is remembered
)

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	b := builder{env: env}
	f := &filter{
		keep: b.patterns("whitelist_names", o.WhitelistNames), remove: b.patterns("blacklist_names", o.BlacklistNames),
		values: append(b.values("whitelist_values", o.WhitelistValues, true), b.values("blacklist_values", o.BlacklistValues, false)...),
	}
	return f, b.diags
}

type builder struct {
	env   plugin.Env
	diags hcl.Diagnostics
}

func (b *builder) pattern(option string, p plugin.Pattern) *match.Pattern {
	m, err := match.Compile(p.Text, match.Options{Ruby: true, Timeout: timeout, Keep: func(int, string) bool { return false }})
	if err != nil {
		diags := b.env.Invalid(option, "This is no regular expression: %v.", err)
		diags[0].Subject = &p.Range
		b.diags = append(b.diags, diags...)
	}
	return m
}

func (b *builder) patterns(option string, list plugin.Patterns) []*match.Pattern {
	var ps []*match.Pattern
	for _, p := range list {
		ps = append(ps, b.pattern(option, p))
	}
	return ps
}

func (b *builder) values(option string, m plugin.Map[plugin.Pattern], keep bool) []valueRule {
	var rules []valueRule
	for _, e := range m {
		rules = append(rules, valueRule{e.Path, b.pattern(option, e.Value), keep})
	}
	return rules
}

// valueRule keeps or removes what matches in one field.
type valueRule struct {
	path    event.Path
	pattern *match.Pattern
	keep    bool
}

type filter struct {
	keep, remove []*match.Pattern
	values       []valueRule
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	return &worker{filter: f, judged: make(map[*event.Key]bool)}
}

type worker struct {
	*filter
	work   match.Work
	judged map[*event.Key]bool // whether a name is to be removed
	gone   []*event.Key
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		if err := w.prune(ev); err != nil {
			b.Fail(ev, err)
		}
	}
	return nil
}

// prune applies the rules for values first, as they look at fields that may be removed by name.
func (w *worker) prune(ev *event.Event) error {
	for i := range w.values {
		if err := w.value(ev, &w.values[i]); err != nil {
			return err
		}
	}
	w.gone = w.gone[:0]
	for k := range ev.Fields().All() {
		unwanted, err := w.unwanted(k)
		if err != nil {
			return err
		}
		if unwanted {
			w.gone = append(w.gone, k)
		}
	}
	for _, k := range w.gone {
		ev.Fields().Delete(k)
	}
	return nil
}

func (w *worker) unwanted(k *event.Key) (bool, error) {
	if verdict, ok := w.judged[k]; ok {
		return verdict, nil
	}
	verdict := len(w.keep) > 0 && !w.any(w.keep, k.String()) || w.any(w.remove, k.String())
	if err := w.work.Err(); err != nil {
		return false, fmt.Errorf("match the name %s: %w", plugin.Quote(k.String()), err)
	}
	if len(w.judged) >= maxJudged {
		clear(w.judged)
	}
	w.judged[k] = verdict
	return verdict, nil
}

func (w *worker) any(list []*match.Pattern, s string) bool {
	for _, p := range list {
		if p.Matches(&w.work, s) {
			return true
		}
	}
	return false
}

// value applies a rule to one field.
func (w *worker) value(ev *event.Event, r *valueRule) error {
	v := ev.Get(r.path)
	if !v.Truthy() || v.Kind() == event.KindObject {
		return nil
	}
	if v.Kind() != event.KindArray {
		kept, err := w.kept(ev.Arena(), r, v)
		if err == nil && !kept {
			ev.Delete(r.path)
		}
		return err
	}
	list := ev.Arena().NewArray(0)
	for _, e := range v.AsArray() {
		kept, err := w.kept(ev.Arena(), r, e)
		if err != nil {
			return err
		}
		if kept {
			list = ev.Arena().Append(list, e)
		}
	}
	switch n := len(list.AsArray()); {
	case n == len(v.AsArray()):
		return nil
	case n == 0:
		ev.Delete(r.path)
		return nil
	}
	return ev.Set(r.path, list)
}

func (w *worker) kept(a *event.Arena, r *valueRule, v event.Value) (bool, error) {
	s, ok := v.AsString()
	if !ok {
		s = a.EndString(event.AppendText(a.Begin(64), v))
	}
	matches := r.pattern.Matches(&w.work, s)
	if err := w.work.Err(); err != nil {
		return false, fmt.Errorf("match %q: %s: %w", r.path, plugin.Quote(s), err)
	}
	return matches == r.keep, nil
}

// Sets implements plugin.FieldSetter: the filter makes no field of its own.
func (f *filter) Sets() (fields []event.Path, open bool) { return nil, false }
