package tdfa

import (
	"slices"
	"unicode/utf8"
)

// pike searches without a cache: it carries the threads over each character anew. It needs no more memory than one list of
// threads and time proportional to program and text, so it serves what the automaton has no room for.
// Texts must be shorter than 2 GiB, and there must be no atomic groups.
type pike struct {
	stepper *stepper
	list    threads
}

func newPike(pr *prog) *pike { return &pike{stepper: newStepper(pr)} }

// find looks for the leftmost match that begins at from or later.
func (k *pike) find(s string, from int, spans []int) bool {
	t, pr := k.stepper, k.stepper.pr
	k.list.pcs, k.list.rows, k.list.ctx = k.list.pcs[:0], k.list.rows[:0], pr.contextBefore(s, from)
	first := pr.first(0)
	for p, found := from, false; ; {
		if !found && !slices.Contains(k.list.pcs, first.pcs[0]) {
			k.list.pcs = append(k.list.pcs, first.pcs...)
			k.list.rows = append(k.list.rows, first.rows...)
		}
		class, width := pr.eof(), 0
		if p < len(s) {
			var r rune
			r, width = utf8.DecodeRuneInString(s[p:])
			class = pr.classOf(r)
		}
		t.step(&k.list, class, int32(p))
		found = found || t.found
		if p == len(s) || found && len(t.pcs) == 0 {
			break
		}
		k.list, t.threads = t.threads, k.list
		k.list.ctx = pr.facts[class]
		p += width
	}
	if t.match {
		for i, pos := range t.best {
			spans[i] = int(pos)
		}
	}
	return t.match
}
