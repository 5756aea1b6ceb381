package lint

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/pipeline/config"
)

// syntax finds the blocks and expressions of a plan in its files.
type syntax struct {
	files  map[string]*config.File
	blocks map[hcl.Range]*hclsyntax.Block // by where they begin
	locals map[string]hclsyntax.Expression
}

func newSyntax(plan *config.Plan) *syntax {
	s := &syntax{files: plan.Files, blocks: make(map[hcl.Range]*hclsyntax.Block), locals: make(map[string]hclsyntax.Expression)}
	for _, f := range plan.Files {
		if body := bodyOf(f); body != nil {
			s.index(body)
		}
	}
	return s
}

func bodyOf(f *config.File) *hclsyntax.Body {
	if f.HCL == nil {
		return nil
	}
	body, _ := f.HCL.Body.(*hclsyntax.Body)
	return body
}

func (s *syntax) index(body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		s.blocks[b.DefRange()] = b
		if b.Type == "locals" {
			for name, a := range b.Body.Attributes {
				s.locals[name] = a.Expr
			}
		}
		s.index(b.Body)
	}
}

// option returns the expression of an option of the block that begins at a place, or nil.
func (s *syntax) option(at hcl.Range, name string) hclsyntax.Expression {
	b := s.blocks[at]
	if b == nil || b.Body.Attributes[name] == nil {
		return nil
	}
	return b.Body.Attributes[name].Expr
}

// optionRange is where an option stands, or the block if the option is not given.
func (s *syntax) optionRange(at hcl.Range, name string) hcl.Range {
	if x := s.option(at, name); x != nil {
		return x.Range()
	}
	return at
}

// source is an expression as it reads in the file, without the blanks and the parentheses around it.
func (s *syntax) source(x hclsyntax.Expression) string {
	for {
		p, ok := x.(*hclsyntax.ParenthesesExpr)
		if !ok {
			break
		}
		x = p.Expression
	}
	f := s.files[x.Range().Filename]
	if f == nil {
		return ""
	}
	tokens, _ := hclsyntax.LexExpression(x.Range().SliceBytes(f.Bytes), "", hcl.InitialPos)
	var b strings.Builder
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenNewline && t.Type != hclsyntax.TokenComment {
			b.Write(t.Bytes)
		}
	}
	return b.String()
}

// literal reports whether an expression is made of what stands there only: no event, no variable, no
// local, nothing from outside.
func literal(x hclsyntax.Expression) bool {
	ok := true
	hclsyntax.VisitAll(x, func(n hclsyntax.Node) hcl.Diagnostics { //nolint:errcheck // the callback reports nothing
		switch n := n.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			ok = false
		case *hclsyntax.FunctionCallExpr:
			ok = ok && !slices.Contains([]string{"env", "file", "hostname", "now", "uuid"}, n.Name)
		}
		return nil
	})
	return ok
}

// literalText is the text of a quoted string without templates.
func literalText(x hclsyntax.Expression) (string, bool) {
	if x == nil || !literal(x) {
		return "", false
	}
	t, ok := x.(*hclsyntax.TemplateExpr)
	if !ok || !t.IsStringLiteral() {
		return "", false
	}
	v, diags := t.Value(nil)
	if diags.HasErrors() {
		return "", false
	}
	return v.AsString(), true
}
