package tdfa

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
)

func FuzzSubmatches(f *testing.F) {
	for _, expr := range trickyPatterns {
		f.Add(expr, "abba\xff\n", 0)
		f.Add(expr, "a b1 \u212a", 3)
	}
	f.Fuzz(func(t *testing.T, expr, s string, states int) {
		if len(expr) > 60 || len(s) > 200 {
			return
		}
		if _, err := regexp.Compile(expr); err != nil {
			return
		}
		newOracle(t, expr, Options{MaxStates: states & 15}).check(t, s)
		newOracle(t, expr, Options{}).check(t, s)
	})
}

// TestSequence compares ordered moves with moves that happen at once.
func TestSequence(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(16, 17))
	for range 20_000 {
		n := 1 + rng.IntN(7)
		regs := rng.Perm(n)
		want := slices.Clone(regs)
		var moves []op
		for dst := range n {
			if rng.IntN(4) == 0 {
				continue
			}
			src := rng.IntN(n+2) - 2
			moves = append(moves, op{int32(dst), int32(src)})
			want[dst] = value(regs, int32(src), 99)
		}
		got := append(slices.Clone(regs), 0)
		ops, need := sequence(moves, int32(n))
		if int(need) > len(got) {
			t.Fatalf("%v needs %d registers", moves, need)
		}
		(&edge{ops: ops}).do(got, 99)
		if !slices.Equal(got[:n], want) {
			t.Fatalf("%v on %v: got %v, want %v by %v", moves, regs, got[:n], want, ops)
		}
	}
}

// TestStates pins the size of some automata: a mistake that keeps the matches right shows here.
func TestStates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		expr   string
		texts  []string
		states int
		edges  int
	}{
		{expr: `(\d+)-(\d+)`, texts: []string{"12-345", "1-2x", "1"}, states: 4, edges: 5},
		{expr: `(?:[ab]c|[bc]c)*d`, texts: []string{"acbcccd", "bcbcd"}, states: 6, edges: 3},
		{expr: `(.*)`, texts: []string{"abcdef", "", "é"}, states: 2, edges: 4},
		{expr: `(?:(a)|b)*c?`, texts: []string{"abbac", "bbbb", "aaaa"}, states: 7, edges: 10},
		{expr: `(\w+)(?:\s(\w+))?`, texts: []string{"ab cd", "ab", "ab "}, states: 4, edges: 6},
	}
	for _, test := range tests {
		o := newOracle(t, test.expr, Options{})
		for _, s := range test.texts {
			o.check(t, s)
		}
		if st := o.p.Stats(); st.States != test.states || st.Edges != test.edges {
			t.Errorf("%q: got %d states and %d edges, want %d and %d", test.expr, st.States, st.Edges, test.states, test.edges)
		}
	}
}
