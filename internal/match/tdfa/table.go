package tdfa

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// A transition is the base of the next state, or one of these.
const (
	skipBit = 1 << 30 // number of a skip loop: the state is the same
	edgeBit = 1 << 31 // number of an edge
	unknown = math.MaxUint32
	decode  = unknown - 1 // the column is that of bytes beyond ASCII: decode the character, use its own column
)

const (
	firstStates = 16
	stateBytes  = 96 // of a state's own data and of its entry in the index, roughly
	edgeBytes   = 48
	opBytes     = 8
	skipBytes   = 320
	tieBytes    = 32
	// A table that was full this often may be given up.
	patience = 3
	// It is, if it got more than one state for this many bytes read.
	worthBytes = 8
)

// op sets a register, or on a last edge a position of the result, or in a start finder notes a pattern.
type op struct{ dst, src int32 }

// edge is a transition with something to do.
type edge struct {
	next   uint32
	regs   int32 // registers that ops need
	single int32 // if not negative, all there is to do: the position into this register
	done   bool
	match  bool // of a last edge: ops are the result
	ops    []op
}

// snapshot is what a reader knows of a table. Its slices have their final length: what is not there yet is unknown, and
// what a transition in trans names is there, or in a later snapshot of the same generation.
type snapshot struct {
	gen    uint32
	trans  []uint32
	edges  []edge
	skips  []*skip
	starts []start
	full   bool // how much is read must be counted
}

// start is the first state for facts about the character before it.
type start struct{ ctx, base uint32 }

// table holds the transitions of an automaton that is built while it is used. Readers take no lock: they load a snapshot
// and read its transitions atomically. What was published never changes but for unknown transitions that become known and
// skip loops that are dropped.
type table struct {
	stride    int
	far       int
	maxStates int
	maxBytes  int
	snap      atomic.Pointer[snapshot]
	gaveUp    atomic.Bool
	read      atomic.Int64 // bytes since the last reset

	mu     sync.Mutex
	states int
	edges  int
	skips  int
	extra  int // bytes of what hangs on states and edges
	resets int
}

func (t *table) init(a *alphabet, o Options) {
	t.stride, t.far = a.stride(), a.far()
	t.maxStates, t.maxBytes = o.MaxStates, o.MaxBytes
	t.snap.Store(t.fresh(0))
}

func (t *table) fresh(gen uint32) *snapshot {
	s := &snapshot{gen: gen, full: t.resets >= patience-1}
	s.trans = t.blank(min(firstStates, t.maxStates))
	s.edges = make([]edge, 8)
	s.skips = make([]*skip, 4)
	return s
}

func (t *table) blank(states int) []uint32 {
	trans := make([]uint32, states*t.stride)
	for i := range trans {
		trans[i] = unknown
		if i%t.stride == t.far {
			trans[i] = decode
		}
	}
	return trans
}

func (t *table) bytes() int {
	s := t.snap.Load()
	return 4*len(s.trans) + edgeBytes*len(s.edges) + t.extra
}

// addState makes room for one more state, extra bytes large. It fails at the bounds.
func (t *table) addState(extra int) (base uint32, ok bool) {
	s := t.snap.Load()
	t.extra += extra + stateBytes
	if t.states >= t.maxStates || (t.states+1)*t.stride >= skipBit || t.bytes() > t.maxBytes {
		return 0, false
	}
	if have := len(s.trans) / t.stride; t.states == have {
		want := min(2*have, t.maxStates)
		if t.bytes()+4*(want-have)*t.stride > t.maxBytes {
			return 0, false
		}
		grown := *s
		grown.trans = t.blank(want)
		copy(grown.trans, s.trans)
		t.snap.Store(&grown)
	}
	t.states++
	return uint32((t.states - 1) * t.stride), true
}

// edgeFits tells whether addEdge stays within the bounds.
func (t *table) edgeFits() bool {
	more := 0
	if edges := len(t.snap.Load().edges); t.edges == edges {
		more = edges * edgeBytes
	}
	return t.bytes()+more <= t.maxBytes
}

// addEdge returns the transition for e.
func (t *table) addEdge(e edge) uint32 {
	s := t.snap.Load()
	if t.edges == len(s.edges) {
		grown := *s
		grown.edges = make([]edge, 2*len(s.edges))
		copy(grown.edges, s.edges)
		t.snap.Store(&grown)
		s = &grown
	}
	t.extra += opBytes * len(e.ops)
	s.edges[t.edges] = e
	t.edges++
	return edgeBit | uint32(t.edges-1)
}

// addSkip returns the transition for k.
func (t *table) addSkip(k *skip) uint32 {
	s := t.snap.Load()
	if t.skips == len(s.skips) {
		grown := *s
		grown.skips = make([]*skip, 2*len(s.skips))
		copy(grown.skips, s.skips)
		t.snap.Store(&grown)
		s = &grown
	}
	t.extra += skipBytes
	s.skips[t.skips] = k
	t.skips++
	return skipBit | uint32(t.skips-1)
}

func (t *table) addStart(ctx, base uint32) {
	grown := *t.snap.Load()
	grown.starts = append(slices.Clip(grown.starts), start{ctx, base})
	t.snap.Store(&grown)
}

func (t *table) set(base uint32, column int, to uint32) {
	atomic.StoreUint32(&t.snap.Load().trans[int(base)+column], to)
}

// reset forgets everything, or gives the automaton up if forgetting does not pay.
func (t *table) reset() {
	t.resets++
	if t.resets >= patience && int64(t.states+1)*worthBytes > t.read.Load() {
		t.gaveUp.Store(true)
	}
	t.states, t.edges, t.skips, t.extra = 0, 0, 0, 0
	t.read.Store(0)
	t.snap.Store(t.fresh(t.snap.Load().gen + 1))
}
