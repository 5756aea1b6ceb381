package expr

import (
	"fmt"
	"maps"
	"math"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/event"
)

type (
	evalFunc  func(*Env) event.Value
	holdsFunc func(*Env) bool
)

// node is a compiled part of an expression.
type node struct {
	eval  evalFunc
	holds holdsFunc // the same as a condition; nil: ask the value
	kinds kinds     // what eval can give
	rng   hcl.Range
	path  event.Path // what a plain read of a field reads
	plain bool       // path is set
	konst bool       // val is what eval always gives
	val   event.Value
	live  bool // the value depends on the event, the clock or chance
	low   int  // 1 + least depth of a loop whose variable is used; 0 if none is
}

// condition returns the node as a condition, which never builds a value if it need not.
func (n *node) condition() holdsFunc {
	if n.holds != nil {
		return n.holds
	}
	eval := n.eval
	return func(e *Env) bool { return eval(e).Truthy() }
}

// single returns the key of a node that reads a field at the top of the event.
func (n *node) single() (*event.Key, bool) {
	if keys := n.path.Keys(); n.plain && len(keys) == 1 && !n.path.IsMeta() {
		return keys[0], true
	}
	return nil, false
}

// compiled is the outcome of compiling one expression, with all that it uses.
type compiled struct {
	node  node
	reads []event.Path
	touch *touch
	marks cty.ValueMarks
}

// touch is the first place that needs an event.
type touch struct {
	rng  hcl.Range
	text string
}

// compiler compiles one expression.
type compiler struct {
	compiled
	scope    *Scope
	diags    hcl.Diagnostics
	vars     []variable // of the loops around the current place, innermost last
	tolerant int        // above 0: a failure of constants is for run time, as in try() or a dead branch
}

// variable is one that for or a splat binds.
type variable struct {
	name  string // empty for a splat
	item  *hclsyntax.AnonSymbolExpr
	slot  int
	kinds kinds
}

func newCompiler(s *Scope) *compiler { return &compiler{scope: s} }

// run compiles a whole expression.
func (c *compiler) run(x hcl.Expression) compiled {
	syntax, ok := asSyntax(x)
	if !ok {
		c.error("Unsupported expression", "Only expressions written in HCL's own syntax can be used here.", x.Range())
		c.node = c.unknown(x.Range())
		return c.compiled
	}
	c.node = c.expr(syntax)
	return c.compiled
}

// Expr is a compiled expression. It is immutable and may be used by many goroutines, each with an
// Env of its own.
type Expr struct {
	node  node
	reads []event.Path
	slots int
}

// Compile compiles an expression. The diagnostics may hold warnings only; with errors among them the
// Expr must not be used.
func Compile(x hcl.Expression, s *Scope) (*Expr, hcl.Diagnostics) {
	c := newCompiler(s)
	r := c.run(x)
	return &Expr{node: r.node, reads: r.reads, slots: s.slots}, c.diags
}

// Eval computes the expression. The result may be part of the event or a constant: who stores an
// object or a list makes a copy by event.Arena.Clone. After a failure it is null and env.Err says why.
func (e *Expr) Eval(env *Env) event.Value {
	env.slots(e.slots)
	n := env.failures
	v := e.node.eval(env)
	if env.failures != n {
		env.stack = env.stack[:0]
		return event.Null
	}
	return v
}

// Holds computes the expression as a condition: everything but false and null holds, a failure does not.
func (e *Expr) Holds(env *Env) bool {
	env.slots(e.slots)
	n := env.failures
	var ok bool
	if e.node.holds != nil {
		ok = e.node.holds(env)
	} else {
		ok = e.node.eval(env).Truthy()
	}
	if env.failures != n {
		env.stack = env.stack[:0]
		return false
	}
	return ok
}

// Const returns the value of an expression that is the same for every event, and whether it is.
func (e *Expr) Const() (event.Value, bool) { return e.node.val, e.node.konst }

// Range is where the expression stands.
func (e *Expr) Range() hcl.Range { return e.node.rng }

// Reads lists the fields that the expression reads, also by way of locals.
func (e *Expr) Reads() []event.Path { return e.reads }

// Type names what the expression gives when it is not null: bool, number, string, bytes, time, object
// or list. Empty: that depends on the event.
func (e *Expr) Type() string { return e.node.kinds.word() }

// EvalConst computes an option that must be known when the configuration is loaded. The marks of
// sensitive variables are kept.
func EvalConst(x hcl.Expression, s *Scope) (cty.Value, hcl.Diagnostics) {
	c := newCompiler(s)
	r := c.run(x)
	none := cty.NullVal(cty.DynamicPseudoType)
	if c.diags.HasErrors() {
		return none, c.diags
	}
	if r.touch != nil {
		c.error("Value not known at load", fmt.Sprintf(
			"%q depends on the event, but this option has one value for all events. Use a value that is known when the configuration is loaded: text, a number, var.NAME or env(\"NAME\").",
			r.touch.text), r.touch.rng)
		return none, c.diags
	}
	v := r.node.val
	if !r.node.konst {
		s.env.slots(s.slots)
		v = r.node.eval(&s.env)
		if f := s.env.TakeErr(); f != nil {
			c.diags = append(c.diags, f.diagnostic())
			return none, c.diags
		}
	}
	return toCty(v).WithMarks(r.marks), c.diags
}

func (f *Failure) diagnostic() *hcl.Diagnostic {
	return problem("Invalid value", sentence(f.Message()), f.site.rng)
}

func (c *compiler) error(summary, detail string, rng hcl.Range) {
	c.diags = append(c.diags, problem(summary, detail, rng))
}

func (c *compiler) warn(summary, detail string, rng hcl.Range) {
	c.diags = append(c.diags, warning(summary, detail, rng))
}

// unknown stands for a part that could not be compiled; nothing is checked against it.
func (c *compiler) unknown(rng hcl.Range) node {
	return node{eval: func(*Env) event.Value { return event.Null }, kinds: kAny, rng: rng, live: true}
}

func (c *compiler) constant(v event.Value, rng hcl.Range) node {
	holds := v.Truthy()
	return node{
		eval: func(*Env) event.Value { return v }, holds: func(*Env) bool { return holds },
		kinds: kindOf(v), rng: rng, konst: true, val: v,
	}
}

// finish completes a node made of parts: it lives as long as they do, and if all of them are
// constant it is computed now.
func (c *compiler) finish(n node, parts ...*node) node {
	for _, p := range parts {
		n.live = n.live || p.live
		if p.low > 0 && (n.low == 0 || p.low < n.low) {
			n.low = p.low
		}
	}
	return c.fold(n)
}

// fold computes a node that depends on nothing.
func (c *compiler) fold(n node) node {
	if n.live || n.konst || n.low > 0 {
		return n
	}
	env := &c.scope.env
	env.slots(c.scope.slots)
	v := n.eval(env)
	f := env.TakeErr()
	if f == nil {
		return c.constant(v, n.rng)
	}
	env.stack = env.stack[:0]
	if c.tolerant == 0 {
		c.diags = append(c.diags, f.diagnostic())
		return c.unknown(n.rng)
	}
	again := *f // the same failure, whatever it was, without doing it again
	n.eval = func(e *Env) event.Value { return e.fail(again) }
	n.holds = nil
	return n
}

func (c *compiler) literal(x *hclsyntax.LiteralValueExpr) node {
	v := fromCty(&c.scope.arena, x.Val)
	if f, ok := v.AsFloat(); ok && math.IsInf(f, 0) {
		c.error("Number too large", "Numbers reach to about 1.8e308.", x.SrcRange)
		return c.unknown(x.SrcRange)
	}
	return c.constant(v, x.SrcRange)
}

// use adds what a part compiled on its own uses.
func (c *compiler) use(r *compiled) {
	c.reads = append(c.reads, r.reads...)
	if c.touch == nil {
		c.touch = r.touch
	}
	c.mark(r.marks)
}

func (c *compiler) mark(marks cty.ValueMarks) {
	if len(marks) == 0 {
		return
	}
	if c.marks == nil {
		c.marks = make(cty.ValueMarks)
	}
	maps.Copy(c.marks, marks)
}

// touches notes that a part needs the event.
func (c *compiler) touches(x hclsyntax.Expression) {
	if c.touch == nil {
		c.touch = &touch{x.Range(), sourceOf(x)}
	}
}

func (c *compiler) read(p event.Path) {
	for _, have := range c.reads {
		if have.Equal(p) {
			return
		}
	}
	c.reads = append(c.reads, p)
}

// expr compiles any expression.
func (c *compiler) expr(x hclsyntax.Expression) node {
	n := c.dispatch(x)
	n.rng = x.Range()
	return n
}

func (c *compiler) dispatch(x hclsyntax.Expression) node {
	switch x := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		return c.literal(x)
	case *hclsyntax.ParenthesesExpr:
		return c.expr(x.Expression)
	case *hclsyntax.ScopeTraversalExpr:
		return c.scopeTraversal(x)
	case *hclsyntax.RelativeTraversalExpr:
		return c.relativeTraversal(x)
	case *hclsyntax.IndexExpr:
		return c.index(x)
	case *hclsyntax.ConditionalExpr:
		return c.conditional(x)
	case *hclsyntax.UnaryOpExpr:
		return c.unary(x)
	case *hclsyntax.BinaryOpExpr:
		return c.binary(x)
	case *hclsyntax.TemplateExpr:
		return c.template(x)
	case *hclsyntax.TemplateWrapExpr:
		return c.expr(x.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		return c.templateJoin(x)
	case *hclsyntax.FunctionCallExpr:
		return c.call(x)
	case *hclsyntax.TupleConsExpr:
		return c.list(x)
	case *hclsyntax.ObjectConsExpr:
		return c.object(x)
	case *hclsyntax.ObjectConsKeyExpr:
		return c.objectKey(x)
	case *hclsyntax.ForExpr:
		return c.loop(x)
	case *hclsyntax.SplatExpr:
		return c.splat(x)
	case *hclsyntax.AnonSymbolExpr:
		return c.item(x)
	case *hclsyntax.ExprSyntaxError:
		return c.unknown(x.SrcRange) // the parser has said what is wrong
	}
	c.error("Unsupported expression", fmt.Sprintf("Expressions of this form (%T) can't be used.", x), x.Range())
	return c.unknown(x.Range())
}
