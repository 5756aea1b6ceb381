package match

import (
	"strings"
	"unicode"
)

// class reads [...] with everything Ruby allows inside: nested classes, intersections and POSIX names.
func (p *rubyParser) class() (*runeSet, error) {
	start := p.pos
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.fail("classes nested deeper than %d", maxDepth)
	}
	p.pos++
	negated := p.take("^")
	set, err := p.classBody()
	if err != nil {
		return nil, err
	}
	if !p.take("]") {
		p.pos = start
		return nil, p.fail("class without ]")
	}
	if p.flags.fold {
		set = set.fold()
	}
	if negated {
		set = set.negate()
	}
	return set, nil
}

// classBody reads up to the closing bracket.
func (p *rubyParser) classBody() (*runeSet, error) {
	var pairs []rune
	var left *runeSet // what stands in front of the last &&
	join := func() *runeSet {
		if left == nil {
			return newSet(pairs)
		}
		return left.intersect(newSet(pairs))
	}
	for first := true; p.more() && (first || !p.at("]")); first = false {
		if p.take("&&") {
			left, pairs = join(), nil
			continue
		}
		item, err := p.classItem()
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, item.pairs...)
	}
	return join(), nil
}

// classItem reads a character, a range, a nested class, an escape or a POSIX name.
func (p *rubyParser) classItem() (*runeSet, error) {
	if p.at("[") {
		if set, ok, err := p.posix(); ok || err != nil {
			return set, err
		}
		return p.class()
	}
	low, err := p.classAtom()
	if err != nil {
		return nil, err
	}
	from, single := low.single()
	if !single || !p.rangeFollows() {
		return low, nil
	}
	p.pos++ // the dash
	high, err := p.classAtom()
	if err != nil {
		return nil, err
	}
	to, ok := high.single()
	if !ok { // [a-\d]: the dash is text
		return newSet(append([]rune{from, from, '-', '-'}, high.pairs...)), nil
	}
	if to < from {
		return nil, p.fail("range %q to %q runs backwards", string(from), string(to))
	}
	return newSet([]rune{from, to}), nil
}

// rangeFollows reports whether the next character is a dash with an end behind it.
func (p *rubyParser) rangeFollows() bool {
	return p.at("-") && p.pos+1 < len(p.src) && p.src[p.pos+1] != ']' && p.src[p.pos+1] != '['
}

func (p *rubyParser) classAtom() (*runeSet, error) {
	if p.at("\\") {
		return p.escapedSet(true)
	}
	r := p.rune()
	return newSet([]rune{r, r}), nil
}

// posix reads [:name:] and [:^name:].
func (p *rubyParser) posix() (*runeSet, bool, error) {
	if !p.at("[:") {
		return nil, false, nil
	}
	name, _, found := strings.Cut(p.src[p.pos+2:], ":]")
	if !found || len(name) > 10 || strings.ContainsAny(name, "[]") {
		return nil, false, nil
	}
	bare, negated := strings.CutPrefix(name, "^")
	set := posixSet(bare)
	if set == nil {
		return nil, false, p.fail("POSIX class %q is unknown", bare)
	}
	p.pos += len("[:") + len(name) + len(":]")
	if negated {
		set = set.negate()
	}
	return set, true, nil
}

// posixSet returns a POSIX class, which covers all of Unicode in Ruby; nil if there is none of that name.
func posixSet(name string) *runeSet {
	switch strings.ToLower(name) {
	case "alnum":
		return newSet(tablePairs(unicode.L, unicode.M, unicode.Nd))
	case "alpha":
		return newSet(tablePairs(unicode.L, unicode.M))
	case "ascii":
		return newSet([]rune{0, unicode.MaxASCII})
	case "blank":
		return newSet(append(tablePairs(unicode.Zs), '\t', '\t'))
	case "cntrl":
		return newSet(tablePairs(unicode.Cc))
	case "digit":
		return newSet(tablePairs(unicode.Nd))
	case "graph":
		return visible()
	case "lower":
		return newSet(tablePairs(unicode.Ll))
	case "print":
		return newSet(append(visible().pairs, tablePairs(unicode.Zs)...))
	case "punct":
		return newSet(append(tablePairs(unicode.P), '$', '$', '+', '+', '<', '>', '^', '^', '`', '`', '|', '|', '~', '~'))
	case "space":
		return newSet(append(tablePairs(unicode.Z), '\t', '\r', 0x85, 0x85))
	case "upper":
		return newSet(tablePairs(unicode.Lu))
	case "xdigit":
		return escapeClass('h')
	case "word":
		return wordSet()
	}
	return nil
}

func visible() *runeSet {
	return newSet(append(tablePairs(unicode.Z, unicode.Cc, unicode.Cs), 0xfffe, 0xffff)).negate()
}

// wordSet is what \b looks at in Ruby.
func wordSet() *runeSet {
	return newSet(tablePairs(unicode.L, unicode.M, unicode.Nd, unicode.Pc))
}

// property reads \p{name}, \p{^name} and \P{name}; the position is on the p.
func (p *rubyParser) property(negated bool) (*runeSet, error) {
	p.pos++
	body, _, found := strings.Cut(p.src[p.pos:], "}")
	if !found || !strings.HasPrefix(body, "{") {
		return nil, p.fail("property without name")
	}
	name, caret := strings.CutPrefix(body[1:], "^")
	set := propertySet(name)
	if set == nil {
		return nil, p.fail("property %q is unknown", cut(name))
	}
	p.pos += len(body) + 1
	if caret != negated {
		set = set.negate()
	}
	return set, nil
}

func propertySet(name string) *runeSet {
	if strings.EqualFold(name, "any") {
		return newSet([]rune{0, unicode.MaxRune})
	}
	if set := posixSet(name); set != nil {
		return set
	}
	if t, ok := unicode.Categories[name]; ok {
		return newSet(tablePairs(t))
	}
	for script, t := range unicode.Scripts {
		if strings.EqualFold(script, name) {
			return newSet(tablePairs(t))
		}
	}
	return nil
}
