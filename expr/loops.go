package expr

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

// bind adds a variable for what is compiled next and returns its slot. Every loop has slots of its
// own, so that locals can be used inside each other's loops.
func (c *compiler) bind(v variable) int {
	v.slot = c.scope.slots
	c.scope.slots++
	c.vars = append(c.vars, v)
	return v.slot
}

// leave ends the loops that were entered since there were depth variables. What is left free in a
// part then belongs to loops further out.
func (c *compiler) leave(depth int, parts ...*node) {
	c.vars = c.vars[:depth]
	for _, p := range parts {
		if p.low > depth {
			p.low = 0
		}
	}
}

// loop is a compiled for expression.
type loop struct {
	site     *site
	coll     evalFunc
	keySlot  int // -1: the key is not used
	valSlot  int
	cond     holdsFunc // nil: all
	key      evalFunc  // nil: the result is a list
	sameKeys bool      // key is just the key variable
	val      evalFunc
	group    bool
}

func (c *compiler) loop(x *hclsyntax.ForExpr) node {
	coll := c.expr(x.CollExpr)
	if coll.kinds&(kList|kObject|kNull) == 0 {
		c.error("Not a collection", fmt.Sprintf("A for expression runs over a list or an object, but this is %s.", alwaysOf(coll)), coll.rng)
		return c.unknown(x.SrcRange)
	}
	depth := len(c.vars)
	l := loop{site: &site{rng: x.SrcRange, name: "for"}, coll: coll.eval, keySlot: -1, group: x.Group}
	if x.KeyVar != "" {
		l.keySlot = c.bind(variable{name: x.KeyVar, kinds: kString | kNumber})
	}
	l.valSlot = c.bind(variable{name: x.ValVar, kinds: kAny})
	parts := []*node{&coll}
	body := func(x hclsyntax.Expression) node {
		n := c.branch(x, coll.konst)
		parts = append(parts, &n)
		return n
	}
	if x.CondExpr != nil {
		n := body(x.CondExpr)
		l.cond = n.condition()
	}
	kinds, eval := kList, l.list
	if x.KeyExpr != nil {
		n := body(x.KeyExpr)
		l.key = n.eval
		l.sameKeys = isName(x.KeyExpr, x.KeyVar) && !x.Group
		kinds, eval = kObject, l.object
	}
	n := body(x.ValExpr)
	l.val = n.eval
	c.leave(depth, parts...)
	return c.finish(node{kinds: kinds | coll.kinds&kNull, rng: x.SrcRange, eval: func(e *Env) event.Value { return eval(e) }}, parts...)
}

// isName reports whether an expression is just the variable of that name.
func isName(x hclsyntax.Expression, name string) bool {
	t, ok := x.(*hclsyntax.ScopeTraversalExpr)
	return ok && name != "" && len(t.Traversal) == 1 && t.Traversal.RootName() == name
}

// list computes a for expression in brackets. Over null it is null.
func (l *loop) list(e *Env) event.Value {
	coll := l.coll(e)
	base := len(e.stack)
	switch coll.Kind() {
	case event.KindNull:
		return event.Null
	case event.KindArray:
		for i, v := range coll.AsArray() {
			if l.enter(e, event.Int(int64(i)), v) {
				r := l.val(e)
				e.stack = append(e.stack, r)
			}
		}
	case event.KindObject:
		o := coll.AsObject()
		for i := range o.Len() {
			k, v := o.At(i)
			if l.enter(e, event.String(k.String()), v) {
				r := l.val(e)
				e.stack = append(e.stack, r)
			}
		}
	default:
		return e.fail(Failure{site: l.site, code: failIterate, value: coll})
	}
	return e.popList(base)
}

// enter sets the variables and reports whether the element is wanted.
func (l *loop) enter(e *Env, key, val event.Value) bool {
	if l.keySlot >= 0 {
		e.vars[l.keySlot] = key
	}
	e.vars[l.valSlot] = val
	return l.cond == nil || l.cond(e)
}

// object computes a for expression in braces. Over null it is null.
func (l *loop) object(e *Env) event.Value {
	coll := l.coll(e)
	switch coll.Kind() {
	case event.KindNull:
		return event.Null
	case event.KindArray:
		list := coll.AsArray()
		to := e.arena.NewObject()
		for i, v := range list {
			if l.enter(e, event.Int(int64(i)), v) && !l.add(e, to, nil) {
				return event.Null
			}
		}
		return event.ObjectValue(to)
	case event.KindObject:
		o := coll.AsObject()
		to := e.arena.NewObjectSize(o.Len())
		for i := range o.Len() {
			k, v := o.At(i)
			if l.enter(e, event.String(k.String()), v) && !l.add(e, to, k) {
				return event.Null
			}
		}
		return event.ObjectValue(to)
	}
	return e.fail(Failure{site: l.site, code: failIterate, value: coll})
}

// add computes one field of the result; k is the key of the field at hand.
func (l *loop) add(e *Env, to *event.Object, k *event.Key) bool {
	if l.sameKeys && k != nil {
		to.Add(e.arena, k, l.val(e))
		return true
	}
	k, ok := e.key(l.site, l.key(e))
	if !ok {
		return false
	}
	v, at := l.val(e), to.Find(k)
	switch {
	case l.group && at >= 0:
		_, list := to.At(at)
		to.SetAt(at, e.arena.Append(list, v))
	case l.group:
		to.Add(e.arena, k, e.arena.Array(v))
	case at >= 0:
		e.fail(Failure{site: l.site, code: failTwice, value: event.String(k.String())})
		return false
	default:
		to.Add(e.arena, k, v)
	}
	return true
}

// splat compiles a[*].b: over null the list is empty, and what is no list counts as one element.
func (c *compiler) splat(x *hclsyntax.SplatExpr) node {
	coll := c.expr(x.Source)
	depth := len(c.vars)
	slot := c.bind(variable{item: x.Item, kinds: kAny})
	each := c.branch(x.Each, coll.konst)
	c.leave(depth, &each)
	eval := splatOf(coll.eval, slot, each.eval)
	if t, ok := x.Each.(*hclsyntax.RelativeTraversalExpr); ok && t.Source == hclsyntax.Expression(x.Item) {
		if names, rest := stepNames(t.Traversal); len(names) == 1 && len(rest) == 0 {
			eval = splatField(coll.eval, event.ConfigKey(names[0]))
		}
	}
	return c.finish(node{kinds: kList, rng: x.SrcRange, eval: eval}, &coll, &each)
}

func splatOf(coll evalFunc, slot int, each evalFunc) evalFunc {
	return func(e *Env) event.Value {
		v := coll(e)
		base := len(e.stack)
		switch v.Kind() {
		case event.KindNull:
		case event.KindArray:
			for _, item := range v.AsArray() {
				e.vars[slot] = item
				r := each(e)
				e.stack = append(e.stack, r)
			}
		default:
			e.vars[slot] = v
			r := each(e)
			e.stack = append(e.stack, r)
		}
		return e.popList(base)
	}
}

// splatField is the usual case: one field of each element.
func splatField(coll evalFunc, k *event.Key) evalFunc {
	return func(e *Env) event.Value {
		v := coll(e)
		switch v.Kind() {
		case event.KindNull:
			return e.arena.NewArray(0)
		case event.KindArray:
			list := v.AsArray()
			r := e.arena.NewArray(len(list))
			to := r.AsArray()
			for i := range list {
				to[i] = childOf(list[i], k)
			}
			return r
		default:
			return e.arena.Array(childOf(v, k))
		}
	}
}
