package match

import (
	"errors"
	"regexp"
	"sync"
	"time"
)

// Pattern is a compiled expression. It is immutable and serves any number of goroutines, each with its own Work.
type Pattern struct {
	expr  string
	slots []Slot
	whole int // slot of group 0, or -1
	names []string
	limit time.Duration
	memo  *program
	slow  *slowPattern
	why   string
	// goRegexp is package regexp's form, for texts that are too long to remember; nil if it cannot read the expression.
	goRegexp func() *regexp.Regexp
}

// Compile reads an expression. The error is a *SyntaxError where the dialect is Ruby's.
func Compile(expr string, o Options) (*Pattern, error) {
	parse := parseRE2
	if o.Ruby {
		parse = parseRuby
	}
	t, err := parse(expr, o)
	if err != nil {
		return nil, err
	}
	p := &Pattern{expr: expr, whole: -1, names: t.names, limit: o.Timeout}
	p.keep(o)
	if t.fallback {
		p.goRegexp = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(goFlags(o) + expr) })
	}
	p.memo, err = buildProgram(t.root, p.slots)
	var slow *slowError
	switch {
	case errors.As(err, &slow):
		p.why = slow.reason
		p.slow, err = newSlow(t, p.slots, o.Timeout)
	case err != nil:
		return nil, &SyntaxError{Expr: expr, Reason: err.Error()}
	}
	return p, err
}

// CompileRE2 reads an expression as package regexp does: no dot matches a newline, ^ and $ are the ends of the text.
func CompileRE2(expr string) (*Pattern, error) { return Compile(expr, Options{}) }

// CompileRuby reads an expression as Ruby does: no dot matches a newline, ^ and $ are the ends of each line.
func CompileRuby(expr string) (*Pattern, error) { return Compile(expr, Options{Ruby: true}) }

func (p *Pattern) keep(o Options) {
	for i, name := range p.names {
		if o.Keep != nil && !o.Keep(i, name) {
			continue
		}
		if i == 0 {
			p.whole = len(p.slots)
		}
		p.slots = append(p.slots, Slot{Name: name, Group: i})
	}
}

func goFlags(o Options) string {
	flags := ""
	if o.DotAll {
		flags += "s"
	}
	if o.MultiLine {
		flags += "m"
	}
	if o.FoldCase {
		flags += "i"
	}
	if flags == "" {
		return ""
	}
	return "(?" + flags + ")"
}

// NewWork returns scratch space. It may be used with other patterns as well, but by one goroutine only.
func (p *Pattern) NewWork() *Work { return &Work{} }

// Slots returns what spans stand for: spans[2*i:2*i+2] belongs to slot i. The slice must not be changed.
func (p *Pattern) Slots() []Slot { return p.slots }

// Groups returns the number of groups, the whole match not counted.
func (p *Pattern) Groups() int { return len(p.names) - 1 }

// String returns the expression that was compiled.
func (p *Pattern) String() string { return p.expr }

// Stats tells how the pattern is run.
func (p *Pattern) Stats() Stats {
	if p.slow != nil {
		return Stats{Engine: EngineSlow, Slow: p.why}
	}
	return Stats{Engine: EngineMemo, Instructions: len(p.memo.insts), Literal: p.memo.literal}
}

// Match finds the leftmost match in s and writes the positions of all slots to spans, which must hold two numbers for
// each. A group that took no part has -1. When the result is false, w.Err tells whether the search was given up.
func (p *Pattern) Match(w *Work, s string, spans []int) bool {
	return p.FindFrom(w, s, 0, spans)
}

// FindFrom is Match for what begins at start or later. What stands before start is still seen by look-behind and borders.
func (p *Pattern) FindFrom(w *Work, s string, start int, spans []int) bool {
	_, _, ok := p.search(w, s, start, spans)
	return ok
}

// Matches reports whether s contains a match.
func (p *Pattern) Matches(w *Work, s string) bool {
	_, _, ok := p.search(w, s, 0, w.spare(len(p.slots)))
	return ok
}

func (w *Work) spare(slots int) []int {
	if cap(w.spans) < 2*slots {
		w.spans = make([]int, 2*slots)
	}
	return w.spans[:2*slots]
}

func (p *Pattern) search(w *Work, s string, start int, spans []int) (begin, end int, ok bool) {
	spans = spans[:2*len(p.slots)]
	unset(spans)
	if start > len(s) {
		w.err = nil
		return 0, 0, false
	}
	if p.slow != nil {
		begin, end, ok = p.slow.find(w, s, start, spans)
	} else {
		w.begin(p.memo, len(s), p.limit)
		begin, end, ok = p.memo.find(w, s, start, spans)
		if w.err != nil {
			begin, end, ok = p.again(w, s, start, spans)
		}
	}
	if ok && p.whole >= 0 {
		spans[2*p.whole], spans[2*p.whole+1] = begin, end
	}
	return begin, end, ok
}

func unset(spans []int) {
	for i := range spans {
		spans[i] = -1
	}
}

// again takes up a search that was given up, if package regexp can do it: it needs time but little memory. It sees
// nothing of what stands before start, so it is asked for a search from the begin only.
func (p *Pattern) again(w *Work, s string, start int, spans []int) (begin, end int, ok bool) {
	unset(spans)
	if !errors.Is(w.err, ErrTooLarge) || p.goRegexp == nil || start > 0 {
		return 0, 0, false
	}
	w.err = nil
	m := p.goRegexp().FindStringSubmatchIndex(s)
	if m == nil {
		return 0, 0, false
	}
	for i, slot := range p.slots {
		spans[2*i], spans[2*i+1] = m[2*slot.Group], m[2*slot.Group+1]
	}
	return m[0], m[1], true
}

// Set is a list of patterns of which the first that matches counts.
type Set struct{ patterns []*Pattern }

// NewSet returns the set of ps in their order.
func NewSet(ps []*Pattern) *Set { return &Set{patterns: ps} }

// Match returns the index of the first pattern that matches s, with its spans, or -1. spans must be long enough for any
// of the patterns. A pattern whose search was given up is passed over; w.Err then tells so, even if a later one matches.
func (t *Set) Match(w *Work, s string, spans []int) int {
	var given error
	found := -1
	for i, p := range t.patterns {
		if p.Match(w, s, spans) {
			found = i
			break
		}
		if w.err != nil {
			given = w.err
		}
	}
	w.err = given
	return found
}
