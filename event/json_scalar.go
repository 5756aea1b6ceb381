package event

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// escapedRoom is about how much of a string follows its first escape.
const escapedRoom = 256

// number reads a number: an Int if it is a whole one that fits, else its text.
func (d *Decoder) number(start int) (Value, int) {
	s, i := d.s, start
	if s[i] == '-' {
		i++
	}
	first := i
	var n uint64
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		n = n*10 + uint64(s[i]-'0')
	}
	switch digits := i - first; {
	case digits == 0:
		return Null, d.expected(i, "a digit")
	case digits > 1 && s[first] == '0':
		return Null, d.wrong(first, "a number begins with 0")
	case i < len(s) && (s[i] == '.' || s[i]|0x20 == 'e'):
		end := d.fraction(i)
		if end < 0 {
			return Null, end
		}
		return Number(s[start:end]), end
	case digits < 19 && (n != 0 || first == start): // -0 keeps its text, and so its sign
		if first != start {
			n = -n
		}
		return Int(int64(n)), i
	}
	if whole, err := strconv.ParseInt(s[start:i], 10, 64); err == nil && whole != 0 {
		return Int(whole), i
	}
	return Number(s[start:i]), i
}

// fraction reads what may follow the whole part of a number.
func (d *Decoder) fraction(i int) int {
	s := d.s
	if s[i] == '.' {
		if i = d.digits(i + 1); i < 0 {
			return i
		}
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		return d.digits(i)
	}
	return i
}

func (d *Decoder) digits(i int) int {
	first := i
	for i < len(d.s) && d.s[i]-'0' <= 9 {
		i++
	}
	if i == first {
		return d.expected(i, "a digit")
	}
	return i
}

// text reads a string behind its opening quote and returns where it ends.
func (d *Decoder) text(start int) (string, int) {
	i := stringEnd(d.s, start)
	if i < len(d.s) && d.s[i] == '"' {
		return d.s[start:i], i + 1
	}
	return d.escapedText(start, i)
}

// escapedText is text for a string that has an escape, or an error, at i. It is rewritten in the
// arena, never in place.
func (d *Decoder) escapedText(start, i int) (string, int) {
	s := d.s
	b := append(d.a.Begin(i-start+escapedRoom), s[start:i]...)
	for i < len(s) && s[i] == '\\' {
		var size int
		if b, size = unescape(b, s[i:]); size == 0 {
			return "", d.wrong(i, "a string has an escape that JSON does not know")
		}
		end := stringEnd(s, i+size)
		b = append(b, s[i+size:end]...)
		i = end
	}
	switch {
	case i == len(s):
		return "", d.expected(i, "the end of a string")
	case s[i] != '"':
		return "", d.wrong(i, "a string has a control character that is not escaped")
	}
	return d.a.EndString(b), i + 1
}

// unescape appends what the escape at the start of s stands for. Its size is 0 when it is wrong.
func unescape(b []byte, s string) (out []byte, size int) {
	if len(s) < 2 {
		return b, 0
	}
	switch c := s[1]; c {
	case '"', '\\', '/':
		return append(b, c), 2
	case 'n':
		return append(b, '\n'), 2
	case 't':
		return append(b, '\t'), 2
	case 'r':
		return append(b, '\r'), 2
	case 'b':
		return append(b, '\b'), 2
	case 'f':
		return append(b, '\f'), 2
	case 'u':
		r, size := unescapeRune(s)
		return utf8.AppendRune(b, r), size
	}
	return b, 0
}

// unescapeRune reads \uXXXX, or two of them that form a surrogate pair. Its size is 0 when it is wrong.
func unescapeRune(s string) (r rune, size int) {
	r, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if low, ok := hex4(s[6:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

// hex4 reads \uXXXX.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for i := 2; i < 6; i++ {
		c := s[i]
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
