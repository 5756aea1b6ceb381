package timefmt

import (
	"fmt"
	"strings"
)

// compileStrftime reads the letters of C99's strftime with the additions of other tools: %f %L %N with a width, %.f,
// %s, %P, %k, %l, %:z, %+, and the flags "-", "_" and "0".
func (l *Layout) compileStrftime(layout string) error {
	for i := 0; i < len(layout); {
		c := layout[i]
		switch {
		case c == '%':
			n, err := l.directive(layout, i)
			if err != nil {
				return err
			}
			i += n
		case isBlank(c):
			l.blank(layout[i : i+1])
			i++
		default:
			l.literal(layout[i : i+1])
			i++
		}
	}
	return nil
}

func isBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func (l *Layout) blank(text string) {
	if n := len(l.ops); n > 0 && l.ops[n-1].code == opSpace {
		l.ops[n-1].text += text
		return
	}
	l.add(op{code: opSpace, text: text})
}

// directive compiles the one that starts at layout[i] and returns its length.
func (l *Layout) directive(layout string, i int) (int, error) {
	d := layout[i+1:]
	var flag, width byte
	var dot, colon bool
	n := 0
	for n < len(d) {
		switch c := d[n]; {
		case c == '-' || c == '_' || c == '0':
			flag = c
		case c == '.':
			dot = true
		case c == ':':
			colon = true
		case c >= '1' && c <= '9':
			width = c - '0'
		case (c == 'E' || c == 'O') && n+1 < len(d) && isLetter(d[n+1]):
			// Another calendar or other digits, which do not exist in the C locale.
		default:
			return n + 2, l.conversion(layout, conversion{c, flag, width, dot, colon})
		}
		n++
	}
	return 0, fmt.Errorf("time layout %q ends with an unfinished %q: write \"%%%%\" for a percent sign", layout, layout[i:])
}

type conversion struct {
	letter, flag, width byte
	dot, colon          bool
}

func (l *Layout) conversion(layout string, c conversion) error {
	if long := compound(c.letter); long != "" {
		return l.compileStrftime(long)
	}
	switch c.letter {
	case '%':
		l.literal("%")
		return nil
	case 'n', 't':
		l.blank(map[byte]string{'n': "\n", 't': "\t"}[c.letter])
		return nil
	case 'f', 'N', 'L':
		l.add(c.fraction())
		return nil
	}
	o, ok := posixOp(c)
	if !ok {
		return fmt.Errorf("time layout %q: \"%%%c\" is no strftime conversion: see \"man strftime\", or write \"%%%%\" for a percent sign", layout, c.letter)
	}
	switch c.flag {
	case '-':
		o.pad = 0
	case '_':
		o.pad = ' '
	case '0':
		o.pad = '0'
	}
	l.add(o)
	return nil
}

// compound gives the conversions that stand for several others, as the C locale has them.
func compound(letter byte) string {
	switch letter {
	case 'c':
		return "%a %b %e %H:%M:%S %Y"
	case 'D', 'x':
		return "%m/%d/%y"
	case 'F':
		return "%Y-%m-%d"
	case 'r':
		return "%I:%M:%S %p"
	case 'R':
		return "%H:%M"
	case 'T', 'X':
		return "%H:%M:%S"
	case 'v':
		return "%e-%b-%Y"
	case '+':
		return "%Y-%m-%dT%H:%M:%S%.f%:z"
	}
	return ""
}

func (c conversion) fraction() op {
	width := int(c.width)
	if width == 0 {
		width = map[byte]int{'f': 6, 'N': 9, 'L': 3}[c.letter]
	}
	o := number(opFraction, width, 9)
	if c.dot {
		o.code = opDotFraction
		o.min = c.width
	} else if c.width != 0 {
		o.max = c.width
	}
	return o
}

func posixOp(c conversion) (op, bool) {
	switch c.letter {
	case 'a', 'A':
		return op{code: opWeekdayName, long: c.letter == 'A'}, true
	case 'b', 'h', 'B':
		return op{code: opMonthName, long: c.letter == 'B'}, true
	case 'p', 'P':
		return op{code: opHalf, low: c.letter == 'P'}, true
	case 'z':
		return op{code: opOffset, long: c.colon}, true
	case 'Z':
		return op{code: opZoneName}, true
	case 's':
		return op{code: opEpoch}, true
	}
	code, width, most := posixNumber(c.letter)
	o := number(code, width, most)
	o.opt = code != opYear2 && code != opWeekYear2
	if strings.IndexByte("ekl", c.letter) >= 0 {
		o.pad = ' '
	}
	return o, most > 0
}

func posixNumber(letter byte) (code opCode, width, most int) {
	switch letter {
	case 'Y':
		return opYear, 4, 4
	case 'y':
		return opYear2, 2, 2
	case 'C':
		return opCentury, 2, 2
	case 'G':
		return opWeekYear, 4, 4
	case 'g':
		return opWeekYear2, 2, 2
	case 'm':
		return opMonth, 2, 2
	case 'd', 'e':
		return opDay, 2, 2
	case 'j':
		return opDayOfYear, 3, 3
	case 'V':
		return opWeek, 2, 2
	case 'U':
		return opWeekSunday, 2, 2
	case 'W':
		return opWeekMonday, 2, 2
	case 'u':
		return opWeekday, 1, 1
	case 'w':
		return opWeekday0, 1, 1
	case 'H', 'k':
		return opHour, 2, 2
	case 'I', 'l':
		return opHour12, 2, 2
	case 'M':
		return opMinute, 2, 2
	case 'S':
		return opSecond, 2, 2
	}
	return 0, 0, 0
}
