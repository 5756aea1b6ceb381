package json

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// scanner finds the end of one JSON text. It goes on where it stopped when more of the text is there.
type scanner struct {
	begun    bool
	loose    bool // neither object nor list: it ends with its line
	inString bool
	last     byte   // last byte of the grammar, blanks left out
	pos      int    // how far the text was looked at
	depth    int    // open brackets
	lists    uint64 // a bit for each of the innermost open brackets: it is that of a list
}

// end returns how long the text is and how many bytes stand between it and what follows; -1 when it has
// not ended.
func (s *scanner) end(text []byte) (length, gap int) {
	if s.pos == 0 {
		if c := text[0]; c != '{' && c != '[' {
			s.loose = true
		}
	}
	if s.loose {
		if i := bytes.IndexByte(text[s.pos:], '\n'); i >= 0 {
			return s.pos + i, 1
		}
		s.pos = len(text)
		return -1, 0
	}
	for s.pos < len(text) {
		if s.inString {
			if s.string(text) {
				return s.pos, 1
			}
			if s.inString {
				return -1, 0
			}
		}
		if done, broken := s.outside(text); done {
			return s.pos, 0
		} else if broken {
			return s.pos - 1, 0
		}
	}
	return -1, 0
}

// outside goes on to the next string that has an escape, or is not whole; done when the text has ended.
// It is broken by the bracket before pos.
func (s *scanner) outside(text []byte) (done, broken bool) {
	last := s.last
	for i := s.pos; i < len(text); i++ {
		c := text[i]
		switch c {
		case ' ', '\n', '\r', '\t':
			continue
		case '"':
			if i = stringStop(text, i+1); i < len(text) && text[i] == '"' {
				break
			}
			s.pos, s.last, s.inString = i, c, true
			return false, false
		case '{', '[':
			if i > 0 && text[i-1] == '\n' && !s.mayOpen(last) {
				s.pos = i + 1
				return false, true
			}
			s.depth++
			s.lists = s.lists<<1 | uint64(c>>5&1^1)
		case '}', ']':
			s.lists >>= 1
			if s.depth--; s.depth == 0 {
				s.pos = i + 1
				return true, false
			}
		}
		last = c
	}
	s.pos, s.last = len(text), last
	return false, false
}

// mayOpen reports whether a value may begin behind the byte.
func (s *scanner) mayOpen(last byte) bool {
	return last == ':' || s.lists&1 == 1 && (last == ',' || last == '[')
}

// string looks for the end of a string. It is broken by a newline, which then stands at pos. The string
// goes on when inString stays.
func (s *scanner) string(text []byte) (broken bool) {
	for {
		i := stringStop(text, s.pos)
		s.pos = i
		if i == len(text) {
			return false
		}
		switch text[i] {
		case '"':
			s.pos++
			s.inString = false
			return false
		case '\n':
			return true
		}
		if i+1 == len(text) {
			return false // what is escaped is not there yet
		}
		if text[i+1] != '\n' {
			i++
		}
		s.pos = i + 1
	}
}

// Eight bytes are looked at as one word: in each of these constants every byte is the same.
const (
	ones     = 0x0101010101010101
	high     = 0x8080808080808080
	quotes   = 0x2222222222222222
	slants   = 0x5c5c5c5c5c5c5c5c
	newlines = 0x0a0a0a0a0a0a0a0a
)

// stringStop is the position of the first quote, backslash or newline from i on, else the end.
func stringStop(text []byte, i int) int {
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		q, b, n := w^quotes, w^slants, w^newlines
		if m := ((q-ones)&^q | (b-ones)&^b | (n-ones)&^n) & high; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for ; i < len(text); i++ {
		if c := text[i]; c == '"' || c == '\\' || c == '\n' {
			break
		}
	}
	return i
}
