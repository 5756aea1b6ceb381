package tdfa

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dlclark/regexp2"
)

// lowered is an expression in two spellings: as regexp2 reads it, and with named groups in place of what package
// regexp/syntax does not know.
type lowered struct {
	foreign string
	own     string
}

func (l lowered) around(before, after string) lowered {
	return lowered{before + l.foreign + after, before + l.own + after}
}

func (l lowered) with(r lowered) lowered { return lowered{l.foreign + r.foreign, l.own + r.own} }

var (
	plainAtoms = []string{"a", "b", "c", "ab", "[ab]", "[^a]", ".", "é", "abc", "[^b]", "ba"}
	lookSets   = []string{"a", "[ab]", "[^a]", "é", "[^b\n]"}
	lookKinds  = []string{"<=", "<!", "=", "!"}
)

// atomicPattern returns a pattern that may be empty only at its top.
func atomicPattern(rng *rand.Rand, depth int) lowered {
	switch n := rng.IntN(14); {
	case depth == 0 || n < 2:
		a := plainAtoms[rng.IntN(len(plainAtoms))]
		return lowered{a, a}
	case n < 5:
		return atomicPattern(rng, depth-1).with(atomicPattern(rng, depth-1))
	case n < 7:
		return atomicPattern(rng, depth-1).around("(?:", "|").with(atomicPattern(rng, depth-1).around("", ")"))
	case n < 8:
		return atomicPattern(rng, depth-1).around("(", ")")
	case n < 10:
		r := []string{"+", "+?", "{2}", "{1,3}", "{1,2}?"}[rng.IntN(5)]
		if r[0] == '{' { // regexp2 goes wrong on some counts inside each other
			depth = 1
		}
		return atomicPattern(rng, depth-1).around("(?:", ")"+r)
	case n < 11:
		r := []string{"*", "?", "*?", "??"}[rng.IntN(4)]
		return atomicPattern(rng, depth-1).around("(?:", ")"+r).with(atomicPattern(rng, depth-1))
	case n < 12:
		kind, set := rng.IntN(len(lookKinds)), rng.IntN(len(lookSets))
		look := lowered{"(?" + lookKinds[kind] + lookSets[set] + ")", fmt.Sprintf("(?P<look%d_%d>)", kind, set)}
		return look.with(atomicPattern(rng, depth-1))
	}
	inner := atomicPattern(rng, depth-1)
	return lowered{"(?>" + inner.foreign + ")", "(?P<atomic>" + inner.own + ")"}
}

// compileLowered returns nil where package regexp/syntax refuses a repetition.
func compileLowered(tb testing.TB, own string, o Options) *Pattern {
	tb.Helper()
	re, err := syntax.Parse(own, syntax.Perl)
	if err != nil {
		return nil
	}
	o.Looks, o.Atomic = map[int]Look{}, map[int]bool{}
	for i, name := range re.CapNames() {
		var kind, set int
		if name == "atomic" {
			o.Atomic[i] = true
		} else if _, err := fmt.Sscanf(name, "look%d_%d", &kind, &set); err == nil {
			class, err := syntax.Parse(lookSets[set], syntax.Perl)
			if err != nil {
				tb.Fatal(err)
			}
			runes := class.Rune
			if class.Op == syntax.OpLiteral {
				runes = []rune{runes[0], runes[0]}
			}
			o.Looks[i] = Look{Behind: kind < 2, Negated: kind%2 == 1, Runes: runes}
		}
	}
	o.Fallback = func(string, int, []int) bool { tb.Fatal("fallback"); return false }
	p, err := CompileTree(re, o)
	if err != nil {
		tb.Fatalf("compile %q: %v", own, err)
	}
	return p
}

// spansOf returns the spans of a regexp2 match in bytes; its groups are those that are neither atomic nor looks.
func spansOf(m *regexp2.Match, s string) []int {
	offsets := []int{}
	for at := range s {
		offsets = append(offsets, at)
	}
	offsets = append(offsets, len(s))
	var spans []int
	for _, g := range m.Groups() {
		if len(g.Captures) == 0 {
			spans = append(spans, -1, -1)
			continue
		}
		c := g.Captures[len(g.Captures)-1]
		spans = append(spans, offsets[c.Index], offsets[c.Index+c.Length])
	}
	return spans
}

// checkLowered reports whether the pattern could be served.
func checkLowered(tb testing.TB, rng *rand.Rand, l lowered, p *Pattern, texts int) bool {
	tb.Helper()
	ref, err := regexp2.Compile(l.foreign, regexp2.None)
	if err != nil {
		tb.Fatalf("%q: %v", l.foreign, err)
	}
	ref.MatchTimeout = 20 * time.Millisecond // it backtracks without a memory
	w, spans := &Work{}, make([]int, 2*len(p.Slots()))
	for range texts {
		s := strings.ToValidUTF8(randomText(rng, 9), "d")
		m, err := ref.FindStringMatch(s)
		if err != nil {
			return true
		}
		got := p.Find(w, s, 0, spans)
		if got == Unknown {
			return false
		}
		if (got == Yes) != (m != nil) {
			tb.Fatalf("%q on %q: match %v, want %v", l.foreign, s, got == Yes, m)
		}
		if m != nil && !slices.Equal(spans, spansOf(m, s)) {
			tb.Fatalf("%q on %q: got %v, want %v", l.foreign, s, spans, spansOf(m, s))
		}
	}
	return true
}

func TestAtomicGroupsAndLookAround(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(18, 19))
	refused, all := 0, 0
	for range pairs(1500, 20_000) {
		l := atomicPattern(rng, 1+rng.IntN(6))
		p := compileLowered(t, l.own, Options{})
		if p == nil {
			continue
		}
		all++
		if !checkLowered(t, rng, l, p, 25) {
			refused++
		}
	}
	if refused*50 > all {
		t.Errorf("%d of %d patterns were refused", refused, all)
	}
	t.Logf("%d of %d patterns were refused", refused, all)
}

// TestCutThatIsCut has a thread that leaves an atomic group and is itself cut later.
func TestCutThatIsCut(t *testing.T) {
	t.Parallel()
	foreign := `(?>(?>(?:(?>(?:.[^a]){1,2})(?>(?:ab|a)))?))`
	l := lowered{foreign, strings.ReplaceAll(foreign, "(?>", "(?P<atomic>")}
	checkLowered(t, rand.New(rand.NewPCG(20, 21)), l, compileLowered(t, l.own, Options{}), 3000)
}
