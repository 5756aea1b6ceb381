package expr

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// sourceOf writes an expression as it reads in the configuration, for messages that name a part.
func sourceOf(x hclsyntax.Expression) string {
	var b strings.Builder
	writeSource(&b, x)
	return b.String()
}

func writeSource(b *strings.Builder, x hclsyntax.Expression) {
	switch x := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		b.WriteString(literalSource(x.Val))
	case *hclsyntax.ScopeTraversalExpr:
		writeSteps(b, x.Traversal)
	case *hclsyntax.RelativeTraversalExpr:
		writeSource(b, x.Source)
		writeSteps(b, x.Traversal)
	case *hclsyntax.ParenthesesExpr:
		writeAround(b, "(", x.Expression, ")")
	case *hclsyntax.TemplateWrapExpr:
		writeSource(b, x.Wrapped)
	case *hclsyntax.IndexExpr:
		writeSource(b, x.Collection)
		writeAround(b, "[", x.Key, "]")
	case *hclsyntax.FunctionCallExpr:
		b.WriteString(x.Name)
		writeList(b, "(", x.Args, ")")
	case *hclsyntax.TupleConsExpr:
		writeList(b, "[", x.Exprs, "]")
	case *hclsyntax.TemplateExpr:
		writeTemplate(b, x)
	case *hclsyntax.ConditionalExpr:
		writeSource(b, x.Condition)
		writeAround(b, " ? ", x.TrueResult, " : ")
		writeSource(b, x.FalseResult)
	case *hclsyntax.BinaryOpExpr:
		writeSource(b, x.LHS)
		b.WriteString(" " + operatorOf(x.Op) + " ")
		writeSource(b, x.RHS)
	case *hclsyntax.UnaryOpExpr:
		b.WriteString(operatorOf(x.Op))
		writeSource(b, x.Val)
	case *hclsyntax.SplatExpr:
		writeSource(b, x.Source)
		b.WriteString("[*]")
		writeSource(b, x.Each)
	case *hclsyntax.TemplateJoinExpr:
		writeSource(b, x.Tuple)
	case *hclsyntax.ForExpr:
		writeAround(b, "for ... in ", x.CollExpr, "")
	case *hclsyntax.ObjectConsExpr:
		b.WriteString("{...}")
	}
}

func writeAround(b *strings.Builder, before string, x hclsyntax.Expression, after string) {
	b.WriteString(before)
	writeSource(b, x)
	b.WriteString(after)
}

func writeList(b *strings.Builder, before string, list []hclsyntax.Expression, after string) {
	b.WriteString(before)
	for i, x := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		writeSource(b, x)
	}
	b.WriteString(after)
}

func writeTemplate(b *strings.Builder, x *hclsyntax.TemplateExpr) {
	b.WriteByte('"')
	for _, p := range x.Parts {
		if lit, ok := p.(*hclsyntax.LiteralValueExpr); ok && lit.Val.Type() == cty.String {
			quoted := strconv.Quote(lit.Val.AsString())
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		writeAround(b, "${", p, "}")
	}
	b.WriteByte('"')
}

func writeSteps(b *strings.Builder, steps hcl.Traversal) {
	for _, s := range steps {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			b.WriteString(s.Name)
		case hcl.TraverseAttr:
			b.WriteString("." + s.Name)
		case hcl.TraverseIndex:
			b.WriteString("[" + literalSource(s.Key) + "]")
		}
	}
}

func literalSource(v cty.Value) string {
	switch {
	case v.IsNull():
		return "null"
	case v.Type() == cty.String:
		return strconv.Quote(v.AsString())
	case v.Type() == cty.Bool:
		return strconv.FormatBool(v.True())
	case v.Type() == cty.Number:
		return v.AsBigFloat().Text('g', -1)
	}
	return "value"
}

func operatorOf(op *hclsyntax.Operation) string {
	switch op {
	case hclsyntax.OpLogicalOr:
		return "||"
	case hclsyntax.OpLogicalAnd:
		return "&&"
	case hclsyntax.OpLogicalNot:
		return "!"
	case hclsyntax.OpEqual:
		return "=="
	case hclsyntax.OpNotEqual:
		return "!="
	case hclsyntax.OpGreaterThan:
		return ">"
	case hclsyntax.OpGreaterThanOrEqual:
		return ">="
	case hclsyntax.OpLessThan:
		return "<"
	case hclsyntax.OpLessThanOrEqual:
		return "<="
	case hclsyntax.OpAdd:
		return "+"
	case hclsyntax.OpSubtract, hclsyntax.OpNegate:
		return "-"
	case hclsyntax.OpMultiply:
		return "*"
	case hclsyntax.OpDivide:
		return "/"
	case hclsyntax.OpModulo:
		return "%"
	}
	return "operator"
}
