package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/hcltext"
	"github.com/headgate/headgate/plugin"
)

// envPrefix stands before the name of a variable in the environment.
const envPrefix = "HEADGATE_VAR_"

// Variables are values given outside of the configuration. Of several for one variable the command
// line wins, then files (the last one), then the environment.
type Variables struct {
	Args  []string // NAME=VALUE
	Files []Source // ending in .hclvars: NAME = VALUE, one on a line
	Env   []string // the environment, of which HEADGATE_VAR_NAME=VALUE counts
}

// given is one value from outside.
type given struct {
	text string         // from command line or environment: read as the variable's type asks
	expr hcl.Expression // from a file
	from string
}

// variableOptions are the options of a variable block.
type variableOptions struct {
	Type    hclsyntax.Expression
	Default hclsyntax.Expression
	// What the variable is for. Besides it stand type and default.
	Description string `hcl:"description,optional"`
	// Whether its value is a secret, which is not printed.
	Sensitive bool `hcl:"sensitive,optional"`
	// Conditions that its value must meet, each with condition and error_message.
	Validations []*hclsyntax.Block `hcl:"validation,block"`
}

// variables evaluates all variable blocks.
func (s *load) variables() map[string]cty.Value {
	outside := s.outside()
	vars := make(map[string]cty.Value)
	seen := make(map[string]hcl.Range)
	s.decoder.Scope = expr.NewScope(expr.ScopeConfig{LookupEnv: s.LookupEnv})
	for _, b := range s.top.variables {
		name, ok := s.label(b, "variable")
		if !ok {
			continue
		}
		if at, twice := seen[name]; twice {
			s.problem(b.TypeRange, fmt.Sprintf("Variable %q is declared twice", name), "It is already declared at %s. Remove one of the two.", place(at))
			continue
		}
		seen[name] = b.TypeRange
		vars[name] = s.variable(b, name, outside)
		delete(outside, name)
	}
	for _, name := range slices.Sorted(maps.Keys(outside)) {
		g := outside[name]
		if strings.HasPrefix(g.from, "the environment") {
			continue // may be meant for another configuration
		}
		s.diags = append(s.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: fmt.Sprintf("No variable %q", name),
			Detail: fmt.Sprintf("%s gives a value to %q, but no variable block declares it.%s", capital(g.from), name,
				plugin.DidYouMean(name, slices.Sorted(maps.Keys(seen)))),
		})
	}
	return vars
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (s *load) outside() map[string]given {
	out := make(map[string]given)
	for _, e := range s.Variables.Env {
		if name, value, ok := strings.Cut(strings.TrimPrefix(e, envPrefix), "="); ok && strings.HasPrefix(e, envPrefix) {
			out[name] = given{text: value, from: "the environment variable " + envPrefix + name}
		}
	}
	for _, src := range s.Variables.Files {
		f, diags := parse(src)
		s.plan.Files[src.Name] = f
		s.add(diags)
		body := f.HCL.Body.(*hclsyntax.Body)
		for _, b := range body.Blocks {
			s.problem(b.TypeRange, fmt.Sprintf("Unexpected block %q", b.Type), "A file of values holds lines such as: name = \"value\"")
		}
		for name, a := range body.Attributes {
			out[name] = given{expr: a.Expr, from: "the file " + src.Name}
		}
	}
	for _, arg := range s.Variables.Args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			s.diags = append(s.diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: fmt.Sprintf("Invalid --var %q", arg), Detail: "Write --var NAME=VALUE.",
			})
			continue
		}
		out[name] = given{text: value, from: "--var"}
	}
	return out
}

func (s *load) variable(b *hclsyntax.Block, name string, outside map[string]given) cty.Value {
	var o variableOptions
	body := *b.Body
	body.Attributes = maps.Clone(b.Body.Attributes)
	o.Type, o.Default = takeExpr(body.Attributes, "type"), takeExpr(body.Attributes, "default")
	title := fmt.Sprintf("variable %q", name)
	_, diags := s.decoder.Decode(&body, title, &o)
	s.add(diags)

	typ := cty.DynamicPseudoType
	if o.Type != nil {
		var d hcl.Diagnostics
		if typ, d = typeexpr.TypeConstraint(o.Type); d.HasErrors() {
			at := o.Type.Range()
			s.problem(at, "Invalid type of "+title, "A type is one of these words, without quotes: string, number, bool, list(string), map(string), object({...}) or any.")
			typ = cty.DynamicPseudoType
		}
	}
	val, at := s.valueOf(b, &o, typ, name, outside)
	if !val.IsKnown() {
		s.valueless = append(s.valueless, name)
		return val
	}
	if typ != cty.DynamicPseudoType {
		conv, err := convert.Convert(val, typ)
		if err != nil {
			s.problem(at, "Invalid value of "+title, "Its type is %s, and %s is not: %s.", typ.FriendlyName(), plugin.DescribeValue(val), err)
			s.valueless = append(s.valueless, name)
			return cty.UnknownVal(typ)
		}
		val = conv
	}
	s.validate(&o, name, val)
	if o.Sensitive {
		val = val.Mark("sensitive")
	}
	return val
}

func takeExpr(attrs hclsyntax.Attributes, name string) hclsyntax.Expression {
	a := attrs[name]
	delete(attrs, name)
	if a == nil {
		return nil
	}
	return a.Expr
}

// valueOf finds the value of a variable: from outside, or its default.
func (s *load) valueOf(b *hclsyntax.Block, o *variableOptions, typ cty.Type, name string, outside map[string]given) (cty.Value, hcl.Range) {
	g, ok := outside[name]
	switch {
	case ok && g.expr != nil:
		v, diags := expr.EvalConst(g.expr, s.decoder.Scope)
		s.add(diags)
		return v, g.expr.Range()
	case ok:
		return s.fromText(g, typ, name, b), b.DefRange()
	case o.Default != nil:
		s.add(s.decoder.RefusePasted(o.Default.Range()))
		v, diags := expr.EvalConst(o.Default, s.decoder.Scope)
		s.add(diags)
		return v, o.Default.Range()
	}
	s.problem(b.DefRange(), fmt.Sprintf("Variable %q has no value", name),
		"Give it one by --var %s=VALUE, by the environment variable %s%s, or by a default in its block.", name, envPrefix, name)
	return cty.UnknownVal(typ), b.DefRange()
}

// fromText reads a value from the command line: text as it is, everything else as an expression.
func (s *load) fromText(g given, typ cty.Type, name string, b *hclsyntax.Block) cty.Value {
	if typ == cty.String || typ == cty.DynamicPseudoType {
		return cty.StringVal(g.text)
	}
	if typ.IsPrimitiveType() {
		return cty.StringVal(g.text) // converted by the caller
	}
	x, diags := hcltext.ParseExpression([]byte(g.text), g.from, hcl.InitialPos)
	if !diags.HasErrors() {
		v, more := expr.EvalConst(x, s.decoder.Scope)
		if diags = more; !diags.HasErrors() {
			return v
		}
	}
	s.problem(b.DefRange(), fmt.Sprintf("Invalid value of variable %q", name),
		"%s gives %q, which is no value of type %s. Write it as in a configuration file, such as [\"a\", \"b\"].", capital(g.from), g.text, typ.FriendlyName())
	return cty.UnknownVal(typ)
}

// validate runs the validation blocks.
func (s *load) validate(o *variableOptions, name string, val cty.Value) {
	for _, b := range o.Validations {
		cond, msg := b.Body.Attributes["condition"], b.Body.Attributes["error_message"]
		if cond == nil || msg == nil {
			s.problem(b.DefRange(), "Incomplete validation", "It needs a condition and an error_message.")
			continue
		}
		own := expr.NewScope(expr.ScopeConfig{Vars: map[string]cty.Value{name: val}, LookupEnv: s.LookupEnv})
		ok, diags := expr.EvalConst(cond.Expr, own)
		s.add(diags)
		if diags.HasErrors() || !val.IsWhollyKnown() {
			continue
		}
		if ok, _ = ok.Unmark(); ok.IsNull() || ok.Type() != cty.Bool || ok.True() {
			continue
		}
		text, _ := s.constString(msg.Expr)
		s.problem(cond.Expr.Range(), fmt.Sprintf("Invalid value of variable %q", name), "%s", text)
	}
}

// label returns the one label of a block, which must be an identifier.
func (s *load) label(b *hclsyntax.Block, what string) (string, bool) {
	switch {
	case len(b.Labels) == 0:
		s.problem(b.DefRange(), fmt.Sprintf("A %s needs a name", what), "Write %s \"NAME\" { ... }", b.Type)
		return "", false
	case len(b.Labels) > 1:
		s.problem(b.LabelRanges[1], fmt.Sprintf("A %s has one name", what), "Remove %q.", b.Labels[1])
	}
	return b.Labels[0], s.identifier(b.Labels[0], b.LabelRanges[0])
}

// identifier checks a name: letters, digits, "_" and "-".
func (s *load) identifier(name string, at hcl.Range) bool {
	ok := name != ""
	for _, r := range name {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			ok = false
		}
	}
	if !ok {
		s.problem(at, fmt.Sprintf("Invalid name %q", name), "A name consists of letters, digits, \"_\" and \"-\", such as %q.", legalName(name))
	}
	return ok
}

// legalName is a name that consists of what a name may hold.
func legalName(name string) string {
	legal := strings.Trim(strings.Map(func(r rune) rune {
		if r < 0x80 && isWord(byte(r)) {
			return r
		}
		return '_'
	}, name), "_")
	return pick(legal, "access")
}
