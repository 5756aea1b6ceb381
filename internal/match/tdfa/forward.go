package tdfa

import (
	"encoding/binary"
	"slices"
)

// forward is the tagged automaton. It runs from a given position and finds the preferred match that begins there.
type forward struct {
	table
	pr *prog

	// Guarded by table.mu.
	stepper *stepper
	list    []*state
	buckets map[string][]*state
	mapper  mapper
	key     []byte
	dead    uint32 // transition where no thread is left; 0 before the first one
}

// state is a list of threads with the registers their positions are in.
type state struct {
	threads // positions in their rows are numbers of registers, or unset
	base    uint32
	regs    int32  // one more than the highest register
	skipped bool   // the skip loop was looked for
	last    uint32 // a transition that ends with a match; 0 before the first one
}

func newForward(pr *prog, o Options) *forward {
	f := &forward{pr: pr, stepper: newStepper(pr), buckets: map[string][]*state{}}
	f.init(pr.alphabet, o)
	return f
}

// begin returns the state to start from where ctx is known of the character before.
func (f *forward) begin(ctx uint32) (*snapshot, uint32, bool) {
	ctx &= f.pr.need[f.pr.starts[0]]
	s := f.snap.Load()
	for _, st := range s.starts {
		if st.ctx == ctx {
			return s, st.base, true
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	s = f.snap.Load()
	for _, st := range s.starts {
		if st.ctx == ctx {
			return s, st.base, true
		}
	}
	st, ok := f.newState(f.pr.first(ctx))
	if !ok {
		f.clear()
		return nil, 0, false
	}
	f.addStart(ctx, st.base)
	return f.snap.Load(), st.base, true
}

func (f *forward) clear() {
	f.list, f.buckets, f.dead = nil, map[string][]*state{}, 0
	f.reset()
}

func (f *forward) newState(list *threads) (*state, bool) {
	base, ok := f.addState(4*len(list.pcs) + 4*len(list.rows) + tieBytes*len(list.ties))
	if !ok {
		return nil, false
	}
	st := &state{base: base, threads: threads{
		ctx: list.ctx, pcs: slices.Clone(list.pcs), rows: slices.Clone(list.rows), ties: slices.Clone(list.ties),
	}}
	for _, r := range st.rows {
		st.regs = max(st.regs, r+1)
	}
	f.list = append(f.list, st)
	key := f.bucket(list)
	f.buckets[string(key)] = append(f.buckets[string(key)], st)
	return st, true
}

// bucket returns a key for all of a list but its rows.
func (f *forward) bucket(list *threads) []byte {
	f.key = binary.LittleEndian.AppendUint32(f.key[:0], list.ctx)
	for _, pc := range list.pcs {
		f.key = binary.LittleEndian.AppendUint32(f.key, pc)
	}
	for _, e := range list.ties {
		f.key = binary.LittleEndian.AppendUint64(f.key, e.from)
		f.key = append(append(f.key, byte(len(e.stack))), e.stack...)
	}
	return f.key
}

// miss finds the transition of a state that the reader of old did not know. Where it returns nil, what the reader knows
// was thrown away meanwhile; where it returns false as well, it was because the table is full.
func (f *forward) miss(old *snapshot, base uint32, class int) (to uint32, s *snapshot, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.snap.Load().gen != old.gen {
		return 0, nil, true
	}
	st := f.list[int(base)/f.stride]
	if to = f.snap.Load().trans[int(base)+class]; to == unknown {
		if to, ok = f.transition(st, class); !ok {
			f.clear()
			return 0, nil, false
		}
	}
	return to, f.snap.Load(), true
}

func (f *forward) transition(st *state, class int) (uint32, bool) {
	if !f.edgeFits() {
		return 0, false
	}
	t := f.stepper
	t.step(&st.threads, class, posNow)
	if t.conflict {
		f.gaveUp.Store(true)
		return 0, false
	}
	if len(t.pcs) == 0 {
		to := f.lastEdge(st)
		f.set(st.base, class, to)
		return to, true
	}
	if f.stays(st) && !st.skipped {
		f.findSkip(st)
		return f.snap.Load().trans[int(st.base)+class], true
	}
	next, moves, ok := f.intern(st)
	if !ok {
		return 0, false
	}
	to := next.base
	ops, regs := sequence(moves, max(st.regs, next.regs))
	if len(ops) > 0 {
		to = f.addEdge(workEdge(next.base, ops, regs))
	}
	f.set(st.base, class, to)
	return to, true
}

func workEdge(next uint32, ops []op, regs int32) edge {
	e := edge{next: next, ops: ops, regs: regs, single: -1}
	if len(ops) == 1 && ops[0].src == posNow {
		e.single = ops[0].dst
	}
	return e
}

// lastEdge returns the transition for the end of a run. Equal ones share an edge.
func (f *forward) lastEdge(st *state) uint32 {
	if !f.stepper.match {
		if f.dead == 0 {
			f.dead = f.addEdge(edge{done: true})
		}
		return f.dead
	}
	e := edge{done: true, match: true}
	for slot, v := range f.stepper.best {
		e.ops = append(e.ops, op{int32(slot), v})
	}
	if st.last == 0 || !slices.Equal(f.snap.Load().edges[st.last&^edgeBit].ops, e.ops) {
		st.last = f.addEdge(e)
	}
	return st.last
}

// stays reports whether the last step led back to st and left all registers alone.
func (f *forward) stays(st *state) bool {
	t := f.stepper
	return t.ctx == st.ctx && slices.Equal(t.pcs, st.pcs) && slices.Equal(t.rows, st.rows) && slices.Equal(t.ties, st.ties)
}

// crowded is the number of states with the same threads from which on two registers may be merged.
const crowded = 6

// intern finds the state with the threads of the last step that needs the fewest moves, or makes a new one in which all
// registers stay in place.
func (f *forward) intern(from *state) (*state, []op, bool) {
	t := f.stepper
	var best *state
	bestMoves := 0
	bucket := f.buckets[string(f.bucket(&t.threads))]
	for _, merge := range []bool{false, true} {
		if best != nil || merge && len(bucket) < crowded {
			break
		}
		for _, to := range bucket {
			if moves, ok := f.mapper.find(to, t.rows, merge); ok && (best == nil || moves < bestMoves) {
				best, bestMoves = to, moves
			}
		}
	}
	if best != nil {
		f.mapper.find(best, t.rows, true)
		return best, f.mapper.moves(), true
	}
	return f.inPlace(from)
}

func (f *forward) inPlace(from *state) (*state, []op, bool) {
	t := f.stepper
	used := make([]bool, from.regs+1)
	fresh := false
	for _, v := range t.rows {
		fresh = fresh || v == posNow
		if v >= 0 {
			used[v] = true
		}
	}
	var moves []op
	if fresh {
		reg := slices.Index(used, false)
		for i, v := range t.rows {
			if v == posNow {
				t.rows[i] = int32(reg)
			}
		}
		moves = []op{{int32(reg), posNow}}
	}
	st, ok := f.newState(&t.threads)
	return st, moves, ok
}

// mapper looks for values of a state's registers that make its rows equal to given ones.
type mapper struct {
	value []int32 // of each register; free if it is not in the rows
	taken map[int32]bool
}

const free = -3

// find reports whether there are such values and how many of them must be moved. Unless merge is set, no two registers may
// have the same value and none may be unset.
func (m *mapper) find(to *state, rows []int32, merge bool) (moves int, ok bool) {
	m.value = m.value[:0]
	for range to.regs {
		m.value = append(m.value, free)
	}
	if m.taken == nil {
		m.taken = map[int32]bool{}
	}
	clear(m.taken)
	for i, reg := range to.rows {
		v := rows[i]
		switch {
		case reg == unset:
			if v != unset {
				return 0, false
			}
		case m.value[reg] == free:
			if !merge && (v == unset || m.taken[v]) {
				return 0, false
			}
			m.value[reg], m.taken[v] = v, true
			if v != reg {
				moves++
			}
		case m.value[reg] != v:
			return 0, false
		}
	}
	return moves, true
}

func (m *mapper) moves() []op {
	var moves []op
	for reg, v := range m.value {
		if v != free && v != int32(reg) {
			moves = append(moves, op{int32(reg), v})
		}
	}
	return moves
}
