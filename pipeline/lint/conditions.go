package lint

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/pipeline/config"
)

// conditions reports conditions that never hold and cases that no event reaches.
func (c *check) conditions(body []config.Node) {
	config.Walk(body, func(n config.Node) {
		switch n := n.(type) {
		case *config.Filter:
			c.never(n.Step.Shared.When, n.Range, "No event goes through this filter")
		case *config.Group:
			c.never(n.When, n.Range, "No event goes through what is inside")
		case *config.Route:
			c.cases(n)
		}
	})
}

// verdict is what a condition says for every event, if it does not depend on anything outside of it.
func (c *check) verdict(when *expr.Expr, at hcl.Range) (holds, known bool) {
	x := c.syntax.option(at, "when")
	if when == nil || x == nil || !literal(x) {
		return false, false
	}
	v, ok := when.Const()
	return v.Truthy(), ok
}

// never reports a condition that holds for no event.
func (c *check) never(when *expr.Expr, at hcl.Range, consequence string) {
	if holds, known := c.verdict(when, at); known && !holds {
		x := c.syntax.option(at, "when")
		c.warn(x.Range(), "Condition that never holds",
			"%s: the condition is false for every event. Remove the block, or ask for a field: when = field.NAME == \"value\".", consequence)
	}
}

// cases reports the cases of a route that no event reaches.
func (c *check) cases(r *config.Route) {
	earlier := make(map[string]*config.Case)
	var all *config.Case
	for _, k := range r.Cases {
		if all != nil {
			c.warn(k.Range, "Unreachable "+branchName(k),
				"Case %q on line %d takes every event before this. Move it to the end as else { ... }, or give it a condition.", all.Name, all.Range.Start.Line)
			continue
		}
		holds, known := c.verdict(k.When, k.Range)
		switch {
		case known && holds:
			all = k
			continue
		case known:
			c.never(k.When, k.Range, "No event takes this case")
			continue
		}
		c.sameCondition(k, earlier)
	}
}

func branchName(k *config.Case) string {
	if k.Name == "else" {
		return "else"
	}
	return "case \"" + k.Name + "\""
}

func (c *check) sameCondition(k *config.Case, earlier map[string]*config.Case) {
	x := c.syntax.option(k.Range, "when")
	if x == nil {
		return
	}
	text := c.syntax.source(x)
	if first := earlier[text]; first != nil {
		c.warn(x.Range(), "Unreachable "+branchName(k),
			"Case %q on line %d has the same condition and takes its events first. Change one of the conditions, or put both bodies into one case.", first.Name, first.Range.Start.Line)
		return
	}
	earlier[text] = k
}
