package useragent

import (
	"regexp/syntax"
	"strings"
)

// maxNeeds bounds the texts of which one has to occur: with more of them, to look for each takes as long as to match.
const maxNeeds = 1024

// needs are lists of texts in lower case: whatever matches contains at least one text of each list.
type needs [][]string

// needsOf reads them off the expression's structure.
func needsOf(expr string) (needs, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return collect(re), nil
}

// met reports whether a text, given in lower case, contains what a match needs.
func (n needs) met(lower string) bool {
	for _, list := range n {
		if !containsAny(lower, list) {
			return false
		}
	}
	return true
}

func containsAny(s string, list []string) bool {
	for _, text := range list {
		if strings.Contains(s, text) {
			return true
		}
	}
	return false
}

func collect(re *syntax.Regexp) needs {
	switch re.Op {
	case syntax.OpLiteral:
		return needs{{strings.ToLower(string(re.Rune))}}
	case syntax.OpCapture, syntax.OpPlus:
		return collect(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return collect(re.Sub[0])
		}
	case syntax.OpConcat:
		var all needs
		for _, sub := range re.Sub {
			all = append(all, collect(sub)...)
		}
		return all
	case syntax.OpAlternate:
		return anyOf(re.Sub)
	default:
	}
	return nil
}

// anyOf joins the best list of each branch; a branch that needs nothing makes it useless.
func anyOf(branches []*syntax.Regexp) needs {
	var all []string
	for _, sub := range branches {
		list := collect(sub).best()
		if list == nil || len(all)+len(list) > maxNeeds {
			return nil
		}
		all = append(all, list...)
	}
	return needs{all}
}

// best is the list whose texts are the longest.
func (n needs) best() []string {
	var best []string
	for _, list := range n {
		if best == nil || shortest(list) > shortest(best) || shortest(list) == shortest(best) && len(list) < len(best) {
			best = list
		}
	}
	return best
}

func shortest(texts []string) int {
	n := len(texts[0])
	for _, s := range texts[1:] {
		n = min(n, len(s))
	}
	return n
}
