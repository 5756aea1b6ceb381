package match

import "strings"

// paren reads a group of any kind.
func (p *rubyParser) paren() (*node, error) {
	start := p.pos
	p.pos++
	saved := p.flags
	n, err := p.group()
	if err != nil {
		return nil, err
	}
	p.flags = saved
	if !p.take(")") {
		p.pos = start
		return nil, p.fail("group without )")
	}
	return n, nil
}

// group reads what stands between the parentheses.
func (p *rubyParser) group() (*node, error) {
	switch {
	case p.take("?:"):
		return p.alternatives()
	case p.take("?>"):
		return p.wrap(node{kind: nodeAtomic})
	case p.take("?="):
		return p.wrap(node{kind: nodeLook})
	case p.take("?!"):
		return p.wrap(node{kind: nodeLook, negated: true})
	case p.take("?<="):
		return p.wrap(node{kind: nodeLook, behind: true})
	case p.take("?<!"):
		return p.wrap(node{kind: nodeLook, behind: true, negated: true})
	case p.take("?<"), p.take("?P<"):
		return p.capture('>')
	case p.take("?'"):
		return p.capture('\'')
	case p.take("?#"):
		return p.comment()
	case p.at("?("), p.at("?~"):
		return nil, p.fail("conditional and absent groups are not supported")
	case p.take("?"):
		return p.option()
	case p.named:
		return p.alternatives()
	}
	return p.numbered("")
}

func (p *rubyParser) wrap(n node) (*node, error) {
	sub, err := p.alternatives()
	n.subs = []*node{sub}
	return &n, err
}

func (p *rubyParser) capture(end byte) (*node, error) {
	i := strings.IndexByte(p.src[p.pos:], end)
	if i <= 0 {
		return nil, p.fail("group name without end")
	}
	name := p.src[p.pos : p.pos+i]
	if strings.ContainsAny(name, "()\\|") {
		return nil, p.fail("group name %q is not valid", cut(name))
	}
	p.pos += i + 1
	return p.numbered(name)
}

func (p *rubyParser) numbered(name string) (*node, error) {
	n := node{kind: nodeCapture, group: len(p.names), name: name}
	p.names = append(p.names, name)
	return p.wrap(n)
}

func (p *rubyParser) comment() (*node, error) {
	end := strings.IndexByte(p.src[p.pos:], ')')
	if end < 0 {
		return nil, p.fail("comment without )")
	}
	p.pos += end
	return cat(), nil
}

// option reads the flags of (?imx-imx:...) and what follows the colon.
func (p *rubyParser) option() (*node, error) {
	if end := p.setFlags(); end != ':' {
		return nil, p.fail("group option is unknown")
	}
	return p.alternatives()
}

// setFlags reads flags up to the character that ends them, which it consumes and returns; 0 if there is none.
func (p *rubyParser) setFlags() byte {
	on := true
	for p.more() {
		c := p.src[p.pos]
		switch c {
		case '-':
			on = false
		case 'i':
			p.flags.fold = on
		case 'm', 's': // s is not Ruby's, but means the same wherever it exists
			p.flags.dotAll = on
		case 'x':
			p.flags.extended = on
		case ':', ')':
			p.pos++
			return c
		default:
			return 0
		}
		p.pos++
	}
	return 0
}

// isolated reads (?imx-imx), which holds for the rest of the enclosing group, the alternatives that follow included:
// a(?i)b|c is a(?i:b|c).
func (p *rubyParser) isolated() (rest *node, ok bool, err error) {
	if !p.at("(?") {
		return nil, false, nil
	}
	pos, saved := p.pos, p.flags
	p.pos += len("(?")
	if end := p.setFlags(); end != ')' {
		p.pos, p.flags = pos, saved
		return nil, false, nil
	}
	rest, err = p.alternatives()
	p.flags = saved
	return rest, true, err
}
