package match

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pieces of text that bite: borders of lines, words and characters, invalid and cut UTF-8, letters with odd case pairs.
var pieces = []string{
	"a", "b", "c", "ab", "aa", "A", "1", "12", "_", " ", "\n", "\n\n", ".", "-", "\"", "\\", "é", "ſ", "K", "k", "s",
	"\xff", "\xe2\x82", "€", "\uFFFD", "😀", "\r\n",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(9) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// grower makes random expressions that both dialects read alike.
type grower struct {
	r      *rand.Rand
	atoms  []string
	groups []string
	counts []string
}

func (g grower) grow(depth int) string {
	switch n := g.r.IntN(10); {
	case depth == 0 || n < 3:
		return g.atoms[g.r.IntN(len(g.atoms))]
	case n < 5:
		return g.grow(depth-1) + g.grow(depth-1)
	case n < 6:
		return "(?:" + g.grow(depth-1) + "|" + g.grow(depth-1) + ")"
	case n < 8:
		return fmt.Sprintf(g.groups[g.r.IntN(len(g.groups))], g.grow(depth-1))
	}
	return "(?:" + g.grow(depth-1) + ")" + g.counts[g.r.IntN(len(g.counts))]
}

func fromRegexp(re *regexp.Regexp, s string) []int { return re.FindStringSubmatchIndex(s) }

func fromPattern(t *testing.T, p *Pattern, w *Work, s string) []int {
	t.Helper()
	spans := make([]int, 2*len(p.Slots()))
	if !p.Match(w, s, spans) {
		if w.Err() != nil {
			t.Fatalf("pattern %q on %q: %v", p, s, w.Err())
		}
		return nil
	}
	return spans
}

func TestRandomExpressionsEqualGo(t *testing.T) {
	g := grower{
		r: rand.New(rand.NewPCG(1, 2)),
		atoms: []string{
			"a", "b", "c", "ab", ".", `\d`, `\w`, `\s`, "[a-c]", "[^a]", `\b`, `\B`, "^", "$", "", `\A`, `\z`, "é", "(?i:k)",
			"(?i:[s-t])", "(?s:.)", "(?m:^)", "(?m:$)", "\uFFFD", `[^\n]`, "(a)", "()", `\W`,
		},
		groups: []string{"(%s)", "(?:%s)", "(?i:%s)", "(%s)?"},
		counts: []string{"*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}", "{0,1}"},
	}
	w := &Work{}
	for range 6000 {
		expr := g.grow(5)
		re, err := regexp.Compile(expr)
		if err != nil {
			continue
		}
		p, err := CompileRE2(expr)
		if err != nil {
			t.Fatalf("CompileRE2(%q): %v", expr, err)
		}
		for range 25 {
			s := randomText(g.r)
			if got, want := fromPattern(t, p, w, s), fromRegexp(re, s); !slices.Equal(got, want) {
				t.Fatalf("%q on %q:\n got %v\nwant %v", expr, s, got, want)
			}
		}
	}
}

// TestRandomRubyEqualsSlowEngine compares look-around and atomic groups with the backtracking engine. Loops over bodies
// that can be empty are left out: the two have different rules for them.
func TestRandomRubyEqualsSlowEngine(t *testing.T) {
	g := grower{
		r: rand.New(rand.NewPCG(3, 4)),
		atoms: []string{
			"a", "b", "ab", "[ab]", "[^a]", ".", "aa", "c", "(a)", "(ab|a)", "a{1,2}", "[ab]{2,3}?", "a++", "[^b]*+", "ab?", "b*",
			`(?<=a)b`, `(?<![ab])c`, "(?=a).", `\b\w`, "(?>a|ab)", "a*",
		},
		groups: []string{
			"(%s)", "(?:%s)", "(?>%s)", "(?=%s)", "(?!%s)", "(?>%s)c?", "(?<=a)%s", "%s(?!b)", "(?<=ab|c)%s", "(?<!a|ba)%s",
		},
		counts: []string{"?", "??", "{2}", "{1,3}", "{0,2}?"},
	}
	w := &Work{}
	for range 6000 {
		expr := g.grow(5)
		tree, err := parseRuby(expr, Options{Ruby: true})
		if err != nil {
			t.Fatalf("parse %q: %v", expr, err)
		}
		p, err := Compile(expr, Options{Ruby: true})
		if err != nil {
			t.Fatalf("Compile(%q): %v", expr, err)
		}
		if p.Stats().Engine != EngineMemo {
			continue
		}
		slow := slowFor(t, p, tree)
		for range 25 {
			s := randomText(g.r)
			if got, want := fromPattern(t, p, w, s), fromPattern(t, slow, w, s); !slices.Equal(got, want) {
				t.Fatalf("%q on %q:\n got %v\nwant %v\nwritten %s", expr, s, got, want, slow.slow.re)
			}
		}
	}
}

func slowFor(t *testing.T, p *Pattern, tree *tree) *Pattern {
	t.Helper()
	s, err := newSlow(tree, p.slots, 0)
	if err != nil {
		t.Fatalf("%q for the slow engine: %v", p, err)
	}
	return &Pattern{expr: p.expr, slots: p.slots, whole: p.whole, names: p.names, slow: s}
}

// TestSlowEngineReadsText checks that regexp2 sees invalid bytes as the memoising engine does.
func TestSlowEngineReadsText(t *testing.T) {
	p, err := Compile("(.)(.)", Options{Ruby: true})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := parseRuby("(.)(.)", Options{Ruby: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []int{0, 2, 0, 1, 1, 2}
	if got := fromPattern(t, slowFor(t, p, tree), &Work{}, "\xe2\x82€"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
