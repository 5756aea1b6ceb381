package tdfa

import "math/bits"

// maxScopes bounds the atomic groups that are entered at the same time.
const maxScopes = 64

// tie is what a thread has to do with atomic groups. Each time a thread enters one there is a new scope. The first thread to
// leave it cuts all threads of lower priority that come from it.
type tie struct {
	from  uint64 // scopes the thread comes from and that others may still leave
	stack string // numbers of the scopes it is inside, innermost last
}

// scopes is the part of a stepper that knows atomic groups.
type scopes struct {
	tie      tie // of the thread that is being followed
	count    int
	cuts     uint64              // scopes that were left in this step
	cutters  [maxScopes][]uint64 // where the threads that left a scope came from
	visits   map[uint32][]uint64 // where the threads that visited an instruction came from
	matches  []uint64            // where matches of this step came from
	doubt    uint64              // scopes of threads that cut others which do not come from them
	conflict bool                // a cut depends on whether another one will happen, or there are too many scopes
}

func (t *stepper) beginScopes(ties []tie) {
	t.ties, t.matches, t.cuts, t.doubt, t.count = t.ties[:0], t.matches[:0], 0, 0, 0
	for i := range t.cutters {
		t.cutters[i] = t.cutters[i][:0]
	}
	if t.visits == nil {
		t.visits = map[uint32][]uint64{}
	}
	clear(t.visits)
	for _, e := range ties {
		for i := range len(e.stack) {
			t.count = max(t.count, int(e.stack[i])+1)
		}
	}
}

// cut reports whether the thread being followed is dead: cut by another that left its scope, or below a match that cannot be
// cut without it.
func (t *stepper) cut() bool {
	if t.tie.from&t.cuts != 0 {
		t.notice()
		return true
	}
	for _, from := range t.matches {
		if from&^t.tie.from == 0 {
			return true
		}
	}
	return false
}

// notice remembers scopes on which the death of the current thread depends: while their own fate is open, it is not sure
// that its cutter was right.
func (t *stepper) notice() {
	doubt := uint64(0)
	for cuts := t.tie.from & t.cuts; cuts != 0; cuts &= cuts - 1 {
		for _, from := range t.cutters[bits.TrailingZeros64(cuts)] {
			if from&^t.tie.from == 0 {
				return
			}
			doubt |= from &^ t.tie.from
		}
	}
	t.doubt |= doubt
}

// visitedFrom is visited for programs with atomic groups: only a thread that is cut no sooner makes another one needless.
func (t *stepper) visitedFrom(pc uint32) bool {
	for _, from := range t.visits[pc] {
		if from&^t.tie.from == 0 {
			return true
		}
	}
	t.visits[pc] = append(t.visits[pc], t.tie.from)
	return false
}

func (t *stepper) keptFrom(pc uint32) bool {
	for i, other := range t.pcs {
		if other == pc && t.ties[i].from&^t.tie.from == 0 {
			return true
		}
	}
	return false
}

func (t *stepper) enter(out uint32) bool {
	if t.count == maxScopes {
		t.conflict = true
		return true
	}
	outer, first, id := t.tie, len(t.pcs), t.count
	t.count++
	t.tie = tie{from: outer.from | 1<<id, stack: outer.stack + string([]byte{byte(id)})}
	stop := t.follow(out)
	t.tie = outer
	t.release(id, first)
	return stop
}

// release frees a scope that no thread from first on comes from.
func (t *stepper) release(id, first int) {
	for _, e := range t.ties[first:] {
		if e.from&(1<<id) != 0 {
			return
		}
	}
	if t.count == id+1 {
		t.count = id
		t.cuts &^= 1 << id
		t.doubt &^= 1 << id
		t.cutters[id] = t.cutters[id][:0]
	}
}

func (t *stepper) leave(out uint32) bool {
	inside := t.tie
	last := len(inside.stack) - 1
	t.tie.stack = inside.stack[:last]
	stop := t.follow(out)
	t.tie = inside
	scope := inside.stack[last]
	t.cuts |= 1 << scope
	t.cutters[scope] = append(t.cutters[scope], inside.from)
	return stop
}

// settle forgets scopes that nobody is inside any more, drops threads that became needless by that, and numbers the rest by
// first appearance.
func (t *stepper) settle() {
	for first := true; ; first = false {
		live := uint64(0)
		for _, e := range t.ties {
			for i := range len(e.stack) {
				live |= 1 << e.stack[i]
			}
		}
		t.conflict = t.conflict || first && t.doubt&live != 0
		for i := range t.ties {
			t.ties[i].from &= live
		}
		if !t.prune() {
			break
		}
	}
	t.renumber()
}

// prune drops threads below a match that is cut no sooner, and those at the same instruction as a better one that is cut no
// sooner.
func (t *stepper) prune() bool {
	n, kept := t.pr.slots, 0
	for i, pc := range t.pcs {
		needless := false
		for k := range kept {
			needless = needless || (t.pcs[k] == matched || t.pcs[k] == pc) && t.ties[k].from&^t.ties[i].from == 0
		}
		if needless {
			continue
		}
		t.pcs[kept], t.ties[kept] = pc, t.ties[i]
		copy(t.rows[kept*n:kept*n+n], t.rows[i*n:])
		kept++
	}
	dropped := kept < len(t.pcs)
	t.truncate(kept)
	return dropped
}

func (t *stepper) truncate(threads int) {
	t.pcs, t.rows = t.pcs[:threads], t.rows[:threads*t.pr.slots]
	if t.pr.atomic {
		t.ties = t.ties[:threads]
	}
}

func (t *stepper) renumber() {
	var number [maxScopes]byte
	var known uint64
	next := byte(0)
	for i, e := range t.ties {
		stack := []byte(e.stack)
		for k, scope := range stack {
			if known&(1<<scope) == 0 {
				known |= 1 << scope
				number[scope] = next
				next++
			}
			stack[k] = number[scope]
		}
		t.ties[i].stack = string(stack)
	}
	for i, e := range t.ties {
		from := uint64(0)
		for rest := e.from; rest != 0; rest &= rest - 1 {
			from |= 1 << number[bits.TrailingZeros64(rest)]
		}
		t.ties[i].from = from
	}
}
