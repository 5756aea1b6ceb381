// Package tdfa finds regular expressions in text with an ordered tagged DFA that is built while texts are read. The matches
// and the positions of all groups are those of package regexp: leftmost, and among those the preferred one.
//
// A text is first tried from its begin, where log lines mostly match. Only if that fails a second automaton, which keeps
// no positions, reads the text backwards and finds the leftmost start; from there the first one runs again. Both automata
// are shared by all goroutines and bounded in size.
package tdfa

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// Bounds of one automaton, unless Options say otherwise.
const (
	defaultStates = 4096
	defaultBytes  = 4 << 20
)

// Options say what of a match is kept and how large an automaton may become.
type Options struct {
	// Keep chooses the groups whose positions are wanted, by number and name; 0 is the whole match. Nil keeps all.
	Keep func(group int, name string) bool
	// Looks are the groups of the expression that stand for a look at one neighbouring character. They must be empty, are
	// no groups otherwise, and cannot be kept.
	Looks map[int]Look
	// Atomic are the groups of the expression that are atomic: once left, they are not tried another way. They are no groups
	// otherwise and cannot be kept. There must be a Fallback then.
	Atomic map[int]bool
	// MaxStates bounds the states of each automaton; 0 means 4096.
	MaxStates int
	// MaxBytes bounds the memory of each automaton; 0 means 4 MiB.
	MaxBytes int
	// Fallback searches from a position on where an automaton has no room. Nil means package regexp, or where that does
	// not do an own engine, which needs time proportional to expression times text.
	Fallback func(s string, from int, spans []int) bool
}

// Look is a condition on the character ahead of or behind a position. At an end of the text there is none: it is in no set.
type Look struct {
	Behind  bool
	Negated bool
	Runes   []rune // pairs of first and last rune, ascending, as in syntax.Regexp.Rune
}

// Slot names one pair of positions in the spans that a match fills in.
type Slot struct {
	Name  string // empty for a group without a name
	Group int    // number of the group; 0 is the whole match
}

// Stats describe the automata of a pattern.
type Stats struct {
	Instructions int
	Classes      int // of characters
	Literal      string
	States       int // of the automaton that finds groups
	Edges        int // of them: transitions with something to do
	Bytes        int
	FinderStates int // of the automaton that finds starts; 0 if it was not needed yet
	FinderBytes  int
	Resets       int
	GaveUp       bool
	Fallbacks    int64 // texts that the fallback was asked for
	Misses       int64 // starts where no match was: must be 0
}

var errNoFallback = errors.New("compile expression: atomic groups need a fallback")

// Pattern is a compiled expression. It serves any number of goroutines, each with its own Work.
type Pattern struct {
	tree      *syntax.Regexp
	o         Options
	slots     []Slot
	forward   *forward
	finder    func() (*finder, error)
	finding   atomic.Pointer[finder] // once it is there
	literal   string
	anchored  bool
	pikes     sync.Pool
	regexp    func() *regexp.Regexp // nil where it cannot read the expression
	fallbacks atomic.Int64
	misses    atomic.Int64
}

// Compile reads an expression with the flags of package regexp/syntax; package regexp uses syntax.Perl.
func Compile(expr string, flags syntax.Flags, o Options) (*Pattern, error) {
	re, err := syntax.Parse(expr, flags)
	if err != nil {
		return nil, fmt.Errorf("compile expression: %w", err)
	}
	p, err := CompileTree(re, o)
	if err == nil && len(o.Looks)+len(o.Atomic) == 0 {
		p.regexp = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(inline(flags) + expr) })
	}
	return p, err
}

// inline returns flags as package regexp reads them in an expression.
func inline(flags syntax.Flags) string {
	set := ""
	for _, f := range []struct {
		flag syntax.Flags
		name string
	}{{syntax.FoldCase, "i"}, {syntax.DotNL, "s"}, {syntax.NonGreedy, "U"}} {
		if flags&f.flag != 0 {
			set += f.name
		}
	}
	if flags&syntax.OneLine == 0 {
		set += "m"
	}
	if set == "" {
		return ""
	}
	return "(?" + set + ")"
}

// CompileTree compiles a parsed expression. It fails if the expression is beyond what the automata can tell apart; package
// regexp may still serve it.
func CompileTree(re *syntax.Regexp, o Options) (*Pattern, error) {
	if o.MaxStates <= 0 {
		o.MaxStates = defaultStates
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultBytes
	}
	if len(o.Atomic) > 0 && o.Fallback == nil {
		return nil, errNoFallback
	}
	p := &Pattern{o: o}
	kept := p.keep(re.CapNames())
	p.tree = re.Simplify()
	code, err := syntax.Compile(p.tree)
	if err != nil {
		return nil, fmt.Errorf("compile expression: %w", err)
	}
	pr, err := newProg([]part{{code: code, slots: kept, looks: o.Looks, cuts: o.Atomic}}, 2*len(p.slots))
	if err != nil {
		return nil, fmt.Errorf("compile expression: %w", err)
	}
	p.forward = newForward(pr, o)
	p.literal, p.anchored = literal(p.tree), beginsText(p.tree)
	p.finder = sync.OnceValues(func() (*finder, error) {
		f, err := newFinder([]*syntax.Regexp{p.tree}, []map[int]Look{o.Looks}, o)
		p.finding.Store(f)
		return f, err
	})
	p.pikes.New = func() any { return newPike(pr) }
	return p, nil
}

// keep chooses the slots and returns them by the numbers of the capture instructions.
func (p *Pattern) keep(names []string) map[uint32]int {
	kept := map[uint32]int{}
	for i, name := range names {
		if _, look := p.o.Looks[i]; look || p.o.Atomic[i] || p.o.Keep != nil && !p.o.Keep(i, name) {
			continue
		}
		kept[uint32(2*i)] = 2 * len(p.slots)
		kept[uint32(2*i+1)] = 2*len(p.slots) + 1
		p.slots = append(p.slots, Slot{Name: name, Group: i})
	}
	return kept
}

// Slots returns what spans stand for: spans[2*i:2*i+2] belongs to slot i. The slice must not be changed.
func (p *Pattern) Slots() []Slot { return p.slots }

// Match finds the leftmost match in s and writes the positions of all slots to spans, which must hold two numbers for
// each. A group that took no part has -1. Without a match spans is left alone.
func (p *Pattern) Match(w *Work, s string, spans []int) bool { return p.MatchFrom(w, s, 0, spans) }

// MatchFrom is Match for what begins at from, which is at most len(s), or later. What stands before is still seen by conditions on a position.
func (p *Pattern) MatchFrom(w *Work, s string, from int, spans []int) bool {
	switch p.Find(w, s, from, spans) {
	case Yes:
		return true
	case No:
		return false
	}
	return p.fallback(s, from, spans)
}

func (p *Pattern) fallback(s string, from int, spans []int) bool {
	p.fallbacks.Add(1)
	if p.o.Fallback != nil {
		return p.o.Fallback(s, from, spans)
	}
	if p.regexp != nil && from == 0 {
		return p.goRegexp(s, spans)
	}
	k := p.pikes.Get().(*pike)
	defer p.pikes.Put(k)
	return k.find(s, from, spans)
}

func (p *Pattern) goRegexp(s string, spans []int) bool {
	m := p.regexp().FindStringSubmatchIndex(s)
	if m == nil {
		return false
	}
	for i, slot := range p.slots {
		copy(spans[2*i:2*i+2], m[2*slot.Group:])
	}
	return true
}

// Find is MatchFrom without the fallback: it returns Unknown where that is to be asked.
func (p *Pattern) Find(w *Work, s string, from int, spans []int) Result {
	if r := p.forward.run(w, s, from, spans); r != No {
		return r
	}
	if p.anchored || p.literal != "" && !strings.Contains(s[from:], p.literal) {
		return No
	}
	f := p.finding.Load()
	if f == nil {
		var err error
		if f, err = p.finder(); err != nil {
			return Unknown
		}
	}
	for range starts {
		var found [1]int
		if r := f.scan(s, from, found[:]); r != Yes {
			return r
		}
		if found[0] < 0 {
			return No
		}
		if r := p.forward.run(w, s, found[0], spans); r != No {
			return r
		}
		if !p.forward.pr.atomic {
			p.misses.Add(1)
			return Unknown
		}
		if found[0] == len(s) {
			return No
		}
		_, width := utf8.DecodeRuneInString(s[found[0]:])
		from = found[0] + width
	}
	return Unknown
}

// starts is how many positions are tried where a match might begin, but for an atomic group.
const starts = 8

// Stats tells how the pattern is run.
func (p *Pattern) Stats() Stats {
	st := Stats{
		Instructions: len(p.forward.pr.insts), Classes: p.forward.pr.classes, Literal: p.literal,
		Fallbacks: p.fallbacks.Load(), Misses: p.misses.Load(),
	}
	p.forward.mu.Lock()
	st.States, st.Edges, st.Bytes = p.forward.states, p.forward.edges, p.forward.bytes()
	st.Resets, st.GaveUp = p.forward.resets, p.forward.gaveUp.Load()
	p.forward.mu.Unlock()
	if f := p.finding.Load(); f != nil {
		f.mu.Lock()
		st.FinderStates, st.FinderBytes = f.states, f.bytes()
		st.Resets += f.resets
		st.GaveUp = st.GaveUp || f.gaveUp.Load()
		f.mu.Unlock()
	}
	return st
}
