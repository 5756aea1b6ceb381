package tdfa

import (
	"errors"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxClasses leaves room for two more columns in a byte.
const maxClasses = 250

// errClasses says that an expression tells too many kinds of characters apart.
var errClasses = errors.New("expression tells more than 250 kinds of characters apart")

// classSet is a set of classes.
type classSet [4]uint64

func (b *classSet) has(class int) bool { return b[class>>6]&(1<<(class&63)) != 0 }

func (b *classSet) add(class int) { b[class>>6] |= 1 << (class & 63) }

// alphabet divides all characters into classes that no set of an expression tells apart.
type alphabet struct {
	cls     [256]uint8 // class of an ASCII byte; column decode of all others
	classes int
	newline classSet
	word    classSet
	other   []uint8    // classes of characters beyond ASCII
	first   []rune     // of each interval, ascending
	class   []uint8    // of each interval
	members []classSet // of each set
}

// eof is the column for the end of the text.
func (a *alphabet) eof() int { return a.classes }

// far is the column for bytes beyond ASCII, which must be decoded first.
func (a *alphabet) far() int { return a.classes + 1 }

func (a *alphabet) stride() int { return a.classes + 2 }

// classOf returns the class of a character by bisection.
func (a *alphabet) classOf(r rune) int {
	low, high := 0, len(a.first)
	for high-low > 1 {
		if mid := (low + high) / 2; a.first[mid] <= r {
			low = mid
		} else {
			high = mid
		}
	}
	return int(a.class[low])
}

// runeSets collects distinct sets of characters; each is a list of first and last characters, ascending.
type runeSets struct {
	sets  [][]rune
	index map[string]int
}

func (s *runeSets) add(set []rune) int {
	key := string(set)
	if i, ok := s.index[key]; ok && slices.Equal(s.sets[i], set) {
		return i
	}
	if s.index == nil {
		s.index = map[string]int{}
	}
	s.index[key] = len(s.sets)
	s.sets = append(s.sets, set)
	return len(s.sets) - 1
}

// instSet returns the set of characters that an instruction consumes.
func instSet(in *syntax.Inst) []rune {
	switch in.Op {
	case syntax.InstRuneAny:
		return []rune{0, unicode.MaxRune}
	case syntax.InstRuneAnyNotNL:
		return []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}
	}
	if len(in.Rune) != 1 {
		return in.Rune
	}
	r := in.Rune[0]
	if in.Op == syntax.InstRune1 || syntax.Flags(in.Arg)&syntax.FoldCase == 0 {
		return []rune{r, r}
	}
	orbit := []rune{r, r}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		orbit = append(orbit, f, f)
	}
	slices.Sort(orbit)
	return orbit
}

// newAlphabet finds the classes of sets. Newlines and word characters are told apart only if lines and words are set.
func newAlphabet(sets [][]rune, lines, words bool) (*alphabet, error) {
	first := borders(sets, lines, words)
	part := make([]int, len(first))
	names := map[[2]int]int{}
	split := func(i, by int) {
		key := [2]int{part[i], by}
		if _, ok := names[key]; !ok {
			names[key] = len(names) + 1
		}
		part[i] = names[key]
	}
	for i, r := range first {
		if r >= utf8.RuneSelf {
			split(i, -1)
		}
		if lines && r == '\n' {
			split(i, -2)
		}
		if words && syntax.IsWordChar(r) {
			split(i, -3)
		}
	}
	for n, set := range sets {
		eachInterval(first, set, func(i int) { split(i, n) })
	}
	return numbered(first, part, sets)
}

func borders(sets [][]rune, lines, words bool) []rune {
	first := []rune{0, utf8.RuneSelf}
	if lines {
		first = append(first, '\n', '\n'+1)
	}
	if words {
		first = append(first, '0', '9'+1, 'A', 'Z'+1, '_', '_'+1, 'a', 'z'+1)
	}
	for _, set := range sets {
		for i := 0; i+1 < len(set); i += 2 {
			first = append(first, set[i], set[i+1]+1)
		}
	}
	slices.Sort(first)
	return slices.Compact(first)
}

func eachInterval(first, set []rune, f func(i int)) {
	for k := 0; k+1 < len(set); k += 2 {
		i, _ := slices.BinarySearch(first, set[k])
		for ; i < len(first) && first[i] <= set[k+1]; i++ {
			f(i)
		}
	}
}

// numbered gives the parts numbers from 0 on and fills in the tables.
func numbered(first []rune, part []int, sets [][]rune) (*alphabet, error) {
	a := &alphabet{first: first, class: make([]uint8, len(first)), members: make([]classSet, len(sets))}
	numbers := map[int]int{}
	for i, p := range part {
		n, ok := numbers[p]
		if !ok {
			if n = len(numbers); n >= maxClasses {
				return nil, errClasses
			}
			numbers[p] = n
			a.describe(n, first[i])
		}
		a.class[i] = uint8(n)
	}
	a.classes = len(numbers)
	for b := range a.cls {
		a.cls[b] = uint8(a.far())
		if b < utf8.RuneSelf {
			a.cls[b] = uint8(a.classOf(rune(b)))
		}
	}
	for n, set := range sets {
		eachInterval(first, set, func(i int) { a.members[n].add(int(a.class[i])) })
	}
	return a, nil
}

func (a *alphabet) describe(class int, r rune) {
	if r == '\n' {
		a.newline.add(class)
	}
	if syntax.IsWordChar(r) {
		a.word.add(class)
	}
	if r >= utf8.RuneSelf {
		a.other = append(a.other, uint8(class))
	}
}
