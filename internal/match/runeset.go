package match

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// runeSet is a set of characters as sorted, disjoint pairs of first and last rune. It is never changed after build.
type runeSet struct {
	pairs []rune
	ascii [2]uint64
	high  highKind
}

// highKind says how a set treats characters beyond ASCII, so that most of them need no search.
type highKind uint8

const (
	highNone highKind = iota
	highAll
	highSome
)

// newSet sorts and joins the pairs, which it takes over.
func newSet(pairs []rune) *runeSet {
	s := &runeSet{pairs: joinPairs(pairs)}
	for i := 0; i < len(s.pairs); i += 2 {
		for r := s.pairs[i]; r <= s.pairs[i+1] && r < utf8.RuneSelf; r++ {
			s.ascii[r>>6] |= 1 << (r & 63)
		}
	}
	n := len(s.pairs)
	switch {
	case n == 0 || s.pairs[n-1] < utf8.RuneSelf:
		s.high = highNone
	case s.pairs[n-1] == unicode.MaxRune && s.pairs[n-2] <= utf8.RuneSelf:
		s.high = highAll
	default:
		s.high = highSome
	}
	return s
}

func joinPairs(pairs []rune) []rune {
	type span struct{ lo, hi rune }
	spans := make([]span, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		spans = append(spans, span{pairs[i], pairs[i+1]})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(a.lo) - int(b.lo) })
	out := make([]rune, 0, len(pairs))
	for _, sp := range spans {
		if n := len(out); n > 0 && sp.lo <= out[n-1]+1 {
			out[n-1] = max(out[n-1], sp.hi)
			continue
		}
		out = append(out, sp.lo, sp.hi)
	}
	return out
}

func (s *runeSet) hasByte(b byte) bool { return s.ascii[b>>6]>>(b&63)&1 != 0 }

// has reports membership of a decoded character; an invalid byte counts as U+FFFD.
func (s *runeSet) has(r rune) bool {
	if r < utf8.RuneSelf {
		return s.hasByte(byte(r))
	}
	switch s.high {
	case highNone:
		return false
	case highAll:
		return true
	}
	lo, hi := 0, len(s.pairs)/2
	for lo < hi {
		mid := (lo + hi) / 2
		switch {
		case r < s.pairs[2*mid]:
			hi = mid
		case r > s.pairs[2*mid+1]:
			lo = mid + 1
		default:
			return true
		}
	}
	return false
}

func (s *runeSet) negate() *runeSet {
	var out []rune
	next := rune(0)
	for i := 0; i < len(s.pairs); i += 2 {
		if s.pairs[i] > next {
			out = append(out, next, s.pairs[i]-1)
		}
		next = s.pairs[i+1] + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, next, unicode.MaxRune)
	}
	return newSet(out)
}

func (s *runeSet) intersect(t *runeSet) *runeSet {
	both := append(slices.Clone(s.negate().pairs), t.negate().pairs...)
	return newSet(both).negate()
}

// foldable lists the characters that have another case.
var foldable = sync.OnceValue(func() []rune {
	var all []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.SimpleFold(r) != r {
			all = append(all, r)
		}
	}
	return all
})

// fold adds every character that differs from a member only in case.
func (s *runeSet) fold() *runeSet {
	out := slices.Clone(s.pairs)
	add := func(r rune) {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			out = append(out, f, f)
		}
	}
	for i := 0; i < len(s.pairs); i += 2 {
		if low, high := s.pairs[i], s.pairs[i+1]; high-low < 100 {
			for r := low; r <= high; r++ {
				add(r)
			}
			continue
		}
		from, _ := slices.BinarySearch(foldable(), s.pairs[i])
		for _, r := range foldable()[from:] {
			if r > s.pairs[i+1] {
				break
			}
			add(r)
		}
	}
	return newSet(out)
}

// single returns the only member of a set that has one.
func (s *runeSet) single() (rune, bool) {
	if len(s.pairs) == 2 && s.pairs[0] == s.pairs[1] {
		return s.pairs[0], true
	}
	return 0, false
}

func tablePairs(tables ...*unicode.RangeTable) []rune {
	var out []rune
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			out = append(out, lo, hi)
			return
		}
		for r := lo; r <= hi; r += stride {
			out = append(out, r, r)
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return out
}
