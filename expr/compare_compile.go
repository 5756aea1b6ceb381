package expr

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

// equality compiles == and !=, which are each other's negation.
func (c *compiler) equality(x *hclsyntax.BinaryOpExpr, l, r node) node {
	c.checkEquality(x, l, r)
	eq := equalityOf(l, r)
	if x.Op == hclsyntax.OpNotEqual {
		same := eq
		eq = func(e *Env) bool { return !same(e) }
	}
	return c.finish(boolean(x.SrcRange, eq), &l, &r)
}

func equalityOf(l, r node) holdsFunc {
	if l.konst && !r.konst {
		l, r = r, l
	}
	a, b := l.eval, r.eval
	if !r.konst {
		return func(e *Env) bool { return equal(a(e), b(e)) }
	}
	switch want := r.val; want.Kind() {
	case event.KindNull:
		return func(e *Env) bool { return a(e).IsNull() }
	case event.KindString:
		return equalsString(&l, want)
	case event.KindInt:
		i, _ := want.AsInt()
		return func(e *Env) bool {
			v := a(e)
			if v.Kind() == event.KindInt {
				j, _ := v.AsInt()
				return i == j
			}
			return equal(v, want)
		}
	default:
		return func(e *Env) bool { return equal(a(e), want) }
	}
}

func equalsString(left *node, want event.Value) holdsFunc {
	s, _ := want.AsString()
	t, isTime := parseInstant(s)
	if k, ok := left.single(); ok && !isTime {
		return func(e *Env) bool {
			got, ok := e.ev.Fields().Get(k).AsString()
			return ok && got == s
		}
	}
	a := left.eval
	return func(e *Env) bool {
		v := a(e)
		if v.Kind() == event.KindTime {
			u, _ := v.AsTime()
			return isTime && t == u
		}
		got, ok := v.AsString()
		return ok && got == s
	}
}

// checkEquality warns of a comparison whose outcome does not depend on the values.
func (c *compiler) checkEquality(x *hclsyntax.BinaryOpExpr, l, r node) {
	if l.konst && r.konst || c.tolerant > 0 {
		return
	}
	reason, advice := "", equalityAdvice(l, r)
	switch {
	case !couldEqual(l.kinds, r.kinds):
		reason = fmt.Sprintf("the left side is %s and the right side %s", alwaysOf(l), alwaysOf(r))
	case neverInCase(x.LHS, r) || neverInCase(x.RHS, l):
		reason, advice = "upper() gives capital letters only and lower() small ones", "Write the text in the same case."
	default:
		return
	}
	verdict := "never"
	if x.Op == hclsyntax.OpNotEqual {
		verdict = "always"
	}
	c.warn("Comparison that does not depend on the event", fmt.Sprintf("%s %s holds: %s. %s",
		sourceOf(x), verdict, reason, advice), x.SrcRange)
}

func equalityAdvice(l, r node) string {
	if (l.kinds|r.kinds)&^(kNumber|kString|kNull) == 0 && (l.kinds|r.kinds)&kNumber != 0 {
		return "A number and a string are never equal: remove the quotes, or convert one side with tonumber() or tostring()."
	}
	return "Compare values of the same kind."
}

// couldEqual reports whether some value of one set of kinds equals one of the other.
func couldEqual(a, b kinds) bool {
	if a&b != 0 || a&kNumber != 0 && b&kNumber != 0 {
		return true
	}
	return a&kTime != 0 && b&kString != 0 || a&kString != 0 && b&kTime != 0
}

func alwaysOf(n node) string {
	if n.konst {
		return describe(n.val)
	}
	if n.kinds&kScalar == kScalar {
		return "whatever the event holds"
	}
	return "always " + article(n.kinds.String())
}

// neverInCase reports whether a text is compared with upper(...) that has small letters, or the like.
func neverInCase(x hclsyntax.Expression, other node) bool {
	call, ok := x.(*hclsyntax.FunctionCallExpr)
	s, isText := other.val.AsString()
	if !ok || !other.konst || !isText {
		return false
	}
	switch call.Name {
	case "upper":
		return strings.ContainsFunc(s, func(r rune) bool { return 'a' <= r && r <= 'z' })
	case "lower":
		return strings.ContainsFunc(s, func(r rune) bool { return 'A' <= r && r <= 'Z' })
	}
	return false
}

// ordered compiles < <= > >=.
func (c *compiler) ordered(x *hclsyntax.BinaryOpExpr, l, r node) node {
	if !c.checkOrder(x, l, r) {
		return c.unknown(x.SrcRange)
	}
	s := &site{rng: x.SrcRange, name: operatorOf(x.Op)}
	want := wantedBy(x.Op)
	a, b := l.eval, r.eval
	holds := func(e *Env) bool { return e.ordered(s, want, a(e), b(e)) }
	if i, ok := r.val.AsInt(); r.konst && ok && r.val.Kind() == event.KindInt {
		holds = orderedByInt(s, want, &l, i)
	}
	return c.finish(boolean(x.SrcRange, holds), &l, &r)
}

// orderings is a set of them.
type orderings uint8

func wantedBy(op *hclsyntax.Operation) orderings {
	switch op {
	case hclsyntax.OpLessThan:
		return 1 << less
	case hclsyntax.OpLessThanOrEqual:
		return 1<<less | 1<<same
	case hclsyntax.OpGreaterThan:
		return 1 << greater
	default:
		return 1<<greater | 1<<same
	}
}

func (e *Env) ordered(s *site, want orderings, v, w event.Value) bool {
	o := compare(v, w)
	if o == noOrder {
		e.fail(Failure{site: s, code: failOrder, value: v, other: w})
		return false
	}
	return want&(1<<o) != 0
}

// orderedByInt compares with a whole number that stands in the configuration: the usual case.
func orderedByInt(s *site, want orderings, left *node, i int64) holdsFunc {
	w := event.Int(i)
	if k, ok := left.single(); ok {
		return func(e *Env) bool {
			v := e.ev.Fields().Get(k)
			if v.Kind() == event.KindInt {
				j, _ := v.AsInt()
				return want&(1<<orderingOf(order(j, i))) != 0
			}
			return e.ordered(s, want, v, w)
		}
	}
	a := left.eval
	return func(e *Env) bool {
		v := a(e)
		if v.Kind() == event.KindInt {
			j, _ := v.AsInt()
			return want&(1<<orderingOf(order(j, i))) != 0
		}
		return e.ordered(s, want, v, w)
	}
}

// checkOrder reports sides that can never be ordered.
func (c *compiler) checkOrder(x *hclsyntax.BinaryOpExpr, l, r node) bool {
	if c.tolerant > 0 || couldOrder(l.kinds, r.kinds) && !neverANumber(l, r) && !neverANumber(r, l) {
		return true
	}
	c.error("Values that have no order", fmt.Sprintf("%s can't be computed: the left side is %s and the right side %s. Order holds between numbers, between strings and between times.",
		sourceOf(x), alwaysOf(l), alwaysOf(r)), x.SrcRange)
	return false
}

func couldOrder(a, b kinds) bool {
	const orderable = kNumber | kString | kTime
	if a == kNull || b == kNull {
		return true
	}
	a, b = a&orderable, b&orderable
	return a != 0 && b != 0 && ((a != kNumber || b != kTime) && (a != kTime || b != kNumber))
}

// neverANumber reports whether a side that is always a number meets a constant text that is none.
func neverANumber(l, r node) bool {
	s, isText := r.val.AsString()
	if !r.konst || !isText || l.kinds&^(kNumber|kNull) != 0 {
		return false
	}
	_, ok := parseNumber(s)
	return !ok
}
