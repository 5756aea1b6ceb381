package match

import (
	"cmp"
	"errors"
	"time"
)

// Limits of the memoising engine.
const (
	maxMemoWords = 4 << 20 // 32 MiB of remembered positions for one text
	keepWords    = 1 << 17 // what a Work keeps between texts
	stepsPerLook = 1 << 13 // steps between two looks at the clock
)

// ErrTimeout is the error of a match that was given up because it took too long.
var ErrTimeout = errors.New("match took longer than its timeout")

// ErrTooLarge is the error of a match that was given up because text times pattern is too large to remember.
var ErrTooLarge = errors.New("text is too long for this pattern")

// Work is the scratch space of one goroutine. Any pattern can use it, one after the other.
type Work struct {
	stack  []job
	stamps []stamp  // per remembering instruction and page of the text
	pages  []uint64 // bits: position was tried
	used   int      // words of pages that are in use
	most   int      // words that may be in use; 0 stands for maxMemoWords
	gen    uint32
	shift  uint // log2 of the positions on one page
	npages int
	depth  int // programs inside atomic groups and look-around
	log    []uint64
	steps  int
	limit  time.Duration
	start  time.Time
	err    error
	runes  runeText
	spans  []int
}

// stamp says where the bits of a page are, if gen is the current generation.
type stamp struct{ gen, page uint32 }

type jobKind uint8

const (
	jobBranch  jobKind = iota // go on at pc and pos
	jobRestore                // put back spans[pc] = pos
	jobShorter                // leave the repetition at pc at pos, then at positions down to low
	jobLonger                 // one character more for the lazy repetition at pc, which has had low
)

type job struct {
	kind jobKind
	pc   uint32
	pos  int
	low  int
}

// Err returns why the last match was given up, or nil if it came to a result.
func (w *Work) Err() error { return w.err }

// begin prepares for a search in a text of n bytes.
func (w *Work) begin(p *program, n int, limit time.Duration) {
	w.stack, w.log = w.stack[:0], w.log[:0]
	w.depth, w.steps, w.used = 0, 0, 0
	w.limit, w.start, w.err = limit, time.Time{}, nil
	w.shift = 9
	if n > 1<<15 {
		w.shift = 13
	}
	w.npages = n>>w.shift + 1
	if need := int(p.visits) * w.npages; need > len(w.stamps) {
		w.stamps, w.gen = make([]stamp, need), 0
	}
	if len(w.pages) > keepWords {
		w.pages = nil
	}
	w.gen++
	if w.gen == 0 {
		clear(w.stamps)
		w.gen = 1
	}
}

// visit remembers that an instruction was reached at pos and reports whether that is new.
func (w *Work) visit(visit uint32, pos int) bool {
	st := &w.stamps[int(visit)*w.npages+pos>>w.shift]
	if st.gen != w.gen && !w.newPage(st) {
		return false
	}
	bit := pos & (1<<w.shift - 1)
	word := int(st.page) + bit>>6
	mask := uint64(1) << (bit & 63)
	if w.pages[word]&mask != 0 {
		return false
	}
	w.pages[word] |= mask
	if w.depth > 0 {
		w.log = append(w.log, uint64(word)<<6|uint64(bit&63))
	}
	return true
}

func (w *Work) newPage(st *stamp) bool {
	size := 1 << (w.shift - 6)
	if most := cmp.Or(w.most, maxMemoWords); w.used+size > most {
		w.err = ErrTooLarge
		return false
	}
	if w.used+size > len(w.pages) {
		grown := make([]uint64, max(2*len(w.pages), w.used+size, 1<<10))
		copy(grown, w.pages)
		w.pages = grown
	}
	clear(w.pages[w.used : w.used+size])
	*st = stamp{w.gen, uint32(w.used)}
	w.used += size
	return true
}

// forget takes back what was remembered since the log had from entries. It is called after an inner program matched:
// the positions on its way have not failed.
func (w *Work) forget(from int) {
	for _, e := range w.log[from:] {
		w.pages[e>>6] &^= 1 << (e & 63)
	}
	w.log = w.log[:from]
}

// overdue counts a step and reports whether the search must be given up.
func (w *Work) overdue() bool {
	w.steps++
	if w.steps%stepsPerLook != 0 || w.limit <= 0 {
		return w.err != nil
	}
	now := time.Now()
	switch {
	case w.start.IsZero():
		w.start = now
	case now.Sub(w.start) > w.limit:
		w.err = ErrTimeout
	}
	return w.err != nil
}

// find searches s for the leftmost match that begins at from or later and fills in spans, which has been set to -1.
func (p *program) find(w *Work, s string, from int, spans []int) (begin, end int, ok bool) {
	if p.anchored && from > 0 {
		return 0, 0, false
	}
	if end, ok = w.run(p, s, p.start, from, spans); ok || p.anchored {
		return from, end, ok
	}
	if !containsFrom(s, from, p.literal) {
		return 0, 0, false
	}
	for pos := nextRune(s, from); pos <= len(s) && w.err == nil; pos = nextRune(s, pos) {
		if p.first != nil {
			for pos < len(s) && !p.first.has(s[pos]) {
				pos = nextRune(s, pos)
			}
			if pos >= len(s) {
				return 0, 0, false
			}
		}
		if end, ok = w.run(p, s, p.start, pos, spans); ok {
			return pos, end, true
		}
	}
	return 0, 0, false
}
