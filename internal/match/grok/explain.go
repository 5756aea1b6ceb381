package grok

import (
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/headgate/headgate/internal/match"
)

// Limits of one explanation.
const (
	maxTrials      = 600 // patterns that are compiled
	maxCopies      = 20  // of a piece that must come several times
	explainTimeout = 100 * time.Millisecond
)

// Stop tells how far a pattern got in a text that it does not match.
type Stop struct {
	Matched bool   // the whole pattern matches: there is no stop
	Prefix  string // the longest part of the pattern, from its begin, that matches; references that failed are opened
	Begin   int    // what Prefix matched, in bytes
	End     int
	// Within names the references that were opened on the way to Element, outermost first.
	Within []string
	// Element is the reference at which matching stopped, e.g. %{HTTPDATE:timestamp}: the innermost one that captures a
	// field, else the innermost one, else a piece of plain expression.
	Element string
	// Inner names what failed inside Element, outermost first, e.g. %{MONTHDAY}.
	Inner []string
	// Offset is the place in the text, in bytes, up to which the failing piece still went along.
	Offset int
	Char   string // the character there; empty at the end of the text
}

// Explain finds out where the pattern stops in s. It is for people: it compiles many parts of the pattern.
func (g *Grok) Explain(s string) Stop {
	e := explainer{g: g, text: s, work: g.pattern.NewWork(), trials: map[string]trial{}}
	if g.pattern.Matches(e.work, s) {
		return Stop{Matched: true, Prefix: g.source}
	}
	p := e.source("", g.source, "")
	stop := Stop{Prefix: p.prefix, Begin: p.begin, End: p.end, Offset: p.reach}
	stop.split(p)
	if stop.Offset < len(s) {
		_, n := utf8.DecodeRuneInString(s[stop.Offset:])
		stop.Char = s[stop.Offset : stop.Offset+n]
	}
	return stop
}

// split decides which link of the chain is the Element.
func (s *Stop) split(p progress) {
	chain := p.chain
	at := len(chain) - 1
	for i, link := range chain {
		if link.field != "" {
			at = i
		}
	}
	for i, link := range chain {
		switch {
		case i < at:
			s.Within = append(s.Within, link.text)
		case i == at:
			s.Element = link.text
		default:
			s.Inner = append(s.Inner, link.text)
		}
	}
	switch {
	case s.Element == "":
		s.Element = p.leaf
	case p.leaf != "":
		s.Inner = append(s.Inner, p.leaf)
	}
}

// progress is how far one way through the pattern got.
type progress struct {
	prefix     string
	begin, end int // of prefix
	reach      int // end of the longest part of the failing piece
	chain      []reference
	leaf       string // the failing piece, if it is no choice between several
	complete   bool   // nothing failed
}

type trial struct {
	begin, end int
	ok         bool
}

type explainer struct {
	g      *Grok
	text   string
	work   *match.Work
	trials map[string]trial
}

// try matches the text with a pattern.
func (e *explainer) try(pattern string) trial {
	if t, ok := e.trials[pattern]; ok {
		return t
	}
	var t trial
	if len(e.trials) < maxTrials {
		t = e.compileAndMatch(pattern)
	}
	e.trials[pattern] = t
	return t
}

func (e *explainer) compileAndMatch(pattern string) trial {
	x := expander{dict: e.g.dict}
	if err := x.text(pattern, ""); err != nil {
		return trial{}
	}
	o := engineOptions(explainTimeout)
	o.Keep = func(i int, _ string) bool { return i == 0 }
	p, err := match.Compile(x.out.String(), o)
	if err != nil {
		return trial{}
	}
	spans := make([]int, 2)
	if !p.Match(e.work, e.text, spans) {
		return trial{}
	}
	return trial{begin: spans[0], end: spans[1], ok: true}
}

// source follows src, which stands behind prefix, and returns its best way.
func (e *explainer) source(prefix, src, in string) progress {
	known := func(name string) bool { _, ok := e.g.dict.Lookup(name); return ok }
	ways := alternatives(src, known)
	var best progress
	for i, way := range ways {
		p := e.way(prefix, way, in)
		if len(ways) > 1 && len(p.chain) == 0 && in != "" {
			p.leaf = ""
		}
		if i == 0 || p.reach > best.reach {
			best = p
		}
	}
	return best
}

// way finds the longest begin of a sequence that matches behind prefix. What matches as a whole also matches in part,
// so the border can be found by halving.
func (e *explainer) way(prefix string, els []element, in string) progress {
	joined := make([]string, len(els)+1)
	for i, el := range els {
		joined[i+1] = joined[i] + el.text
	}
	k := sort.Search(len(els), func(i int) bool { return !e.try(prefix + joined[i+1]).ok })
	t := e.try(prefix + joined[k])
	p := progress{prefix: prefix + joined[k], begin: t.begin, end: t.end, reach: t.end, complete: k == len(els)}
	if p.complete {
		return p
	}
	e.open(&p, els[k], in)
	return p
}

// open looks into the piece that failed.
func (e *explainer) open(p *progress, el element, in string) {
	if el.count > 1 && el.count <= maxCopies {
		copies := slices.Repeat([]element{{text: el.atom, atom: el.atom, ref: el.ref, body: el.body}}, el.count)
		e.enter(p, e.way(p.prefix, copies, in), true)
		return
	}
	inner := ""
	switch {
	case el.ref != nil:
		p.chain = []reference{*el.ref}
		def, ok := el.ref.definition, el.ref.inline
		if !ok {
			def, _ = e.g.dict.Lookup(el.ref.name)
		}
		inner, in = def, el.ref.name
	case el.body != "":
		inner = el.body
	default:
		p.leaf = el.text
		return
	}
	e.enter(p, e.source(p.prefix, inner, in), strings.Contains(inner, "%{"))
}

// enter takes over how far the inside of the failing piece got. What is plain expression is not told piece by piece.
func (e *explainer) enter(p *progress, sub progress, told bool) {
	if sub.complete || sub.reach < p.end {
		return
	}
	p.chain = append(p.chain, sub.chain...)
	p.leaf, p.reach = sub.leaf, sub.reach
	if told {
		p.prefix, p.begin, p.end = sub.prefix, sub.begin, sub.end
	}
}
