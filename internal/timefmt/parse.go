package timefmt

import (
	"fmt"
	"strings"
	"time"
)

// ParseOptions say what the text itself does not.
type ParseOptions struct {
	// Zone of a text that names none. Nil is UTC.
	Zone *time.Location
	// Now decides the year of a text without one: the current year, except that December seen in January is last year
	// and January seen in December is next year. The zero time is the clock's.
	Now time.Time
	// Locale of names of months and days, beside English. May be nil.
	Locale *Locale
}

// ParseError says where a text departs from its layout.
type ParseError struct {
	layout, text, want string
	at                 int
}

// Error formats the message only now, because most failures are never printed: another layout fits.
func (e *ParseError) Error() string {
	text := e.text
	if len(text) > 64 {
		text = strings.ToValidUTF8(text[:64], "") + "..."
	}
	if e.at < 0 {
		return fmt.Sprintf("parse time %q as %q: %s", text, e.layout, e.want)
	}
	return fmt.Sprintf("parse time %q as %q: no %s at character %d", text, e.layout, e.want, e.at+1)
}

// Parse reads the whole of s and gives Unix nanoseconds. It does not allocate unless it fails. The error is a
// *ParseError, which keeps s.
func (l *Layout) Parse(s string, o ParseOptions) (int64, error) {
	p := parser{s: s, l: l, o: o}
	switch l.special {
	case none:
		p.run()
	case iso8601:
		if nano, _, ok := ParseRFC3339(s); ok {
			return nano, nil
		}
		p.iso()
	case tai64n:
		return p.result(parseTAI64N(s))
	default:
		return p.result(parseEpoch(s, l.special.digits()))
	}
	if p.want == "" && p.i < len(s) {
		p.fail("end of the text")
	}
	if p.want != "" {
		return 0, &ParseError{l.source, s, p.want, p.at}
	}
	nano, problem := p.resolve()
	if problem != "" {
		return 0, &ParseError{l.source, s, problem, -1}
	}
	return nano, nil
}

func (p *parser) result(nano int64, problem string) (int64, error) {
	if problem != "" {
		return 0, &ParseError{p.l.source, p.s, problem, -1}
	}
	return nano, nil
}

type parser struct {
	s    string
	i    int
	l    *Layout
	o    ParseOptions
	want string // what was missing; empty while all is well
	at   int
	fields
}

func (p *parser) fail(want string) {
	if p.want == "" {
		p.want, p.at = want, p.i
	}
}

// run takes the steps of the layout. Numbers and single characters, which most layouts consist of, are handled here.
func (p *parser) run() {
	s, ops := p.s, p.l.ops
	for k := range ops {
		o, i := &ops[k], p.i
		switch {
		case o.code == opLiteral && i < len(s) && len(o.text) == 1 && s[i] == o.text[0]:
			p.i++
		case o.code >= opYear && o.code <= opSecond && i+1 < len(s) && o.max == 2 && s[i]-'0' <= 9 && s[i+1]-'0' <= 9:
			p.v[o.code] = int32(s[i]-'0')*10 + int32(s[i+1]-'0')
			p.set |= 1 << o.code
			p.i += 2
		default:
			p.step(o, k)
			if p.want != "" {
				return
			}
		}
	}
}

func (p *parser) step(o *op, k int) {
	switch o.code {
	case opLiteral:
		p.literal(o.text)
	case opSpace:
		p.blanks()
	case opMonthName:
		p.store(opMonth, p.name(k, false, "month's name"))
	case opWeekdayName:
		p.store(opWeekday, p.name(k, true, "day's name"))
	case opEra:
		p.era()
	case opHalf:
		p.halfDay()
	case opFraction:
		p.fraction(o)
	case opDotFraction:
		p.dotFraction(o)
	case opOffset:
		p.zoneOffset()
	case opZoneID, opZoneName:
		p.zoneID()
	case opEpoch:
		p.epochSeconds()
	case opYear2, opWeekYear2:
		p.year2(o)
	default:
		p.number(o)
	}
}

func (p *parser) literal(text string) {
	rest := p.s[p.i:]
	if len(rest) < len(text) || rest[:len(text)] != text && !strings.EqualFold(rest[:len(text)], text) {
		p.fail("\"" + text + "\"")
		return
	}
	p.i += len(text)
}

func (p *parser) blanks() {
	for p.i < len(p.s) && isBlank(p.s[p.i]) {
		p.i++
	}
}

// digits reads up to most digits and returns how many there were.
func (p *parser) digits(most int) (v, n int) {
	s := p.s[p.i:]
	if len(s) > most {
		s = s[:most]
	}
	for n < len(s) {
		c := s[n] - '0'
		if c > 9 {
			break
		}
		v = v*10 + int(c)
		n++
	}
	p.i += n
	return v, n
}

func (p *parser) number(o *op) {
	if o.opt {
		p.blanks()
	}
	negative := false
	if p.i < len(p.s) && (o.code == opYear || o.code == opWeekYear) {
		if c := p.s[p.i]; c == '-' || c == '+' {
			negative = c == '-'
			p.i++
		}
	}
	v, n := p.digits(int(o.max))
	if n == 0 {
		p.fail(o.code.String())
		return
	}
	if negative {
		v = -v
	}
	p.store(o.code, v)
}

// year2 reads a year of two digits; in Joda's letters any other number of digits is the full year.
func (p *parser) year2(o *op) {
	most := 2
	if o.opt {
		most = 9
	}
	start := p.i
	v, n := p.digits(most)
	if n == 0 || !o.opt && n < 2 {
		p.i = start
		p.fail("year of two digits")
		return
	}
	if n == 2 {
		v = p.century2(v)
	}
	if o.code == opWeekYear2 {
		p.store(opWeekYear, v)
		return
	}
	p.store(opYear, v)
	if n == 2 {
		p.set |= 1 << opYear2
	}
}

// century2 completes two digits: Joda takes the hundred years from 80 years ago on, POSIX those from 1969 on.
func (p *parser) century2(v int) int {
	if p.l.posix {
		if v < 69 {
			return 2000 + v
		}
		return 1900 + v
	}
	low := p.now().Year() - 80
	year := low - low%100 + v
	if year < low {
		year += 100
	}
	return year
}

func (p *parser) name(k int, days bool, want string) int {
	s := p.s[p.i:]
	index, n := matchEnglish(s, days)
	if p.o.Locale != nil {
		local, size, short := p.o.Locale.match(s, days)
		if size > 0 && size >= n {
			p.i += size
			if short && p.i < len(p.s) && p.s[p.i] == '.' && !p.dotFollows(k) {
				p.i++
			}
			return local
		}
	}
	if index == 0 {
		p.fail(want)
	}
	p.i += n
	return index
}

// dotFollows tells whether the layout itself has a dot behind step k, so that the dot is not the abbreviation's.
func (p *parser) dotFollows(k int) bool {
	ops := p.l.ops
	return k+1 < len(ops) && ops[k+1].code == opLiteral && ops[k+1].text[0] == '.'
}

func (p *parser) halfDay() {
	half := 0
	switch s := p.s[p.i:]; {
	case hasFold(s, "am"):
	case hasFold(s, "pm"):
		half = 1
	default:
		p.fail("AM or PM")
		return
	}
	p.store(opHalf, half)
	p.i += 2
}

func (p *parser) era() {
	s := p.s[p.i:]
	switch {
	case hasFold(s, "bce"):
		p.i += 3
		p.set |= 1 << opEra
	case hasFold(s, "bc"):
		p.i += 2
		p.set |= 1 << opEra
	case hasFold(s, "ad"), hasFold(s, "ce"):
		p.i += 2
	default:
		p.fail("AD or BC")
	}
}

// fraction reads up to the layout's number of digits, nine of which count.
func (p *parser) fraction(o *op) {
	v, n := p.digits(min(int(o.max), 9))
	if n == 0 {
		p.fail("fraction of a second")
		return
	}
	for k := n; k < 9; k++ {
		v *= 10
	}
	p.store(opFraction, v)
	if o.max >= 9 && n == 9 {
		p.moreDigits(int(o.max) - 9)
	}
}

func (p *parser) moreDigits(most int) {
	if most == 0 && p.l.posix {
		most = len(p.s)
	}
	for ; most > 0 && p.i < len(p.s) && p.s[p.i]-'0' <= 9; most-- {
		p.i++
	}
}

func (p *parser) dotFraction(o *op) {
	if p.i < len(p.s) && p.s[p.i] == '.' {
		p.i++
		p.fraction(o)
	}
}

func (p *parser) epochSeconds() {
	start := p.i
	if p.i < len(p.s) && (p.s[p.i] == '-' || p.s[p.i] == '+') {
		p.i++
	}
	if _, n := p.digits(18); n == 0 {
		p.i = start
		p.fail("number of seconds")
		return
	}
	nano, problem := parseEpoch(p.s[start:p.i], 0)
	if problem != "" {
		p.fail("number of seconds between 1678 and 2261")
	}
	p.epoch = nano
	p.set |= 1 << opEpoch
}
