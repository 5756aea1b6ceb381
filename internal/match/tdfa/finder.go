package tdfa

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync/atomic"
	"unicode/utf8"
)

// finder reads a text backwards and finds for each of its patterns the leftmost position where a match begins.
type finder struct {
	table
	pr   *prog
	need uint32 // of all starts

	// Guarded by table.mu.
	stepper *stepper
	list    []*state
	index   map[string]*state
	key     []byte
}

// newFinder makes the finder of simplified expressions.
func newFinder(res []*syntax.Regexp, looks []map[int]Look, o Options) (*finder, error) {
	parts := make([]part, len(res))
	for i, re := range res {
		code, err := syntax.Compile(reversed(re, looks[i]))
		if err != nil {
			return nil, err
		}
		parts[i] = part{code: code, looks: looks[i], rev: true}
	}
	pr, err := newProg(parts, 0)
	if err != nil {
		return nil, err
	}
	f := &finder{pr: pr, stepper: newStepper(pr), index: map[string]*state{}}
	for _, pc := range pr.starts {
		f.need |= pr.need[pc]
	}
	f.init(pr.alphabet, o)
	return f, nil
}

// scan sets found to the leftmost starts at from or later, -1 where there is none. It returns Unknown if it had no room.
func (f *finder) scan(s string, from int, found []int) Result {
	if f.gaveUp.Load() {
		return Unknown
	}
	for range 3 {
		for i := range found {
			found[i] = -1
		}
		if r := f.pass(s, from, found); r != stale {
			return r
		}
	}
	return Unknown
}

func (f *finder) pass(s string, from int, found []int) Result {
	snap, st, ok := f.begin()
	if !ok {
		return Unknown
	}
	if snap.full {
		f.read.Add(int64(len(s) - from))
	}
	cls, trans := &f.pr.cls, snap.trans
	p := len(s)
	for {
		nt := uint32(unknown)
		for p > from {
			nt = atomic.LoadUint32(&trans[st+uint32(cls[s[p-1]])])
			if nt >= skipBit {
				break
			}
			st = nt
			p--
		}
		class, width := f.pr.eof(), 0
		switch {
		case p > from && nt != decode:
			class, width = int(cls[s[p-1]]), 1
		case p > 0:
			var r rune
			r, width = utf8.DecodeLastRuneInString(s[:p])
			class = f.pr.classOf(r)
			nt = atomic.LoadUint32(&trans[int(st)+class])
		default:
			nt = atomic.LoadUint32(&trans[int(st)+class])
		}
		if nt == unknown {
			if nt, snap, ok = f.miss(snap, st, class); snap == nil {
				if ok {
					return stale
				}
				return Unknown
			}
			trans = snap.trans
		}
		if nt >= skipBit {
			number := int(nt &^ edgeBit)
			if number >= len(snap.edges) {
				now := f.snap.Load()
				if now.gen != snap.gen {
					return stale
				}
				snap, trans = now, now.trans
			}
			e := &snap.edges[number]
			for _, o := range e.ops {
				found[o.dst] = p
			}
			nt = e.next
		}
		if p == from {
			return Yes
		}
		st = nt
		p -= width
	}
}

func (f *finder) begin() (*snapshot, uint32, bool) {
	s := f.snap.Load()
	if len(s.starts) > 0 {
		return s, s.starts[0].base, true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s = f.snap.Load(); len(s.starts) > 0 {
		return s, s.starts[0].base, true
	}
	st, ok := f.intern(nil, (atBegin|atLine)&f.need)
	if !ok {
		f.clear()
		return nil, 0, false
	}
	f.addStart(st.ctx, st.base)
	return f.snap.Load(), st.base, true
}

func (f *finder) clear() {
	f.list, f.index = nil, map[string]*state{}
	f.reset()
}

// intern returns the state with the given threads, which are sorted.
func (f *finder) intern(pcs []uint32, ctx uint32) (*state, bool) {
	f.key = binary.LittleEndian.AppendUint32(f.key[:0], ctx)
	for _, pc := range pcs {
		f.key = binary.LittleEndian.AppendUint32(f.key, pc)
	}
	if st, ok := f.index[string(f.key)]; ok {
		return st, true
	}
	base, ok := f.addState(4 * len(pcs))
	if !ok {
		return nil, false
	}
	st := &state{base: base, threads: threads{ctx: ctx, pcs: slices.Clone(pcs)}}
	f.list = append(f.list, st)
	f.index[string(f.key)] = st
	return st, true
}

// miss is forward.miss for a start finder.
func (f *finder) miss(old *snapshot, base uint32, class int) (to uint32, s *snapshot, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.snap.Load().gen != old.gen {
		return 0, nil, true
	}
	if to = f.snap.Load().trans[int(base)+class]; to == unknown {
		if to, ok = f.transition(f.list[int(base)/f.stride], class); !ok {
			f.clear()
			return 0, nil, false
		}
	}
	return to, f.snap.Load(), true
}

func (f *finder) transition(st *state, class int) (uint32, bool) {
	if !f.edgeFits() {
		return 0, false
	}
	next := uint32(0)
	found := f.step(st, class)
	if class != f.pr.eof() {
		slices.Sort(f.stepper.pcs)
		to, ok := f.intern(f.stepper.pcs, f.stepper.ctx)
		if !ok {
			return 0, false
		}
		next = to.base
	}
	to := next
	if len(found) > 0 {
		to = f.addEdge(edge{next: next, single: -1, ops: found})
	}
	f.set(st.base, class, to)
	return to, true
}

// step carries the threads of st and one new thread per pattern over a character and returns the patterns that have a
// match which begins before it.
func (f *finder) step(st *state, class int) (found []op) {
	t := f.stepper
	t.begin(st.ctx, class, 0)
	for _, list := range [][]uint32{st.pcs, f.pr.starts} {
		for _, pc := range list {
			found = t.spread(pc, found)
		}
	}
	t.ctx = 0
	if class != f.pr.eof() {
		need := f.need
		for _, pc := range t.pcs {
			need |= f.pr.need[pc]
		}
		t.ctx = f.pr.facts[class] & need
	}
	return found
}

// spread is follow without priorities: it goes on behind a match and notes its pattern.
func (t *stepper) spread(pc uint32, found []op) []op {
	for t.seen[pc] != t.stamp {
		t.seen[pc] = t.stamp
		in := &t.pr.insts[pc]
		switch in.op {
		case opAlt:
			found = t.spread(in.out, found)
			pc = in.arg
			continue
		case opAssert, opLook:
			if !t.pr.holds(in, t.before, t.class) {
				return found
			}
		case opRune:
			t.keep(in)
			return found
		case opMatch:
			return append(found, op{dst: int32(in.arg)})
		case opFail:
			return found
		}
		pc = in.out
	}
	return found
}
