package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// run executes the program from pc at pos until it matches or the inner program ends. What it leaves on the stack is
// what would have been tried next.
func (w *Work) run(p *program, s string, pc uint32, pos int, spans []int) (end int, ok bool) {
	base := len(w.stack)
	for {
		in := &p.insts[pc]
		good := false
		switch in.op {
		case opMatch, opSubEnd:
			if w.depth == 0 {
				w.stack = w.stack[:base]
			}
			return pos, true
		case opByte:
			if good = pos < len(s) && s[pos] == in.b; good {
				pos++
			}
		case opText:
			if good = strings.HasPrefix(s[pos:], in.text); good {
				pos += len(in.text)
			}
		case opSet:
			next := step(s, pos, in.set)
			good, pos = next > pos, max(next, pos)
		case opStar:
			w.star(in, pc, s, pos)
		case opRun:
			pos, good = w.repeatRun(in, pc, s, pos)
		case opAlt:
			if pc, good = w.branch(in, s, pos); good {
				continue
			}
		case opCap:
			w.stack = append(w.stack, job{kind: jobRestore, pc: in.arg, pos: spans[in.arg]})
			spans[in.arg] = pos
			good = true
		case opAssert:
			good = holds(in.assert, s, pos)
		case opNear:
			good = near(in, s, pos)
		case opAtomic, opLook:
			if pos, good = w.inner(p, in, s, pos, spans); good {
				pc = in.arg
				continue
			}
		}
		if good {
			pc = in.out
			continue
		}
		if pc, pos, ok = w.retry(p, base, s, spans); !ok {
			return 0, false
		}
	}
}

// branch decides between the ways of an alternative and notes the second one. Ways whose first byte does not fit are
// left out.
func (w *Work) branch(in *inst, s string, pos int) (pc uint32, ok bool) {
	out, arg := true, true
	if in.outFirst != nil {
		out = pos < len(s) && in.outFirst.has(s[pos])
	}
	if in.argFirst != nil {
		arg = pos < len(s) && in.argFirst.has(s[pos])
	}
	if !out && !arg || !w.visit(in.visit, pos) {
		return 0, false
	}
	if !out {
		return in.arg, true
	}
	if arg {
		w.stack = append(w.stack, job{kind: jobBranch, pc: in.arg, pos: pos})
	}
	return in.out, true
}

// star notes all ends of a greedy repetition that were not tried from an earlier begin.
func (w *Work) star(in *inst, pc uint32, s string, pos int) {
	low := pos
	if !w.visit(in.visit, pos) {
		return
	}
	for next := step(s, pos, in.set); next > pos; next = step(s, pos, in.set) {
		if !w.visit(in.visit, next) {
			break
		}
		pos = next
	}
	w.stack = append(w.stack, job{kind: jobShorter, pc: pc, pos: pos, low: low})
}

// repeatRun consumes a counted repetition and notes the other counts.
func (w *Work) repeatRun(in *inst, pc uint32, s string, pos int) (end int, ok bool) {
	if !w.visit(in.visit, pos) {
		return pos, false
	}
	most := in.max
	if in.lazy {
		most = in.min
	}
	n, low := 0, pos
	for ; n < most; n++ {
		if n == in.min {
			low = pos
		}
		next := step(s, pos, in.set)
		if next <= pos {
			break
		}
		pos = next
	}
	switch {
	case n < in.min:
		return pos, false
	case in.lazy && in.max > in.min:
		w.stack = append(w.stack, job{kind: jobLonger, pc: pc, pos: pos, low: n})
	case !in.lazy && n > in.min:
		w.stack = append(w.stack, job{kind: jobShorter, pc: pc, pos: pos, low: low})
		return pos, false // taken from the stack, longest first
	}
	return pos, true
}

// retry takes up the last choice that is left above base.
func (w *Work) retry(p *program, base int, s string, spans []int) (pc uint32, pos int, ok bool) {
	for len(w.stack) > base {
		if w.overdue() {
			w.stack = w.stack[:base]
			return 0, 0, false
		}
		top := len(w.stack) - 1
		j := &w.stack[top]
		switch j.kind {
		case jobBranch:
			w.stack = w.stack[:top]
			return j.pc, j.pos, true
		case jobRestore:
			spans[j.pc] = j.pos
			w.stack = w.stack[:top]
		case jobShorter:
			if pc, pos, ok = w.shorter(&p.insts[j.pc], j, s); ok {
				return pc, pos, true
			}
		case jobLonger:
			if pc, pos, ok = w.longer(&p.insts[j.pc], j, s); ok {
				return pc, pos, true
			}
		}
	}
	return 0, 0, false
}

// shorter leaves a greedy repetition at the last position from where the program can go on. j is on top of the stack.
func (w *Work) shorter(in *inst, j *job, s string) (pc uint32, pos int, ok bool) {
	for {
		at := j.pos
		last := at == j.low
		if last {
			w.stack = w.stack[:len(w.stack)-1]
		} else {
			j.pos = lastRune(s, at)
		}
		if in.outFirst == nil || at < len(s) && in.outFirst.has(s[at]) {
			return in.out, at, true
		}
		if last {
			return 0, 0, false
		}
	}
}

// longer gives a lazy repetition one character more. j is on top of the stack.
func (w *Work) longer(in *inst, j *job, s string) (pc uint32, pos int, ok bool) {
	next := step(s, j.pos, in.set)
	if next <= j.pos {
		w.stack = w.stack[:len(w.stack)-1]
		return 0, 0, false
	}
	j.pos = next
	j.low++
	if j.low == in.max {
		w.stack = w.stack[:len(w.stack)-1]
	}
	return in.out, next, true
}

// inner runs the program inside an atomic group or look-around and forgets its untried choices.
func (w *Work) inner(p *program, in *inst, s string, pos int, spans []int) (after int, ok bool) {
	from, base, mark := pos, len(w.stack), len(w.log)
	if in.behind {
		for range in.min {
			if from == 0 {
				return pos, in.negated
			}
			from = lastRune(s, from)
		}
	}
	w.depth++
	end, matched := w.run(p, s, in.out, from, spans)
	w.depth--
	if matched {
		w.forget(mark)
		w.keepRestores(base)
	}
	if w.depth == 0 {
		w.log = w.log[:0]
	}
	switch {
	case in.op == opAtomic:
		return end, matched
	case in.negated && matched:
		w.undo(base, spans)
		return pos, false
	}
	return pos, matched != in.negated && w.err == nil
}

// keepRestores drops all choices above base but keeps what takes back captures.
func (w *Work) keepRestores(base int) {
	kept := w.stack[:base]
	for _, j := range w.stack[base:] {
		if j.kind == jobRestore {
			kept = append(kept, j)
		}
	}
	w.stack = kept
}

// undo takes back the captures made above base.
func (w *Work) undo(base int, spans []int) {
	for i := len(w.stack) - 1; i >= base; i-- {
		spans[w.stack[i].pc] = w.stack[i].pos
	}
	w.stack = w.stack[:base]
}

// step returns the position behind one character of set, or -1.
func step(s string, pos int, set *runeSet) int {
	if pos >= len(s) {
		return -1
	}
	if c := s[pos]; c < utf8.RuneSelf {
		if set.hasByte(c) {
			return pos + 1
		}
		return -1
	}
	r, n := utf8.DecodeRuneInString(s[pos:])
	if set.has(r) {
		return pos + n
	}
	return -1
}

// nextRune returns the position behind the character at pos; behind the end it goes on counting.
func nextRune(s string, pos int) int {
	if pos >= len(s) || s[pos] < utf8.RuneSelf {
		return pos + 1
	}
	_, n := utf8.DecodeRuneInString(s[pos:])
	return pos + n
}

// lastRune returns the position of the character before pos, which is not 0.
func lastRune(s string, pos int) int {
	if s[pos-1] < utf8.RuneSelf {
		return pos - 1
	}
	_, n := utf8.DecodeLastRuneInString(s[:pos])
	return pos - n
}

func containsFrom(s string, from int, literal string) bool {
	return literal == "" || strings.Contains(s[from:], literal)
}

func near(in *inst, s string, pos int) bool {
	if !in.behind {
		return step(s, pos, in.set) > pos != in.negated
	}
	if pos == 0 {
		return in.negated
	}
	return step(s, lastRune(s, pos), in.set) > 0 != in.negated
}

// holds decides a condition on a position.
func holds(kind assertKind, s string, pos int) bool {
	switch kind {
	case beginText:
		return pos == 0
	case endText:
		return pos == len(s)
	case endTextNewline:
		return pos == len(s) || pos == len(s)-1 && s[pos] == '\n'
	case beginLine:
		return pos == 0 || s[pos-1] == '\n'
	case beginLineRuby:
		return pos == 0 || s[pos-1] == '\n' && pos < len(s)
	case endLine:
		return pos == len(s) || s[pos] == '\n'
	case wordASCII, noWordASCII:
		before := pos > 0 && wordByte(s[pos-1])
		after := pos < len(s) && wordByte(s[pos])
		return before != after == (kind == wordASCII)
	}
	return wordBefore(s, pos) != wordAfter(s, pos) == (kind == wordUnicode)
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func wordBefore(s string, pos int) bool {
	if pos == 0 {
		return false
	}
	if c := s[pos-1]; c < utf8.RuneSelf {
		return wordByte(c)
	}
	r, _ := utf8.DecodeLastRuneInString(s[:pos])
	return wordRune(r)
}

func wordAfter(s string, pos int) bool {
	if pos >= len(s) {
		return false
	}
	if c := s[pos]; c < utf8.RuneSelf {
		return wordByte(c)
	}
	r, _ := utf8.DecodeRuneInString(s[pos:])
	return wordRune(r)
}

func wordRune(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Pc) }
