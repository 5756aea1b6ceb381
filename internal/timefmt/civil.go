package timefmt

import "time"

const (
	secondsPerDay = 86400
	marchZero     = 719468 // days from 0000-03-01 to 1970-01-01
	nanosPerSec   = int64(time.Second)
	// What int64 nanoseconds can hold, in whole seconds.
	minSeconds = -9223372036
	maxSeconds = 9223372035
)

// daysFromCivil counts the days since 1970-01-01 in the Gregorian calendar extended to all years. The year starts in
// March, so that the leap day is its last one.
func daysFromCivil(year, month, day int) int {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDiv(year, 400)
	yoe := year - era*400
	doy := (153*(month-3)+2)/5 + day - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - marchZero
}

// civilFromDays is the inverse of daysFromCivil, for the years that int64 nanoseconds reach. It follows Neri and
// Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022), which needs no division
// but by constants.
func civilFromDays(days int) (year, month, day int) {
	n1 := 4*uint32(days+marchZero) + 3
	century := n1 / 146097
	n2 := n1%146097 | 3
	product := 2939745 * uint64(n2)
	yearOfCentury := uint32(product >> 32)
	dayOfYear := uint32(product) / 2939745 / 4
	n3 := 2141*dayOfYear + 197913
	year = int(100*century + yearOfCentury)
	month = int(n3 >> 16)
	day = int(n3&0xffff/2141) + 1
	if dayOfYear >= 306 { // January and February end the year that starts in March
		year++
		month -= 12
	}
	return year, month, day
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysInMonth(year, month int) int {
	switch month {
	case 2:
		if isLeap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func daysInYear(year int) int {
	if isLeap(year) {
		return 366
	}
	return 365
}

// weekday gives 1 for Monday to 7 for Sunday.
func weekday(days int) int { return days + 4 - floorDiv(days+3, 7)*7 }

// isoYearStart is the Monday of week 1, the week that holds January 4th.
func isoYearStart(year int) int {
	jan4 := daysFromCivil(year, 1, 4)
	return jan4 - weekday(jan4) + 1
}

// isoWeek gives the week of ISO 8601 and the year that it belongs to.
func isoWeek(days, year int) (weekYear, week int) {
	start := isoYearStart(year)
	if days < start {
		year--
		start = isoYearStart(year)
	} else if next := isoYearStart(year + 1); days >= next {
		year++
		start = next
	}
	return year, (days-start)/7 + 1
}

// offsetAt gives the offset from UTC in seconds, and the zone's short name, at a point in time.
func offsetAt(loc *time.Location, unix int64) (string, int) {
	return time.Unix(unix, 0).In(loc).Zone()
}

// localToUnix gives the point in time at which clocks in loc show the local seconds; the earlier one when clocks were
// put back, none when they were put forward over it.
func localToUnix(local int64, loc *time.Location) (int64, bool) {
	_, before := offsetAt(loc, local-secondsPerDay)
	_, after := offsetAt(loc, local+secondsPerDay)
	first := local - int64(before)
	if before == after {
		return first, true
	}
	if _, off := offsetAt(loc, first); off == before {
		return first, true
	}
	second := local - int64(after)
	_, off := offsetAt(loc, second)
	return second, off == after
}
