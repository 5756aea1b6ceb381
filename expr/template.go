package expr

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

// Template makes names of events: index names, paths, keys, topics, URLs. A part that is null or
// empty makes the whole name unusable. It is immutable and may be used by many goroutines.
type Template struct {
	parts []templatePart
	rng   hcl.Range
	reads []event.Path
	slots int
}

type templatePart struct {
	Part
	eval    evalFunc  // nil: Text
	choose  holdsFunc // a conditional: its branches are templates of their own
	yes, no []templatePart
}

// Part describes a part of a template, for those who check it.
type Part struct {
	Text    string // constant text; empty if the part is computed
	Source  string // the computed expression, as it reads in the configuration
	Dynamic bool   // computed for each event
	Reads   []event.Path
	Range   hcl.Range
}

// CompileTemplate compiles an option that names something: any expression whose value is used as text.
func CompileTemplate(x hcl.Expression, s *Scope) (*Template, hcl.Diagnostics) {
	c := newCompiler(s)
	t := &Template{rng: x.Range()}
	if syntax, ok := asSyntax(x); ok {
		t.parts = c.parts(syntax)
	} else {
		c.run(x)
	}
	t.reads, t.slots = c.reads, s.slots
	return t, c.diags
}

// parts compiles the parts of a template, or an expression that stands for a template of one part.
func (c *compiler) parts(x hclsyntax.Expression) []templatePart {
	switch x := x.(type) {
	case *hclsyntax.ParenthesesExpr:
		return c.parts(x.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return c.parts(x.Wrapped)
	case *hclsyntax.ConditionalExpr:
		return c.choice(x)
	case *hclsyntax.TemplateExpr:
		var parts []templatePart
		for _, p := range x.Parts {
			parts = joinTexts(parts, c.parts(p))
		}
		return parts
	}
	return []templatePart{c.part(x)}
}

func (c *compiler) part(x hclsyntax.Expression) templatePart {
	done := c.collect()
	n := c.expr(x)
	p := templatePart{Part: Part{Reads: done(), Range: x.Range(), Source: sourceOf(x)}}
	if n.konst && !n.val.IsNull() {
		p.Text = string(event.AppendText(nil, n.val))
		return p
	}
	p.eval, p.Dynamic = n.eval, true
	return p
}

// choice compiles a conditional part: text that is written there, even none, is meant as it is.
func (c *compiler) choice(x *hclsyntax.ConditionalExpr) []templatePart {
	done := c.collect()
	cond := c.expr(x.Condition)
	yes := c.branchParts(x.TrueResult, cond.konst && !cond.val.Truthy())
	no := c.branchParts(x.FalseResult, cond.konst && cond.val.Truthy())
	reads := done()
	if cond.konst {
		if cond.val.Truthy() {
			return yes
		}
		return no
	}
	return []templatePart{{
		Part:   Part{Reads: reads, Range: x.SrcRange, Source: sourceOf(x), Dynamic: true},
		choose: cond.condition(), yes: yes, no: no,
	}}
}

// collect notes the reads from now on apart, until done adds them to the others and returns them.
func (c *compiler) collect() (done func() []event.Path) {
	before := c.reads
	c.reads = nil
	return func() []event.Path {
		mine := c.reads
		c.reads = before
		for _, p := range mine {
			c.read(p)
		}
		return mine
	}
}

func (c *compiler) branchParts(x hclsyntax.Expression, dead bool) []templatePart {
	if dead {
		c.tolerant++
		defer func() { c.tolerant-- }()
	}
	return c.parts(x)
}

// joinTexts appends parts and joins constant text that follows constant text.
func joinTexts(parts, more []templatePart) []templatePart {
	for _, p := range more {
		if last := len(parts) - 1; last >= 0 && !parts[last].Dynamic && !p.Dynamic {
			parts[last].Text += p.Text
			parts[last].Range = hcl.RangeBetween(parts[last].Range, p.Range)
			continue
		}
		parts = append(parts, p)
	}
	return parts
}

// Append appends the name for the event that env is bound to. If a part is null or empty, missing is
// that part as it reads in the configuration and out is dst as it was; env.Err says whether it failed.
func (t *Template) Append(dst []byte, env *Env) (out []byte, missing string) {
	env.slots(t.slots)
	out, missing = appendParts(dst, env, t.parts)
	if missing != "" {
		env.stack = env.stack[:0]
		return dst, missing
	}
	return out, ""
}

func appendParts(dst []byte, env *Env, parts []templatePart) (out []byte, missing string) {
	for i := range parts {
		p := &parts[i]
		switch {
		case !p.Dynamic:
			dst = append(dst, p.Text...)
		case p.choose != nil:
			if dst, missing = appendChoice(dst, env, p); missing != "" {
				return dst, missing
			}
		default:
			n, failures := len(dst), env.failures
			v := p.eval(env)
			if v.Kind() == event.KindObject { // no name: a field inside was meant
				return dst, p.Source
			}
			dst = appendText(dst, v)
			if len(dst) == n || env.failures != failures {
				return dst, p.Source
			}
		}
	}
	return dst, ""
}

func appendChoice(dst []byte, env *Env, p *templatePart) (out []byte, missing string) {
	failures := env.failures
	branch := p.no
	if p.choose(env) {
		branch = p.yes
	}
	if env.failures != failures {
		return dst, p.Source
	}
	return appendParts(dst, env, branch)
}

// Const returns the text of a template that is the same for every event, and whether it is.
func (t *Template) Const() (string, bool) {
	switch {
	case len(t.parts) == 0:
		return "", true
	case len(t.parts) == 1 && !t.parts[0].Dynamic:
		return t.parts[0].Text, true
	}
	return "", false
}

// Prefix is the constant text that every result starts with.
func (t *Template) Prefix() string {
	if len(t.parts) == 0 {
		return ""
	}
	return t.parts[0].Text
}

// Parts describes the parts in order.
func (t *Template) Parts() []Part {
	parts := make([]Part, 0, len(t.parts))
	for i := range t.parts {
		parts = append(parts, t.parts[i].Part)
	}
	return parts
}

// Reads lists the fields that the template reads.
func (t *Template) Reads() []event.Path { return t.reads }

// Range is where the template stands.
func (t *Template) Range() hcl.Range { return t.rng }
