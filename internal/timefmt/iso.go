package timefmt

// iso reads what Logstash accepts as ISO8601 beyond RFC 3339: a date alone, by month, week or day of the year; a blank for
// the "T"; a comma before the fraction; no seconds, no minutes, no zone; offsets without a colon or behind a blank; and
// the basic form without separators.
func (p *parser) iso() {
	start := p.i
	v, n := p.digits(8)
	if n == 8 || n == 7 {
		p.basicDate(v, n)
	} else {
		p.i = start
		p.isoDate()
	}
	if p.want != "" || p.i == len(p.s) {
		return
	}
	switch p.s[p.i] {
	case 'T', 't', ' ':
		p.i++
	default:
		p.fail("\"T\" or blank before the time")
		return
	}
	p.isoTime()
	p.isoZone()
}

func (p *parser) basicDate(v, n int) {
	if n == 7 {
		p.store(opYear, v/1000)
		p.store(opDayOfYear, v%1000)
		return
	}
	p.store(opYear, v/10000)
	p.store(opMonth, v/100%100)
	p.store(opDay, v%100)
}

// fixed reads exactly n digits.
func (p *parser) fixed(n int, code opCode) {
	start := p.i
	v, got := p.digits(n)
	if got != n {
		p.i = start
		p.fail(code.String())
		return
	}
	p.store(code, v)
}

func (p *parser) next(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) isoDate() {
	p.fixed(4, opYear)
	if p.want != "" || !p.next('-') {
		return
	}
	if p.next('W') {
		p.store(opWeekYear, p.get(opYear))
		p.set &^= 1 << opYear
		p.fixed(2, opWeek)
		if p.next('-') {
			p.fixed(1, opWeekday)
		}
		return
	}
	v, n := p.digits(3)
	switch n {
	case 3:
		p.store(opDayOfYear, v)
		return
	case 0:
		p.fail("month")
		return
	}
	p.store(opMonth, v)
	if p.next('-') {
		d, n := p.digits(2)
		if n == 0 {
			p.fail("day")
			return
		}
		p.store(opDay, d)
	}
}

func (p *parser) isoTime() {
	start := p.i
	v, n := p.digits(6)
	switch n {
	case 6:
		p.store(opHour, v/10000)
		p.store(opMinute, v/100%100)
		p.store(opSecond, v%100)
	case 4:
		p.store(opHour, v/100)
		p.store(opMinute, v%100)
	case 1, 2:
		p.store(opHour, v)
		if p.next(':') {
			p.fixed(2, opMinute)
			if p.want == "" && p.next(':') {
				p.fixed(2, opSecond)
			}
		}
	default:
		p.i = start
		p.fail("hour")
	}
	if p.want == "" && (p.next('.') || p.next(',')) {
		p.isoFraction()
	}
}

func (p *parser) isoFraction() {
	frac, end := nanoDigits(p.s, p.i)
	if end == 0 {
		p.fail("fraction of a second")
		return
	}
	p.store(opFraction, frac)
	p.i = end
}

func (p *parser) isoZone() {
	if p.want != "" || p.i == len(p.s) {
		return
	}
	p.next(' ')
	if rest := p.s[p.i:]; rest == "UTC" || rest == "GMT" {
		p.i += 3
		p.store(opOffset, 0)
		return
	}
	p.zoneOffset()
}
