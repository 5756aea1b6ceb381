package useragent

import (
	"regexp/syntax"
	"strings"
)

// maxNeeds bounds the texts of which one has to occur: to look for more costs as much as to match.
const maxNeeds = 128

// needsOf returns texts in lower case of which every match of the expression contains at least one, nil if there is no
// such choice. It is told by the expression's structure alone.
func needsOf(expr string) ([]string, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return needs(re), nil
}

func needs(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needs(re.Sub[0])
		}
	case syntax.OpConcat:
		return best(re.Sub)
	case syntax.OpAlternate:
		return anyOf(re.Sub)
	}
	return nil
}

// best chooses, of parts that all have to match, the one whose texts are the longest.
func best(subs []*syntax.Regexp) []string {
	var found []string
	for _, sub := range subs {
		if n := needs(sub); n != nil && (found == nil || shortest(n) > shortest(found) || shortest(n) == shortest(found) && len(n) < len(found)) {
			found = n
		}
	}
	return found
}

// anyOf joins what the branches need; one that needs nothing makes it useless.
func anyOf(subs []*syntax.Regexp) []string {
	var all []string
	for _, sub := range subs {
		n := needs(sub)
		if n == nil || len(all)+len(n) > maxNeeds {
			return nil
		}
		all = append(all, n...)
	}
	return all
}

func shortest(texts []string) int {
	n := len(texts[0])
	for _, s := range texts[1:] {
		n = min(n, len(s))
	}
	return n
}
