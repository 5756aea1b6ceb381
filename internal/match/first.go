package match

import "unicode/utf8"

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) has(b byte) bool { return s[b>>6]>>(b&63)&1 != 0 }

func (s *byteSet) add(b byte) { s[b>>6] |= 1 << (b & 63) }

func (s *byteSet) join(t *byteSet) {
	for i := range s {
		s[i] |= t[i]
	}
}

// addSet adds the first bytes of all members.
func (s *byteSet) addSet(r *runeSet) {
	s[0] |= r.ascii[0]
	s[1] |= r.ascii[1]
	if r.high != highNone {
		s[2], s[3] = ^uint64(0), ^uint64(0)
	}
}

// beginning tells what a program can begin with from some instruction on.
type beginning struct {
	bytes byteSet
	open  bool // it can end without consuming anything
	state uint8
}

const (
	beginUnknown uint8 = iota
	beginPending
	beginKnown
)

// findFirsts fills in outFirst and argFirst, which spare the engine ways that fail at their first byte.
func (p *program) findFirsts() {
	f := firsts{p: p, known: make([]beginning, len(p.insts))}
	shared := map[byteSet]*byteSet{}
	closed := func(pc uint32) *byteSet {
		g := f.of(pc)
		if g.open {
			return nil
		}
		s, ok := shared[g.bytes]
		if !ok {
			s = &g.bytes
			shared[g.bytes] = s
		}
		return s
	}
	for i := range p.insts {
		in := &p.insts[i]
		switch in.op {
		case opAlt:
			in.argFirst = closed(in.arg)
			in.outFirst = closed(in.out)
		case opStar, opRun:
			in.outFirst = closed(in.out)
		}
	}
	p.first = closed(p.start)
}

type firsts struct {
	p     *program
	known []beginning
}

func (f *firsts) of(pc uint32) beginning {
	k := &f.known[pc]
	switch k.state {
	case beginKnown:
		return *k
	case beginPending: // a loop whose round can be empty: anything goes
		return beginning{open: true}
	}
	k.state = beginPending
	g := f.compute(&f.p.insts[pc])
	g.state = beginKnown
	*k = g
	return g
}

func (f *firsts) compute(in *inst) (g beginning) {
	switch in.op {
	case opMatch, opSubEnd:
		g.open = true
	case opByte:
		g.bytes.add(in.b)
	case opText:
		g.bytes.add(in.text[0])
	case opSet:
		g.bytes.addSet(in.set)
	case opRun:
		g = f.run(in)
	case opStar:
		g = f.of(in.out)
		g.bytes.addSet(in.set)
	case opAlt:
		g = f.of(in.out)
		h := f.of(in.arg)
		g.bytes.join(&h.bytes)
		g.open = g.open || h.open
	case opCap, opAssert, opNear:
		g = f.of(in.out)
	case opLook:
		g = f.of(in.arg)
	case opAtomic:
		g = f.of(in.out)
		if g.open {
			h := f.of(in.arg)
			g.bytes.join(&h.bytes)
			g.open = h.open
		}
	}
	return g
}

func (f *firsts) run(in *inst) (g beginning) {
	if in.min == 0 {
		g = f.of(in.out)
	}
	g.bytes.addSet(in.set)
	return g
}

// anchored reports whether n can match at the begin of the text only.
func (n *node) anchored() bool {
	switch n.kind {
	case nodeAssert:
		return n.assert == beginText
	case nodeCat:
		for _, s := range n.subs {
			if s.anchored() {
				return true
			}
			if s.width() != 0 {
				return false
			}
		}
		return false
	case nodeAlt:
		for _, s := range n.subs {
			if !s.anchored() {
				return false
			}
		}
		return true
	case nodeCapture, nodeAtomic:
		return n.subs[0].anchored()
	case nodeRepeat:
		return n.min > 0 && n.subs[0].anchored()
	}
	return false
}

// requiredLiteral returns the most telling text that every match contains, or "".
func requiredLiteral(n *node) string {
	switch n.kind {
	case nodeSet:
		if plainRune(n) {
			return textOf([]*node{n})
		}
	case nodeCapture, nodeAtomic:
		return requiredLiteral(n.subs[0])
	case nodeRepeat:
		if n.min > 0 {
			return requiredLiteral(n.subs[0])
		}
	case nodeCat:
		best := ""
		for i := 0; i < len(n.subs); i++ {
			from := i
			for i < len(n.subs) && plainRune(n.subs[i]) {
				i++
			}
			found := textOf(n.subs[from:i])
			if i < len(n.subs) {
				best = telling(best, requiredLiteral(n.subs[i]))
			}
			best = telling(best, found)
		}
		return best
	}
	return ""
}

// telling returns the text that is likely to be rarer in log lines: signs weigh more than letters, letters than spaces.
func telling(a, b string) string {
	weigh := func(s string) (sum int) {
		for i := range len(s) {
			switch c := s[i]; {
			case c == ' ' || c == '.' || c == '-':
				sum++
			case c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf:
				sum += 2
			default:
				sum += 3
			}
		}
		return sum
	}
	if weigh(b) > weigh(a) {
		return b
	}
	return a
}
