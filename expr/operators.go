package expr

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/event"
)

func (c *compiler) unary(x *hclsyntax.UnaryOpExpr) node {
	v := c.expr(x.Val)
	if x.Op == hclsyntax.OpLogicalNot {
		holds := v.condition()
		return c.finish(boolean(x.SrcRange, func(e *Env) bool { return !holds(e) }), &v)
	}
	s := &site{rng: x.SrcRange, name: "minus"}
	if !c.numeric(&v, "minus", "its operand") {
		return c.unknown(x.SrcRange)
	}
	eval := v.eval
	return c.finish(node{kinds: kNumber | v.kinds&kNull, rng: x.SrcRange, eval: func(e *Env) event.Value {
		v := eval(e)
		if n, ok := numberOf(v); ok {
			return negate(n).value()
		}
		if v.IsNull() {
			return event.Null
		}
		return e.fail(Failure{site: s, code: failRight, value: v})
	}}, &v)
}

// boolean makes a node of a condition.
func boolean(rng hcl.Range, holds holdsFunc) node {
	return node{kinds: kBool, rng: rng, holds: holds, eval: func(e *Env) event.Value { return event.Bool(holds(e)) }}
}

func (c *compiler) binary(x *hclsyntax.BinaryOpExpr) node {
	if hint := bracketHint(x.LHS); hint != nil {
		c.diags = append(c.diags, hint)
		return c.unknown(x.SrcRange)
	}
	switch x.Op {
	case hclsyntax.OpLogicalAnd:
		return c.logical(x, false)
	case hclsyntax.OpLogicalOr:
		return c.logical(x, true)
	}
	l, r := c.expr(x.LHS), c.expr(x.RHS)
	switch x.Op {
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		return c.equality(x, l, r)
	case hclsyntax.OpLessThan, hclsyntax.OpLessThanOrEqual, hclsyntax.OpGreaterThan, hclsyntax.OpGreaterThanOrEqual:
		return c.ordered(x, l, r)
	case hclsyntax.OpAdd:
		return c.arithmetic(x, l, r, add)
	case hclsyntax.OpSubtract:
		return c.arithmetic(x, l, r, subtract)
	case hclsyntax.OpMultiply:
		return c.arithmetic(x, l, r, multiply)
	case hclsyntax.OpDivide:
		return c.arithmetic(x, l, r, divide)
	case hclsyntax.OpModulo:
		return c.arithmetic(x, l, r, modulo)
	}
	c.error("Unsupported operator", "This operator can't be used.", x.SrcRange)
	return c.unknown(x.SrcRange)
}

// logical compiles && and ||. The right side is evaluated only if the left one does not decide.
func (c *compiler) logical(x *hclsyntax.BinaryOpExpr, decides bool) node {
	l := c.expr(x.LHS)
	decided := l.konst && l.val.Truthy() == decides
	r := c.branch(x.RHS, decided)
	if decided {
		return c.constant(event.Bool(decides), x.SrcRange)
	}
	a, b := l.condition(), r.condition()
	holds := func(e *Env) bool { return a(e) && b(e) }
	if decides {
		holds = func(e *Env) bool { return a(e) || b(e) }
	}
	return c.finish(boolean(x.SrcRange, holds), &l, &r)
}

// branch compiles a part that may be dead: then its constants may fail.
func (c *compiler) branch(x hclsyntax.Expression, dead bool) node {
	if !dead {
		return c.expr(x)
	}
	c.tolerant++
	defer func() { c.tolerant-- }()
	return c.expr(x)
}

func (c *compiler) conditional(x *hclsyntax.ConditionalExpr) node {
	cond := c.expr(x.Condition)
	holds := cond.condition()
	yes := c.branch(x.TrueResult, cond.konst && !cond.val.Truthy())
	no := c.branch(x.FalseResult, cond.konst && cond.val.Truthy())
	if cond.konst {
		if cond.val.Truthy() {
			return yes
		}
		return no
	}
	a, b := yes.eval, no.eval
	n := node{kinds: yes.kinds | no.kinds, rng: x.SrcRange, eval: func(e *Env) event.Value {
		if holds(e) {
			return a(e)
		}
		return b(e)
	}}
	if yes.konst && no.konst {
		v, w := yes.val, no.val
		n.eval = func(e *Env) event.Value {
			if holds(e) {
				return v
			}
			return w
		}
	}
	if n.kinds == kBool {
		p, q := yes.condition(), no.condition()
		n.holds = func(e *Env) bool {
			if holds(e) {
				return p(e)
			}
			return q(e)
		}
	}
	return c.finish(n, &cond, &yes, &no)
}

// numeric reports an operand that can never be a number.
func (c *compiler) numeric(n *node, op, side string) bool {
	if n.kinds&kNumber != 0 || n.kinds == kNull {
		return true
	}
	detail := fmt.Sprintf("%s needs numbers, but %s is always %s.", capitalize(op), side, article(n.kinds.String()))
	if n.konst {
		detail = fmt.Sprintf("%s needs numbers, but %s is %s.", capitalize(op), side, describe(n.val))
	}
	if n.kinds&kString != 0 {
		detail += " Convert it with tonumber(); texts are joined in a template: \"${a}${b}\"."
	}
	if c.tolerant == 0 {
		c.error("Not a number", detail, n.rng)
		return false
	}
	return true
}

func (c *compiler) arithmetic(x *hclsyntax.BinaryOpExpr, l, r node, op arithmetic) node {
	name := operatorOf(x.Op)
	ok := c.numeric(&l, name, "the left side")
	if !c.numeric(&r, name, "the right side") || !ok {
		return c.unknown(x.SrcRange)
	}
	s := &site{rng: x.SrcRange, name: name}
	n := node{kinds: kNumber | (l.kinds|r.kinds)&kNull, rng: x.SrcRange, eval: arithmeticOf(s, l.eval, r.eval, op)}
	if b, isNumber := numberOf(r.val); r.konst && isNumber {
		n.eval = arithmeticByConstant(s, l.eval, b, op)
	}
	n = c.finish(n, &l, &r)
	if exact, ok := exactly(x); ok && n.konst {
		return c.constant(exact, x.SrcRange)
	}
	return n
}

func arithmeticOf(s *site, left, right evalFunc, op arithmetic) evalFunc {
	return func(e *Env) event.Value {
		v, w := left(e), right(e)
		if v.IsNull() || w.IsNull() {
			return event.Null
		}
		a, ok := numberOf(v)
		if !ok {
			return e.fail(Failure{site: s, code: failLeft, value: v})
		}
		b, ok := numberOf(w)
		if !ok {
			return e.fail(Failure{site: s, code: failRight, value: w})
		}
		r, bad := op(a, b)
		if bad != noFailure {
			return e.fail(Failure{site: s, code: bad, value: v})
		}
		return r.value()
	}
}

func arithmeticByConstant(s *site, left evalFunc, b number, op arithmetic) evalFunc {
	return func(e *Env) event.Value {
		v := left(e)
		a, ok := numberOf(v)
		if !ok {
			if v.IsNull() {
				return event.Null
			}
			return e.fail(Failure{site: s, code: failLeft, value: v})
		}
		r, bad := op(a, b)
		if bad != noFailure {
			return e.fail(Failure{site: s, code: bad, value: v})
		}
		return r.value()
	}
}

// exactly computes arithmetic on literal numbers without rounding between the steps, as HCL does.
func exactly(x hclsyntax.Expression) (event.Value, bool) {
	if !literalNumbers(x) {
		return event.Null, false
	}
	v, diags := x.Value(nil)
	if diags.HasErrors() || v.IsNull() || v.Type() != cty.Number {
		return event.Null, false
	}
	return fromBig(v.AsBigFloat()), true
}

func literalNumbers(x hclsyntax.Expression) bool {
	switch x := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		return x.Val.Type() == cty.Number && !x.Val.IsNull()
	case *hclsyntax.ParenthesesExpr:
		return literalNumbers(x.Expression)
	case *hclsyntax.UnaryOpExpr:
		return x.Op == hclsyntax.OpNegate && literalNumbers(x.Val)
	case *hclsyntax.BinaryOpExpr:
		return x.Op.Type == cty.Number && x.Op != hclsyntax.OpModulo && literalNumbers(x.LHS) && literalNumbers(x.RHS)
	}
	return false
}
