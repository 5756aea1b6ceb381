package match

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Replacer replaces all matches of a pattern as Ruby's gsub does. It is immutable.
type Replacer struct {
	p     *Pattern
	parts []part
}

// part of a replacement: text, then what a slot matched, or what stands before or behind the match.
type part struct {
	text string
	kind partKind
	slot int
}

type partKind uint8

const (
	partText partKind = iota
	partSlot
	partBefore
	partBehind
)

// NewReplacer compiles a replacement for p, which must keep all its groups. In the replacement \1 to \9 and \k<name>
// stand for groups, \0 and \& for the match, \` and \' for the text before and behind it, \\ for a backslash. A group that
// does not exist or took no part is empty, as in Ruby.
func NewReplacer(p *Pattern, replacement string) *Replacer {
	r := &Replacer{p: p}
	text := &strings.Builder{}
	flush := func(kind partKind, slot int) {
		r.parts = append(r.parts, part{text: text.String(), kind: kind, slot: slot})
		text.Reset()
	}
	for i := 0; i < len(replacement); {
		c := replacement[i]
		if c != '\\' || i+1 == len(replacement) {
			text.WriteByte(c)
			i++
			continue
		}
		kind, slot, n := r.escape(replacement[i:])
		switch {
		case n == 0: // no escape: the backslash stays
			text.WriteByte(c)
			i++
		case kind == partText:
			text.WriteByte('\\')
			i += n
		default:
			flush(kind, slot)
			i += n
		}
	}
	if text.Len() > 0 {
		flush(partText, 0)
	}
	return r
}

// escape reads a backslash sequence and returns its length, 0 if it is none. The slot is -1 for an unknown group.
func (r *Replacer) escape(s string) (kind partKind, slot, n int) {
	switch c := s[1]; {
	case c >= '0' && c <= '9':
		return partSlot, r.slotOf(int(c-'0'), ""), 2
	case c == '&':
		return partSlot, r.slotOf(0, ""), 2
	case c == '`':
		return partBefore, 0, 2
	case c == '\'':
		return partBehind, 0, 2
	case c == '\\':
		return partText, 0, 2
	case c == 'k' && len(s) > 2 && s[2] == '<':
		if end := strings.IndexByte(s, '>'); end > 0 {
			return partSlot, r.slotOf(-1, s[3:end]), end + 1
		}
	}
	return partText, 0, 0
}

func (r *Replacer) slotOf(group int, name string) int {
	return slices.IndexFunc(r.p.slots, func(s Slot) bool {
		return s.Group == group || name != "" && s.Name == name
	})
}

// Append appends s to dst with all matches replaced and reports whether there was one. When a search was given up, what
// is left of s stays as it is and w.Err tells so.
func (r *Replacer) Append(dst []byte, w *Work, s string) (out []byte, changed bool) {
	spans := w.spare(len(r.p.slots))
	copied := 0
	for pos := 0; pos <= len(s); {
		begin, end, ok := r.p.search(w, s, pos, spans)
		if !ok {
			break
		}
		changed = true
		dst = append(dst, s[copied:begin]...)
		dst = r.expand(dst, s, begin, end, spans)
		copied, pos = end, end
		if begin == end { // an empty match: go on behind the next character
			_, n := utf8.DecodeRuneInString(s[end:])
			pos = end + max(n, 1)
		}
	}
	return append(dst, s[copied:]...), changed
}

func (r *Replacer) expand(dst []byte, s string, begin, end int, spans []int) []byte {
	for i := range r.parts {
		p := &r.parts[i]
		dst = append(dst, p.text...)
		switch p.kind {
		case partSlot:
			if p.slot >= 0 && spans[2*p.slot] >= 0 {
				dst = append(dst, s[spans[2*p.slot]:spans[2*p.slot+1]]...)
			}
		case partBefore:
			dst = append(dst, s[:begin]...)
		case partBehind:
			dst = append(dst, s[end:]...)
		}
	}
	return dst
}
