package timefmt

import "time"

// fields are the parts of a point in time as a text names them, by the code that names them; a name's number is kept as
// the number itself would be.
type fields struct {
	set   uint32 // bit 1<<code: the text has it
	v     [opCount]int32
	epoch int64
	zone  *time.Location
}

func (f *fields) store(code opCode, v int) {
	f.v[code] = int32(v)
	f.set |= 1 << code
}

func (f *fields) get(code opCode) int { return int(f.v[code]) }

func (f *fields) has(code opCode) bool { return f.set&(1<<code) != 0 }

func (f *fields) hasAny(bits uint32) bool { return f.set&bits != 0 }

// resolve puts the fields together. The second result says what is wrong with them.
func (p *parser) resolve() (nano int64, problem string) {
	if p.has(opEpoch) {
		return p.epoch + int64(p.get(opFraction)), ""
	}
	second, problem := p.clock()
	if problem != "" {
		return 0, problem
	}
	days, problem := p.days()
	if problem != "" {
		return 0, problem
	}
	unix, ok := p.toUnix(int64(days)*secondsPerDay + int64(second))
	if !ok {
		return 0, "clocks of the zone were put forward over this time: is the zone right?"
	}
	if unix < minSeconds || unix > maxSeconds {
		return 0, "the year lies outside 1678 to 2261"
	}
	return unix*nanosPerSec + int64(p.get(opFraction)), ""
}

func (p *parser) toUnix(local int64) (int64, bool) {
	zone := p.zone
	switch {
	case p.has(opOffset):
		return local - int64(p.get(opOffset)), true
	case zone == nil:
		zone = p.o.Zone
	}
	if zone == nil || zone == time.UTC {
		return local, true
	}
	return localToUnix(local, zone)
}

// clock computes the second of the day.
func (p *parser) clock() (int, string) {
	hour, minute, second := p.get(opHour), p.get(opMinute), p.get(opSecond)
	if !p.has(opHour) {
		var problem string
		if hour, problem = p.otherHour(); problem != "" {
			return 0, problem
		}
	}
	switch {
	case hour > 23:
		return 0, "the hour is not between 0 and 23"
	case minute > 59:
		return 0, "the minute is not between 0 and 59"
	case second > 59 && (!p.l.posix || second != 60): // strptime knows leap seconds, Joda does not
		return 0, "the second is not between 0 and 59"
	}
	return hour*3600 + minute*60 + second, ""
}

func (p *parser) otherHour() (int, string) {
	if p.has(opHour24) {
		hour := p.get(opHour24)
		if hour < 1 || hour > 24 {
			return 0, "the hour is not between 1 and 24"
		}
		return hour % 24, ""
	}
	hour := p.get(opHour12of0)
	if p.has(opHour12) {
		if hour = p.get(opHour12); hour < 1 || hour > 12 {
			return 0, "the hour is not between 1 and 12"
		}
		hour %= 12
	}
	if hour > 11 {
		return 0, "the hour is not between 0 and 11"
	}
	return hour + 12*p.get(opHalf), ""
}

// days computes the day since 1970. A day of the week counts only where it is needed: next to a full date it says
// nothing new, and if it is wrong, the date is the better witness.
func (p *parser) days() (days int, problem string) {
	switch {
	case p.hasAny(1<<opMonth | 1<<opDay):
		return p.monthDay()
	case p.has(opDayOfYear):
		return p.yearDay()
	case p.has(opWeek) || p.has(opWeekYear) && !p.has(opYear):
		return p.isoWeekDay()
	case p.hasAny(1<<opWeekSunday | 1<<opWeekMonday):
		return p.plainWeekDay()
	}
	return p.monthDay()
}

func (p *parser) monthDay() (int, string) {
	month, day := 1, 1
	if p.has(opMonth) {
		month = p.get(opMonth)
	}
	if p.has(opDay) {
		day = p.get(opDay)
	}
	if month < 1 || month > 12 {
		return 0, "the month is not between 1 and 12"
	}
	year := p.fullYear(month)
	if day < 1 || day > 28 && day > daysInMonth(year, month) {
		return 0, "the month has no such day"
	}
	return daysFromCivil(year, month, day), ""
}

func (p *parser) yearDay() (int, string) {
	year, day := p.fullYear(0), p.get(opDayOfYear)
	if !p.hasAny(1<<opYear | 1<<opCentury | 1<<opWeekYear) {
		_, month, _ := civilFromDays(daysFromCivil(year, 1, 1) + day - 1)
		year = p.fullYear(month)
	}
	if day < 1 || day > daysInYear(year) {
		return 0, "the year has no such day"
	}
	return daysFromCivil(year, 1, 1) + day - 1, ""
}

// dayOfWeek gives 1 for Monday to 7 for Sunday, or first if the text names no day.
func (p *parser) dayOfWeek(first int) (int, string) {
	day := first
	switch {
	case p.has(opWeekday):
		day = p.get(opWeekday)
	case p.has(opWeekday0):
		if day = p.get(opWeekday0); day == 0 {
			day = 7
		}
	}
	if day < 1 || day > 7 {
		return 0, "the day of the week is out of range"
	}
	return day, ""
}

func (p *parser) isoWeekDay() (int, string) {
	year, week := p.get(opWeekYear), 1
	if !p.has(opWeekYear) {
		year = p.fullYear(0)
	}
	if p.has(opWeek) {
		week = p.get(opWeek)
	}
	start := isoYearStart(year) + (week-1)*7
	if week < 1 || start >= isoYearStart(year+1) {
		return 0, "the year has no such week"
	}
	day, problem := p.dayOfWeek(1)
	return start + day - 1, problem
}

// plainWeekDay handles the weeks of %U and %W: week 1 starts at the year's first Sunday or Monday.
func (p *parser) plainWeekDay() (int, string) {
	jan1 := daysFromCivil(p.fullYear(0), 1, 1)
	first, week := 1, p.get(opWeekMonday)
	if p.has(opWeekSunday) {
		first, week = 7, p.get(opWeekSunday)
	}
	if week > 53 {
		return 0, "the year has no such week"
	}
	day, problem := p.dayOfWeek(first)
	start := jan1 + (first-weekday(jan1)+7)%7
	return start + (week-1)*7 + (day-first+7)%7, problem
}

// fullYear gives the year, guessed from the current date if the text has none; month is 0 where it is not known yet.
func (p *parser) fullYear(month int) int {
	year := p.get(opYear)
	switch {
	case p.has(opCentury) && p.has(opYear2):
		year = p.get(opCentury)*100 + year%100
	case p.has(opYear):
	case p.has(opCentury):
		year = p.get(opCentury) * 100
	case p.has(opWeekYear):
		year = p.get(opWeekYear)
	default:
		return guessYear(p.now(), month)
	}
	if p.has(opEra) { // set for years before Christ only
		return 1 - year
	}
	return year
}

func guessYear(now time.Time, month int) int {
	year, current, _ := now.Date()
	switch {
	case month == 12 && current == time.January:
		return year - 1
	case month == 1 && current == time.December:
		return year + 1
	}
	return year
}

// String names the code in error messages.
func (c opCode) String() string {
	switch c {
	case opYear, opWeekYear:
		return "year"
	case opCentury:
		return "century"
	case opMonth:
		return "month"
	case opDay, opDayOfYear:
		return "day"
	case opWeek, opWeekSunday, opWeekMonday:
		return "week"
	case opWeekday, opWeekday0:
		return "day of the week"
	case opHour, opHour24, opHour12, opHour12of0:
		return "hour"
	case opMinute:
		return "minute"
	case opSecond:
		return "second"
	}
	return "number"
}
