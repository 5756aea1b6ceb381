package tdfa

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// reversed returns the expression that matches the texts of re read backwards. Groups are dropped but for look-around.
func reversed(re *syntax.Regexp, looks map[int]Look) *syntax.Regexp {
	switch re.Op {
	case syntax.OpBeginLine:
		return &syntax.Regexp{Op: syntax.OpEndLine}
	case syntax.OpEndLine:
		return &syntax.Regexp{Op: syntax.OpBeginLine}
	case syntax.OpBeginText:
		return &syntax.Regexp{Op: syntax.OpEndText}
	case syntax.OpEndText:
		return &syntax.Regexp{Op: syntax.OpBeginText}
	case syntax.OpCapture:
		if _, ok := looks[re.Cap]; !ok {
			return reversed(re.Sub[0], looks)
		}
	}
	if len(re.Sub) == 0 && re.Op != syntax.OpLiteral {
		return re
	}
	back := *re
	back.Sub = make([]*syntax.Regexp, len(re.Sub))
	for i, sub := range re.Sub {
		back.Sub[i] = reversed(sub, looks)
	}
	back.Rune = slices.Clone(re.Rune)
	switch re.Op {
	case syntax.OpConcat:
		slices.Reverse(back.Sub)
	case syntax.OpLiteral:
		slices.Reverse(back.Rune)
	}
	return &back
}

// beginsText reports whether matches of re can begin at the begin of the text only.
func beginsText(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		return len(re.Sub) > 0 && beginsText(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !beginsText(sub) {
				return false
			}
		}
		return len(re.Sub) > 0
	}
	return false
}

// literal returns the text in every match of re that looks the rarest; it may be empty.
func literal(re *syntax.Regexp) string {
	best := ""
	consider := func(s string) {
		if rarity(s) > rarity(best) {
			best = s
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		consider(plainText(re))
	case syntax.OpCapture, syntax.OpPlus:
		consider(literal(re.Sub[0]))
	case syntax.OpRepeat:
		if re.Min > 0 {
			consider(literal(re.Sub[0]))
		}
	case syntax.OpConcat:
		run := ""
		for _, sub := range re.Sub {
			if text := plainText(sub); text != "" {
				run += text
				consider(run)
				continue
			}
			run = ""
			consider(literal(sub))
		}
	}
	return best
}

// plainText returns the text that re stands for if it is a literal that can be compared as bytes. U+FFFD also stands for
// invalid bytes.
func plainText(re *syntax.Regexp) string {
	switch {
	case re.Op == syntax.OpLiteral && re.Flags&syntax.FoldCase == 0:
	case re.Op == syntax.OpCharClass && len(re.Rune) == 2 && re.Rune[0] == re.Rune[1]:
		return plainText(&syntax.Regexp{Op: syntax.OpLiteral, Rune: re.Rune[:1]})
	default:
		return ""
	}
	if slices.Contains(re.Rune, utf8.RuneError) {
		return ""
	}
	return string(re.Rune)
}

// rarity guesses how seldom a text occurs in log lines.
func rarity(s string) int {
	sum := 0
	for i := range len(s) {
		switch {
		case s[i] == ' ':
			sum++
		case strings.IndexByte("0123456789etaoinsr.:-/", s[i]) >= 0:
			sum += 2
		case s[i] >= 'a' && s[i] <= 'z':
			sum += 3
		default:
			sum += 4
		}
	}
	return sum
}
