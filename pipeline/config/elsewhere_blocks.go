package config

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/plugin"
)

// section answers Logstash's input { file { ... } } where it is valid HCL; nil for everything else.
func (s *load) section(b *hclsyntax.Block) *hcl.Diagnostic {
	f := s.plan.Files[b.TypeRange.Filename]
	if f == nil {
		return nil
	}
	fd := &finder{renderer: renderer{f.Bytes}}
	if it := itemAt(readItems(f.Bytes), b.TypeRange.Start.Byte); it != nil && fd.isSection(it) {
		fd.section(it)
		return fd.found[0].diagnostic(f)
	}
	return nil
}

// itemAt finds the statement that begins at an offset.
func itemAt(items []*item, at int) *item {
	for _, it := range items {
		switch {
		case it.from == at:
			return it
		case it.from < at && at < it.to:
			return itemAt(it.items, at)
		}
	}
	return nil
}

// kindOf is the kind of the plugins of a type: "input", "filter" or "output", "" if there is none.
func (s *load) kindOf(typ string) string {
	if _, ok := s.Registry.Filters[typ]; ok {
		return "filter"
	}
	if _, ok := s.Registry.Inputs[typ]; ok {
		return "input"
	}
	if _, ok := s.Registry.Outputs[typ]; ok {
		return "output"
	}
	return ""
}

// misplaced says what to do with a block that can't stand in a body.
func (s *load) misplaced(b *hclsyntax.Block, what string) string {
	switch kind := s.kindOf(b.Type); {
	case kind != "":
		return fmt.Sprintf("A plugin is a block with its kind and type: %s %q { ... }.", kind, b.Type)
	case elsewhereBlocks[b.Type] != "":
		return elsewhereBlocks[b.Type]
	case slices.Contains(pipelineWords, b.Type):
		return fmt.Sprintf("In a %s stand %s. Put this directly into the pipeline.", what, plugin.List(bodyWords, "and"))
	}
	return fmt.Sprintf("In a %s stand %s.%s", what, plugin.List(bodyWords, "and"), plugin.DidYouMean(b.Type, bodyWords))
}

// knownBlocks reports the blocks that can't stand in a pipeline and returns the body without them.
func (b *builder) knownBlocks(body *hclsyntax.Body) *hclsyntax.Body {
	own := *body
	own.Blocks = nil
	words := append([]string{"batch"}, pipelineWords...)
	for _, block := range body.Blocks {
		if slices.Contains(words, block.Type) {
			own.Blocks = append(own.Blocks, block)
			continue
		}
		b.p.Gaps = true
		detail := fmt.Sprintf("In a pipeline stand %s.%s", plugin.List(words, "and"), plugin.DidYouMean(block.Type, words))
		switch kind := b.kindOf(block.Type); {
		case elsewhereBlocks[block.Type] != "":
			detail = elsewhereBlocks[block.Type]
		case kind != "":
			detail = fmt.Sprintf("A plugin is a block with its kind and type: %s %q { ... }.", kind, block.Type)
		}
		b.problem(block.TypeRange, fmt.Sprintf("Unknown block %q in pipeline", block.Type), "%s", detail)
	}
	return &own
}

// pluginElsewhere answers the name of a plugin that other tools have, with a blank before it; "" if it
// is not known.
func (s *load) pluginElsewhere(kind, typ string) string {
	if name := aliasesElsewhere[kind+" "+typ]; name != "" {
		typ = name
		if s.registered(kind, name) {
			return fmt.Sprintf(" Its name here is %q.", name)
		}
	}
	if word := elsewherePlugins[kind+" "+typ]; word != "" {
		return " " + word
	}
	return ""
}

func (s *load) registered(kind, typ string) bool {
	switch kind {
	case "input":
		_, ok := s.Registry.Inputs[typ]
		return ok
	case "filter":
		_, ok := s.Registry.Filters[typ]
		return ok
	case "output":
		_, ok := s.Registry.Outputs[typ]
		return ok
	}
	_, ok := s.Registry.Codecs[typ]
	return ok
}
