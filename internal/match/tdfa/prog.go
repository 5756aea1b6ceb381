package tdfa

import (
	"errors"
	"regexp/syntax"
	"slices"
)

type opcode uint8

const (
	opFail   opcode = iota
	opNop           // out
	opRune          // one character of set, then out
	opAlt           // out, then arg
	opCap           // position into slot arg, then out
	opAssert        // conditions arg of package regexp/syntax, then out
	opLook          // the neighbour is (negated: is not) one of set, then out
	opEnter         // an atomic group begins, then out
	opLeave         // the innermost atomic group ends, then out
	opMatch         // pattern number arg
)

// inst is one instruction. Which fields count depends on op.
type inst struct {
	op      opcode
	behind  bool
	negated bool
	out     uint32
	arg     uint32
	set     int
}

// Facts about the character before a position.
const (
	atBegin     uint32 = 1 << iota // there is none
	atLine                         // there is none, or it is a newline
	behindWord                     // it is a word character
	behindFirst                    // it is in the first set of a look-behind; the next bits are those of the others
)

const (
	maxLookBehinds = 28
	maxInsts       = 200_000
)

var (
	errLooks = errors.New("expression looks behind for more than 28 sets of characters")
	errSize  = errors.New("expression needs more than 200000 instructions")
)

// prog is a program over an alphabet. It is never changed after build.
type prog struct {
	*alphabet
	insts  []inst
	starts []uint32 // of each pattern
	slots  int      // positions to keep
	atomic bool     // there are atomic groups
	need   []uint32 // facts that the empty closure of an instruction may ask for
	sure   []bool   // whether the empty closure reaches a match through no condition
	norm   []uint32 // the instruction itself, or the first one after it that does something
	facts  []uint32 // what each class is for the position behind it
	behind []int    // sets of look-behind, in the order of their bits
	bit    []uint32 // fact of each set; 0 if it is in no look-behind
}

// part is one expression of a program.
type part struct {
	code  *syntax.Prog
	slots map[uint32]int // number of a capture instruction -> slot
	looks map[int]Look
	cuts  map[int]bool // groups that are atomic
	rev   bool
}

// builder joins expressions into a prog.
type builder struct {
	p     *prog
	sets  runeSets
	lines bool
	words bool
}

func newProg(parts []part, slots int) (*prog, error) {
	b := &builder{p: &prog{slots: slots}}
	for i, pt := range parts {
		if len(b.p.insts)+len(pt.code.Inst) > maxInsts {
			return nil, errSize
		}
		b.add(pt, uint32(i))
	}
	var err error
	if b.p.alphabet, err = newAlphabet(b.sets.sets, b.lines, b.words); err != nil {
		return nil, err
	}
	b.p.bit = make([]uint32, len(b.sets.sets))
	if len(b.p.behind) > maxLookBehinds {
		return nil, errLooks
	}
	for i, set := range b.p.behind {
		b.p.bit[set] = behindFirst << i
	}
	b.p.analyse()
	return b.p, nil
}

func (b *builder) add(pt part, number uint32) {
	base := uint32(len(b.p.insts))
	for i := range pt.code.Inst {
		in := b.inst(&pt.code.Inst[i], pt)
		in.out += base
		if in.op == opAlt {
			in.arg += base
		}
		if in.op == opMatch {
			in.arg = number
		}
		b.p.insts = append(b.p.insts, in)
	}
	start := base + uint32(pt.code.Start)
	begin, ok := pt.slots[0]
	if !ok {
		b.p.starts = append(b.p.starts, start)
		return
	}
	at := uint32(len(b.p.insts))
	for i := base; i < at; i++ { // the whole match ends before every match instruction
		if b.p.insts[i].op == opMatch {
			b.p.insts[i] = inst{op: opCap, arg: uint32(begin + 1), out: at + 1}
		}
	}
	b.p.insts = append(b.p.insts, inst{op: opCap, arg: uint32(begin), out: start}, inst{op: opMatch, arg: number})
	b.p.starts = append(b.p.starts, at)
}

func (b *builder) inst(in *syntax.Inst, pt part) inst {
	switch in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return inst{op: opAlt, out: in.Out, arg: in.Arg}
	case syntax.InstCapture:
		return b.capture(in, pt)
	case syntax.InstEmptyWidth:
		cond := syntax.EmptyOp(in.Arg)
		b.lines = b.lines || cond&(syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0
		b.words = b.words || cond&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0
		return inst{op: opAssert, arg: in.Arg, out: in.Out}
	case syntax.InstMatch:
		return inst{op: opMatch}
	case syntax.InstNop:
		return inst{op: opNop, out: in.Out}
	case syntax.InstFail:
		return inst{op: opFail}
	}
	return inst{op: opRune, out: in.Out, set: b.sets.add(instSet(in))}
}

func (b *builder) capture(in *syntax.Inst, pt part) inst {
	if look, ok := pt.looks[int(in.Arg/2)]; ok {
		if in.Arg%2 == 1 {
			return inst{op: opNop, out: in.Out}
		}
		set := b.sets.add(look.Runes)
		behind := look.Behind != pt.rev
		if behind && !slices.Contains(b.p.behind, set) {
			b.p.behind = append(b.p.behind, set)
		}
		return inst{op: opLook, out: in.Out, set: set, behind: behind, negated: look.Negated}
	}
	if pt.cuts[int(in.Arg/2)] {
		b.p.atomic = true
		if in.Arg%2 == 0 {
			return inst{op: opEnter, out: in.Out}
		}
		return inst{op: opLeave, out: in.Out}
	}
	if slot, ok := pt.slots[in.Arg]; ok && in.Arg > 1 {
		return inst{op: opCap, out: in.Out, arg: uint32(slot)}
	}
	return inst{op: opNop, out: in.Out}
}

// analyse finds what can be known of each instruction beforehand.
func (p *prog) analyse() {
	n := len(p.insts)
	p.need, p.sure, p.norm = make([]uint32, n), make([]bool, n), make([]uint32, n)
	for i := range p.insts {
		at := uint32(i)
		for steps := 0; p.insts[at].op == opNop && steps < n; steps++ {
			at = p.insts[at].out
		}
		p.norm[i] = at
	}
	for changed := true; changed; {
		changed = false
		for i := n - 1; i >= 0; i-- {
			need, sure := p.closure(&p.insts[i])
			if need != p.need[i] || sure != p.sure[i] {
				p.need[i], p.sure[i], changed = need, sure, true
			}
		}
	}
	p.facts = make([]uint32, p.classes)
	for c := range p.facts {
		p.facts[c] = p.classFacts(c)
	}
}

func (p *prog) closure(in *inst) (need uint32, sure bool) {
	switch in.op {
	case opNop, opCap:
		return p.need[in.out], p.sure[in.out]
	case opAlt:
		return p.need[in.out] | p.need[in.arg], p.sure[in.out] || p.sure[in.arg]
	case opEnter, opLeave: // such a match may be cut
		return p.need[in.out], false
	case opMatch:
		return 0, true
	case opLook:
		if in.behind {
			return p.need[in.out] | p.bit[in.set], false
		}
		return p.need[in.out], false
	case opAssert:
		return p.need[in.out] | assertNeed(syntax.EmptyOp(in.arg)), false
	}
	return 0, false
}

func assertNeed(cond syntax.EmptyOp) (need uint32) {
	if cond&syntax.EmptyBeginText != 0 {
		need |= atBegin
	}
	if cond&syntax.EmptyBeginLine != 0 {
		need |= atLine
	}
	if cond&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0 {
		need |= behindWord
	}
	return need
}

func (p *prog) classFacts(class int) (facts uint32) {
	if p.newline.has(class) {
		facts |= atLine
	}
	if p.word.has(class) {
		facts |= behindWord
	}
	for i, set := range p.behind {
		if p.members[set].has(class) {
			facts |= behindFirst << i
		}
	}
	return facts
}

// first returns the list to start with where ctx is known of the character before.
func (p *prog) first(ctx uint32) *threads {
	list := &threads{ctx: ctx, pcs: []uint32{p.norm[p.starts[0]]}, rows: slices.Repeat([]int32{unset}, p.slots)}
	if p.atomic {
		list.ties = []tie{{}}
	}
	return list
}

// holds decides a condition between what is known of the last character and the class of the next one.
func (p *prog) holds(in *inst, ctx uint32, class int) bool {
	if in.op == opLook {
		if in.behind {
			return ctx&p.bit[in.set] != 0 != in.negated
		}
		return p.members[in.set].has(class) != in.negated
	}
	cond := syntax.EmptyOp(in.arg)
	end := class == p.eof()
	wordBorder := ctx&behindWord != 0 != p.word.has(class)
	switch {
	case cond&syntax.EmptyBeginText != 0 && ctx&atBegin == 0,
		cond&syntax.EmptyBeginLine != 0 && ctx&atLine == 0,
		cond&syntax.EmptyEndText != 0 && !end,
		cond&syntax.EmptyEndLine != 0 && !end && !p.newline.has(class),
		cond&syntax.EmptyWordBoundary != 0 && !wordBorder,
		cond&syntax.EmptyNoWordBoundary != 0 && wordBorder:
		return false
	}
	return true
}
