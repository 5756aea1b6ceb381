package lint

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

// known is what is known of the fields of events at some place in a pipeline. It only grows.
type known struct {
	fields []setField
	open   bool // data decides on further fields
}

// setField is a field that may have been set, and of which kind it then is; "" for any.
type setField struct {
	path event.Path
	kind string
}

func (k *known) set(p event.Path, kind string) { k.fields = append(k.fields, setField{p, kind}) }

func (k *known) names(names ...string) {
	for _, n := range names {
		k.set(event.MustPath(n), "")
	}
}

// clone returns a copy that grows on its own.
func (k *known) clone() *known { return &known{slices.Clip(k.fields), k.open} }

// merge adds what was learnt in a branch.
func (k *known) merge(o *known, from int) {
	k.fields = append(k.fields, o.fields[from:]...)
	k.open = k.open || o.open
}

// may reports whether a field may be there: something sets it, what holds it, or what is inside.
func (k *known) may(p event.Path) bool {
	return k.open || p.IsZero() || slices.ContainsFunc(k.fields, func(f setField) bool {
		return f.path.HasPrefix(p) || p.HasPrefix(f.path)
	})
}

// kindOf is the kind that a field surely has when it is there, or "".
func (k *known) kindOf(p event.Path) string {
	kind := ""
	for _, f := range k.fields {
		switch {
		case !f.path.HasPrefix(p) && !p.HasPrefix(f.path):
		case !f.path.Equal(p) || f.kind == "" || kind != "" && kind != f.kind:
			return ""
		default:
			kind = f.kind
		}
	}
	if k.open {
		return ""
	}
	return kind
}

// everywhere are the fields that the engine itself may set.
var everywhere = []string{"@timestamp", "message", "tags", "@metadata.input", "@metadata.pipeline"}

// reading is a place that reads a field, which may be seen in several pipelines.
type reading struct {
	path          event.Path
	at            hcl.Range
	seen, missing int
	near          []string // names of fields where it is missing
}

// flow follows the fields through the pipelines.
type flow struct {
	*check
	readings map[hcl.Range]*reading
	order    []hcl.Range
}

// fields reports fields that nothing can have set.
func (c *check) fields() {
	f := &flow{check: c, readings: make(map[hcl.Range]*reading)}
	for _, p := range c.plan.Pipelines {
		if !p.Gaps {
			f.pipeline(p)
		}
	}
	for _, at := range f.order {
		if r := f.readings[at]; r.missing == r.seen {
			c.unset(r)
		}
	}
}

func (c *check) unset(r *reading) {
	name := r.path.String()
	summary := fmt.Sprintf("Nothing sets the field %q", name)
	for _, n := range r.near {
		if strings.HasSuffix(n, "."+name) && !r.path.IsMeta() {
			c.warn(r.at, summary, "Fields are named from the outermost object on: the field %s is read as field.%s.", n, n)
			return
		}
	}
	detail := "Neither the inputs nor the filters before this set it, so it is always missing."
	if near := plugin.DidYouMean(name, r.near); near != "" {
		detail += near
	} else {
		detail += " If it comes with the data in a way that can't be seen here, have a filter such as json or kv set it before."
	}
	c.warn(r.at, summary, "%s", detail)
}

func (f *flow) pipeline(p *config.Pipeline) {
	k := &known{}
	for _, in := range p.Inputs {
		f.input(in, k)
	}
	f.body(p.Body, k)
	for _, o := range p.Outputs {
		f.output(o, k)
	}
}

func (f *flow) input(in *config.Input, k *known) {
	k.names(everywhere...)
	if in.Shared.Type != "" {
		k.names("type")
	}
	if in.Shared.KeepOriginal {
		k.names("event.original")
	}
	if s, ok := in.Plugin.(plugin.FieldSetter); ok {
		f.sets(s, k)
	} else {
		k.open = true
	}
	if in.Codec != nil {
		for _, p := range in.Codec.Sets {
			k.set(p, "")
		}
		k.open = k.open || in.Codec.Open
	}
	if in.Plugin != nil {
		f.block(in.Range, k, nil)
	}
	f.assigned(in.Shared.AddField, k)
}

func (f *flow) sets(s plugin.FieldSetter, k *known) {
	paths, open := s.Sets()
	kinds, _ := s.(KindSetter)
	for _, p := range paths {
		kind := ""
		if kinds != nil {
			kind = kinds.Kind(p)
		}
		k.set(p, kind)
	}
	k.open = k.open || open
}

func (f *flow) assigned(fields plugin.Assignments, k *known) {
	for i := range fields {
		kind := ""
		if x := fields[i].Value; x != nil && !k.may(fields[i].Path) {
			kind = x.Type()
		}
		k.set(fields[i].Path, kind)
	}
}

func (f *flow) body(body []config.Node, k *known) {
	for _, n := range body {
		switch n := n.(type) {
		case *config.Filter:
			f.filter(n, k)
		case *config.Group:
			f.when(n.Range, k)
			f.body(n.Body, k)
		case *config.Route:
			f.route(n, k)
		}
	}
}

func (f *flow) route(r *config.Route, k *known) {
	size := len(k.fields)
	before := k.clone()
	for _, c := range r.Cases {
		f.when(c.Range, before)
		own := before.clone()
		f.body(c.Body, own)
		k.merge(own, size)
	}
}

// later are the shared options of a filter that see the event as the filter leaves it.
var later = []string{"add_field", "add_tag", "remove_tag"}

func (f *flow) filter(n *config.Filter, k *known) {
	if n.Step.Filter == nil { // has mistakes of its own
		k.open = true
		return
	}
	f.block(n.Range, k, later)
	f.source(n, k)
	switch s, ok := n.Step.Filter.(plugin.FieldSetter); {
	case ok:
		f.sets(s, k)
	case !slices.Contains(droppers, n.Type):
		k.open = true
	}
	for _, name := range later {
		if x := f.syntax.option(n.Range, name); x != nil {
			f.expression(x, k, nil)
		}
	}
	f.assigned(n.Step.Shared.AddField, k)
}

var pathType = reflect.TypeFor[event.Path]()

// source checks the option of that name, which is the name of the field that a filter reads.
func (f *flow) source(n *config.Filter, k *known) {
	x := f.syntax.option(n.Range, "source")
	if x == nil {
		return
	}
	eachOption(n.Options, func(name string, v reflect.Value) {
		if name != "source" || v.Type() != pathType {
			return
		}
		if p, ok, diags := expr.FieldPath(x); ok && !diags.HasErrors() {
			f.read(p, x.Range(), k)
		}
	})
}

func (f *flow) output(o *config.Output, k *known) {
	if b := f.syntax.blocks[o.Range]; b != nil && o.Plugin != nil {
		own := k.clone()
		f.attributes(b.Body, own, nil)
		for _, nested := range b.Body.Blocks {
			if nested.Type != "filter" {
				f.nested(nested.Body, own)
			}
		}
		f.body(o.Filters, own)
	}
}

func (f *flow) when(at hcl.Range, k *known) {
	if x := f.syntax.option(at, "when"); x != nil {
		f.expression(x, k, nil)
	}
}

// block checks all options of a block and of the blocks in it, save some.
func (f *flow) block(at hcl.Range, k *known, without []string) {
	b := f.syntax.blocks[at]
	if b == nil {
		return
	}
	f.attributes(b.Body, k, without)
	for _, nested := range b.Body.Blocks {
		f.nested(nested.Body, k)
	}
}

func (f *flow) nested(body *hclsyntax.Body, k *known) {
	f.attributes(body, k, nil)
	for _, b := range body.Blocks {
		f.nested(b.Body, k)
	}
}

func (f *flow) attributes(body *hclsyntax.Body, k *known, without []string) {
	for name, a := range body.Attributes {
		if !slices.Contains(without, name) {
			f.expression(a.Expr, k, nil)
		}
	}
}

// expression checks the fields that an expression reads, also by way of locals.
func (f *flow) expression(x hclsyntax.Expression, k *known, within []string) {
	keys := make(map[hcl.Range]bool)
	hclsyntax.VisitAll(x, func(n hclsyntax.Node) hcl.Diagnostics { //nolint:errcheck // the callback reports nothing
		switch n := n.(type) {
		case *hclsyntax.ObjectConsKeyExpr:
			keys[n.Range()] = !n.ForceNonLiteral
		case *hclsyntax.ScopeTraversalExpr:
			if !keys[n.SrcRange] {
				f.name(n, k, within)
			}
		case *hclsyntax.BinaryOpExpr:
			f.comparison(n, k)
		}
		return nil
	})
}

func (f *flow) name(n *hclsyntax.ScopeTraversalExpr, k *known, within []string) {
	switch root := n.Traversal.RootName(); root {
	case "field", "meta":
		if p, ok, diags := expr.FieldPath(n); ok && !diags.HasErrors() {
			f.read(p, n.SrcRange, k)
		}
	case "local":
		name := step(n.Traversal, 1)
		if x := f.syntax.locals[name]; x != nil && !slices.Contains(within, name) {
			f.expression(x, k, append(slices.Clip(within), name))
		}
	}
}

func (f *flow) read(p event.Path, at hcl.Range, k *known) {
	r := f.readings[at]
	if r == nil {
		r = &reading{path: p, at: at}
		f.readings[at] = r
		f.order = append(f.order, at)
	}
	r.seen++
	if k.may(p) {
		return
	}
	r.missing++
	for _, s := range k.fields {
		if name := s.path.String(); !slices.Contains(r.near, name) && s.path.IsMeta() == p.IsMeta() {
			r.near = append(r.near, name)
		}
	}
}
