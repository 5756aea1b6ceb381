package match

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape reads a backslash and what belongs to it, outside of a class.
func (p *rubyParser) escape() (*node, error) {
	if p.pos+1 == len(p.src) {
		return nil, p.fail("backslash at the end")
	}
	asserts := map[byte]assertKind{
		'A': beginText, 'z': endText, 'Z': endTextNewline, 'b': wordUnicode, 'B': noWordUnicode,
	}
	c := p.src[p.pos+1]
	if kind, ok := asserts[c]; ok {
		p.pos += 2
		return &node{kind: nodeAssert, assert: kind}, nil
	}
	switch {
	case c == 'R':
		p.pos += 2
		return lineBreak(), nil
	case c == 'k', c >= '1' && c <= '9':
		return p.backref()
	case strings.IndexByte("GKXgyY", c) >= 0:
		return nil, p.fail("\\%c is not supported", c)
	}
	set, err := p.escapedSet(false)
	if err != nil {
		return nil, err
	}
	if p.flags.fold {
		set = set.fold()
	}
	return &node{kind: nodeSet, set: set}, nil
}

// lineBreak is \R: any line end, a CR LF pair never cut in two.
func lineBreak() *node {
	pair := cat(literal('\r', false), literal('\n', false))
	one := &node{kind: nodeSet, set: newSet([]rune{'\n', '\r', 0x85, 0x85, 0x2028, 0x2029})}
	return &node{kind: nodeAtomic, subs: []*node{alternate([]*node{pair, one})}}
}

// backref reads \1 and its like, \k<name>, \k'name' and \k<-1>.
func (p *rubyParser) backref() (*node, error) {
	p.pos++
	if p.take("k") {
		ends := map[string]string{"<": ">", "'": "'"}
		if p.more() {
			if end, ok := ends[p.src[p.pos:p.pos+1]]; ok {
				name, _, found := strings.Cut(p.src[p.pos+1:], end)
				if found {
					p.pos += len(name) + 2
					return p.refer(name)
				}
			}
		}
		return nil, p.fail("back-reference without a name")
	}
	return p.numberedBackref()
}

// numberedBackref reads \1 to \9, and \10 upwards if there are as many groups; else \10 is a character number.
func (p *rubyParser) numberedBackref() (*node, error) {
	end := p.pos
	for end < len(p.src) && p.src[end] >= '0' && p.src[end] <= '9' {
		end++
	}
	name := p.src[p.pos:end]
	n, known := count(name)
	switch {
	case known && (n < 10 || n < len(p.names)):
		p.pos = end
		return p.refer(name)
	case name[0] <= '7':
		r, err := p.digits(8, 3)
		return literal(r, p.flags.fold), err
	}
	p.pos++
	return p.refer(name[:1])
}

func (p *rubyParser) refer(name string) (*node, error) {
	for i := len(p.names) - 1; i > 0; i-- {
		if p.names[i] != "" && p.names[i] == name {
			return &node{kind: nodeBackref, group: i}, nil
		}
	}
	n, err := strconv.Atoi(name)
	if n < 0 {
		n += len(p.names)
	}
	if err != nil || n < 1 || n >= len(p.names) {
		return nil, p.fail("back-reference to a group %q that does not exist", cut(name))
	}
	return &node{kind: nodeBackref, group: n}, nil
}

// escapedSet reads an escape that stands for one character or a set of them.
func (p *rubyParser) escapedSet(inClass bool) (*runeSet, error) {
	p.pos++ // the backslash
	if !p.more() {
		return nil, p.fail("backslash at the end")
	}
	c := p.src[p.pos]
	if set := escapeClass(c); set != nil {
		p.pos++
		return set, nil
	}
	if c == 'p' || c == 'P' {
		return p.property(c == 'P')
	}
	r, err := p.escapedRune(inClass)
	return newSet([]rune{r, r}), err
}

// escapeClass returns the set of \d and its like. They are ASCII in Ruby.
func escapeClass(c byte) *runeSet {
	var s *runeSet
	switch unicode.ToLower(rune(c)) {
	case 'd':
		s = newSet([]rune{'0', '9'})
	case 'w':
		s = newSet([]rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'})
	case 's':
		s = newSet([]rune{'\t', '\r', ' ', ' '})
	case 'h':
		s = newSet([]rune{'0', '9', 'A', 'F', 'a', 'f'})
	default:
		return nil
	}
	if c < 'a' {
		return s.negate()
	}
	return s
}

// escapedRune reads an escape for one character; the position is behind the backslash.
func (p *rubyParser) escapedRune(inClass bool) (rune, error) {
	controls := map[rune]rune{'t': '\t', 'n': '\n', 'r': '\r', 'f': '\f', 'v': '\v', 'a': 7, 'e': 27}
	c := p.rune()
	if r, ok := controls[c]; ok {
		return r, nil
	}
	switch {
	case c == 'b' && inClass:
		return '\b', nil
	case c == 'x' || c == 'u':
		return p.hexRune(c)
	case c >= '0' && c <= '7' && (c == '0' || inClass):
		p.pos--
		return p.digits(8, 3)
	case c == 'c' && p.more(), c == 'C' && p.take("-") && p.more():
		return p.rune() & 0x1f, nil
	}
	return c, nil
}

func (p *rubyParser) hexRune(kind rune) (rune, error) {
	if p.take("{") {
		r, err := p.digits(16, 8)
		if err != nil || !p.take("}") {
			return 0, p.fail("character number without }")
		}
		return r, nil
	}
	if kind == 'u' {
		return p.digits(16, 4)
	}
	return p.digits(16, 2)
}

// digits reads up to most digits; none at all is the number 0, as in Oniguruma.
func (p *rubyParser) digits(base, most int) (rune, error) {
	start := p.pos
	for p.more() && p.pos-start < most {
		c := p.src[p.pos]
		if _, err := strconv.ParseUint(string(c), base, 8); err != nil {
			break
		}
		p.pos++
	}
	if p.pos == start {
		return 0, nil
	}
	n, err := strconv.ParseUint(p.src[start:p.pos], base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, p.fail("character number too large")
	}
	return rune(n), nil
}
