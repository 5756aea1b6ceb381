package expr

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

func flowFunctions() []function {
	anything := some("value", kAny)
	return []function{
		{
			name: "coalesce", rest: &anything, params: []param{anything}, result: kAny, special: compileCoalesce,
			summary: "The first value that is neither null, missing nor an empty text; null if there is none.",
			example: `coalesce(field.nothing, "", "web")`, want: `"web"`,
		},
		{
			name: "try", rest: &anything, params: []param{anything}, result: kAny, special: compileTry,
			summary: "The first value that can be computed and is not missing; null if there is none.",
			example: `try(tonumber(field.message), -1)`, want: `-1`,
		},
		{
			name: "can", params: []param{anything}, result: kBool, special: compileCan,
			summary: "Whether the value can be computed and is not missing.",
			example: `can(tonumber("12a"))`, want: `false`,
		},
		{
			name: "exists", params: []param{anything}, result: kBool, prepare: prepareExists,
			summary: "Whether the field is there and not null.",
			example: `exists(field.host.name)`, want: `true`,
		},
	}
}

// lazyArguments compiles the arguments of a function that decides itself which ones to compute.
func (c *compiler) lazyArguments(f string, x *hclsyntax.FunctionCallExpr, tolerant bool) []node {
	if len(x.Args) == 0 || f == "can" && len(x.Args) > 1 {
		def := c.scope.funcs[f]
		c.error("Wrong number of arguments", fmt.Sprintf("Write %s.", def.signature()), x.Range())
		return nil
	}
	if x.ExpandFinal {
		c.error("List of arguments", f+" can't take its arguments from a list.", x.Range())
		return nil
	}
	args := make([]node, 0, len(x.Args))
	for _, a := range x.Args {
		args = append(args, c.branch(a, tolerant))
	}
	return args
}

func pointers(nodes []node) []*node {
	p := make([]*node, 0, len(nodes))
	for i := range nodes {
		p = append(p, &nodes[i])
	}
	return p
}

func compileCoalesce(c *compiler, s *site, x *hclsyntax.FunctionCallExpr) node {
	if x.ExpandFinal {
		return c.expanded(&function{name: s.name, rest: s.rest, result: kAny, call: coalesceAll}, s, x)
	}
	args := c.lazyArguments(s.name, x, false)
	if args == nil {
		return c.unknown(x.Range())
	}
	n := node{rng: x.Range()}
	for i := range args {
		n.kinds |= args[i].kinds
	}
	n.kinds &^= kNull
	if last := args[len(args)-1]; last.kinds&(kNull|kString) != 0 && (!last.konst || isEmpty(last.val)) {
		n.kinds |= kNull
	}
	n.eval = coalesceOf(args)
	return c.finish(n, pointers(args)...)
}

func coalesceOf(args []node) evalFunc {
	if len(args) == 2 && args[1].konst && !isEmpty(args[1].val) {
		first, otherwise := args[0].eval, args[1].val
		return func(e *Env) event.Value {
			if v := first(e); !isEmpty(v) {
				return v
			}
			return otherwise
		}
	}
	evals := make([]evalFunc, 0, len(args))
	for i := range args {
		evals = append(evals, args[i].eval)
	}
	return func(e *Env) event.Value {
		for _, eval := range evals {
			if v := eval(e); !isEmpty(v) {
				return v
			}
		}
		return event.Null
	}
}

func coalesceAll(_ *Env, _ *site, args []event.Value) event.Value {
	for _, v := range args {
		if !isEmpty(v) {
			return v
		}
	}
	return event.Null
}

// isEmpty reports whether a value is null or an empty text.
func isEmpty(v event.Value) bool {
	if v.Kind() == event.KindString {
		s, _ := v.AsString()
		return s == ""
	}
	return v.IsNull()
}

func compileTry(c *compiler, s *site, x *hclsyntax.FunctionCallExpr) node {
	args := c.lazyArguments(s.name, x, true)
	if args == nil {
		return c.unknown(x.Range())
	}
	n := node{rng: x.Range()}
	evals := make([]evalFunc, 0, len(args))
	for i := range args {
		n.kinds |= args[i].kinds
		evals = append(evals, args[i].eval)
	}
	last := args[len(args)-1]
	if n.kinds |= kNull; last.konst && !last.val.IsNull() {
		n.kinds &^= kNull
	}
	n.eval = func(e *Env) event.Value {
		for _, eval := range evals[:len(evals)-1] {
			if v, ok := e.attempt(eval); ok && !v.IsNull() {
				return v
			}
		}
		return evals[len(evals)-1](e)
	}
	return c.finish(n, pointers(args)...)
}

func compileCan(c *compiler, s *site, x *hclsyntax.FunctionCallExpr) node {
	args := c.lazyArguments(s.name, x, true)
	if args == nil {
		return c.unknown(x.Range())
	}
	eval := args[0].eval
	return c.finish(boolean(x.Range(), func(e *Env) bool {
		v, ok := e.attempt(eval)
		return ok && !v.IsNull()
	}), pointers(args)...)
}

func prepareExists(c *compiler, s *site, args []node) evalFunc {
	if !args[0].live && args[0].low == 0 && c.tolerant == 0 {
		c.error("Not a field", fmt.Sprintf("exists() asks whether an event has a field, but this is %s. Write exists(field.NAME).", describe(args[0].val)), args[0].rng)
	}
	eval := args[0].eval
	return func(e *Env) event.Value { return event.Bool(!eval(e).IsNull()) }
}
