package tdfa

import (
	"regexp/syntax"
	"sync"
)

// Set is a list of patterns of which the first that matches counts. It serves any number of goroutines.
type Set struct {
	patterns []*Pattern
	anchored bool // all of them
	finder   func() *finder
}

// NewSet returns the set of ps in their order. The bounds of its own automaton are those of the first pattern.
func NewSet(ps []*Pattern) *Set {
	t := &Set{patterns: ps, anchored: true}
	for _, p := range ps {
		t.anchored = t.anchored && p.anchored
	}
	t.finder = sync.OnceValue(t.newFinder)
	return t
}

// newFinder returns nil if the patterns together are too much for one automaton.
func (t *Set) newFinder() *finder {
	trees, looks := make([]*syntax.Regexp, len(t.patterns)), make([]map[int]Look, len(t.patterns))
	for i, p := range t.patterns {
		trees[i], looks[i] = p.tree, p.o.Looks
	}
	f, err := newFinder(trees, looks, t.patterns[0].o)
	if err != nil {
		return nil
	}
	return f
}

// Match returns the index of the first pattern that matches s, with its spans, or -1. spans must be long enough for any of
// the patterns; only the slots of that pattern are written.
func (t *Set) Match(w *Work, s string, spans []int) int {
	if len(t.patterns) < 2 || t.anchored {
		return t.each(w, s, spans)
	}
	switch t.patterns[0].forward.run(w, s, 0, spans) { // log lines mostly match the first pattern from their begin
	case Yes:
		return 0
	case Unknown:
		return t.each(w, s, spans)
	}
	f := t.finder()
	if f == nil {
		return t.each(w, s, spans)
	}
	if len(w.found) < len(t.patterns) {
		w.found = make([]int, len(t.patterns))
	}
	found := w.found[:len(t.patterns)]
	if f.scan(s, 0, found) != Yes {
		return t.each(w, s, spans)
	}
	for i, p := range t.patterns {
		if found[i] < 0 {
			continue
		}
		if p.forward.run(w, s, found[i], spans) == Yes || p.Match(w, s, spans) {
			return i
		}
	}
	return -1
}

// each tries one pattern after the other.
func (t *Set) each(w *Work, s string, spans []int) int {
	for i, p := range t.patterns {
		if p.Match(w, s, spans) {
			return i
		}
	}
	return -1
}
