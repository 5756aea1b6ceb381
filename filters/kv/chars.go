package kv

import (
	"strings"
	"unicode/utf8"

	"github.com/headgate/headgate/internal/match"
)

// chars is a set of ASCII characters.
type chars [128]bool

func (c *chars) has(b byte) bool { return b < utf8.RuneSelf && c[b] }

// escapes are the letters that stand for a character behind a backslash.
var escapes = map[byte]byte{'t': '\t', 'n': '\n', 'r': '\r', 'f': '\f', 'v': '\v'}

// parseChars reads what stands between the brackets of a regular expression. It is not ok when that
// is more than a plain set of ASCII characters.
func parseChars(s string) (set chars, ok bool) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf, c == '[', c == '&' && i+1 < len(s) && s[i+1] == '&', c == '^' && i == 0:
			return set, false
		case c == '-' && i > 0 && i+1 < len(s):
			return set, false
		case c == '\\':
			if i++; i == len(s) {
				return set, false
			}
			if c, ok = escaped(s[i]); !ok {
				return set, false
			}
		}
		set[c] = true
	}
	return set, s != ""
}

// escaped is the character that stands behind a backslash.
func escaped(c byte) (byte, bool) {
	if e, ok := escapes[c]; ok {
		return e, true
	}
	letter := c|0x20 >= 'a' && c|0x20 <= 'z'
	return c, c < utf8.RuneSelf && !letter && c-'0' > 9
}

// eraser takes characters away from a text, wherever they stand or at its ends only.
type eraser struct {
	set    chars
	plain  bool
	atEnds bool
	slow   *match.Replacer
}

func newEraser(s string, atEnds bool) (*eraser, error) {
	e := &eraser{atEnds: atEnds}
	e.set, e.plain = parseChars(s)
	class := "[" + s + "]"
	if atEnds {
		class = "^" + class + "+|" + class + "+$"
	}
	p, err := match.CompileRuby(class)
	if err != nil {
		return nil, err
	}
	e.slow = match.NewReplacer(p, "")
	return e, nil
}

// erase returns the text without the characters. A nil eraser takes nothing away.
func (e *eraser) erase(w *worker, s string) string {
	switch {
	case e == nil || s == "":
		return s
	case !e.plain || e.atEnds && strings.IndexByte(s, '\n') >= 0: // ^ and $ are the ends of each line
		b, changed := e.slow.Append(w.arena.Begin(len(s)), &w.work, s)
		if !changed {
			return s
		}
		return w.arena.EndString(b)
	case e.atEnds:
		return e.trim(s)
	}
	return e.remove(w, s)
}

func (e *eraser) trim(s string) string {
	for s != "" && e.set.has(s[0]) {
		s = s[1:]
	}
	for s != "" && e.set.has(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func (e *eraser) remove(w *worker, s string) string {
	i := 0
	for i < len(s) && !e.set.has(s[i]) {
		i++
	}
	if i == len(s) {
		return s
	}
	b := append(w.arena.Begin(len(s)), s[:i]...)
	for ; i < len(s); i++ {
		if !e.set.has(s[i]) {
			b = append(b, s[i])
		}
	}
	return w.arena.EndString(b)
}
