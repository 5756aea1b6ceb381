package match

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

// slowPattern runs what the memoising engine cannot on a backtracking engine without memory, bounded by a timeout.
type slowPattern struct {
	re     *regexp2.Regexp
	groups []int // slot -> group of re
}

func newSlow(t *tree, slots []Slot, limit time.Duration) (*slowPattern, error) {
	var b strings.Builder
	writeSlow(&b, t.root)
	re, err := regexp2.Compile(b.String(), regexp2.None)
	if err != nil {
		return nil, fmt.Errorf("compile for the slow engine: %w", err)
	}
	if limit > 0 {
		re.MatchTimeout = limit
	}
	p := &slowPattern{re: re}
	for _, s := range slots {
		n := 0
		if s.Group > 0 {
			n = re.GroupNumberFromName(slowName(s.Group))
		}
		p.groups = append(p.groups, n)
	}
	return p, nil
}

func slowName(group int) string { return "g" + strconv.Itoa(group) }

// runeText is a text as characters, with the byte offset of each.
type runeText struct {
	runes   []rune
	offsets []int
}

func (t *runeText) set(s string) {
	t.runes, t.offsets = t.runes[:0], t.offsets[:0]
	for i, r := range s {
		t.runes = append(t.runes, r)
		t.offsets = append(t.offsets, i)
	}
	t.offsets = append(t.offsets, len(s))
}

// indexOf returns the number of the first character that begins at byte offset pos or later.
func (t *runeText) indexOf(pos int) int {
	lo, hi := 0, len(t.offsets)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if t.offsets[mid] < pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (p *slowPattern) find(w *Work, s string, from int, spans []int) (begin, end int, ok bool) {
	w.err = nil
	w.runes.set(s)
	m, err := p.re.FindRunesMatchStartingAt(w.runes.runes, w.runes.indexOf(from))
	if err != nil {
		w.err = ErrTimeout
		return 0, 0, false
	}
	if m == nil {
		return 0, 0, false
	}
	for i, n := range p.groups {
		g := m.GroupByNumber(n)
		if g == nil || len(g.Captures) == 0 {
			continue
		}
		spans[2*i], spans[2*i+1] = w.runes.offsets[g.Index], w.runes.offsets[g.Index+g.Length]
	}
	return w.runes.offsets[m.Index], w.runes.offsets[m.Index+m.Length], true
}

// writeSlow writes n in the syntax of regexp2, using only what means the same there.
func writeSlow(b *strings.Builder, n *node) {
	switch n.kind {
	case nodeSet:
		writeSlowSet(b, n.set)
	case nodeCat:
		for _, s := range n.subs {
			writeSlow(b, s)
		}
	case nodeAlt:
		writeSlowGroup(b, "(?:", n.subs)
	case nodeRepeat:
		writeSlowGroup(b, "(?:", n.subs)
		writeSlowCount(b, n)
	case nodeCapture:
		writeSlowGroup(b, "(?<"+slowName(n.group)+">", n.subs)
	case nodeAtomic:
		writeSlowGroup(b, "(?>", n.subs)
	case nodeLook:
		writeSlowGroup(b, lookOpening(n), n.subs)
	case nodeAssert:
		b.WriteString(slowAssert(n.assert))
	case nodeBackref:
		b.WriteString(`\k<` + slowName(n.group) + `>`)
	}
}

func writeSlowGroup(b *strings.Builder, opening string, subs []*node) {
	b.WriteString(opening)
	for i, s := range subs {
		if i > 0 {
			b.WriteByte('|')
		}
		writeSlow(b, s)
	}
	b.WriteByte(')')
}

func writeSlowCount(b *strings.Builder, n *node) {
	b.WriteByte('{')
	b.WriteString(strconv.Itoa(n.min))
	b.WriteByte(',')
	if n.max >= 0 {
		b.WriteString(strconv.Itoa(n.max))
	}
	b.WriteByte('}')
	if n.lazy {
		b.WriteByte('?')
	}
}

func lookOpening(n *node) string {
	opening := "(?"
	if n.behind {
		opening += "<"
	}
	if n.negated {
		return opening + "!"
	}
	return opening + "="
}

func slowAssert(kind assertKind) string {
	const word = `[a-zA-Z0-9_]`
	const unicodeWord = `[\p{L}\p{M}\p{Nd}\p{Pc}]`
	switch kind {
	case beginText:
		return `\A`
	case endText:
		return `\z`
	case endTextNewline:
		return `(?=\n?\z)`
	case beginLine:
		return `(?:\A|(?<=\n))`
	case beginLineRuby:
		return `(?:\A|(?<=\n)(?!\z))`
	case endLine:
		return `(?=\n|\z)`
	case wordASCII:
		return border(word)
	case noWordASCII:
		return noBorder(word)
	case wordUnicode:
		return border(unicodeWord)
	}
	return noBorder(unicodeWord)
}

func border(w string) string { return `(?:(?<=` + w + `)(?!` + w + `)|(?<!` + w + `)(?=` + w + `))` }

func noBorder(w string) string { return `(?:(?<=` + w + `)(?=` + w + `)|(?<!` + w + `)(?!` + w + `))` }

func writeSlowSet(b *strings.Builder, s *runeSet) {
	if len(s.pairs) == 0 {
		b.WriteString(`(?!)`)
		return
	}
	if r, ok := s.single(); ok {
		writeSlowRune(b, r)
		return
	}
	b.WriteByte('[')
	for i := 0; i < len(s.pairs); i += 2 {
		writeSlowRune(b, s.pairs[i])
		b.WriteByte('-')
		writeSlowRune(b, s.pairs[i+1])
	}
	b.WriteByte(']')
}

func writeSlowRune(b *strings.Builder, r rune) {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		b.WriteRune(r)
	case r <= 0xff:
		fmt.Fprintf(b, `\x%02x`, r)
	case r <= 0xffff:
		fmt.Fprintf(b, `\u%04x`, r)
	case r > unicode.MaxRune || !utf8.ValidRune(r):
		b.WriteString(`\uffff`)
	default:
		b.WriteRune(r)
	}
}
