package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// bodyWords are the blocks that stand in groups, cases and chains.
var bodyWords = []string{"filter", "output", "route", "group", "use"}

// conditionOptions are the options of group, case and use.
type conditionOptions struct {
	When *expr.Expr `hcl:"when,optional"`
}

// body builds the blocks of a pipeline, group, case or chain, in order.
func (b *builder) body(blocks hclsyntax.Blocks) []Node {
	var nodes []Node
	for _, block := range blocks {
		switch block.Type {
		case "filter":
			if f := b.filter(block, b.p.Address()); f != nil {
				nodes = append(nodes, f)
			}
		case "output":
			if out := b.output(block); out != nil && out.Branch {
				nodes = append(nodes, &Send{out})
			}
		case "route":
			nodes = append(nodes, b.route(block))
		case "group":
			nodes = append(nodes, b.group(block))
		case "use":
			if g := b.use(block); g != nil {
				nodes = append(nodes, g)
			}
		}
	}
	return nodes
}

// onlyBody reports what may not stand in a group, case or chain, save the options named.
func (s *load) onlyBody(body *hclsyntax.Body, what string, options ...string) {
	for _, a := range body.Attributes {
		if !slices.Contains(options, a.Name) {
			detail := "It takes blocks only: " + plugin.List(bodyWords, "and") + "."
			if what == "else" && a.Name == "when" {
				detail = "An else takes what no case takes, so it has no condition. Write case \"NAME\" { ... } with this condition instead."
			}
			if len(options) > 0 {
				detail = fmt.Sprintf("It takes the option %s and the blocks %s.", plugin.List(options, "and"), plugin.List(bodyWords, "and"))
			}
			s.problem(a.NameRange, fmt.Sprintf("Unknown option %q in %s", a.Name, what), "%s%s", detail, plugin.DidYouMean(a.Name, options))
		}
	}
	for _, nested := range body.Blocks {
		if !slices.Contains(bodyWords, nested.Type) {
			s.problem(nested.TypeRange, fmt.Sprintf("Block %q can't stand in a %s", nested.Type, what),
				"%s", s.misplaced(nested, what))
		}
	}
}

// condition decodes `when`, the one option of group, case and use.
func (b *builder) condition(block *hclsyntax.Block, what string) *expr.Expr {
	a := block.Body.Attributes["when"]
	if a == nil {
		return nil
	}
	var o conditionOptions
	b.add(b.decoder.Value(a.Expr, "when", what, &o.When))
	return o.When
}

func (b *builder) group(block *hclsyntax.Block) Node {
	name, _ := b.label(block, "group")
	b.onlyBody(block.Body, "group", "when")
	g := &Group{Name: name, Range: block.DefRange(), Address: b.address("group", name), When: b.condition(block, "group"), Tags: []string{"_groupfailure"}}
	if g.When != nil {
		b.branch++
		defer func() { b.branch-- }()
	}
	g.Body = b.body(block.Body.Blocks)
	return g
}

func (b *builder) address(kind, name string) string {
	at := b.p.Address()
	for _, chain := range b.prefix {
		at += ".chain." + chain
	}
	return at + "." + kind + "." + name
}

func (b *builder) use(block *hclsyntax.Block) Node {
	name, ok := b.label(block, "use")
	if !ok {
		return nil
	}
	for attr, a := range block.Body.Attributes {
		if attr != "when" {
			b.problem(a.NameRange, fmt.Sprintf("Unknown option %q in use", attr), "It takes the option \"when\" only.")
		}
	}
	for _, nested := range block.Body.Blocks {
		b.problem(nested.TypeRange, fmt.Sprintf("Block %q can't stand in a use", nested.Type), "Put it into chain %q, or above or below the use.", name)
	}
	chain := b.chains[name]
	switch {
	case chain == nil:
		b.p.Gaps = true
		b.problem(block.LabelRanges[0], fmt.Sprintf("No chain %q", name), "Declare it at the top of a file: chain %q { ... }.%s", name, plugin.DidYouMean(name, keys(b.chains)))
		return nil
	case slices.Contains(b.using, name):
		b.problem(block.LabelRanges[0], fmt.Sprintf("Chain %q uses itself", name), "The chains use each other in a circle: %s. Remove one of these use blocks.", strings.Join(append(b.using, name), " -> "))
		return nil
	}
	g := &Group{Name: name, Chain: true, Range: block.DefRange(), Address: b.address("chain", name), When: b.condition(block, "use"), Tags: []string{"_usefailure"}}
	if g.When != nil {
		b.branch++
		defer func() { b.branch-- }()
	}
	b.using, b.prefix = append(b.using, name), append(b.prefix, name)
	g.Body = b.body(chain.Body.Blocks)
	b.using, b.prefix = b.using[:len(b.using)-1], b.prefix[:len(b.prefix)-1]
	return g
}

func (b *builder) route(block *hclsyntax.Block) Node {
	name := "route"
	if len(block.Labels) > 0 {
		name, _ = b.label(block, "route")
	}
	b.unnamed["route "+name]++
	r := &Route{Range: block.DefRange(), Address: b.address("route", name)}
	if n := b.unnamed["route "+name]; n > 1 || len(block.Labels) == 0 {
		r.Address = fmt.Sprintf("%s[%d]", r.Address, n)
	}
	for _, a := range block.Body.Attributes {
		b.problem(a.NameRange, fmt.Sprintf("Unknown option %q in route", a.Name), "A route holds case \"NAME\" { when = ... } blocks and at last an else {} block.")
	}
	var otherwise *hclsyntax.Block
	names := make(map[string]hcl.Range)
	for _, c := range block.Body.Blocks {
		if otherwise != nil {
			b.problem(c.DefRange(), fmt.Sprintf("%q behind else", c.Type), "The else on line %d takes all events that are left; put it last.", otherwise.DefRange().Start.Line)
		}
		switch c.Type {
		case "case":
			r.Cases = append(r.Cases, b.oneCase(c, r, names))
		case "else":
			otherwise = c
			r.Cases = append(r.Cases, b.otherwise(c, r))
		default:
			b.unknownCase(c)
		}
	}
	if len(r.Cases) == 0 {
		b.problem(block.DefRange(), "This route has no case", "Add one: case \"NAME\" { when = ... }")
	}
	if len(r.Cases) > 254 {
		b.problem(block.DefRange(), "Too many cases", "A route has 254 at most; put a second route into its else.")
	}
	return r
}

func (b *builder) unknownCase(c *hclsyntax.Block) {
	detail := "A route holds case \"NAME\" { when = ... } blocks and at last an else { ... } block."
	switch word := elsewhereBlocks[c.Type]; {
	case word != "":
		detail = word
	case slices.Contains(bodyWords, c.Type):
		detail += " Put this into one of them, or above or below the route."
	}
	b.problem(c.TypeRange, fmt.Sprintf("Block %q can't stand in a route", c.Type), "%s", detail)
}

func (b *builder) oneCase(block *hclsyntax.Block, r *Route, names map[string]hcl.Range) *Case {
	name, ok := b.label(block, "case")
	if first, twice := names[name]; twice && ok {
		b.problem(block.DefRange(), fmt.Sprintf("Two cases named %q", name), "The other stands on line %d. Give each case a name of its own.", first.Start.Line)
	}
	names[name] = block.DefRange()
	c := &Case{Name: name, Address: r.Address + ".case." + name, Range: block.DefRange(), When: b.condition(block, "case")}
	b.onlyBody(block.Body, "case", "when")
	if c.When == nil && block.Body.Attributes["when"] == nil {
		b.problem(block.DefRange(), fmt.Sprintf("Case %q has no condition", name), "Add one, such as when = field.level == \"error\", or write else { ... } for the events that no case takes.")
	}
	b.branch++
	defer func() { b.branch-- }()
	c.Body = b.body(block.Body.Blocks)
	return c
}

func (b *builder) otherwise(block *hclsyntax.Block, r *Route) *Case {
	b.noLabels(block)
	b.onlyBody(block.Body, "else")
	b.branch++
	defer func() { b.branch-- }()
	return &Case{Name: "else", Address: r.Address + ".else", Range: block.DefRange(), Body: b.body(block.Body.Blocks)}
}
