package lint

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// unused reports variables, locals and chains that nothing uses.
func (c *check) unused() {
	used := c.uses()
	for _, name := range slices.Sorted(maps.Keys(c.plan.Files)) {
		body := bodyOf(c.plan.Files[name])
		if body == nil {
			continue
		}
		for _, b := range body.Blocks {
			c.unusedBlock(b, used)
		}
	}
}

func (c *check) unusedBlock(b *hclsyntax.Block, used map[string]bool) {
	switch b.Type {
	case "variable", "chain":
		if len(b.Labels) != 1 || used[b.Type+" "+b.Labels[0]] {
			return
		}
		name := b.Labels[0]
		how := "Read it as var." + name + ", or remove the block."
		if b.Type == "chain" {
			how = fmt.Sprintf("Put use %q {} into a pipeline, or remove the block.", name)
		}
		c.warn(b.DefRange(), fmt.Sprintf("Nothing uses %s %q", b.Type, name), "%s", how)
	case "locals":
		for name, a := range b.Body.Attributes {
			if !used["local "+name] {
				c.warn(a.NameRange, fmt.Sprintf("Nothing uses local %q", name), "Read it as local.%s, or remove it.", name)
			}
		}
	}
}

// uses lists what is used in all files: "variable x", "local x", "chain x".
func (c *check) uses() map[string]bool {
	used := make(map[string]bool)
	for _, f := range c.plan.Files {
		if body := bodyOf(f); body != nil {
			noteUses(body, used)
		}
	}
	return used
}

func noteUses(body *hclsyntax.Body, used map[string]bool) {
	for _, b := range body.Blocks {
		if b.Type == "use" && len(b.Labels) > 0 {
			used["chain "+b.Labels[0]] = true
		}
		if b.Type != "variable" { // its validation reads the variable itself
			noteUses(b.Body, used)
		}
	}
	for _, a := range body.Attributes {
		for _, t := range traversals(a.Expr) {
			kind := map[string]string{"var": "variable", "local": "local"}[t.RootName()]
			if name := step(t, 1); kind != "" && name != "" {
				used[kind+" "+name] = true
			}
		}
	}
}

// traversals lists the names that an expression reads.
func traversals(x hclsyntax.Expression) []hcl.Traversal {
	var list []hcl.Traversal
	hclsyntax.VisitAll(x, func(n hclsyntax.Node) hcl.Diagnostics { //nolint:errcheck // the callback reports nothing
		if t, ok := n.(*hclsyntax.ScopeTraversalExpr); ok {
			list = append(list, t.Traversal)
		}
		return nil
	})
	return list
}

// step is the i-th name of a traversal, or "".
func step(t hcl.Traversal, i int) string {
	if i >= len(t) {
		return ""
	}
	switch s := t[i].(type) {
	case hcl.TraverseAttr:
		return s.Name
	case hcl.TraverseIndex:
		if s.Key.Type().FriendlyName() == "string" && !s.Key.IsNull() {
			return s.Key.AsString()
		}
	}
	return ""
}
