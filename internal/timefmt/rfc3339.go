package timefmt

// AppendRFC3339 prints Unix nanoseconds in UTC, as Logstash does: milliseconds, 2015-05-17T10:05:03.000Z. With nanos it
// prints three, six or nine digits, as many as are needed.
func AppendRFC3339(dst []byte, unixNano int64, nanos bool) []byte {
	unix := unixNano / nanosPerSec
	frac := int(unixNano - unix*nanosPerSec)
	if frac < 0 {
		unix--
		frac += int(nanosPerSec)
	}
	days, second := splitDay(unix)
	year, month, day := civilFromDays(days)
	n := len(dst)
	dst = append(dst, "0000-00-00T00:00:00.000Z"...)
	b := (*[24]byte)(dst[n:])
	hour, minute, millis := uint32(second)/3600, uint32(second)/60%60, uint32(frac)/1e6
	b[0], b[1] = twoChars(uint32(year) / 100)
	b[2], b[3] = twoChars(uint32(year) % 100)
	b[5], b[6] = twoChars(uint32(month))
	b[8], b[9] = twoChars(uint32(day))
	b[11], b[12] = twoChars(hour)
	b[14], b[15] = twoChars(minute)
	b[17], b[18] = twoChars(uint32(second) % 60)
	b[20] = byte('0' + millis/100)
	b[21], b[22] = twoChars(millis % 100)
	if rest := frac % 1e6; nanos && rest != 0 {
		return appendRest(dst[:n+23], rest)
	}
	return dst
}

func twoChars(v uint32) (byte, byte) { return byte('0' + v/10), byte('0' + v%10) }

// appendRest adds what milliseconds left over, and the zone.
func appendRest(dst []byte, rest int) []byte {
	micros := rest / 1000
	dst = appendPadded(dst, micros, 3, '0')
	if rest%1000 != 0 {
		dst = appendPadded(dst, rest%1000, 3, '0')
	}
	return append(dst, 'Z')
}

// splitDay gives the day since 1970 and the second of that day.
func splitDay(unix int64) (days, second int) {
	shifted := uint64(unix + marchZero*secondsPerDay) // never negative in the range of int64 nanoseconds
	return int(shifted/secondsPerDay) - marchZero, int(shifted % secondsPerDay)
}

// ParseRFC3339 reads a date and time of RFC 3339, section 5.6; a blank may stand in the place of the "T". Digits below a
// nanosecond are cut off. The second result tells that the text was more precise than milliseconds.
func ParseRFC3339(s string) (unixNano int64, nanos, ok bool) {
	if len(s) < 20 {
		return 0, false, false
	}
	if c := s[10]; c != 'T' && c != ' ' && c != 't' {
		return 0, false, false
	}
	// Eight characters at once: "YYYY-MM-", "DD HH:MM" with anything for the blank, and the overlapping "HH:MM:SS".
	date, ok1 := pairs(load8(s), shape{0x2d30302d30303030, 0x7f76767f76767676})
	dayOn, ok2 := pairs(load8(s[8:])&^(0xff<<16), shape{0x30303a3030003030, 0x76767f76767f7676})
	clock, ok3 := pairs(load8(s[11:]), shape{0x30303a30303a3030, 0x76767f76767f7676})
	year, month, day := uint(date&0xff)*100+uint(date>>16&0xff), uint(date>>40&0xff), uint(dayOn&0xff)
	hour, minute, second := uint(clock&0xff), uint(clock>>24&0xff), uint(clock>>48&0xff)
	if !ok1 || !ok2 || !ok3 || month-1 > 11 || hour > 23 || minute > 59 || second > 59 {
		return 0, false, false
	}
	if day == 0 || day > 28 && int(day) > daysInMonth(int(year), int(month)) {
		return 0, false, false
	}
	unix := int64(daysFromCivil(int(year), int(month), int(day)))*secondsPerDay + int64(hour*3600+minute*60+second)
	frac, i := 0, 19
	if s[i] == '.' {
		if frac, i = nanoDigits(s, i+1); i == 0 {
			return 0, false, false
		}
		nanos = i > 23
	}
	offset, ok := offsetTail(s, i)
	if unix -= int64(offset); unix < minSeconds || unix > maxSeconds {
		return 0, false, false
	}
	return unix*nanosPerSec + int64(frac), nanos, ok
}

// shape describes eight characters, the first one lowest: digits or given characters. Added to the difference from
// text, limit sets the high bit of a byte that differs: by more than 9 from a digit's "0", by anything from the others.
type shape struct{ text, limit uint64 }

func load8(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// pairs compares eight characters with a shape and gives in each byte the number of two digits that starts there.
func pairs(text uint64, want shape) (uint64, bool) {
	diff := text ^ want.text
	return diff*10 + diff>>8, (diff|(diff+want.limit))&0x8080808080808080 == 0
}

// nanoDigits reads the digits from i on as a fraction in nanoseconds and returns where they end, or 0 if there are none.
func nanoDigits(s string, i int) (frac, end int) {
	start := i
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		if i < start+9 {
			frac = frac*10 + int(s[i]-'0')
		}
	}
	if i == start {
		return 0, 0
	}
	for n := i - start; n < 9; n++ {
		frac *= 10
	}
	return frac, i
}

// offsetTail reads "Z" or "+02:00", which must end s.
func offsetTail(s string, i int) (seconds int, ok bool) {
	if i+1 == len(s) && s[i]|0x20 == 'z' {
		return 0, true
	}
	if i+6 != len(s) || s[i+3] != ':' {
		return 0, false
	}
	seconds, n := scanOffset(s[i:])
	return seconds, n == 6
}
