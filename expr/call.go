package expr

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

// call compiles the call of a function.
func (c *compiler) call(x *hclsyntax.FunctionCallExpr) node {
	f := c.scope.funcs[x.Name]
	if f == nil {
		c.diags = append(c.diags, c.unknownFunction(x))
		for _, a := range x.Args {
			c.expr(a) // its mistakes are to be seen too
		}
		return c.unknown(x.Range())
	}
	s := &site{rng: x.Range(), name: f.name, params: f.params, rest: f.rest}
	if f.special != nil {
		return f.special(c, s, x)
	}
	if x.ExpandFinal {
		return c.expanded(f, s, x)
	}
	if !c.arity(f, x) {
		return c.unknown(x.Range())
	}
	args := make([]node, 0, len(x.Args))
	parts := make([]*node, 0, len(x.Args))
	sound, result := true, f.result
	for i, a := range x.Args {
		n := c.expr(a)
		sound = c.argument(s, i, &n) && sound
		if p := s.param(i); n.kinds&kNull&^p.takes != 0 {
			result |= kNull
		}
		args = append(args, n)
		parts = append(parts, &n)
	}
	if !sound {
		return c.unknown(x.Range())
	}
	before := len(c.diags)
	eval := f.closure(c, s, args)
	if len(c.diags) > before && c.diags[before:].HasErrors() {
		return c.unknown(x.Range())
	}
	n := node{kinds: result, rng: x.Range(), eval: eval, live: f.live}
	if f.stamped && len(args) < 2 {
		c.touches(x)
		c.read(event.PathOf("@timestamp"))
		n.live = true
		n.kinds |= kNull
	}
	return c.finish(n, parts...)
}

// arity checks the number of arguments.
func (c *compiler) arity(f *function, x *hclsyntax.FunctionCallExpr) bool {
	n := len(x.Args)
	switch {
	case n < f.least():
		c.error("Missing argument", fmt.Sprintf("%s needs the argument %q: write %s.", f.name, f.paramName(n), f.signature()), x.Range())
		return false
	case n > f.most():
		c.error("Too many arguments", fmt.Sprintf("%s takes no argument here: write %s.", f.name, f.signature()), x.Args[f.most()].Range())
		return false
	}
	return true
}

func (f *function) paramName(i int) string {
	if i < len(f.params) {
		return f.params[i].name
	}
	return f.rest.name
}

// argument checks what can be known of an argument before there is an event.
func (c *compiler) argument(s *site, i int, n *node) bool {
	p := s.param(i)
	if n.kinds&p.accepts() != 0 || n.kinds == kNull || c.tolerant > 0 {
		return true
	}
	detail := fmt.Sprintf("%s takes %s as %q, but this is %s.", s.name, p.wanted(), p.name, alwaysOf(*n))
	c.error("Wrong kind of argument", detail+argumentAdvice(s.name, n.kinds), n.rng)
	return false
}

func argumentAdvice(name string, k kinds) string {
	switch {
	case name == "contains" && k&kString != 0:
		return " To look for a part of a text use strcontains(text, part)."
	case k&^kNull == kList:
		return " To work on each element write [for x in LIST : ...]."
	}
	return ""
}

// closure makes the closure of a call.
func (f *function) closure(c *compiler, s *site, args []node) evalFunc {
	switch {
	case f.prepare != nil:
		return f.prepare(c, s, args)
	case f.call1 != nil:
		return oneArgument(s, f.call1, args[0].eval)
	case f.call2 != nil:
		return twoArguments(s, f.call2, args[0].eval, args[1].eval)
	}
	evals := make([]evalFunc, 0, len(args))
	for _, a := range args {
		evals = append(evals, a.eval)
	}
	return manyArguments(s, f.call, evals)
}

func oneArgument(s *site, call func(*Env, *site, event.Value) event.Value, arg evalFunc) evalFunc {
	p := s.param(0)
	takes := p.takes
	return func(e *Env) event.Value {
		v := arg(e)
		if !takes.has(v) {
			var ok bool
			if v, ok = p.convert(e, s, v); !ok {
				return event.Null
			}
		}
		return call(e, s, v)
	}
}

func twoArguments(s *site, call func(*Env, *site, event.Value, event.Value) event.Value, first, second evalFunc) evalFunc {
	p, q := s.param(0), s.param(1)
	return func(e *Env) event.Value {
		v, w := first(e), second(e)
		var ok bool
		if !p.takes.has(v) {
			if v, ok = p.convert(e, s, v); !ok {
				return event.Null
			}
		}
		if !q.takes.has(w) {
			if w, ok = q.convert(e, s, w); !ok {
				return event.Null
			}
		}
		return call(e, s, v, w)
	}
}

func manyArguments(s *site, call func(*Env, *site, []event.Value) event.Value, args []evalFunc) evalFunc {
	return func(e *Env) event.Value {
		base := len(e.stack)
		for _, arg := range args {
			v := arg(e)
			e.stack = append(e.stack, v)
		}
		v := event.Null
		if e.converted(s, e.stack[base:]) {
			v = call(e, s, e.stack[base:])
		}
		e.stack = e.stack[:base]
		return v
	}
}

// converted brings arguments into the forms that the function takes; false: the result is null.
func (e *Env) converted(s *site, args []event.Value) bool {
	for i, v := range args {
		p := s.param(i)
		if p.takes.has(v) {
			continue
		}
		v, ok := p.convert(e, s, v)
		if !ok {
			return false
		}
		args[i] = v
	}
	return true
}

// expanded compiles a call whose last argument is a list of arguments: f(a, list...).
func (c *compiler) expanded(f *function, s *site, x *hclsyntax.FunctionCallExpr) node {
	if f.prepare != nil {
		c.error("List of arguments", fmt.Sprintf("%s can't take its arguments from a list: write %s.", f.name, f.signature()), x.Range())
		return c.unknown(x.Range())
	}
	parts, evals := c.all(x.Args)
	last := parts[len(parts)-1]
	if last.kinds&(kList|kNull) == 0 {
		c.error("Wrong kind of argument", fmt.Sprintf("What stands before ... must be a list, but this is %s.", alwaysOf(*last)), last.rng)
		return c.unknown(x.Range())
	}
	call := f.anyCall()
	n := node{kinds: f.result | kNull, rng: x.Range(), live: f.live, eval: func(e *Env) event.Value {
		base := len(e.stack)
		for _, eval := range evals {
			v := eval(e)
			e.stack = append(e.stack, v)
		}
		top := len(e.stack) - 1
		more := e.stack[top]
		e.stack = append(e.stack[:top], more.AsArray()...)
		v := e.callExpanded(f, s, call, base, more)
		e.stack = e.stack[:base]
		return v
	}}
	return c.finish(n, parts...)
}

func (e *Env) callExpanded(f *function, s *site, call func(*Env, *site, []event.Value) event.Value, base int, more event.Value) event.Value {
	args := e.stack[base:]
	switch {
	case more.IsNull():
		return event.Null
	case more.Kind() != event.KindArray:
		return e.fail(Failure{site: s, code: failKind, arg: "the list before ...", value: more, note: "a list"})
	case len(args) < f.least() || len(args) > f.most():
		return e.fail(Failure{site: s, code: failCount, value: more, note: "the list before ... gives a wrong number of arguments"})
	case !e.converted(s, args):
		return event.Null
	}
	return call(e, s, args)
}

// anyCall is the function for any number of arguments.
func (f *function) anyCall() func(*Env, *site, []event.Value) event.Value {
	switch {
	case f.call1 != nil:
		return func(e *Env, s *site, args []event.Value) event.Value { return f.call1(e, s, args[0]) }
	case f.call2 != nil:
		return func(e *Env, s *site, args []event.Value) event.Value { return f.call2(e, s, args[0], args[1]) }
	}
	return f.call
}
