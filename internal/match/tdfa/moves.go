package tdfa

// sequence orders moves that are meant to happen at once, so that they can be done one after another. Registers up to regs
// are in use; the number of registers that are needed is returned. Moves of a register onto itself are left out.
func sequence(moves []op, regs int32) ([]op, int32) {
	var pending, last, out []op
	for _, m := range moves {
		switch {
		case m.src < 0:
			last = append(last, m)
		case m.src != m.dst:
			pending = append(pending, m)
		}
	}
	temp, need := regs, regs
	for len(pending) > 0 {
		i := freeMove(pending)
		if i < 0 { // a cycle: save what the first move overwrites and let its readers read that
			target := pending[0].dst
			out = append(out, op{temp, target})
			for k := range pending {
				if pending[k].src == target {
					pending[k].src = temp
				}
			}
			need = temp + 1
			continue
		}
		out = append(out, pending[i])
		pending = append(pending[:i], pending[i+1:]...)
	}
	return append(out, last...), need
}

// freeMove finds a move whose target no other one reads.
func freeMove(pending []op) int {
	for i, m := range pending {
		free := true
		for k, other := range pending {
			free = free && (k == i || other.src != m.dst)
		}
		if free {
			return i
		}
	}
	return -1
}
