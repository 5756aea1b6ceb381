package lint

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/pipeline/config"
)

// droppers are the filters that take events away.
var droppers = []string{"drop", "sample", "throttle", "dedupe"}

// reach reports events that reach no output.
func (c *check) reach(p *config.Pipeline) {
	if len(p.Outputs) == 0 {
		c.problem(p.Range, fmt.Sprintf("Pipeline %q has no output", p.Name),
			"Its events would go nowhere. Add a block such as: output \"stdout\" {}")
		return
	}
	for _, o := range p.Outputs {
		if !o.Branch {
			return
		}
	}
	r := &reacher{check: c}
	for _, in := range p.Inputs {
		r.inputs = append(r.inputs, in.Name)
	}
	r.unrouted(p.Body)
}

// reacher looks for events that reach no output in one pipeline.
type reacher struct {
	*check
	inputs []string // names
}

// complete reports whether every event takes a case: there is an else, or a case for each input.
func (c *reacher) complete(r *config.Route) bool {
	if r.Complete() {
		return true
	}
	left := slices.Clone(c.inputs)
	for _, k := range r.Cases {
		if name, ok := c.inputOf(k); ok {
			left = slices.DeleteFunc(left, func(n string) bool { return n == name })
		}
	}
	return len(left) == 0
}

// inputOf is the input whose events a case takes, if its condition is meta.input == "NAME".
func (c *reacher) inputOf(k *config.Case) (string, bool) {
	x, ok := c.syntax.option(k.Range, "when").(*hclsyntax.BinaryOpExpr)
	if !ok || x.Op != hclsyntax.OpEqual || c.syntax.source(x.LHS) != "meta.input" {
		return "", false
	}
	return literalText(x.RHS)
}

// covered reports whether every event that goes through a body is sent to an output or dropped.
func (c *reacher) covered(body []config.Node) bool {
	return slices.ContainsFunc(body, func(n config.Node) bool {
		switch n := n.(type) {
		case *config.Send:
			return true
		case *config.Filter:
			return n.Type == "drop" && n.Step.Shared.When == nil
		case *config.Group:
			return n.When == nil && c.covered(n.Body)
		case *config.Route:
			return c.complete(n) && !slices.ContainsFunc(n.Cases, func(k *config.Case) bool { return !c.covered(k.Body) })
		}
		return false
	})
}

// sends reports whether an output stands somewhere inside of a block.
func sends(n config.Node) (found bool) {
	config.Walk([]config.Node{n}, func(n config.Node) {
		if _, ok := n.(*config.Send); ok {
			found = true
		}
	})
	return found
}

// unrouted reports what lacks an output in a body that does not send every event. With outputs in
// several blocks it depends on the event whether it reaches one: that is not judged.
func (c *reacher) unrouted(body []config.Node) {
	if c.covered(body) {
		return
	}
	var senders []config.Node
	for _, n := range body {
		if sends(n) {
			senders = append(senders, n)
		}
	}
	if len(senders) != 1 {
		return
	}
	switch n := senders[0].(type) {
	case *config.Group:
		if n.When != nil {
			c.warn(n.Range, "Events that reach no output", "Events for which the condition of group %q does not hold reach no output. Add one behind the group, or remove them by a filter \"drop\".", n.Name)
			return
		}
		c.unrouted(n.Body)
	case *config.Route:
		c.unroutedCases(n)
	}
}

func (c *reacher) unroutedCases(r *config.Route) {
	for _, k := range r.Cases {
		switch {
		case c.covered(k.Body):
		case slices.ContainsFunc(k.Body, sends):
			c.unrouted(k.Body)
		default:
			c.warn(k.Range, "Events that reach no output",
				"Events that take %s reach no output: there is none in it, and none that takes all events of the pipeline. Add an output to it or to the pipeline, or remove these events by a filter \"drop\" {}.", branchName(k))
		}
	}
	if !c.complete(r) {
		c.warn(r.Range, "Events that reach no output",
			"Events that no case takes reach no output. Add else { ... } with an output to the route, or an output to the pipeline.")
	}
}

// drops reports filters that take events from an output that stands in a branch above them.
func (c *check) drops(p *config.Pipeline) { c.dropsBelow(p.Body, nil) }

// dropsBelow walks a body with the outputs that stand above it, and returns them with those in it.
func (c *check) dropsBelow(body []config.Node, above []*config.Output) []*config.Output {
	for _, n := range body {
		switch n := n.(type) {
		case *config.Send:
			above = append(slices.Clip(above), n.Output)
		case *config.Filter:
			if slices.Contains(droppers, n.Type) && len(above) > 0 {
				c.dropped(n.Range, n.Type, above)
			}
		case *config.Group:
			above = c.dropsBelow(n.Body, above)
		case *config.Route:
			all := above
			for _, k := range n.Cases {
				for _, o := range c.dropsBelow(k.Body, above)[len(above):] {
					all = append(slices.Clip(all), o)
				}
			}
			above = all
		}
	}
	return above
}

func (c *check) dropped(at hcl.Range, typ string, above []*config.Output) {
	o := above[len(above)-1]
	c.warn(at, "Filter that takes events from an output above",
		"Output %q on line %d sees events as they are at the end of the pipeline, so what this filter %q removes does not reach it. Move the filter above the output's branch, or give it a condition that spares these events.",
		o.Name, o.Range.Start.Line, typ)
}
