package match

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode"
)

// parseRE2 reads an expression as package regexp does.
func parseRE2(expr string, o Options) (*tree, error) {
	flags := syntax.Perl
	if o.DotAll {
		flags |= syntax.DotNL
	}
	if o.MultiLine {
		flags &^= syntax.OneLine
	}
	if o.FoldCase {
		flags |= syntax.FoldCase
	}
	re, err := syntax.Parse(expr, flags)
	if err != nil {
		return nil, fmt.Errorf("compile expression %q: %w", cut(expr), err)
	}
	return &tree{root: fromRE2(re), names: re.CapNames(), fallback: true}, nil
}

func fromRE2(re *syntax.Regexp) *node {
	switch re.Op {
	case syntax.OpNoMatch:
		return &node{kind: nodeSet, set: newSet(nil)}
	case syntax.OpLiteral:
		subs := make([]*node, len(re.Rune))
		for i, r := range re.Rune {
			subs[i] = literal(r, re.Flags&syntax.FoldCase != 0)
		}
		return cat(subs...)
	case syntax.OpCharClass:
		return &node{kind: nodeSet, set: newSet(slices.Clone(re.Rune))}
	case syntax.OpAnyCharNotNL:
		return &node{kind: nodeSet, set: newSet([]rune{'\n', '\n'}).negate()}
	case syntax.OpAnyChar:
		return &node{kind: nodeSet, set: newSet([]rune{0, unicode.MaxRune})}
	case syntax.OpCapture:
		return &node{kind: nodeCapture, subs: []*node{fromRE2(re.Sub[0])}, group: re.Cap, name: re.Name}
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		return repeatRE2(re)
	case syntax.OpConcat, syntax.OpAlternate:
		subs := make([]*node, len(re.Sub))
		for i, s := range re.Sub {
			subs[i] = fromRE2(s)
		}
		if re.Op == syntax.OpAlternate {
			return alternate(subs)
		}
		return cat(subs...)
	}
	return assertRE2(re.Op)
}

func repeatRE2(re *syntax.Regexp) *node {
	sub, lazy := fromRE2(re.Sub[0]), re.Flags&syntax.NonGreedy != 0
	switch re.Op {
	case syntax.OpStar:
		return repeat(sub, 0, -1, lazy)
	case syntax.OpPlus:
		return repeat(sub, 1, -1, lazy)
	case syntax.OpQuest:
		return repeat(sub, 0, 1, lazy)
	}
	return repeat(sub, re.Min, re.Max, lazy)
}

func assertRE2(op syntax.Op) *node {
	kinds := map[syntax.Op]assertKind{
		syntax.OpBeginLine:      beginLine,
		syntax.OpEndLine:        endLine,
		syntax.OpBeginText:      beginText,
		syntax.OpEndText:        endText,
		syntax.OpWordBoundary:   wordASCII,
		syntax.OpNoWordBoundary: noWordASCII,
	}
	if kind, ok := kinds[op]; ok {
		return &node{kind: nodeAssert, assert: kind}
	}
	return &node{kind: nodeEmpty}
}
