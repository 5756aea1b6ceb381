package tdfa

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
)

var atoms = []string{
	"a", "b", "c", "ab", "[ab]", "[^a]", ".", `\w`, `\d`, `\s`, "^", "$", `\b`, `\B`, "(?m:^)", "(?m:$)", `\A`, `\z`, "(?s:.)",
	"(?i:k)", "(?i:s)", "é", `[^\n]`, `\x{FFFD}`, "()", "", "[a-c]", "x", "y", `\pL`,
}

var repeats = []string{"*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}"}

func randomPattern(rng *rand.Rand, depth int) string {
	switch n := rng.IntN(10); {
	case depth == 0 || n < 2:
		return atoms[rng.IntN(len(atoms))]
	case n < 5:
		return randomPattern(rng, depth-1) + randomPattern(rng, depth-1)
	case n < 6:
		return "(?:" + randomPattern(rng, depth-1) + "|" + randomPattern(rng, depth-1) + ")"
	case n < 8:
		return "(" + randomPattern(rng, depth-1) + ")"
	default:
		return "(?:" + randomPattern(rng, depth-1) + ")" + repeats[rng.IntN(len(repeats))]
	}
}

// randomOptions are normal ones, or with hardly any room, or without some of the groups.
func randomOptions(rng *rand.Rand) Options {
	switch rng.IntN(6) {
	case 0:
		return Options{MaxStates: 1 + rng.IntN(8)}
	case 1:
		return Options{MaxBytes: 2000 + rng.IntN(8000)}
	case 2:
		return Options{Keep: func(i int, _ string) bool { return i%2 == 1 }}
	case 3:
		return Options{Keep: func(int, string) bool { return false }}
	}
	return Options{}
}

func TestRandomPatterns(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	for range pairs(1500, 15_000) {
		expr := randomPattern(rng, 1+rng.IntN(5))
		if _, err := regexp.Compile(expr); err != nil {
			continue // too large a repetition
		}
		o := newOracle(t, expr, randomOptions(rng))
		for range 40 {
			o.check(t, randomText(rng, 10))
		}
	}
}

// TestSearchFrom asks package regexp for a match behind the first characters of a text, with those still in view.
func TestSearchFrom(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	for range pairs(1500, 15_000) {
		expr := randomPattern(rng, 1+rng.IntN(4))
		if _, err := regexp.Compile(expr); err != nil {
			continue
		}
		o := newOracle(t, expr, Options{MaxStates: 1 << rng.IntN(12)})
		for skipped := range 4 {
			behind := regexp.MustCompile(fmt.Sprintf(`\A(?s:.{%d})(?s:.*?)(?:(%s))`, skipped, expr))
			for range 5 {
				s := randomText(rng, 10)
				from, n := 0, 0
				for at := range s {
					if n == skipped {
						from = at
					}
					n++
				}
				if n <= skipped {
					continue
				}
				o.checkFrom(t, s, from, behind.FindStringSubmatchIndex(s))
			}
		}
	}
}

func (o *oracle) checkFrom(tb testing.TB, s string, from int, m []int) {
	tb.Helper()
	if ok := o.p.MatchFrom(&o.w, s, from, o.spans); ok != (m != nil) {
		tb.Fatalf("%q on %q from %d: match %v, want %v", o.expr, s, from, ok, m)
	}
	if m != nil && !slices.Equal(o.spans, m[2:]) {
		tb.Fatalf("%q on %q from %d: got %v, want %v", o.expr, s, from, o.spans, m[2:])
	}
}
