package tdfa

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// A skip loop is dropped if the first skipTrial runs through it are shorter than skipWorth bytes on average.
const (
	skipTrial = 128
	skipWorth = 6
)

// skip is the loop of a state that returns to itself and does nothing.
type skip struct {
	base   uint32
	leave  int // bytes that leave the state: their number, if it is below two
	one    byte
	stay   [256]bool
	runs   atomic.Int32
	length atomic.Int64
}

// over returns the next position from p on where the loop is left.
func (k *skip) over(s string, p int) int {
	switch k.leave {
	case 0:
		return len(s)
	case 1:
		if i := strings.IndexByte(s[p:], k.one); i >= 0 {
			return p + i
		}
		return len(s)
	}
	for p < len(s) && k.stay[s[p]] {
		p++
	}
	return p
}

// findSkip sets all transitions of st that lead back to it and do nothing.
func (f *forward) findSkip(st *state) {
	st.skipped = true
	stay := make([]bool, f.pr.stride())
	for class := range f.pr.classes {
		f.stepper.step(&st.threads, class, posNow)
		stay[class] = f.stays(st)
	}
	stay[f.pr.far()] = true
	for _, class := range f.pr.other {
		stay[f.pr.far()] = stay[f.pr.far()] && stay[class]
	}
	k := &skip{base: st.base}
	for b := range k.stay {
		k.stay[b] = stay[f.pr.cls[b]]
		if !k.stay[b] {
			k.leave++
			k.one = byte(b)
		}
	}
	if k.one >= utf8.RuneSelf {
		k.leave = 256
	}
	to := f.addSkip(k)
	for column, stays := range stay {
		if stays {
			f.set(st.base, column, to)
		}
	}
}

// measure drops a skip loop that does not pay.
func (f *forward) measure(s *snapshot, number uint32, length int) {
	k := s.skips[number]
	total := k.length.Add(int64(length))
	if k.runs.Add(1) != skipTrial || total >= skipTrial*skipWorth {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.snap.Load()
	if now.gen != s.gen {
		return
	}
	for column := range f.stride {
		if now.trans[int(k.base)+column] == skipBit|number {
			f.set(k.base, column, k.base)
		}
	}
}
