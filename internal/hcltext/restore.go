package hcltext

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

var (
	unmarkText = strings.NewReplacer("\x01", "%", "\x02", `\`)
	// A diagnostic may print a piece of source quoted.
	unmarkQuoted = strings.NewReplacer("\x01", "%", "\x02", `\`, `\x01`, "%", `\x02`, `\\`)
)

func restoreTree(root hclsyntax.Node) {
	hclsyntax.VisitAll(root, func(node hclsyntax.Node) hcl.Diagnostics { //nolint:errcheck // the callback reports nothing
		switch n := node.(type) {
		case *hclsyntax.Block:
			for i, label := range n.Labels {
				n.Labels[i] = unmarkText.Replace(label)
			}
		case *hclsyntax.LiteralValueExpr:
			n.Val = restoreValue(n.Val)
		case *hclsyntax.ScopeTraversalExpr:
			restoreTraversal(n.Traversal)
		case *hclsyntax.RelativeTraversalExpr:
			restoreTraversal(n.Traversal)
		}
		return nil
	})
}

func restoreTraversal(steps hcl.Traversal) {
	for i, step := range steps {
		if index, ok := step.(hcl.TraverseIndex); ok {
			index.Key = restoreValue(index.Key)
			steps[i] = index
		}
	}
}

func restoreValue(v cty.Value) cty.Value {
	if v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
		return v
	}
	s := v.AsString()
	if !strings.ContainsAny(s, "\x01\x02") {
		return v
	}
	return cty.StringVal(unmarkText.Replace(s))
}

func restoreDiags(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		d.Summary = unmarkQuoted.Replace(d.Summary)
		d.Detail = unmarkQuoted.Replace(d.Detail)
	}
	return diags
}
