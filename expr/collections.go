package expr

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

func (c *compiler) list(x *hclsyntax.TupleConsExpr) node {
	parts, evals := c.all(x.Exprs)
	return c.finish(node{kinds: kList, rng: x.SrcRange, eval: func(e *Env) event.Value {
		base := len(e.stack)
		for _, eval := range evals {
			v := eval(e)
			e.stack = append(e.stack, v)
		}
		return e.popList(base)
	}}, parts...)
}

func (c *compiler) all(exprs []hclsyntax.Expression) (parts []*node, evals []evalFunc) {
	for _, x := range exprs {
		n := c.expr(x)
		parts = append(parts, &n)
		evals = append(evals, n.eval)
	}
	return parts, evals
}

// member is a field of an object that is being made.
type member struct {
	key   *event.Key // nil: named computes it
	named evalFunc
	value evalFunc
	site  *site
}

func (c *compiler) object(x *hclsyntax.ObjectConsExpr) node {
	members := make([]member, 0, len(x.Items))
	parts := make([]*node, 0, 2*len(x.Items))
	first := make(map[*event.Key]hcl.Range)
	fixed := true
	for _, item := range x.Items {
		k, v := c.expr(item.KeyExpr), c.expr(item.ValueExpr)
		parts = append(parts, &k, &v)
		m := member{named: k.eval, value: v.eval, site: &site{rng: item.KeyExpr.Range(), name: "object"}}
		if k.konst {
			m.key = c.constantKey(&k, first)
		}
		fixed = fixed && m.key != nil
		members = append(members, m)
	}
	eval := fixedObject(members)
	if !fixed {
		eval = computedObject(members)
	}
	return c.finish(node{kinds: kObject, rng: x.SrcRange, eval: eval}, parts...)
}

func (c *compiler) constantKey(k *node, first map[*event.Key]hcl.Range) *event.Key {
	name, ok := keyName(k.val)
	if !ok {
		c.error("Invalid key", fmt.Sprintf("A key is a string, but this is %s.", describe(k.val)), k.rng)
		return event.ConfigKey("")
	}
	key := event.ConfigKey(name)
	if other, twice := first[key]; twice {
		c.error("Duplicate key", fmt.Sprintf("The key %q stands in this object already, in line %d. Remove one of them.", name, other.Start.Line), k.rng)
	}
	first[key] = k.rng
	return key
}

// keyName turns a value into the name of a field: strings, and scalars as their text.
func keyName(v event.Value) (string, bool) {
	if s, ok := v.AsString(); ok {
		return s, true
	}
	if kindOf(v)&kScalar == 0 {
		return "", false
	}
	return string(event.AppendText(nil, v)), true
}

func fixedObject(members []member) evalFunc {
	return func(e *Env) event.Value {
		base := len(e.stack)
		for i := range members {
			v := members[i].value(e)
			e.stack = append(e.stack, v)
		}
		o := e.arena.NewObjectSize(len(members))
		for i := range members {
			o.Add(e.arena, members[i].key, e.stack[base+i])
		}
		e.stack = e.stack[:base]
		return event.ObjectValue(o)
	}
}

func computedObject(members []member) evalFunc {
	return func(e *Env) event.Value {
		o := e.arena.NewObjectSize(len(members))
		for i := range members {
			m := &members[i]
			k := m.key
			if k == nil {
				var ok bool
				if k, ok = e.key(m.site, m.named(e)); !ok {
					return event.Null
				}
			}
			if o.Find(k) >= 0 {
				return e.fail(Failure{site: m.site, code: failTwice, value: event.String(k.String())})
			}
			o.Add(e.arena, k, m.value(e))
		}
		return event.ObjectValue(o)
	}
}

// key makes a field's name of a computed value.
func (e *Env) key(s *site, v event.Value) (*event.Key, bool) {
	name, ok := keyName(v)
	if !ok {
		e.fail(Failure{site: s, code: failKey, value: v})
		return nil, false
	}
	return event.Intern(name), true
}

// objectKey compiles a key: a bare word is its own name.
func (c *compiler) objectKey(x *hclsyntax.ObjectConsKeyExpr) node {
	if x.ForceNonLiteral {
		return c.expr(x.Wrapped)
	}
	if name := hcl.ExprAsKeyword(x.Wrapped); name != "" {
		return c.constant(event.String(name), x.Range())
	}
	if t, ok := x.Wrapped.(*hclsyntax.ScopeTraversalExpr); ok {
		name := sourceOf(t)
		c.error("Ambiguous key", fmt.Sprintf("Write the key %s in quotes if it is a name with dots, nest the objects if it is a path, or put it in parentheses if its value is the key.", name), x.Range())
		return c.constant(event.String(name), x.Range())
	}
	return c.expr(x.Wrapped)
}
