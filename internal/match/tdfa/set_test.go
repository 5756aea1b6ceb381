package tdfa

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
)

func TestSetEqualsLoop(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 9))
	later := 0
	for range pairs(300, 3000) {
		var os []*oracle
		var ps []*Pattern
		for range 1 + rng.IntN(6) {
			expr := randomPattern(rng, 1+rng.IntN(4)) + "c"
			if _, err := regexp.Compile(expr); err != nil {
				continue
			}
			o := newOracle(t, expr, Options{MaxStates: 1 << rng.IntN(13)})
			os, ps = append(os, o), append(ps, o.p)
		}
		if set := NewSet(ps); !compareSet(t, rng, set, os, &later) {
			return
		}
	}
	if later == 0 {
		t.Error("no text was matched by a later pattern")
	}
}

func compareSet(t *testing.T, rng *rand.Rand, set *Set, os []*oracle, later *int) bool {
	t.Helper()
	w, spans := &Work{}, make([]int, 100)
	for range 25 {
		s := randomText(rng, 10)
		got, want := set.Match(w, s, spans), -1
		for i, o := range os {
			m := o.re.FindStringSubmatchIndex(s)
			if m == nil {
				continue
			}
			want = i
			if got == i && !slices.Equal(spans[:len(m)], m) {
				t.Errorf("%q on %q: got %v, want %v", o.expr, s, spans[:len(m)], m)
				return false
			}
			break
		}
		if got != want {
			t.Errorf("set on %q: got pattern %d, want %d", s, got, want)
			return false
		}
		if want > 0 {
			*later++
		}
	}
	return true
}

// differentFormats are twenty patterns, each for another kind of line.
func differentFormats() (exprs []string, line string) {
	words := []string{
		"accepted", "built", "closed", "denied", "expired", "failed", "granted", "hung", "idle", "joined", "killed", "lost", "moved",
		"never", "opened", "parsed", "queued", "refused", "stopped", "timed",
	}
	for _, word := range words {
		exprs = append(exprs, `(?P<host>\w+) %ASA-(?P<level>\d)-(?P<code>\d+): (?P<proto>TCP|UDP|ICMP) connection `+word+
			` for (?P<zone>\w+):(?P<ip>\d+\.\d+\.\d+\.\d+)/(?P<port>\d+) to (?P<to>\S+) duration (?P<dur>\d+:\d+:\d+)`)
	}
	return exprs, `fw1 %ASA-6-302014: TCP connection timed for outside:192.168.100.7/443 to inside:10.0.0.12/52144 duration 0:01:30`
}

func BenchmarkSet(b *testing.B) {
	exprs, line := differentFormats()
	var ps []*Pattern
	for _, expr := range exprs {
		ps = append(ps, newOracle(b, expr, Options{Keep: named}).p)
	}
	w, spans := &Work{}, make([]int, 40)
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ps[19].Match(w, line, spans)
		}
	})
	b.Run("last of 20", func(b *testing.B) {
		set := NewSet(ps)
		if set.Match(w, line, spans) != 19 {
			b.Fatal("the last pattern must match")
		}
		b.ReportAllocs()
		for b.Loop() {
			set.Match(w, line, spans)
		}
	})
	b.Run("loop over regexp", func(b *testing.B) {
		var res []*regexp.Regexp
		for _, expr := range exprs {
			res = append(res, regexp.MustCompile(expr))
		}
		for b.Loop() {
			for _, re := range res {
				if re.FindStringSubmatchIndex(line) != nil {
					break
				}
			}
		}
	})
}
