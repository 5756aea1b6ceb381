package expr

import (
	"math"
	"strconv"

	"github.com/headgate/headgate/event"
)

// exactLimit is the greatest distance from 0 at which every whole number is a double.
const exactLimit = 1 << 53

// number is any number: an int64 if whole is set, else a double.
type number struct {
	i     int64
	f     float64
	whole bool
}

func wholeNumber(i int64) number { return number{i: i, whole: true} }

func (n number) float() float64 {
	if n.whole {
		return float64(n.i)
	}
	return n.f
}

func (n number) value() event.Value {
	if n.whole {
		return event.Int(n.i)
	}
	return event.Float(n.f)
}

// asInt returns the number as an int64 if it is one.
func (n number) asInt() (int64, bool) {
	if n.whole {
		return n.i, true
	}
	return event.Float(n.f).AsInt()
}

// numberOf reads a number value; ok is false for anything else.
func numberOf(v event.Value) (n number, ok bool) {
	switch v.Kind() {
	case event.KindInt:
		i, _ := v.AsInt()
		return wholeNumber(i), true
	case event.KindFloat:
		f, _ := v.AsFloat()
		return number{f: f}, true
	case event.KindNumber:
		s, _ := v.NumberText()
		return parseNumber(s)
	}
	return number{}, false
}

// maxExactDigits is the number of digits that always fit a double without rounding.
const maxExactDigits = 15

// tenTo are the powers of ten that a double holds exactly and that short fractions need.
var tenTo = [maxExactDigits + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseNumber reads the text of a decimal number. Hexadecimal, infinity and NaN are no numbers.
func parseNumber(s string) (number, bool) {
	digits := s
	negative := s != "" && s[0] == '-'
	if negative || s != "" && s[0] == '+' {
		digits = s[1:]
	}
	var n int64
	dot := -1
	for i := range len(digits) {
		switch c := digits[i]; {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0') // counts only if there are few digits
		case c == '.' && dot < 0:
			dot = i
		default:
			return parseLongNumber(s)
		}
	}
	if len(digits) > maxExactDigits || len(digits) <= 1 && dot == 0 || digits == "" {
		return parseLongNumber(s)
	}
	if negative {
		n = -n
	}
	if dot < 0 {
		return wholeNumber(n), true
	}
	f := float64(n) / tenTo[len(digits)-dot-1] // both exact, so the quotient is rounded once, as it should be
	if negative && n == 0 {
		f = math.Copysign(0, -1)
	}
	return number{f: f}, true
}

// parseLongNumber is parseNumber for exponents and many digits, and finds what is no number.
func parseLongNumber(s string) (number, bool) {
	digits := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return number{}, false
		}
	}
	if !digits {
		return number{}, false
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return wholeNumber(i), true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return number{}, false
	}
	return number{f: f}, true
}

// compareNumbers returns -1, 0 or 1; ok is false when one is not a number (NaN).
func compareNumbers(a, b number) (c int, ok bool) {
	switch {
	case a.whole && b.whole:
		return order(a.i, b.i), true
	case a.whole:
		return compareIntFloat(a.i, b.f)
	case b.whole:
		c, ok = compareIntFloat(b.i, a.f)
		return -c, ok
	case a.f != a.f || b.f != b.f:
		return 0, false
	}
	return order(a.f, b.f), true
}

func order[T int64 | float64 | string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// compareIntFloat compares exactly: beyond 2^53 by the whole part of the double.
func compareIntFloat(i int64, f float64) (c int, ok bool) {
	switch {
	case f != f:
		return 0, false
	case -exactLimit <= i && i <= exactLimit:
		return order(float64(i), f), true
	case f >= 1<<63:
		return -1, true
	case f < -(1 << 63):
		return 1, true
	}
	whole := math.Trunc(f)
	if c := order(i, int64(whole)); c != 0 {
		return c, true
	}
	return order(whole, f), true
}

// arithmetic computes one operation; bad is not zero when it can't be.
type arithmetic func(a, b number) (r number, bad failCode)

// noFailure is the failCode of a computation that succeeded.
const noFailure failCode = 0xff

func floatResult(f float64) (number, failCode) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return number{}, failTooLarge
	}
	return number{f: f}, noFailure
}

func add(a, b number) (number, failCode) {
	if a.whole && b.whole {
		if s := a.i + b.i; (s > a.i) == (b.i > 0) {
			return wholeNumber(s), noFailure
		}
	}
	return floatResult(a.float() + b.float())
}

func subtract(a, b number) (number, failCode) {
	if a.whole && b.whole {
		if d := a.i - b.i; (d < a.i) == (b.i > 0) {
			return wholeNumber(d), noFailure
		}
	}
	return floatResult(a.float() - b.float())
}

func multiply(a, b number) (number, failCode) {
	if a.whole && b.whole {
		if a.i == 0 || b.i == 0 {
			return wholeNumber(0), noFailure
		}
		p := a.i * b.i
		if p/b.i == a.i && (a.i != -1 || b.i != math.MinInt64) && (b.i != -1 || a.i != math.MinInt64) {
			return wholeNumber(p), noFailure
		}
	}
	return floatResult(a.float() * b.float())
}

func divide(a, b number) (number, failCode) {
	if b.i == 0 && b.f == 0 {
		return number{}, failDivide
	}
	if a.whole && b.whole && (a.i != math.MinInt64 || b.i != -1) {
		if q := a.i / b.i; q*b.i == a.i {
			return wholeNumber(q), noFailure
		}
	}
	return floatResult(a.float() / b.float())
}

func modulo(a, b number) (number, failCode) {
	if b.i == 0 && b.f == 0 {
		return number{}, failDivide
	}
	if a.whole && b.whole {
		if b.i == -1 {
			return wholeNumber(0), noFailure
		}
		return wholeNumber(a.i % b.i), noFailure
	}
	return floatResult(math.Mod(a.float(), b.float()))
}

func negate(a number) number {
	if a.whole && a.i != math.MinInt64 {
		return wholeNumber(-a.i)
	}
	return number{f: -a.float()}
}
