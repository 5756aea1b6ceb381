package config

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/plugin"
)

// typeLabel returns the TYPE label of a block whose types are listed.
func (b *builder) typeLabel(block *hclsyntax.Block, types []string) string {
	if len(block.Labels) == 0 {
		b.problem(block.DefRange(), fmt.Sprintf("A %s needs a type", block.Type), "Write %s \"TYPE\" { ... } with one of %s.", block.Type, plugin.List(types, "or"))
		return ""
	}
	if !slices.Contains(types, block.Labels[0]) {
		hint := plugin.DidYouMean(block.Labels[0], types)
		if word := b.pluginElsewhere(block.Type, block.Labels[0]); word != "" {
			hint = word
		}
		b.problem(block.LabelRanges[0], fmt.Sprintf("Unknown %s %q", block.Type, block.Labels[0]),
			"Known are %s.%s", plugin.List(types, "and"), hint)
		return ""
	}
	if len(block.Labels) > 1 && (block.Type == "queue" || block.Type == "codec") {
		b.problem(block.LabelRanges[1], fmt.Sprintf("A %s has no name", block.Type), "Remove %q.", block.Labels[1])
	}
	return block.Labels[0]
}

// labels returns TYPE and NAME of an input, filter or output; the name is empty if not given.
func (b *builder) labels(block *hclsyntax.Block) (typ, name string) {
	switch n := len(block.Labels); {
	case n == 0:
		b.p.Gaps = true
		if d := b.section(block); d != nil {
			b.add(hcl.Diagnostics{d})
			return "", ""
		}
		b.problem(block.DefRange(), fmt.Sprintf("This %s has no type", block.Type), "Write %s \"TYPE\" { ... }; `headgate plugins list` names the types.", block.Type)
		return "", ""
	case n > 2:
		b.problem(block.LabelRanges[2], fmt.Sprintf("Too many names for %s %q", block.Type, block.Labels[0]), "A %s has a type and a name. Remove %q.", block.Type, block.Labels[2])
	case n == 2:
		name = block.Labels[1]
		b.identifier(name, block.LabelRanges[1])
	}
	return block.Labels[0], name
}

// claim notes the name of an input, output or filter and reports a second one of the same kind.
func (b *builder) claim(kind, name string, block *hclsyntax.Block) {
	key := kind + " " + name
	at := block.DefRange()
	if first, taken := b.names[key]; taken {
		b.problem(at, fmt.Sprintf("Two %ss named %q", kind, name),
			"The other stands at %s. Positions, metrics and dead letters are kept by name: give each a name of its own, %s %q \"NAME\" { ... }.", place(first), kind, block.Labels[0])
		return
	}
	b.names[key] = at
}
