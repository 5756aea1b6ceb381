package timefmt

import (
	"math"
	"strconv"
)

const notEpoch = "not a decimal number"

// digits tells how many decimal digits of the unit make a second.
func (s special) digits() int {
	switch s {
	case unixMillis:
		return 3
	case unixMicros:
		return 6
	case unixNanos:
		return 9
	}
	return 0
}

// ParseInt reads a number as a source of time: seconds or the other units of the UNIX layouts, for any other layout its
// decimal digits (20150517 for "yyyyMMdd").
func (l *Layout) ParseInt(v int64, o ParseOptions) (int64, error) {
	var buf [20]byte
	return l.parseBytes(strconv.AppendInt(buf[:0], v, 10), o)
}

// ParseFloat does what ParseInt does for a fractional number. The number counts as the shortest decimal text that stands
// for it, so that 1400000000.123 means exactly that.
func (l *Layout) ParseFloat(v float64, o ParseOptions) (int64, error) {
	var buf [400]byte
	return l.parseBytes(strconv.AppendFloat(buf[:0], v, 'f', -1, 64), o)
}

func (l *Layout) parseBytes(text []byte, o ParseOptions) (int64, error) {
	if l.special >= unixSeconds && l.special <= unixNanos {
		if nano, problem := parseEpoch(text, l.special.digits()); problem == "" {
			return nano, nil
		}
	}
	return l.Parse(string(text), o)
}

// EpochSeconds converts Unix seconds to nanoseconds, by the shortest decimal text of f. It answers false outside
// 1678-2261 and for what is no number.
func EpochSeconds(f float64) (int64, bool) {
	if math.IsNaN(f) || math.Abs(f) > maxSeconds {
		return 0, false
	}
	var buf [400]byte
	nano, problem := parseEpoch(strconv.AppendFloat(buf[:0], f, 'f', -1, 64), 0)
	return nano, problem == ""
}

// parseEpoch reads a decimal number of units, unit digits of which are a second, without rounding errors; digits below a
// nanosecond are cut off.
func parseEpoch[T string | []byte](s T, unit int) (nano int64, problem string) {
	i, negative := 0, false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		i++
	}
	v, n, over := uint64(0), 0, false
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		over = over || v > math.MaxInt64/10
		v = v*10 + uint64(s[i]-'0')
		n++
	}
	places := 9 - unit // digits that are still to come
	if i < len(s) && s[i] == '.' && n > 0 {
		for i++; i < len(s) && s[i]-'0' <= 9; i++ {
			if places > 0 {
				over = over || v > math.MaxInt64/10
				v = v*10 + uint64(s[i]-'0')
				places--
			}
		}
	}
	if i < len(s) && n > 0 && s[i]|0x20 == 'e' {
		return parseExponent(string(s), unit)
	}
	if n == 0 || i < len(s) {
		return 0, notEpoch
	}
	for ; places > 0; places-- {
		over = over || v > math.MaxInt64/10
		v *= 10
	}
	if over || v > maxSeconds*uint64(nanosPerSec) {
		return 0, "the year lies outside 1678 to 2261"
	}
	if negative {
		return -int64(v), ""
	}
	return int64(v), ""
}

// parseExponent reads a number in scientific notation by way of its plain form.
func parseExponent(s string, unit int) (int64, string) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, notEpoch
	}
	return parseEpoch(strconv.FormatFloat(f, 'f', -1, 64), unit)
}

// taiOffset is what the labels of TAI64 add to Unix seconds: 2^62, and the ten seconds by which TAI led in 1970, as
// daemontools and its followers write them (https://cr.yp.to/libtai/tai64.html).
const taiOffset = 1<<62 + 10

func parseTAI64N(s string) (nano int64, problem string) {
	if len(s) > 0 && s[0] == '@' {
		s = s[1:]
	}
	if len(s) != 24 {
		return 0, "not 24 hexadecimal digits"
	}
	label, err := strconv.ParseUint(s[:16], 16, 64)
	if err != nil {
		return 0, "not 24 hexadecimal digits"
	}
	nanos, err := strconv.ParseUint(s[16:], 16, 32)
	if err != nil || nanos >= uint64(nanosPerSec) {
		return 0, "the last 8 digits are no nanoseconds"
	}
	unix := int64(label - taiOffset)
	if label >= 1<<63 || unix < minSeconds || unix > maxSeconds {
		return 0, "the year lies outside 1678 to 2261"
	}
	return unix*nanosPerSec + int64(nanos), ""
}

func appendTAI64N(dst []byte, unix int64, nanos int) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '@')
	label := uint64(unix) + taiOffset
	for shift := 60; shift >= 0; shift -= 4 {
		dst = append(dst, hex[label>>shift&15])
	}
	for shift := 28; shift >= 0; shift -= 4 {
		dst = append(dst, hex[nanos>>shift&15])
	}
	return dst
}
