package match

// nodeKind tells what a node of a parsed expression stands for.
type nodeKind uint8

const (
	nodeEmpty   nodeKind = iota
	nodeSet              // one character of set
	nodeCat              // subs one after another
	nodeAlt              // subs in order of preference
	nodeRepeat           // subs[0], min to max times (max -1: without end)
	nodeCapture          // subs[0], kept as group
	nodeAtomic           // subs[0], never tried a second way
	nodeLook             // subs[0] ahead of or behind the position
	nodeAssert           // a condition on the position
	nodeBackref          // what group matched, again
)

// assertKind is a condition on a position that consumes nothing.
type assertKind uint8

const (
	beginText assertKind = iota
	endText
	endTextNewline // end of text or before its last newline
	beginLine      // begin of text or after any newline
	beginLineRuby  // like beginLine, but not behind a newline that ends the text
	endLine
	wordASCII
	noWordASCII
	wordUnicode
	noWordUnicode
)

// node is a parsed expression. Both dialects become this tree; everything behind it knows no syntax.
type node struct {
	kind    nodeKind
	assert  assertKind
	lazy    bool
	behind  bool // nodeLook
	negated bool // nodeLook
	set     *runeSet
	subs    []*node
	min     int
	max     int
	group   int
	name    string
}

func cat(subs ...*node) *node {
	switch len(subs) {
	case 0:
		return &node{kind: nodeEmpty}
	case 1:
		return subs[0]
	}
	return &node{kind: nodeCat, subs: subs}
}

func alternate(subs []*node) *node {
	if len(subs) == 1 {
		return subs[0]
	}
	return &node{kind: nodeAlt, subs: subs}
}

func repeat(sub *node, low, high int, lazy bool) *node {
	return &node{kind: nodeRepeat, subs: []*node{sub}, min: low, max: high, lazy: lazy}
}

func literal(r rune, fold bool) *node {
	s := newSet([]rune{r, r})
	if fold {
		s = s.fold()
	}
	return &node{kind: nodeSet, set: s}
}

// nullable reports whether n can match without consuming anything.
func (n *node) nullable() bool {
	switch n.kind {
	case nodeSet:
		return false
	case nodeCat:
		for _, s := range n.subs {
			if !s.nullable() {
				return false
			}
		}
		return true
	case nodeAlt:
		for _, s := range n.subs {
			if s.nullable() {
				return true
			}
		}
		return false
	case nodeRepeat:
		return n.min == 0 || n.subs[0].nullable()
	case nodeCapture, nodeAtomic:
		return n.subs[0].nullable()
	}
	return true
}

// width returns the number of characters n consumes if that number is fixed and not huge, else -1.
func (n *node) width() int {
	switch n.kind {
	case nodeSet:
		return 1
	case nodeEmpty, nodeAssert, nodeLook:
		return 0
	case nodeCat:
		sum := 0
		for _, s := range n.subs {
			w := s.width()
			if w < 0 {
				return -1
			}
			sum += w
		}
		return sum
	case nodeAlt:
		first := n.subs[0].width()
		for _, s := range n.subs[1:] {
			if s.width() != first {
				return -1
			}
		}
		return first
	case nodeRepeat:
		if w := n.subs[0].width(); w >= 0 && w < maxCount && n.min == n.max {
			return w * n.min
		}
		return -1
	case nodeCapture, nodeAtomic:
		return n.subs[0].width()
	}
	return -1
}

// oneWay reports whether n can match in one way only at any position, so that an atomic group around it changes nothing.
func (n *node) oneWay() bool {
	switch n.kind {
	case nodeSet, nodeEmpty, nodeAssert:
		return true
	case nodeCat:
		for _, s := range n.subs {
			if !s.oneWay() {
				return false
			}
		}
		return true
	case nodeRepeat:
		return n.min == n.max && n.subs[0].oneWay()
	case nodeCapture, nodeAtomic:
		return n.subs[0].oneWay()
	}
	return false
}
