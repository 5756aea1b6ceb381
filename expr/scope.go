package expr

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/event"
)

// ScopeConfig is what expressions may refer to.
type ScopeConfig struct {
	Vars   map[string]cty.Value      // var.NAME
	Locals map[string]hcl.Expression // local.NAME
	// Dir is the folder that relative paths of file() start from. Empty: the folder of the file in
	// which the call stands.
	Dir string
	// LookupEnv answers env(). Nil: no variable is set.
	LookupEnv func(name string) (string, bool)
}

// Scope knows what expressions may refer to. It belongs to one load of the configuration and must
// not be used by two goroutines at once; what was compiled in it may.
type Scope struct {
	config  ScopeConfig
	funcs   map[string]*function
	vars    map[string]*constant
	locals  map[string]*local
	pending []*local // locals that are being compiled, outermost first
	slots   int      // variables of loops given out so far
	dates   int      // calls of date() compiled so far
	env     Env      // computes constants
	arena   event.Arena
}

type constant struct {
	val   event.Value
	marks cty.ValueMarks
}

type local struct {
	name   string
	expr   hcl.Expression
	done   bool
	broken bool
	result compiled
}

// NewScope makes a scope. The maps must not change while it is in use.
func NewScope(c ScopeConfig) *Scope {
	s := &Scope{config: c, funcs: functionTable(), vars: make(map[string]*constant), locals: make(map[string]*local, len(c.Locals))}
	for name, x := range c.Locals {
		s.locals[name] = &local{name: name, expr: x}
	}
	s.env.arena = &s.arena
	return s
}

// CheckLocals compiles all locals and reports their mistakes, among them circles. A mistake in a
// local is reported once: here, or by the first expression that uses it.
func (s *Scope) CheckLocals() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(s.locals)) {
		_, d := s.local(s.locals[name])
		diags = append(diags, d...)
	}
	return diags
}

// FunctionNames lists the functions in alphabetical order.
func (s *Scope) FunctionNames() []string { return slices.Sorted(maps.Keys(s.funcs)) }

// VarNames lists the variables in alphabetical order.
func (s *Scope) VarNames() []string { return slices.Sorted(maps.Keys(s.config.Vars)) }

// LocalNames lists the locals in alphabetical order.
func (s *Scope) LocalNames() []string { return slices.Sorted(maps.Keys(s.locals)) }

// variable returns the value of a variable, nil if there is none of that name.
func (s *Scope) variable(name string) *constant {
	if c := s.vars[name]; c != nil {
		return c
	}
	v, ok := s.config.Vars[name]
	if !ok {
		return nil
	}
	plain, marks := v.UnmarkDeep()
	c := &constant{val: fromCty(&s.arena, plain), marks: marks}
	s.vars[name] = c
	return c
}

// local compiles a local when it is used first.
func (s *Scope) local(l *local) (*local, hcl.Diagnostics) {
	if l.done {
		return l, nil
	}
	if i := slices.Index(s.pending, l); i >= 0 {
		return l, hcl.Diagnostics{s.circle(i)}
	}
	s.pending = append(s.pending, l)
	c := newCompiler(s)
	l.result = c.run(l.expr)
	s.pending = s.pending[:len(s.pending)-1]
	l.done = true
	l.broken = l.broken || c.diags.HasErrors()
	if l.broken {
		l.result.node = c.unknown(l.expr.Range())
	}
	return l, c.diags
}

// circle describes locals that need each other, from the i-th pending one on.
func (s *Scope) circle(i int) *hcl.Diagnostic {
	names := make([]string, 0, len(s.pending)-i+1)
	for _, l := range s.pending[i:] {
		names = append(names, "local."+l.name)
		l.broken = true
	}
	names = append(names, names[0])
	first := s.pending[i]
	return problem("Circular locals", fmt.Sprintf(
		"These locals need each other, so none of them has a value: %s. Break the circle by writing out one of the values.",
		strings.Join(names, " -> ")), first.expr.Range())
}

// problem makes an error of the configuration.
func problem(summary, detail string, rng hcl.Range) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &rng}
}

func warning(summary, detail string, rng hcl.Range) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: summary, Detail: detail, Subject: &rng}
}

// asSyntax returns the expression that stands in the file, whatever wraps it.
func asSyntax(x hcl.Expression) (hclsyntax.Expression, bool) {
	if s, ok := x.(hclsyntax.Expression); ok {
		return s, true
	}
	inner := hcl.UnwrapExpressionUntil(x, func(e hcl.Expression) bool {
		_, ok := e.(hclsyntax.Expression)
		return ok
	})
	s, ok := inner.(hclsyntax.Expression)
	return s, ok
}
