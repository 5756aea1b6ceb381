package match

import (
	"fmt"
	"unicode/utf8"
)

// maxInsts bounds the size of one program.
const maxInsts = 200_000

type opcode uint8

const (
	opMatch  opcode = iota
	opByte          // the byte b
	opText          // the bytes of text
	opSet           // one character of set
	opStar          // as many characters of set as there are, then fewer
	opRun           // between min and max characters of set
	opAlt           // out, then arg
	opCap           // position into spans[slot]
	opAssert        // a condition on the position
	opNear          // the next character (behind: the last one) is in set (negated: is not)
	opAtomic        // the program at out up to opSubEnd in its first way only, then arg
	opLook          // the program at out matches from here (behind: width characters back), then arg at the same position
	opSubEnd        // end of the program inside opAtomic or opLook
)

// inst is one instruction. Which fields count depends on op.
type inst struct {
	op      opcode
	b       byte
	assert  assertKind
	lazy    bool
	behind  bool
	negated bool
	out     uint32
	arg     uint32
	visit   uint32 // number among the instructions that remember positions
	min     int
	max     int
	set     *runeSet
	text    string
	// What a way onward can begin with; nil if it may begin with anything or be empty.
	outFirst *byteSet
	argFirst *byteSet
}

// program is a compiled expression for the memoising engine. It is never changed after build.
type program struct {
	insts    []inst
	start    uint32
	visits   uint32
	first    *byteSet // what a match can begin with; nil if anything
	literal  string   // part of every match
	anchored bool     // matches begin at the begin of the text only
}

var errProgramSize = fmt.Errorf("expression needs more than %d instructions: use smaller repeat counts", maxInsts)

// slowError says why the memoising engine cannot run an expression.
type slowError struct{ reason string }

func (e *slowError) Error() string { return e.reason }

// builder makes instructions from the end to the beginning: each node is given the instruction that follows it.
type builder struct {
	insts  []inst
	nodes  int // that were built, copies included
	visits uint32
	slots  map[int]int // group -> slot
}

func buildProgram(root *node, slots []Slot) (*program, error) {
	b := builder{slots: map[int]int{}}
	for i, s := range slots {
		if s.Group > 0 {
			b.slots[s.Group] = i
		}
	}
	match, err := b.add(inst{op: opMatch})
	if err != nil {
		return nil, err
	}
	start, err := b.node(root, match)
	if err != nil {
		return nil, err
	}
	p := &program{insts: b.insts, start: start, visits: b.visits, literal: requiredLiteral(root)}
	p.findFirsts()
	p.anchored = root.anchored()
	return p, nil
}

func (b *builder) add(in inst) (uint32, error) {
	if len(b.insts) >= maxInsts {
		return 0, errProgramSize
	}
	if in.op == opAlt || in.op == opStar || in.op == opRun {
		in.visit = b.visits
		b.visits++
	}
	b.insts = append(b.insts, in)
	return uint32(len(b.insts) - 1), nil
}

func (b *builder) node(n *node, next uint32) (uint32, error) {
	if b.nodes++; b.nodes > 10*maxInsts { // copies of what needs no instruction count as well
		return 0, errProgramSize
	}
	switch n.kind {
	case nodeEmpty:
		return next, nil
	case nodeSet:
		return b.one(n.set, next)
	case nodeCat:
		return b.sequence(n.subs, next)
	case nodeAlt:
		return b.alternatives(n.subs, next)
	case nodeRepeat:
		return b.repeat(n, next)
	case nodeCapture:
		return b.capture(n, next)
	case nodeAtomic:
		return b.atomic(n.subs[0], next)
	case nodeLook:
		return b.look(n, next)
	case nodeAssert:
		return b.add(inst{op: opAssert, assert: n.assert, out: next})
	case nodeBackref:
		return 0, &slowError{"back-reference"}
	}
	return 0, fmt.Errorf("node of unknown kind %d", n.kind)
}

func (b *builder) one(set *runeSet, next uint32) (uint32, error) {
	if r, ok := set.single(); ok && r < utf8.RuneSelf {
		return b.add(inst{op: opByte, b: byte(r), out: next})
	}
	return b.add(inst{op: opSet, set: set, out: next})
}

// sequence joins neighbouring single characters into one comparison.
func (b *builder) sequence(subs []*node, next uint32) (uint32, error) {
	var err error
	for i := len(subs) - 1; i >= 0; {
		from := i + 1
		for from > 0 && plainRune(subs[from-1]) {
			from--
		}
		if i-from < 1 {
			if next, err = b.node(subs[i], next); err != nil {
				return 0, err
			}
			i--
			continue
		}
		text := textOf(subs[from : i+1])
		if next, err = b.add(inst{op: opText, text: text, out: next}); err != nil {
			return 0, err
		}
		i = from - 1
	}
	return next, nil
}

// plainRune reports whether n is one character that can be compared as bytes. U+FFFD also stands for invalid bytes.
func plainRune(n *node) bool {
	if n.kind != nodeSet {
		return false
	}
	r, ok := n.set.single()
	return ok && r != utf8.RuneError
}

func textOf(subs []*node) string {
	var text []rune
	for _, s := range subs {
		r, _ := s.set.single()
		text = append(text, r)
	}
	return string(text)
}

func (b *builder) alternatives(subs []*node, next uint32) (uint32, error) {
	last, err := b.node(subs[len(subs)-1], next)
	if err != nil {
		return 0, err
	}
	for i := len(subs) - 2; i >= 0; i-- {
		out, err := b.node(subs[i], next)
		if err != nil {
			return 0, err
		}
		if last, err = b.add(inst{op: opAlt, out: out, arg: last}); err != nil {
			return 0, err
		}
	}
	return last, nil
}

func (b *builder) capture(n *node, next uint32) (uint32, error) {
	slot, wanted := b.slots[n.group]
	if !wanted {
		return b.node(n.subs[0], next)
	}
	next, err := b.add(inst{op: opCap, arg: uint32(2*slot + 1), out: next})
	if err != nil {
		return 0, err
	}
	if next, err = b.node(n.subs[0], next); err != nil {
		return 0, err
	}
	return b.add(inst{op: opCap, arg: uint32(2 * slot), out: next})
}

func (b *builder) atomic(sub *node, next uint32) (uint32, error) {
	if sub.oneWay() {
		return b.node(sub, next)
	}
	return b.inner(sub, inst{op: opAtomic, arg: next})
}

// inner builds the program inside in.
func (b *builder) inner(sub *node, in inst) (uint32, error) {
	end, err := b.add(inst{op: opSubEnd})
	if err != nil {
		return 0, err
	}
	if in.out, err = b.node(sub, end); err != nil {
		return 0, err
	}
	return b.add(in)
}

func (b *builder) look(n *node, next uint32) (uint32, error) {
	sub := n.subs[0]
	if sub.kind == nodeSet {
		return b.add(inst{op: opNear, set: sub.set, behind: n.behind, negated: n.negated, out: next})
	}
	in := inst{op: opLook, arg: next, behind: n.behind, negated: n.negated}
	if n.behind {
		if in.min = sub.width(); in.min < 0 {
			return b.lookBehindEach(n, next)
		}
	}
	return b.inner(sub, in)
}

// lookBehindEach splits (?<=a|bc) and (?<!a|bc) into one look-behind per width.
func (b *builder) lookBehindEach(n *node, next uint32) (uint32, error) {
	sub := n.subs[0]
	if sub.kind != nodeAlt {
		return 0, &slowError{"look-behind of varying width"}
	}
	each := make([]*node, len(sub.subs))
	for i, s := range sub.subs {
		each[i] = &node{kind: nodeLook, behind: true, negated: n.negated, subs: []*node{s}}
	}
	if n.negated {
		return b.sequence(each, next)
	}
	return b.alternatives(each, next)
}
