package mutate

import (
	"fmt"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// Bounds of substitutions.
const (
	gsubTimeout  = time.Second // for one text
	maxReplacers = 256         // kept by a worker for expressions that depend on the event
)

var gsubOptions = match.Options{Ruby: true, Timeout: gsubTimeout}

// gsub replaces the matches of a regular expression.
type gsub struct {
	path  event.Path
	reads []event.Path
	fixed *match.Replacer // nil when needle or replacement depend on the event
	// needle and replacement are used when nothing is fixed.
	needle, replacement *expr.Expr
}

// replacerKey is what a replacer was made of.
type replacerKey struct{ needle, replacement string }

// substitutions reads lists of three and a flat list of triples alike.
func (b *builder) substitutions() []operation {
	var flat []*expr.Expr
	ops := []operation{}
	for _, entry := range b.Gsub {
		if len(entry) == 1 {
			flat = append(flat, entry[0])
			continue
		}
		if len(entry) != 3 {
			b.wrongGsub(entry[0], "A list in gsub has %d entries", len(entry))
			continue
		}
		ops = append(ops, b.substitution(entry)...)
	}
	if len(flat)%3 != 0 {
		b.wrongGsub(flat[len(flat)-1], "gsub has %d entries, which is no multiple of three", len(flat))
		return nil
	}
	for i := 0; i < len(flat); i += 3 {
		ops = append(ops, b.substitution(flat[i:i+3])...)
	}
	return ops
}

func (b *builder) wrongGsub(at *expr.Expr, format string, args ...any) {
	b.fault(at, "%s: it takes a field, a regular expression and a replacement for each substitution.", fmt.Sprintf(format, args...))
}

// fault reports a mistake at one entry of gsub.
func (b *builder) fault(at *expr.Expr, format string, args ...any) {
	diags := b.Invalid("gsub", format, args...)
	rng := at.Range()
	diags[0].Subject = &rng
	b.diags = append(b.diags, diags...)
}

func (b *builder) substitution(entry []*expr.Expr) []operation {
	g := &gsub{needle: entry[1], replacement: entry[2]}
	var ok bool
	if g.path, ok = b.fieldOf(entry[0]); !ok {
		return nil
	}
	g.reads = append(append(g.reads, g.needle.Reads()...), g.replacement.Reads()...)
	needle, fixed, ok := b.constant(g.needle)
	if !ok {
		return nil
	}
	replacement, alsoFixed, ok := b.constant(g.replacement)
	if !ok {
		return nil
	}
	if !fixed {
		return []operation{g}
	}
	p, err := match.Compile(needle, gsubOptions)
	if err != nil {
		b.fault(g.needle, "The regular expression can't be read: %v.", err)
		return nil
	}
	if alsoFixed {
		g.fixed = match.NewReplacer(p, replacement)
	}
	return []operation{g}
}

// fieldOf reads the name of a field: text, or the field itself as in field.host.name.
func (b *builder) fieldOf(x *expr.Expr) (event.Path, bool) {
	v, fixed := x.Const()
	if reads := x.Reads(); !fixed && len(reads) == 1 {
		return reads[0], true
	}
	name, ok := v.AsString()
	if !ok {
		b.fault(x, "The first entry of a substitution is the name of a field in quotes.")
		return event.Path{}, false
	}
	p, err := event.ParsePath(name)
	if err != nil {
		b.fault(x, "%q is not the name of a field: %v.", name, err)
		return event.Path{}, false
	}
	return p, true
}

// constant returns the text of an expression that is the same for all events. It is not ok when it is
// something else than text.
func (b *builder) constant(x *expr.Expr) (text string, fixed, ok bool) {
	v, fixed := x.Const()
	if !fixed {
		return "", false, true
	}
	text, ok = v.AsString()
	if !ok {
		b.fault(x, "A substitution takes text in quotes, not a %s.", v.Kind())
	}
	return text, true, ok
}

func (g *gsub) touches() []touch {
	list := []touch{{path: g.path, writes: true}}
	for _, p := range g.reads {
		list = append(list, touch{path: p})
	}
	return list
}

func (g *gsub) apply(w *worker, ev *event.Event) error {
	v := ev.Get(g.path)
	if v.Kind() != event.KindString && v.Kind() != event.KindArray {
		return nil
	}
	r := g.fixed
	if r == nil {
		var err error
		if r, err = w.replacer(g); err != nil {
			return err
		}
	}
	if s, ok := v.AsString(); ok {
		n, err := g.replace(w, ev, r, s)
		if err != nil || n == s {
			return err
		}
		return ev.Set(g.path, event.String(n))
	}
	for i, e := range v.AsArray() {
		s, ok := e.AsString()
		if !ok {
			continue
		}
		n, err := g.replace(w, ev, r, s)
		if err != nil {
			return err
		}
		v.AsArray()[i] = event.String(n)
	}
	return nil
}

func (g *gsub) replace(w *worker, ev *event.Event, r *match.Replacer, s string) (string, error) {
	a := ev.Arena()
	b, changed := r.Append(a.Begin(len(s)+16), &w.work, s)
	if err := w.work.Err(); err != nil {
		return s, fmt.Errorf("gsub of %q: %s: %w", g.path, plugin.Quote(s), err)
	}
	if !changed {
		return s, nil
	}
	return a.EndString(b), nil
}

// replacer makes, or finds again, the replacer for the event at hand.
func (w *worker) replacer(g *gsub) (*match.Replacer, error) {
	key := replacerKey{plugin.Text(w.env, g.needle), plugin.Text(w.env, g.replacement)}
	if err := w.env.TakeErr(); err != nil {
		return nil, err
	}
	if r := w.replacers[key]; r != nil {
		return r, nil
	}
	p, err := match.Compile(key.needle, gsubOptions)
	if err != nil {
		return nil, fmt.Errorf("gsub of %q: %w", g.path, err)
	}
	if w.replacers == nil || len(w.replacers) >= maxReplacers {
		w.replacers = make(map[replacerKey]*match.Replacer)
	}
	r := match.NewReplacer(p, key.replacement)
	w.replacers[replacerKey{string([]byte(key.needle)), string([]byte(key.replacement))}] = r
	return r, nil
}
