package expr

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/event"
)

// scopeTraversal compiles a name with what follows it: field.a.b, var.x, the variable of a loop.
func (c *compiler) scopeTraversal(x *hclsyntax.ScopeTraversalExpr) node {
	root := x.Traversal.RootName()
	for i, v := range slices.Backward(c.vars) {
		if v.name == root {
			return c.steps(c.slot(i, x.SrcRange), x.Traversal[1:], x)
		}
	}
	switch root {
	case "field", "meta":
		names, rest := stepNames(x.Traversal[1:])
		path := event.PathOf(names...)
		if root == "meta" {
			path = event.MetaPath(names...)
		}
		c.touches(x)
		return c.steps(c.readPath(path, x.SrcRange), rest, x)
	case "tags":
		c.touches(x)
		c.read(event.PathOf("tags"))
		return c.steps(node{eval: readTags, kinds: kList, live: true, rng: x.SrcRange}, x.Traversal[1:], x)
	case "var":
		return c.varTraversal(x)
	case "local":
		return c.localTraversal(x)
	}
	c.diags = append(c.diags, c.unknownRoot(x))
	return c.unknown(x.SrcRange)
}

// stepNames turns steps into the names of a path, up to the first that is none.
func stepNames(steps hcl.Traversal) (names []string, rest hcl.Traversal) {
	for i, step := range steps {
		name, ok := stepName(step)
		if !ok {
			return names, steps[i:]
		}
		names = append(names, name)
	}
	return names, nil
}

func stepName(step hcl.Traverser) (string, bool) {
	switch t := step.(type) {
	case hcl.TraverseAttr:
		return t.Name, true
	case hcl.TraverseIndex:
		switch {
		case t.Key.IsNull() || !t.Key.IsKnown():
			return "", false
		case t.Key.Type() == cty.String:
			return t.Key.AsString(), true
		case t.Key.Type() == cty.Number:
			if i, ok := fromBig(t.Key.AsBigFloat()).AsInt(); ok {
				return strconv.FormatInt(i, 10), true
			}
		}
	}
	return "", false
}

// readPath compiles the read of a field.
func (c *compiler) readPath(p event.Path, rng hcl.Range) node {
	c.read(p)
	n := node{kinds: kAny, rng: rng, path: p, plain: true, live: true}
	k, single := n.single()
	switch {
	case p.IsZero():
		n.kinds = kObject
		n.eval = func(e *Env) event.Value { return event.ObjectValue(e.ev.Fields()) }
	case single:
		n.eval = func(e *Env) event.Value { return e.ev.Fields().Get(k) }
	default:
		n.eval = func(e *Env) event.Value { return e.ev.Get(p) }
	}
	return n
}

// readTags gives the tags as a list, whatever the event holds.
func readTags(e *Env) event.Value {
	switch v := e.ev.Tags(); v.Kind() {
	case event.KindArray:
		return v
	case event.KindNull:
		return e.arena.NewArray(0)
	default:
		return e.arena.Array(v)
	}
}

func (c *compiler) varTraversal(x *hclsyntax.ScopeTraversalExpr) node {
	name, ok := secondName(x.Traversal)
	if !ok {
		c.error("Invalid reference", "Write var.NAME: \"var\" alone is no value.", x.SrcRange)
		return c.unknown(x.SrcRange)
	}
	v := c.scope.variable(name)
	if v == nil {
		c.error("Unknown variable", fmt.Sprintf("There is no variable %q. %s",
			name, suggestOr(name, c.scope.VarNames(), fmt.Sprintf("Declare it: variable %q { default = ... }.", name))), x.SrcRange)
		return c.unknown(x.SrcRange)
	}
	c.mark(v.marks)
	return c.steps(c.constant(v.val, x.SrcRange), x.Traversal[2:], x)
}

func (c *compiler) localTraversal(x *hclsyntax.ScopeTraversalExpr) node {
	name, ok := secondName(x.Traversal)
	if !ok {
		c.error("Invalid reference", "Write local.NAME: \"local\" alone is no value.", x.SrcRange)
		return c.unknown(x.SrcRange)
	}
	l := c.scope.locals[name]
	if l == nil {
		c.error("Unknown local", fmt.Sprintf("There is no local %q. %s",
			name, suggestOr(name, c.scope.LocalNames(), fmt.Sprintf("Declare it: locals { %s = ... }.", name))), x.SrcRange)
		return c.unknown(x.SrcRange)
	}
	l, diags := c.scope.local(l)
	c.diags = append(c.diags, diags...)
	if !l.done {
		return c.unknown(x.SrcRange)
	}
	n := l.result.node
	if l.result.touch != nil {
		c.touches(x)
	}
	c.use(&l.result)
	return c.steps(n, x.Traversal[2:], x)
}

func secondName(t hcl.Traversal) (string, bool) {
	if len(t) < 2 {
		return "", false
	}
	return stepName(t[1])
}

// steps compiles what follows a value: .name, [0], ["name"].
func (c *compiler) steps(n node, steps hcl.Traversal, x hclsyntax.Expression) node {
	if len(steps) == 0 {
		return n
	}
	names, rest := stepNames(steps)
	if len(rest) > 0 {
		c.error("Invalid index", "An index is a name in quotes or a whole number.", rest[0].SourceRange())
		return c.unknown(x.Range())
	}
	return c.inside(n, x.Range(), names...)
}

// inside compiles the read of what is at a path inside a value. It is null when there is no such thing.
func (c *compiler) inside(n node, rng hcl.Range, names ...string) node {
	var p event.Path
	for _, name := range names {
		p = p.Child(event.ConfigKey(name))
	}
	if n.plain {
		return c.readPath(n.path.Join(p), rng)
	}
	source, keys := n.eval, p.Keys()
	return c.finish(node{kinds: kAny, rng: rng, eval: func(e *Env) event.Value {
		v := source(e)
		for _, k := range keys {
			v = childOf(v, k)
		}
		return v
	}}, &n)
}

// childOf returns a field of an object or an element of a list, null if there is none.
func childOf(v event.Value, k *event.Key) event.Value {
	if o := v.AsObject(); o != nil {
		return o.Get(k)
	}
	if list := v.AsArray(); list != nil {
		if i, err := strconv.Atoi(k.String()); err == nil {
			return element(list, int64(i))
		}
	}
	return event.Null
}

// element returns the i-th element, counted from the end if i is negative, or null.
func element(list []event.Value, i int64) event.Value {
	if i < 0 {
		i += int64(len(list))
	}
	if i < 0 || i >= int64(len(list)) {
		return event.Null
	}
	return list[i]
}

func (c *compiler) relativeTraversal(x *hclsyntax.RelativeTraversalExpr) node {
	if hint := bracketHint(x); hint != nil {
		c.diags = append(c.diags, hint)
		return c.unknown(x.SrcRange)
	}
	return c.steps(c.expr(x.Source), x.Traversal, x)
}

// index compiles a[b].
func (c *compiler) index(x *hclsyntax.IndexExpr) node {
	if hint := bracketHint(x); hint != nil {
		c.diags = append(c.diags, hint)
		return c.unknown(x.SrcRange)
	}
	coll, key := c.expr(x.Collection), c.expr(x.Key)
	if key.konst {
		if name, ok := constantName(key.val); ok {
			return c.inside(coll, x.SrcRange, name)
		}
	}
	s := &site{rng: x.SrcRange, name: "index"}
	if key.kinds&(kNumber|kString|kNull) == 0 {
		c.error("Invalid index", fmt.Sprintf("An index is a name or a whole number, but this is %s.", article(key.kinds.String())), key.rng)
	}
	if coll.konst {
		return c.constantIndex(coll, key, s)
	}
	a, b := coll.eval, key.eval
	return c.finish(node{kinds: kAny, eval: func(e *Env) event.Value { return index(e, s, a(e), b(e)) }}, &coll, &key)
}

func constantName(v event.Value) (string, bool) {
	if s, ok := v.AsString(); ok {
		return s, true
	}
	if n, ok := numberOf(v); ok {
		if i, ok := n.asInt(); ok {
			return strconv.FormatInt(i, 10), true
		}
	}
	return "", false
}

// index reads a field by a computed name, or an element by a computed number.
func index(e *Env, s *site, coll, key event.Value) event.Value {
	switch {
	case coll.IsNull() || key.IsNull():
		return event.Null
	case coll.Kind() == event.KindArray:
		n, ok := numberOrText(key, textOf(key), key.Kind() == event.KindString)
		if ok {
			if i, ok := n.asInt(); ok {
				return element(coll.AsArray(), i)
			}
		}
		return e.fail(Failure{site: s, code: failValue, arg: "the number of an element is", value: key, note: "use a whole number"})
	case coll.Kind() == event.KindObject:
		if name, ok := constantName(key); ok {
			return fieldNamed(coll.AsObject(), name)
		}
		return e.fail(Failure{site: s, code: failKey, value: key})
	}
	return event.Null
}

func textOf(v event.Value) string {
	s, _ := v.AsString()
	return s
}

// fieldNamed looks a field up by a name that comes from data and must not be interned.
func fieldNamed(o *event.Object, name string) event.Value {
	for i := range o.Len() {
		if k, v := o.At(i); k.String() == name {
			return v
		}
	}
	return event.Null
}

// constantIndex looks a computed name up in a table that stands in the configuration.
func (c *compiler) constantIndex(coll, key node, s *site) node {
	b, table := key.eval, tableOf(coll.val)
	if table == nil {
		v := coll.val
		return c.finish(node{kinds: kAny, eval: func(e *Env) event.Value { return index(e, s, v, b(e)) }}, &key)
	}
	return c.finish(node{kinds: kAny, eval: func(e *Env) event.Value {
		k := b(e)
		if k.IsNull() {
			return event.Null
		}
		name, ok := constantName(k)
		if !ok {
			return e.fail(Failure{site: s, code: failKey, value: k})
		}
		return table[name]
	}}, &key)
}

// tableOf makes a map of a constant object, nil of anything else.
func tableOf(v event.Value) map[string]event.Value {
	o := v.AsObject()
	if o == nil {
		return nil
	}
	table := make(map[string]event.Value, o.Len())
	for k, v := range o.All() {
		table[k.String()] = v
	}
	return table
}

// slot compiles the read of the i-th variable.
func (c *compiler) slot(i int, rng hcl.Range) node {
	slot := c.vars[i].slot
	return node{eval: func(e *Env) event.Value { return e.vars[slot] }, kinds: c.vars[i].kinds, rng: rng, low: i + 1}
}

func (c *compiler) item(x *hclsyntax.AnonSymbolExpr) node {
	for i, v := range slices.Backward(c.vars) {
		if v.item == x {
			return c.slot(i, x.SrcRange)
		}
	}
	return c.unknown(x.SrcRange)
}
