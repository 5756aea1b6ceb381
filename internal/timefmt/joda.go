package timefmt

import (
	"fmt"
	"strings"
)

// maxRepeat bounds the repetitions of one letter; Joda prints no more digits either.
const maxRepeat = 30

type jodaToken struct {
	letter byte // 0: literal
	count  int
	text   string
	at     int
}

// compileJoda follows org.joda.time.format.DateTimeFormat.
func (l *Layout) compileJoda(layout string) error {
	tokens, err := jodaTokens(layout)
	if err != nil {
		return err
	}
	for i, t := range tokens {
		if t.letter == 0 {
			l.literal(t.text)
			continue
		}
		beforeNumber := i+1 < len(tokens) && tokens[i+1].numeric()
		o, ok := t.op(beforeNumber)
		if !ok {
			return unknownLetter(layout, t)
		}
		l.printed = l.printed || t.letter == 'z'
		l.add(o)
	}
	return nil
}

func jodaTokens(layout string) ([]jodaToken, error) {
	var tokens []jodaToken
	for i := 0; i < len(layout); {
		c := layout[i]
		switch {
		case c == '\'':
			text, n := quoted(layout[i:])
			if n == 0 {
				return nil, fmt.Errorf("time layout %q: the quote at character %d is not closed: close it, or write two for one quote", layout, i+1)
			}
			tokens = append(tokens, jodaToken{text: text})
			i += n
		case isLetter(c):
			n := 1
			for i+n < len(layout) && layout[i+n] == c {
				n++
			}
			if n > maxRepeat {
				return nil, fmt.Errorf("time layout %q: %d times %q is too often: %d at most", layout, n, c, maxRepeat)
			}
			tokens = append(tokens, jodaToken{letter: c, count: n, at: i})
			i += n
		default:
			tokens = append(tokens, jodaToken{text: layout[i : i+1]})
			i++
		}
	}
	return tokens, nil
}

// quoted reads the literal in single quotes at the start of s and its length; two quotes stand for one.
func quoted(s string) (string, int) {
	if strings.HasPrefix(s, "''") {
		return "'", 2
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 == len(s) || s[i+1] != '\'' {
			return b.String(), i + 1
		}
		b.WriteByte('\'')
		i++
	}
	return "", 0
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func (t jodaToken) numeric() bool {
	if t.letter == 'M' {
		return t.count <= 2
	}
	return t.letter != 0 && strings.IndexByte("CxyYdhHmsSeDwkK", t.letter) >= 0
}

func (t jodaToken) op(beforeNumber bool) (op, bool) {
	n := t.count
	switch t.letter {
	case 'x', 'y', 'Y':
		return t.year(beforeNumber), true
	case 'M':
		if n >= 3 {
			return op{code: opMonthName, long: n > 3}, true
		}
		return number(opMonth, n, 2), true
	case 'E':
		return op{code: opWeekdayName, long: n > 3}, true
	case 'S':
		return number(opFraction, n, n), true
	case 'Z':
		if n > 2 {
			return op{code: opZoneID}, true
		}
		return op{code: opOffset, long: n == 2}, true
	case 'z':
		return op{code: opZoneName}, true
	case 'G':
		return op{code: opEra}, true
	case 'a':
		return op{code: opHalf}, true
	case 'C':
		return number(opCentury, n, max(n, 2)), true
	}
	code, most := jodaNumber(t.letter)
	return number(code, n, most), most > 0
}

func jodaNumber(letter byte) (opCode, int) {
	switch letter {
	case 'd':
		return opDay, 2
	case 'D':
		return opDayOfYear, 3
	case 'e':
		return opWeekday, 1
	case 'w':
		return opWeek, 2
	case 'H':
		return opHour, 2
	case 'k':
		return opHour24, 2
	case 'h':
		return opHour12, 2
	case 'K':
		return opHour12of0, 2
	case 'm':
		return opMinute, 2
	case 's':
		return opSecond, 2
	}
	return 0, 0
}

// year: two letters are a year of two digits, any other number takes up to nine digits unless a number follows at once.
func (t jodaToken) year(beforeNumber bool) op {
	code, short := opYear, opYear2
	if t.letter == 'x' {
		code, short = opWeekYear, opWeekYear2
	}
	if t.count == 2 {
		o := number(short, 2, 2)
		o.opt = !beforeNumber
		return o
	}
	if beforeNumber {
		return number(code, t.count, t.count)
	}
	return number(code, t.count, 9)
}

func unknownLetter(layout string, t jodaToken) error {
	for _, name := range []string{"ISO8601", "UNIX", "UNIX_MS", "UNIX_US", "UNIX_NS", "TAI64N"} {
		if strings.EqualFold(layout, name) {
			return fmt.Errorf("time layout %q is unknown: write %q", layout, name)
		}
	}
	hint := "put literal text in single quotes, as in \"yyyy-MM-dd'T'HH:mm\""
	switch t.letter {
	case 'X', 'x', 'O', 'V', 'v':
		hint = "for an offset use \"Z\", for a zone's name \"ZZZ\""
	case 'u':
		hint = "for the year use \"yyyy\""
	case 'L':
		hint = "for the month use \"MM\" or \"MMM\""
	case 'n', 'N', 'A', 'f':
		hint = "for fractions of a second use \"S\", as often as there are digits"
	}
	return fmt.Errorf("time layout %q: %q at character %d is no letter of a layout: %s", layout, string(t.letter), t.at+1, hint)
}
