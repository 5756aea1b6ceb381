package tdfa

import (
	"sync/atomic"
	"unicode/utf8"
)

// Result is the outcome of a search.
type Result uint8

// The outcomes of a search.
const (
	No      Result = iota // there is no match
	Yes                   // there is one
	Unknown               // the automaton had no room: ask another engine
	stale                 // the table was thrown away meanwhile
)

// Work is scratch space of one goroutine. Its zero value is ready; it may be used with any patterns.
type Work struct {
	regs  []int
	found []int
}

// run looks for a match that begins at at. spans is written only if there is one.
func (f *forward) run(w *Work, s string, at int, spans []int) Result {
	if f.gaveUp.Load() {
		return Unknown
	}
	ctx := f.pr.contextBefore(s, at)
	for range 3 {
		if r := f.pass(w, s, at, ctx, spans); r != stale {
			return r
		}
	}
	return Unknown
}

// contextBefore returns what is known of the character before at.
func (p *prog) contextBefore(s string, at int) uint32 {
	if at == 0 {
		return atBegin | atLine
	}
	return p.facts[p.classBefore(s, at)]
}

func (p *prog) classBefore(s string, at int) int {
	if b := s[at-1]; b < utf8.RuneSelf {
		return int(p.cls[b])
	}
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return p.classOf(r)
}

// pass is the hot loop. It is one function so that its variables stay in registers.
func (f *forward) pass(w *Work, s string, p int, ctx uint32, spans []int) Result {
	snap, st, ok := f.begin(ctx)
	if !ok {
		return Unknown
	}
	if snap.full {
		f.read.Add(int64(len(s) - p))
	}
	cls, trans := &f.pr.cls, snap.trans
	for {
		nt := uint32(unknown)
		for p < len(s) {
			nt = atomic.LoadUint32(&trans[st+uint32(cls[s[p]])])
			if nt >= skipBit {
				break
			}
			st = nt
			p++
		}
		class, width := f.pr.eof(), 0
		if p < len(s) {
			class, width = int(cls[s[p]]), 1
			if nt == decode {
				var r rune
				r, width = utf8.DecodeRuneInString(s[p:])
				class = f.pr.classOf(r)
				nt = atomic.LoadUint32(&trans[int(st)+class])
			}
		} else {
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
		if nt < skipBit {
			st = nt
			p += width
			continue
		}
		number := nt &^ (skipBit | edgeBit)
		if nt < edgeBit {
			if int(number) >= len(snap.skips) {
				if snap = f.reload(snap); snap == nil {
					return stale
				}
				trans = snap.trans
			}
			k := snap.skips[number]
			next := k.over(s, p+width)
			if k.runs.Load() < skipTrial {
				f.measure(snap, number, next-p)
			}
			p = next
			continue
		}
		if int(number) >= len(snap.edges) {
			if snap = f.reload(snap); snap == nil {
				return stale
			}
			trans = snap.trans
		}
		e := &snap.edges[number]
		if e.done {
			return e.result(w.regs, p, spans)
		}
		if int(e.regs) > len(w.regs) {
			w.regs = append(w.regs, make([]int, int(e.regs)+8-len(w.regs))...)
		}
		if e.single >= 0 {
			w.regs[e.single] = p
		} else {
			e.do(w.regs, p)
		}
		st = e.next
		p += width
	}
}

// reload returns the current snapshot if it is of the same generation as s.
func (f *forward) reload(s *snapshot) *snapshot {
	if now := f.snap.Load(); now.gen == s.gen {
		return now
	}
	return nil
}

func (e *edge) do(regs []int, pos int) {
	for _, o := range e.ops {
		regs[o.dst] = value(regs, o.src, pos)
	}
}

func (e *edge) result(regs []int, pos int, spans []int) Result {
	if !e.match {
		return No
	}
	for _, o := range e.ops {
		spans[o.dst] = value(regs, o.src, pos)
	}
	return Yes
}

func value(regs []int, src int32, pos int) int {
	switch {
	case src >= 0:
		return regs[src]
	case src == posNow:
		return pos
	}
	return -1
}
