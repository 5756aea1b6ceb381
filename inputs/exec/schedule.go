package exec

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// schedule is a crontab entry: a set of allowed values for each field, a bit for each value.
type schedule struct {
	minute, hour, day, month, weekday uint64
	anyDay, anyWeekday                bool // the field begins with a star
}

// part describes one field of a crontab entry.
type part struct {
	name     string
	from, to int
	names    []string // of the values, from the first on
}

var parts = [5]part{
	{"minute", 0, 59, nil},
	{"hour", 0, 23, nil},
	{"day of month", 1, 31, nil},
	{"month", 1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	{"day of week", 0, 7, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
}

// farAhead bounds the search for a time: 29 February may be eight years away.
const farAhead = 9 * 366

// parseSchedule reads the five fields of crontab(5): numbers, names, ranges, lists and steps.
func parseSchedule(text string) (*schedule, error) {
	fields := strings.Fields(text)
	if len(fields) != len(parts) {
		return nil, fmt.Errorf("%q has %d fields, not 5: write minute, hour, day of month, month, day of week, such as \"*/5 * * * *\"", text, len(fields))
	}
	var sets [5]uint64
	for i, f := range fields {
		set, err := parts[i].parse(f)
		if err != nil {
			return nil, err
		}
		sets[i] = set
	}
	if sets[4]&(1<<7) != 0 {
		sets[4] |= 1 // Sunday is 0 and 7
	}
	s := &schedule{
		sets[0], sets[1], sets[2], sets[3], sets[4],
		strings.HasPrefix(fields[2], "*"), strings.HasPrefix(fields[4], "*"),
	}
	if s.next(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("%q never comes: no month has such a day", text)
	}
	return s, nil
}

func (p part) parse(text string) (uint64, error) {
	var set uint64
	for item := range strings.SplitSeq(text, ",") {
		span, stepText, stepped := strings.Cut(item, "/")
		step := 1
		if stepped {
			n, err := strconv.Atoi(stepText)
			if err != nil || n < 1 {
				return 0, fmt.Errorf("the step %q of the %s is not a positive number", stepText, p.name)
			}
			step = n
		}
		from, to, err := p.span(span, stepped)
		if err != nil {
			return 0, err
		}
		for v := from; v <= to; v += step {
			set |= 1 << v
		}
	}
	return set, nil
}

func (p part) span(text string, stepped bool) (from, to int, err error) {
	if text == "*" {
		return p.from, p.to, nil
	}
	first, last, ranged := strings.Cut(text, "-")
	if from, err = p.value(first); err != nil {
		return 0, 0, err
	}
	switch {
	case ranged:
		to, err = p.value(last)
	case stepped:
		to = p.to
	default:
		to = from
	}
	if err == nil && to < from {
		err = fmt.Errorf("the range %q of the %s runs backwards", text, p.name)
	}
	return from, to, err
}

func (p part) value(text string) (int, error) {
	for i, n := range p.names {
		if strings.EqualFold(n, text) {
			return p.from + i, nil
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < p.from || n > p.to {
		return 0, fmt.Errorf("%q can't be the %s: use %d to %d", text, p.name, p.from, p.to)
	}
	return n, nil
}

// next returns the first minute after t that the schedule names, the zero time if there is none.
func (s *schedule) next(t time.Time) time.Time {
	year, month, day := t.Date()
	for i := range farAhead {
		midnight := time.Date(year, month, day+i, 0, 0, 0, 0, t.Location())
		if !s.onDay(midnight) {
			continue
		}
		if at := s.inDay(midnight, t); !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// onDay applies cron's rule: with both kinds of days restricted, either is enough.
func (s *schedule) onDay(t time.Time) bool {
	if s.month&(1<<int(t.Month())) == 0 {
		return false
	}
	day, weekday := s.day&(1<<t.Day()) != 0, s.weekday&(1<<int(t.Weekday())) != 0
	if s.anyDay || s.anyWeekday {
		return day && weekday
	}
	return day || weekday
}

// inDay returns the first time of a day that lies after t.
func (s *schedule) inDay(midnight, t time.Time) time.Time {
	year, month, day := midnight.Date()
	for hours := s.hour; hours != 0; hours &= hours - 1 {
		for minutes := s.minute; minutes != 0; minutes &= minutes - 1 {
			h, m := bits.TrailingZeros64(hours), bits.TrailingZeros64(minutes)
			if at := time.Date(year, month, day, h, m, 0, 0, midnight.Location()); at.After(t) {
				return at
			}
		}
	}
	return time.Time{}
}
