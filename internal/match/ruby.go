package match

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what an expression may ask for.
const (
	maxExpr  = 1 << 20 // bytes of an expression
	maxDepth = 200     // groups inside each other
	maxCount = 100_000 // the largest number in {n,m}, as in Oniguruma
)

// tree is a parsed expression with the names of its groups; names[0] is the whole match.
type tree struct {
	root     *node
	names    []string
	fallback bool // package regexp can read the expression as well
}

type rubyFlags struct{ fold, dotAll, extended bool }

// rubyParser reads Oniguruma's Ruby syntax.
type rubyParser struct {
	src   string
	pos   int
	flags rubyFlags
	named bool // groups without a name do not capture once there is one with a name
	names []string
	depth int
}

func parseRuby(expr string, o Options) (*tree, error) {
	p := &rubyParser{src: expr, names: []string{""}}
	if len(expr) > maxExpr {
		return nil, p.fail("expression longer than %d bytes", maxExpr)
	}
	p.flags = rubyFlags{fold: o.FoldCase, dotAll: o.DotAll}
	p.named = hasNamedGroup(expr)
	root, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.more() {
		return nil, p.fail("unmatched )")
	}
	return &tree{root: root, names: p.names}, nil
}

func (p *rubyParser) fail(format string, args ...any) error {
	return &SyntaxError{Expr: p.src, Offset: p.pos, Reason: fmt.Sprintf(format, args...)}
}

func (p *rubyParser) more() bool { return p.pos < len(p.src) }

func (p *rubyParser) at(prefix string) bool { return strings.HasPrefix(p.src[p.pos:], prefix) }

// take consumes prefix if the text goes on with it.
func (p *rubyParser) take(prefix string) bool {
	if !p.at(prefix) {
		return false
	}
	p.pos += len(prefix)
	return true
}

func (p *rubyParser) rune() rune {
	r, n := utf8.DecodeRuneInString(p.src[p.pos:])
	p.pos += n
	return r
}

// hasNamedGroup looks for (?<name> outside of classes and escapes.
func hasNamedGroup(expr string) bool {
	class := 0
	for i := 0; i < len(expr); i++ {
		rest := expr[i:]
		switch {
		case rest[0] == '\\':
			i++
		case rest[0] == '[':
			class++
		case rest[0] == ']' && class > 0:
			class--
		case class > 0:
		case strings.HasPrefix(rest, "(?P<"), strings.HasPrefix(rest, "(?'"):
			return true
		case strings.HasPrefix(rest, "(?<") && len(rest) > 3 && rest[3] != '=' && rest[3] != '!':
			return true
		}
	}
	return false
}

func (p *rubyParser) alternatives() (*node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.fail("groups nested deeper than %d", maxDepth)
	}
	var branches []*node
	for {
		branch, err := p.sequence()
		if err != nil {
			return nil, err
		}
		branches = append(branches, branch)
		if !p.take("|") {
			return alternate(branches), nil
		}
	}
}

func (p *rubyParser) sequence() (*node, error) {
	var items []*node
	for {
		p.skipSpace()
		if !p.more() || p.at("|") || p.at(")") {
			return cat(items...), nil
		}
		rest, ok, err := p.isolated()
		if ok || err != nil {
			return cat(append(items, rest)...), err
		}
		item, err := p.item()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
}

// skipSpace passes over what the extended flag makes meaningless.
func (p *rubyParser) skipSpace() {
	for p.flags.extended && p.more() {
		switch c := p.src[p.pos]; {
		case strings.IndexByte(" \t\r\n\f\v", c) >= 0:
			p.pos++
		case c == '#':
			end := strings.IndexByte(p.src[p.pos:], '\n')
			if end < 0 {
				end = len(p.src) - p.pos
			}
			p.pos += end
		default:
			return
		}
	}
}

func (p *rubyParser) item() (*node, error) {
	atom, err := p.atom()
	if err != nil {
		return nil, err
	}
	for {
		p.skipSpace()
		next, ok, err := p.quantified(atom)
		if err != nil || !ok {
			return atom, err
		}
		atom = next
	}
}

// quantified applies one quantifier, if there is one.
func (p *rubyParser) quantified(atom *node) (*node, bool, error) {
	low, high, interval := 0, 0, false
	switch {
	case p.take("*"):
		low, high = 0, -1
	case p.take("+"):
		low, high = 1, -1
	case p.take("?"):
		low, high = 0, 1
	default:
		if low, high, interval = p.interval(); !interval {
			return nil, false, nil
		}
		if low > maxCount || high > maxCount {
			return nil, false, p.fail("repeat count above %d", maxCount)
		}
		if high >= 0 && low > high {
			low, high = high, low // as Ruby does, though it makes the repetition possessive
			return &node{kind: nodeAtomic, subs: []*node{repeat(atom, low, high, false)}}, true, nil
		}
	}
	if interval && low == high { // {n}? means "n times or not at all" there
		if p.take("?") {
			return repeat(repeat(atom, low, high, false), 0, 1, false), true, nil
		}
		return repeat(atom, low, high, false), true, nil
	}
	rep := repeat(atom, low, high, p.take("?"))
	if !interval && !rep.lazy && p.take("+") {
		return &node{kind: nodeAtomic, subs: []*node{rep}}, true, nil
	}
	return rep, true, nil
}

// interval reads {n}, {n,}, {,m} or {n,m}; anything else in braces is text.
func (p *rubyParser) interval() (low, high int, ok bool) {
	if !p.at("{") {
		return 0, 0, false
	}
	end := strings.IndexByte(p.src[p.pos:], '}')
	if end < 0 {
		return 0, 0, false
	}
	body := p.src[p.pos+1 : p.pos+end]
	first, second, comma := strings.Cut(body, ",")
	low, okLow := count(first)
	high, okHigh := count(second)
	switch {
	case !okLow || !okHigh || first == "" && second == "":
		return 0, 0, false
	case !comma:
		high = low
	case second == "":
		high = -1
	}
	p.pos += end + 1
	return low, high, true
}

func count(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = min(n*10+int(s[i]-'0'), maxCount+1)
	}
	return n, true
}

func (p *rubyParser) atom() (*node, error) {
	switch c := p.src[p.pos]; c {
	case '(':
		return p.paren()
	case '[':
		set, err := p.class()
		return &node{kind: nodeSet, set: set}, err
	case '.':
		p.pos++
		if p.flags.dotAll {
			return &node{kind: nodeSet, set: newSet([]rune{0, unicode.MaxRune})}, nil
		}
		return &node{kind: nodeSet, set: newSet([]rune{'\n', '\n'}).negate()}, nil
	case '^':
		p.pos++
		return &node{kind: nodeAssert, assert: beginLineRuby}, nil
	case '$':
		p.pos++
		return &node{kind: nodeAssert, assert: endLine}, nil
	case '*', '+', '?':
		return nil, p.fail("nothing in front of %q to repeat", string(c))
	case '\\':
		return p.escape()
	}
	return literal(p.rune(), p.flags.fold), nil
}
