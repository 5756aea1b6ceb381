package event

// noBranch marks an event that took no branch, or whose branch is done.
const noBranch = 255

// Narrow starts a block that only the events for which hold is true go through: until Widen, Events
// gives just those.
func (b *Batch) Narrow(hold func(*Event) bool) (n int) {
	for _, e := range b.events {
		if e.depth == b.depth && e.state < dropped && hold(e) {
			e.depth++
			n++
		}
	}
	b.depth++
	return n
}

// Widen ends the block that Narrow or Branch started.
func (b *Batch) Widen() {
	for _, e := range b.events {
		if e.depth == b.depth {
			e.depth--
			e.branch = noBranch
		}
	}
	b.depth--
}

// Choose gives each current event the number of the branch that it takes, below 255, or -1 for none.
func (b *Batch) Choose(branch func(*Event) int) {
	for e := range b.Events() {
		if n := branch(e); n >= 0 {
			e.branch = uint8(n)
		} else {
			e.branch = noBranch
		}
	}
}

// Branch starts the block of one branch after Choose: the events that chose n. Widen ends it.
func (b *Batch) Branch(n int) int {
	return b.Narrow(func(e *Event) bool { return int(e.branch) == n })
}

// SendTo adds an output, by its number below 64, to those that each current event goes to.
func (b *Batch) SendTo(output int) {
	for e := range b.Events() {
		e.outs |= 1 << output
	}
}

// Outputs is the set of outputs that the event goes to, a bit for each.
func (e *Event) Outputs() uint64 { return e.outs }

// SetOutputs replaces that set.
func (e *Event) SetOutputs(set uint64) { e.outs = set }
