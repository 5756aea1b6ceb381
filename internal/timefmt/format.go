package timefmt

import (
	"strconv"
	"time"
)

// moment is a point in time taken apart for printing.
type moment struct {
	unix             int64
	nanos            int
	days, second     int // since 1970; of the day
	year, month, day int
	offset           int
	name             string
	loc              *time.Location
}

// Append prints a point in time in the layout, as the clocks of loc show it. Nil is UTC, which is also the fastest.
func (l *Layout) Append(dst []byte, unixNano int64, loc *time.Location) []byte {
	var m moment
	m.unix = unixNano / nanosPerSec
	m.nanos = int(unixNano - m.unix*nanosPerSec)
	if m.nanos < 0 {
		m.unix--
		m.nanos += int(nanosPerSec)
	}
	m.loc, m.name = loc, "UTC"
	if loc != nil && loc != time.UTC {
		m.name, m.offset = offsetAt(loc, m.unix)
	}
	m.days, m.second = splitDay(m.unix + int64(m.offset))
	m.year, m.month, m.day = civilFromDays(m.days)
	if l.special != none {
		return l.appendSpecial(dst, unixNano, &m)
	}
	for i := range l.ops {
		if o := &l.ops[i]; o.code == opLiteral && len(o.text) == 1 {
			dst = append(dst, o.text[0])
		} else {
			dst = m.append(dst, o)
		}
	}
	return dst
}

func (l *Layout) appendSpecial(dst []byte, unixNano int64, m *moment) []byte {
	switch l.special {
	case tai64n:
		return appendTAI64N(dst, m.unix, m.nanos)
	case unixNanos:
		return strconv.AppendInt(dst, unixNano, 10)
	case unixMicros:
		return strconv.AppendInt(dst, m.unix*1e6+int64(m.nanos/1e3), 10)
	case unixMillis:
		return strconv.AppendInt(dst, m.unix*1e3+int64(m.nanos/1e6), 10)
	case unixSeconds:
		return strconv.AppendInt(dst, m.unix, 10)
	}
	if m.offset == 0 {
		return AppendRFC3339(dst, unixNano, true)
	}
	dst = AppendRFC3339(dst, unixNano+int64(m.offset)*nanosPerSec, true)
	return appendOffset(dst[:len(dst)-1], m.offset, true)
}

func (m *moment) append(dst []byte, o *op) []byte {
	if o.code >= opYear && o.code <= opWeekYear2 {
		return appendPadded(dst, m.number(o.code), int(o.min), o.pad)
	}
	switch o.code {
	case opLiteral, opSpace:
		return append(dst, o.text...)
	case opMonthName:
		long, short := englishNames.names(false)
		return appendName(dst, long[m.month-1], short[m.month-1], o)
	case opWeekdayName:
		long, short := englishNames.names(true)
		day := weekday(m.days) - 1
		return appendName(dst, long[day], short[day], o)
	case opHalf:
		half := "AM"
		if m.second >= secondsPerDay/2 {
			half = "PM"
		}
		return appendHalf(dst, half, o.low)
	case opEra:
		return append(dst, "AD"...) // the range starts in 1678
	case opFraction:
		return appendFraction(dst, m.nanos, int(o.min))
	case opDotFraction:
		return m.dotFraction(dst, int(o.min))
	case opOffset:
		return appendOffset(dst, m.offset, o.long)
	case opZoneID:
		return m.zoneID(dst)
	case opZoneName:
		return append(dst, m.name...)
	case opEpoch:
		return strconv.AppendInt(dst, m.unix, 10)
	}
	return dst
}

func (m *moment) number(code opCode) int {
	switch code {
	case opYear:
		return m.year
	case opYear2:
		return m.year % 100
	case opCentury:
		return m.year / 100
	case opMonth:
		return m.month
	case opDay:
		return m.day
	case opMinute:
		return m.second / 60 % 60
	case opSecond:
		return m.second % 60
	case opHour, opHour24, opHour12, opHour12of0:
		return m.hour(code)
	}
	return m.calendar(code)
}

func (m *moment) hour(code opCode) int {
	hour := m.second / 3600
	switch code {
	case opHour24:
		if hour == 0 {
			return 24
		}
	case opHour12:
		return (hour+11)%12 + 1
	case opHour12of0:
		return hour % 12
	}
	return hour
}

func (m *moment) calendar(code opCode) int {
	dayOfYear := m.days - daysFromCivil(m.year, 1, 1)
	switch code {
	case opDayOfYear:
		return dayOfYear + 1
	case opWeekday:
		return weekday(m.days)
	case opWeekday0:
		return weekday(m.days) % 7
	case opWeekSunday:
		return (dayOfYear + 7 - weekday(m.days)%7) / 7
	case opWeekMonday:
		return (dayOfYear + 7 - (weekday(m.days) - 1)) / 7
	}
	weekYear, week := isoWeek(m.days, m.year)
	switch code {
	case opWeekYear:
		return weekYear
	case opWeekYear2:
		return weekYear % 100
	}
	return week
}

func (m *moment) dotFraction(dst []byte, digits int) []byte {
	if digits == 0 {
		if m.nanos == 0 {
			return dst
		}
		digits = 9
		for rest := m.nanos; rest%1000 == 0; rest /= 1000 {
			digits -= 3
		}
	}
	return appendFraction(append(dst, '.'), m.nanos, digits)
}

func (m *moment) zoneID(dst []byte) []byte {
	if m.loc == nil {
		return append(dst, "UTC"...)
	}
	return append(dst, m.loc.String()...)
}

func appendName(dst []byte, long, short string, o *op) []byte {
	if o.long {
		return append(dst, long...)
	}
	return append(dst, short...)
}

func appendHalf(dst []byte, half string, low bool) []byte {
	if low {
		return append(dst, half[0]|0x20, 'm')
	}
	return append(dst, half...)
}

// appendPadded prints v with at least width characters.
func appendPadded(dst []byte, v, width int, pad byte) []byte {
	switch {
	case width == 2 && pad == '0' && uint(v) < 100:
		return append(dst, '0'+uint8(v)/10, '0'+uint8(v)%10)
	case width == 4 && uint(v)-1000 < 9000:
		return append(dst, byte('0'+v/1000), byte('0'+v/100%10), byte('0'+v/10%10), byte('0'+v%10))
	}
	if pad != 0 {
		for ; width > 1 && (width > 18 || v < pow10(width-1)); width-- {
			dst = append(dst, pad)
		}
	}
	return strconv.AppendInt(dst, int64(v), 10)
}

func pow10(n int) int {
	v := 1
	for range n {
		v *= 10
	}
	return v
}

// appendFraction prints the first digits of the nanoseconds; beyond nine there are only zeros.
func appendFraction(dst []byte, nanos, digits int) []byte {
	if digits <= 9 {
		return appendPadded(dst, nanos/pow10(9-digits), digits, '0')
	}
	dst = appendPadded(dst, nanos, 9, '0')
	for range digits - 9 {
		dst = append(dst, '0')
	}
	return dst
}

func appendOffset(dst []byte, seconds int, colon bool) []byte {
	sign := byte('+')
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	dst = append(dst, sign)
	dst = appendPadded(dst, seconds/3600, 2, '0')
	if colon {
		dst = append(dst, ':')
	}
	dst = appendPadded(dst, seconds/60%60, 2, '0')
	if seconds%60 != 0 { // local mean times of the 19th century
		if colon {
			dst = append(dst, ':')
		}
		dst = appendPadded(dst, seconds%60, 2, '0')
	}
	return dst
}
