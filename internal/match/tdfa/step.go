package tdfa

// Values in the rows of threads, besides numbers of registers.
const (
	unset  = -1 // the group took no part
	posNow = -2 // the position before the character of this step
)

// matched stands for an instruction in a list of threads: the row of such a thread is a match that waits for a better one.
const matched = ^uint32(0)

// threads is a list of threads, which stand before their empty closure, best one first.
type threads struct {
	ctx  uint32 // what is known of the character before and matters to them
	pcs  []uint32
	rows []int32 // one row of positions for each
	ties []tie   // one for each, if there are atomic groups
}

// stepper carries a list of threads over one character. Its list is the result.
type stepper struct {
	threads
	scopes
	pr    *prog
	seen  []uint32 // stamp of the last closure that visited an instruction
	kept  []uint32 // stamp of the last step that kept a thread at an instruction
	stamp uint32

	before uint32 // ctx of the list that is carried
	class  int
	pos    int32
	row    []int32 // of the thread that is being followed

	match bool    // there is no thread left, and there was a match
	best  []int32 // row of the match
	found bool    // a match was seen that no atomic group can take back
}

func newStepper(pr *prog) *stepper {
	return &stepper{
		pr: pr, seen: make([]uint32, len(pr.insts)), kept: make([]uint32, len(pr.insts)),
		row: make([]int32, pr.slots), best: make([]int32, pr.slots),
	}
}

// step carries from over a character of class. pos is what captures on the way are given. If no threads are left, t.match
// says whether there was a match, with row t.best.
func (t *stepper) step(from *threads, class int, pos int32) {
	t.begin(from.ctx, class, pos)
	if t.pr.atomic {
		t.beginScopes(from.ties)
	}
	n := t.pr.slots
	for i, pc := range from.pcs {
		copy(t.row, from.rows[i*n:i*n+n])
		if t.pr.atomic {
			t.tie = from.ties[i]
		}
		if t.follow(pc) {
			break
		}
	}
	t.finish()
}

func (t *stepper) begin(ctx uint32, class int, pos int32) {
	t.stamp++
	if t.stamp == 0 {
		clear(t.seen)
		clear(t.kept)
		t.stamp = 1
	}
	t.before, t.class, t.pos = ctx, class, pos
	t.pcs, t.rows, t.match, t.found = t.pcs[:0], t.rows[:0], false, false
}

// finish drops matches that the next step is sure to better, and what no longer matters.
func (t *stepper) finish() {
	if t.pr.atomic {
		t.settle()
	}
	need, kept, sure, live := uint32(0), 0, false, false
	for i, pc := range t.pcs {
		if pc == matched {
			t.found = t.found || !t.cuttable(i)
			if sure {
				continue
			}
			if !t.match {
				t.match = true
				copy(t.best, t.rows[i*t.pr.slots:])
			}
		} else {
			live = true
			need |= t.pr.need[pc]
			sure = sure || t.pr.sure[pc] && !t.cuttable(i)
		}
		t.move(kept, i)
		kept++
	}
	t.truncate(kept)
	if !live || t.found && t.pr.slots == 0 { // without slots nobody asks which match it was
		t.match = t.match || t.found
		t.truncate(0)
		return
	}
	t.match = false
	t.ctx = t.pr.facts[t.class] & need
}

func (t *stepper) cuttable(i int) bool { return t.pr.atomic && t.ties[i].from != 0 }

// move copies thread i over thread to.
func (t *stepper) move(to, i int) {
	if to == i {
		return
	}
	n := t.pr.slots
	t.pcs[to] = t.pcs[i]
	copy(t.rows[to*n:to*n+n], t.rows[i*n:])
	if t.pr.atomic {
		t.ties[to] = t.ties[i]
	}
}

func (t *stepper) visited(pc uint32) bool {
	if t.pr.atomic {
		return t.cut() || t.visitedFrom(pc)
	}
	if t.seen[pc] == t.stamp {
		return true
	}
	t.seen[pc] = t.stamp
	return false
}

// follow takes all ways from pc that consume nothing. It returns true if all threads of lower priority are to be dropped.
func (t *stepper) follow(pc uint32) bool {
	for {
		if pc == matched {
			return t.end()
		}
		if t.visited(pc) {
			return false
		}
		in := &t.pr.insts[pc]
		switch in.op {
		case opAlt:
			if t.follow(in.out) {
				return true
			}
			pc = in.arg
			continue
		case opCap:
			old := t.row[in.arg]
			t.row[in.arg] = t.pos
			stop := t.follow(in.out)
			t.row[in.arg] = old
			return stop
		case opAssert, opLook:
			if !t.pr.holds(in, t.before, t.class) {
				return false
			}
		case opEnter:
			return t.enter(in.out)
		case opLeave:
			return t.leave(in.out)
		case opRune:
			t.keep(in)
			return false
		case opMatch:
			return t.end()
		case opFail:
			return false
		}
		pc = in.out
	}
}

// end notes a match. All of lower priority is dropped, unless the match may still be cut.
func (t *stepper) end() bool {
	if t.pr.atomic {
		if t.cut() {
			return false
		}
		t.matches = append(t.matches, t.tie.from)
	}
	t.push(matched)
	return !t.pr.atomic || t.tie.from == 0
}

func (t *stepper) push(pc uint32) {
	t.pcs = append(t.pcs, pc)
	t.rows = append(t.rows, t.row...)
	if t.pr.atomic {
		t.ties = append(t.ties, t.tie)
	}
}

func (t *stepper) keep(in *inst) {
	if !t.pr.members[in.set].has(t.class) {
		return
	}
	pc := t.pr.norm[in.out]
	if t.pr.atomic {
		if !t.keptFrom(pc) {
			t.push(pc)
		}
		return
	}
	if t.kept[pc] != t.stamp {
		t.kept[pc] = t.stamp
		t.push(pc)
	}
}
