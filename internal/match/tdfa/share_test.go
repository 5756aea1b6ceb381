package tdfa

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"sync"
	"testing"
)

// TestSharedCache lets eight workers build one cache at the same time, with room and without.
func TestSharedCache(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{}, {MaxStates: 20}, {MaxBytes: 60_000}} {
		for _, f := range logFormats[2:5] {
			expr := expanded(t, f.pattern)
			first := newOracle(t, expr, o)
			set := NewSet([]*Pattern{newOracle(t, `^never$`, o).p, first.p})
			rng := rand.New(rand.NewPCG(10, 11))
			var lines []string
			var want [][]int
			for range pairs(25, 400) {
				s := mutated(rng, f.lines[0])
				lines = append(lines, s)
				want = append(want, first.re.FindStringSubmatchIndex(s))
			}
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() { compareLines(t, first.p, set, lines, want) })
			}
			wg.Wait()
			if st := first.p.Stats(); st.Misses > 0 {
				t.Errorf("%d starts without a match", st.Misses)
			}
		}
	}
}

func compareLines(t *testing.T, p *Pattern, set *Set, lines []string, want [][]int) {
	w, spans := &Work{}, make([]int, 2*len(p.Slots()))
	for i, s := range lines {
		if ok := p.Match(w, s, spans); ok != (want[i] != nil) || ok && !slices.Equal(spans, want[i]) {
			t.Errorf("%q: got %v %v, want %v", s, ok, spans, want[i])
			return
		}
		if got := set.Match(w, s, spans); got == 1 != (want[i] != nil) || got == 1 && !slices.Equal(spans, want[i]) {
			t.Errorf("set on %q: got %d %v, want %v", s, got, spans, want[i])
			return
		}
	}
}

// hostile needs two to the power of thirteen states.
const hostile = `(?:a|b)*a(?:a|b){12}(c)`

func hostileLines(n int) []string {
	rng := rand.New(rand.NewPCG(12, 13))
	lines := make([]string, n)
	for i := range lines {
		b := make([]byte, 200)
		for k := range b {
			b[k] = "ab"[rng.IntN(2)]
		}
		lines[i] = string(b) + "c"
	}
	return lines
}

func TestHostilePatternIsGivenUp(t *testing.T) {
	t.Parallel()
	o := newOracle(t, hostile, Options{MaxStates: 500})
	for _, s := range hostileLines(100) {
		o.check(t, s)
	}
	st := o.p.Stats()
	if !st.GaveUp || st.States > 500 || st.Bytes > defaultBytes {
		t.Errorf("got %+v, want it given up within the bounds", st)
	}
}

func TestBytesAreBounded(t *testing.T) {
	t.Parallel()
	const most = 100_000
	o := newOracle(t, expanded(t, "%{COMBINEDAPACHELOG}"), Options{MaxBytes: most})
	rng := rand.New(rand.NewPCG(14, 15))
	for range 300 {
		o.check(t, mutated(rng, logFormats[0].lines[rng.IntN(2)]))
		if st := o.p.Stats(); st.Bytes > most || st.FinderBytes > most {
			t.Fatalf("%d and %d bytes, want at most %d", st.Bytes, st.FinderBytes, most)
		}
	}
	if o.p.Stats().Resets == 0 {
		t.Error("the bound was never reached")
	}
}

func BenchmarkHostile(b *testing.B) {
	lines := hostileLines(1000)
	b.Run("tdfa", func(b *testing.B) {
		for b.Loop() { // warm-up and giving up included
			o := newOracle(b, hostile, Options{})
			for _, s := range lines {
				o.p.Match(&o.w, s, o.spans)
			}
		}
	})
	b.Run("regexp", func(b *testing.B) {
		re := regexp.MustCompile(hostile)
		for b.Loop() {
			for _, s := range lines {
				re.FindStringSubmatchIndex(s)
			}
		}
	})
}
