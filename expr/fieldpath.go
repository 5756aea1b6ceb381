package expr

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/event"
)

// FieldPath reads an option that wants the name of a field: "host.name", "[host][name]", field.host.name,
// meta.x. ok is false, without a diagnostic, when the expression is of no such form, such as var.x: then
// its value may be the name.
func FieldPath(x hcl.Expression) (p event.Path, ok bool, diags hcl.Diagnostics) {
	syntax, isSyntax := asSyntax(x)
	if !isSyntax {
		return event.Path{}, false, nil
	}
	if text, isText := literalText(syntax); isText {
		p, diags = namedPath(text, x.Range())
		return p, !diags.HasErrors(), diags
	}
	switch t := syntax.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return traversedPath(t)
	case *hclsyntax.TupleConsExpr, *hclsyntax.IndexExpr:
		if name, bracketed := bracketName(syntax); bracketed {
			return p, false, hcl.Diagnostics{problem("Field name without quotes", fmt.Sprintf(
				"The name of a field stands in quotes: write %q, or field.%s.", name, name), x.Range())}
		}
	}
	return event.Path{}, false, nil
}

// literalText is the text of a quoted string without templates.
func literalText(x hclsyntax.Expression) (string, bool) {
	switch x := x.(type) {
	case *hclsyntax.TemplateExpr:
		text := ""
		for _, p := range x.Parts {
			lit, ok := p.(*hclsyntax.LiteralValueExpr)
			if !ok || lit.Val.Type() != cty.String || lit.Val.IsNull() {
				return "", false
			}
			text += lit.Val.AsString()
		}
		return text, true
	case *hclsyntax.LiteralValueExpr:
		if x.Val.Type() == cty.String && !x.Val.IsNull() {
			return x.Val.AsString(), true
		}
	case *hclsyntax.ParenthesesExpr:
		return literalText(x.Expression)
	}
	return "", false
}

func namedPath(text string, rng hcl.Range) (event.Path, hcl.Diagnostics) {
	p, err := event.ParsePath(text)
	if err != nil {
		return p, hcl.Diagnostics{problem("Invalid field name", fmt.Sprintf(
			"%q can't be the name of a field: %s. Write \"host.name\", or \"[a.b]\" for a name with a literal dot.", text, err), rng)}
	}
	return p, nil
}

func traversedPath(x *hclsyntax.ScopeTraversalExpr) (p event.Path, ok bool, diags hcl.Diagnostics) {
	root := x.Traversal.RootName()
	names, rest := stepNames(x.Traversal[1:])
	if len(rest) > 0 {
		return p, false, hcl.Diagnostics{problem("Invalid field name", "An index is a name in quotes or a whole number.", rest[0].SourceRange())}
	}
	switch root {
	case "field":
		return event.PathOf(names...), true, nil
	case "meta":
		return event.MetaPath(names...), true, nil
	case "tags":
		return event.PathOf("tags").Join(event.PathOf(names...)), true, nil
	case "var", "local":
		return p, false, nil
	}
	name := sourceOf(x)
	if wordsForField[root] && len(names) > 0 {
		name = event.PathOf(names...).String()
	}
	return p, false, hcl.Diagnostics{problem("Field name without quotes", fmt.Sprintf(
		"The name of a field stands in quotes: write %q, or field.%s.", name, name), x.SrcRange)}
}

// KeyPath reads the key of an object whose keys are names of fields: dotted bare words or a quoted name.
func KeyPath(x hcl.Expression) (event.Path, hcl.Diagnostics) {
	syntax, ok := asSyntax(x)
	if !ok {
		return event.Path{}, hcl.Diagnostics{notAName(x.Range())}
	}
	if key, isKey := syntax.(*hclsyntax.ObjectConsKeyExpr); isKey {
		if key.ForceNonLiteral {
			return event.Path{}, hcl.Diagnostics{notAName(x.Range())}
		}
		syntax = key.Wrapped
	}
	if text, isText := literalText(syntax); isText {
		return namedPath(text, x.Range())
	}
	steps, diags := hcl.AbsTraversalForExpr(syntax)
	if diags.HasErrors() {
		return event.Path{}, hcl.Diagnostics{notAName(x.Range())}
	}
	names, rest := stepNames(steps[1:])
	if len(rest) > 0 {
		return event.Path{}, hcl.Diagnostics{notAName(x.Range())}
	}
	return keyPathOf(steps.RootName(), names, x.Range())
}

func keyPathOf(root string, names []string, rng hcl.Range) (event.Path, hcl.Diagnostics) {
	switch {
	case root == "meta" && len(names) > 0:
		return event.MetaPath(names...), nil
	case root == "field" && len(names) > 0:
		inner := event.PathOf(names...)
		return inner, hcl.Diagnostics{warning("Key starts with \"field.\"", fmt.Sprintf(
			"A key here is the name of a field already, so this is read as %q. Write it without \"field.\".", inner), rng)}
	}
	return event.PathOf(append([]string{root}, names...)...), nil
}

func notAName(rng hcl.Range) *hcl.Diagnostic {
	return problem("Key is not the name of a field", "A key here names a field and is the same for all events: write host.name, or \"host.name\" in quotes.", rng)
}
