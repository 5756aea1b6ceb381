// Package decimal reads decimal numbers of any length without rounding them.
package decimal

import "strings"

// maxDigits bounds the whole numbers that exponents make of short texts.
const maxDigits = 1024

// Whole returns the whole part of a decimal number, "-1234" for "-1234.56" and "1500" for "1.5e3": an
// optional sign, digits with or without a point, an optional exponent. The result has no leading
// zeros. It is not ok when the text is no such number, or one beyond 1024 digits by its exponent.
func Whole(s string) (whole string, ok bool) {
	sign, rest := cutSign(s)
	digits, point, exp, ok := scan(rest)
	if !ok {
		return "", false
	}
	point += exp
	switch {
	case point <= 0:
		return "0", true
	case point <= len(digits):
		digits = digits[:point]
	case strings.Trim(digits, "0") == "":
		return "0", true
	case point > max(maxDigits, len(digits)):
		return "", false
	default:
		digits += strings.Repeat("0", point-len(digits))
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return "0", true
	}
	return sign + digits, true
}

func cutSign(s string) (sign, rest string) {
	switch {
	case strings.HasPrefix(s, "-"):
		return "-", s[1:]
	case strings.HasPrefix(s, "+"):
		return "", s[1:]
	}
	return "", s
}

// scan takes an unsigned number apart: its digits, how many of them stand before the point, and the
// exponent, which is bounded.
func scan(s string) (digits string, point, exp int, ok bool) {
	i := span(s)
	digits, point = s[:i], i
	if i < len(s) && s[i] == '.' {
		n := span(s[i+1:])
		digits += s[i+1 : i+1+n]
		i += 1 + n
	}
	if digits == "" {
		return "", 0, 0, false
	}
	if i == len(s) {
		return digits, point, 0, true
	}
	if s[i] != 'e' && s[i] != 'E' {
		return "", 0, 0, false
	}
	exp, ok = exponent(s[i+1:])
	return digits, point, exp, ok
}

func exponent(s string) (int, bool) {
	sign, rest := cutSign(s)
	if rest == "" || span(rest) != len(rest) {
		return 0, false
	}
	const bound = 1 << 30 // more makes no difference
	n := 0
	for i := 0; i < len(rest) && n < bound; i++ {
		n = n*10 + int(rest[i]-'0')
	}
	if sign != "" {
		n = -n
	}
	return n, true
}

// span is the number of digits that s begins with.
func span(s string) int {
	i := 0
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	return i
}
