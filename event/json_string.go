package event

import (
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Eight bytes are looked at as one word (SWAR): in each of these constants every byte is the same.
const (
	wordOnes   = 0x0101010101010101
	wordTwos   = 0x0202020202020202
	wordHigh   = 0x8080808080808080
	wordSpaces = 0x2020202020202020
	wordSlants = 0x5c5c5c5c5c5c5c5c // backslashes
)

// escapes marks the high bit of bytes that can't stand in a JSON string as they are: quote, backslash
// and control characters. With bit 1 turned over, the quote and the control characters are those
// below 0x21. Bits above the lowest one may be wrong: a borrow runs upwards only.
func escapes(w uint64) uint64 {
	return (((w ^ wordTwos) - (wordSpaces + wordOnes)) | ((w ^ wordSlants) - wordOnes)) &^ w & wordHigh
}

// unplain is escapes that marks bytes beyond ASCII too when foreign is wordHigh, not when it is 0.
func unplain(w, foreign uint64) uint64 {
	return escapes(w) | w&foreign
}

// firstByte is the number of the lowest marked byte.
func firstByte(marks uint64) int { return bits.TrailingZeros64(marks) >> 3 }

// appendJSONString appends a string in quotes.
func appendJSONString(dst []byte, s string) []byte {
	if cap(dst)-len(dst) < len(s)+fieldRoom {
		dst = slices.Grow(dst, len(s)+fieldRoom)
	}
	return quote(dst, s)
}

// quoteRest appends the rest of a string, from the first thing on that can't stand as it is, and the
// closing quote.
func quoteRest(dst []byte, s string) []byte {
	foreign := uint64(wordHigh)
	for s != "" {
		switch {
		case s[0] < utf8.RuneSelf:
			dst, s = appendEscape(dst, s[0]), s[1:]
		case !utf8.ValidString(s):
			return append(appendInvalid(dst, s), '"')
		default:
			foreign = 0
		}
		if cap(dst)-len(dst) < len(s)+fieldRoom {
			dst = slices.Grow(dst, len(s)+fieldRoom)
		}
		n := len(dst)
		done := copyPlain(dst[n:n+len(s)], s, foreign)
		dst, s = dst[:n+done], s[done:]
	}
	return append(dst, '"')
}

// appendInvalid replaces each byte that is not UTF-8 by U+FFFD.
func appendInvalid(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if i++; c < ' ' || c == '"' || c == '\\' {
				dst = appendEscape(dst, c)
			} else {
				dst = append(dst, c)
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		dst = utf8.AppendRune(dst, r)
		i += size
	}
	return dst
}

// appendEscape writes a quote, backslash or control character.
func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	}
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
}

// stringEnd is the position, from i on, of the first byte that ends a JSON string or needs a closer
// look: quote, backslash or control character; len(s) when there is none.
func stringEnd(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		if m := escapes(load64(s, i)); m != 0 {
			return i + firstByte(m)
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c == '"' || c == '\\' || c < ' ' {
			break
		}
	}
	return i
}
