package lint

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/expr"
)

// comparison reports == and != between a field whose kind is known and a literal of another kind.
func (f *flow) comparison(x *hclsyntax.BinaryOpExpr, k *known) {
	if x.Op != hclsyntax.OpEqual && x.Op != hclsyntax.OpNotEqual {
		return
	}
	if !f.compare(x, x.LHS, x.RHS, k) {
		f.compare(x, x.RHS, x.LHS, k)
	}
}

func (f *flow) compare(x *hclsyntax.BinaryOpExpr, left, right hclsyntax.Expression, k *known) bool {
	t, ok := left.(*hclsyntax.ScopeTraversalExpr)
	want := literalKind(right)
	if !ok || want == "" || t.Traversal.RootName() != "field" {
		return false
	}
	p, ok, diags := expr.FieldPath(t)
	have := ""
	if ok && !diags.HasErrors() {
		have = k.kindOf(p)
	}
	if have == "" || have == want || have == "time" && want == "string" {
		return false
	}
	verdict := "never"
	if x.Op == hclsyntax.OpNotEqual {
		verdict = "always"
	}
	f.warn(x.SrcRange, "Comparison that does not depend on the event", "It %s holds: field.%s is %s wherever it is set, and %s is %s.%s",
		verdict, p, article(have), f.syntax.source(right), article(want), advice(have, want))
	return true
}

func advice(have, want string) string {
	switch {
	case have == "number" && want == "string":
		return " Write the number without quotes."
	case have == "string" && want == "number":
		return " Write the number in quotes, or convert the field by tonumber()."
	}
	return fmt.Sprintf(" Compare it with %s.", article(have))
}

func article(kind string) string {
	if kind == "string" {
		return "text"
	}
	if kind == "object" {
		return "an object"
	}
	return "a " + kind
}

func literalKind(x hclsyntax.Expression) string {
	if _, ok := literalText(x); ok {
		return "string"
	}
	lit, ok := x.(*hclsyntax.LiteralValueExpr)
	switch {
	case !ok || lit.Val.IsNull():
		return ""
	case lit.Val.Type() == cty.Number:
		return "number"
	case lit.Val.Type() == cty.Bool:
		return "bool"
	}
	return ""
}
