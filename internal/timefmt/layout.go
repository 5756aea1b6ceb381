// Package timefmt reads and prints points in time. A layout is compiled once, in the letters of strftime or of Joda-Time
// (the library behind Logstash's date filter), and then used without allocating. Points in time are Unix nanoseconds,
// which reach from 1678 to 2261.
package timefmt

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

type opCode uint8

const (
	opLiteral opCode = iota
	opSpace          // strptime: any number of blanks
	opYear
	opCentury
	opWeekYear
	opMonth
	opDay
	opDayOfYear
	opWeek       // ISO 8601
	opWeekSunday // of the year, weeks start on Sunday
	opWeekMonday
	opWeekday   // 1 is Monday
	opWeekday0  // 0 is Sunday
	opHour      // 0-23
	opHour24    // 1-24
	opHour12    // 1-12
	opHour12of0 // 0-11
	opMinute
	opSecond
	opYear2 // this and the following are more than a number
	opWeekYear2
	opMonthName
	opWeekdayName
	opEra
	opHalf
	opFraction
	opDotFraction // with its dot, absent when zero
	opOffset
	opZoneID
	opZoneName
	opEpoch
	opCount
)

// op is one step of a layout, for both directions.
type op struct {
	code opCode
	min  uint8 // digits when printing
	max  uint8 // digits when parsing
	pad  byte  // what fills up to min; 0: nothing
	long bool  // names in full; offsets with a colon
	opt  bool  // opYear2: more digits are a full year (Joda); numbers: blanks may stand before (strptime)
	low  bool  // names in lower case
	text string
}

type special uint8

const (
	none special = iota
	iso8601
	unixSeconds
	unixMillis
	unixMicros
	unixNanos
	tai64n
)

// maxLayout bounds a layout, which may come from an event.
const maxLayout = 1024

// Layout is a compiled layout. It is safe for use by several goroutines.
type Layout struct {
	source  string
	special special
	posix   bool
	noYear  bool
	printed bool // holds something that can only be printed
	ops     []op
	zones   zoneCache
}

// Compile prepares a layout for parsing: strftime letters if it has a "%", else Joda letters, or one of the names
// ISO8601, UNIX, UNIX_MS, UNIX_US, UNIX_NS and TAI64N. The Joda letter "z" (a zone's short name, which says no offset)
// is refused.
func Compile(layout string) (*Layout, error) {
	l, err := CompileFormat(layout)
	if err != nil {
		return nil, err
	}
	if l.printed {
		return nil, fmt.Errorf("time layout %q: the letter %q cannot be parsed because a zone's short name says no offset: use \"Z\" for an offset or \"ZZZ\" for a zone's full name", layout, "z")
	}
	return l, nil
}

// CompileFormat prepares a layout for printing: as Compile, and with the Joda letter "z".
func CompileFormat(layout string) (*Layout, error) {
	if len(layout) > maxLayout {
		return nil, fmt.Errorf("time layout %q is too long: %d bytes at most", cut(layout), maxLayout)
	}
	l := &Layout{source: layout}
	var err error
	switch l.special = specialName(layout); {
	case layout == "":
		err = errors.New("time layout is empty: give Joda letters such as \"yyyy-MM-dd\", strftime letters such as \"%%Y-%%m-%%d\", or ISO8601")
	case l.special != none:
	case strings.Contains(layout, "%"):
		l.posix = true
		err = l.compileStrftime(layout)
	default:
		err = l.compileJoda(layout)
	}
	if err != nil {
		return nil, err
	}
	l.noYear = l.special == none && !l.hasAny(opYear, opYear2, opCentury, opWeekYear, opWeekYear2, opEpoch)
	return l, nil
}

// String returns the layout as it was written.
func (l *Layout) String() string { return l.source }

// NoYear tells whether the layout lacks the year, so that Parse guesses it.
func (l *Layout) NoYear() bool { return l.noYear }

func (l *Layout) hasAny(codes ...opCode) bool {
	for _, o := range l.ops {
		if slices.Contains(codes, o.code) {
			return true
		}
	}
	return false
}

func specialName(layout string) special {
	switch layout {
	case "ISO8601":
		return iso8601
	case "UNIX":
		return unixSeconds
	case "UNIX_MS":
		return unixMillis
	case "UNIX_US":
		return unixMicros
	case "UNIX_NS":
		return unixNanos
	case "TAI64N":
		return tai64n
	}
	return none
}

func (l *Layout) add(o op) { l.ops = append(l.ops, o) }

// literal appends text, merged with a literal just before it.
func (l *Layout) literal(text string) {
	if n := len(l.ops); n > 0 && l.ops[n-1].code == opLiteral {
		l.ops[n-1].text += text
		return
	}
	l.add(op{code: opLiteral, text: text})
}

func number(code opCode, width, most int) op {
	return op{code: code, min: uint8(width), max: uint8(most), pad: '0'}
}
