package grok

import (
	"errors"
	"strings"
	"time"

	"github.com/headgate/headgate/internal/match"
)

// Options say how a pattern is compiled.
type Options struct {
	// AllNames captures %{IP} as a field named IP as well.
	AllNames bool
	// Timeout bounds the time for one text; 0 means no bound.
	Timeout time.Duration
}

// Grok is a compiled pattern. It is immutable and serves any number of goroutines, each with its own match.Work.
type Grok struct {
	dict     *Dictionary
	source   string
	expanded string
	fields   []Field
	pattern  *match.Pattern
}

// engineOptions are those of Logstash: a dot matches a newline as well, ^ and $ stand for line borders.
func engineOptions(timeout time.Duration) match.Options {
	return match.Options{
		Ruby: true, DotAll: true, Timeout: timeout,
		Keep: func(_ int, name string) bool { return name != "" },
	}
}

// Compile expands and compiles a pattern. The error is one of *UnknownPatternError, *SyntaxError, *RecursionError and
// *TooLargeError.
func (d *Dictionary) Compile(pattern string, o Options) (*Grok, error) {
	x := expander{dict: d, allNames: o.AllNames}
	if err := x.text(pattern, ""); err != nil {
		return nil, err
	}
	g := &Grok{dict: d, source: pattern, expanded: x.out.String(), fields: x.fields}
	var err error
	if g.pattern, err = match.Compile(g.expanded, engineOptions(o.Timeout)); err != nil {
		return nil, d.locate(pattern, err)
	}
	slots := map[string]int{}
	for i, s := range g.pattern.Slots() {
		slots[s.Name] = i
	}
	for i := range g.fields {
		g.fields[i].Slot = slots[alias(i)]
	}
	return g, nil
}

// locate turns an error of the engine, which speaks of the expanded text, into one that names the definition in which
// the mistake stands.
func (d *Dictionary) locate(pattern string, err error) error {
	var syntax *match.SyntaxError
	if !errors.As(err, &syntax) {
		return &SyntaxError{Reason: err.Error()}
	}
	found := &SyntaxError{Reason: syntax.Reason, Offset: min(syntax.Offset, len(pattern))}
	d.blame(pattern, "", found, map[string]bool{})
	return found
}

// blame looks for a definition that is wrong by itself, with its references taken as empty groups.
func (d *Dictionary) blame(src, in string, found *SyntaxError, seen map[string]bool) bool {
	var alone strings.Builder
	var offsets []int // per byte of alone, its place in src
	var inner []string
	for i := 0; i < len(src); {
		n := 1
		text := src[i : i+1]
		switch {
		case src[i] == '\\':
			n = min(2, len(src)-i)
			text = src[i : i+n]
		case strings.HasPrefix(src[i:], "%{"):
			ref, err := parseReference(src[i:], func(name string) bool { _, ok := d.Lookup(name); return ok })
			if err == nil {
				n, text = len(ref.text), "(?:)"
				inner = append(inner, ref.name)
			}
		case captureName(src[i:]) != "":
			n, text = strings.IndexByte(src[i:], '>')+1, "(?<f>"
		}
		alone.WriteString(text)
		for range len(text) {
			offsets = append(offsets, i)
		}
		i += n
	}
	_, err := match.Compile(alone.String(), engineOptions(0))
	if syntax, ok := errors.AsType[*match.SyntaxError](err); ok {
		found.In, found.Reason, found.Offset = in, syntax.Reason, len(src)
		if syntax.Offset < len(offsets) {
			found.Offset = offsets[syntax.Offset]
		}
		return true
	}
	for _, name := range inner {
		if seen[name] {
			continue
		}
		seen[name] = true
		if def, ok := d.Lookup(name); ok && d.blame(def, name, found, seen) {
			return true
		}
	}
	return false
}

// String returns the pattern as written.
func (g *Grok) String() string { return g.source }

// Expanded returns the regular expression, with fields named f0, f1, ...
func (g *Grok) Expanded() string { return g.expanded }

// Fields returns what the pattern captures. The same name may come more than once: the last one that took part counts.
// The slice must not be changed.
func (g *Grok) Fields() []Field { return g.fields }

// Pattern returns the compiled expression. Its spans belong to Fields by Field.Slot.
func (g *Grok) Pattern() *match.Pattern { return g.pattern }

// Dictionary returns the dictionary the pattern was compiled with.
func (g *Grok) Dictionary() *Dictionary { return g.dict }
