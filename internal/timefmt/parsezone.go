package timefmt

import "time"

// zoneOffset reads "Z", "+02", "+0200", "+02:00" and, as Joda does, seconds behind them.
func (p *parser) zoneOffset() {
	if p.i < len(p.s) && p.s[p.i]|0x20 == 'z' {
		p.i++
		p.store(opOffset, 0)
		return
	}
	seconds, n := scanOffset(p.s[p.i:])
	if n == 0 {
		p.fail("offset such as +0200")
		return
	}
	p.i += n
	p.store(opOffset, seconds)
}

// scanOffset reads a signed offset at the start of s and returns its seconds and length; length 0 means none.
func scanOffset(s string) (seconds, n int) {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0, 0
	}
	hours, ok := twoDigits(s, 1)
	if !ok || hours > 23 {
		return 0, 0
	}
	seconds, n = hours*3600, 3
	colon := n < len(s) && s[n] == ':'
	for _, unit := range [...]int{60, 1} {
		at := n
		if colon {
			if at >= len(s) || s[at] != ':' {
				break
			}
			at++
		}
		v, ok := twoDigits(s, at)
		if !ok || v > 59 {
			if at < len(s) && s[at]-'0' <= 9 {
				return 0, 0
			}
			break
		}
		seconds += v * unit
		n = at + 2
	}
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, n
}

func twoDigits(s string, i int) (int, bool) {
	if i+2 > len(s) {
		return 0, false
	}
	a, b := s[i]-'0', s[i+1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

// zoneID reads a zone's name, or an offset in its place.
func (p *parser) zoneID() {
	if p.i < len(p.s) && (p.s[p.i] == '+' || p.s[p.i] == '-') {
		p.zoneOffset()
		return
	}
	end := p.i
	for end < len(p.s) && isZoneByte(p.s[end]) {
		end++
	}
	name := p.s[p.i:end]
	switch seconds, known := abbreviation(name); {
	case known:
		p.store(opOffset, seconds)
	default:
		if p.zone = p.l.zones.get(name); p.zone == nil {
			p.fail("known time zone")
			return
		}
	}
	p.i = end
}

func isZoneByte(c byte) bool {
	return isLetter(c) || c-'0' <= 9 || c == '/' || c == '_' || c == '+' || c == '-'
}

// abbreviation knows the short names whose offset is certain: those of universal time and those that RFC 2822,
// section 4.3, fixes.
func abbreviation(name string) (seconds int, ok bool) {
	switch name {
	case "UTC", "GMT", "UT", "Z", "z":
		return 0, true
	case "EDT":
		return -4 * 3600, true
	case "EST", "CDT":
		return -5 * 3600, true
	case "CST", "MDT":
		return -6 * 3600, true
	case "MST", "PDT":
		return -7 * 3600, true
	case "PST":
		return -8 * 3600, true
	}
	return 0, false
}

func (p *parser) now() time.Time {
	if p.o.Now.IsZero() {
		p.o.Now = time.Now()
	}
	if p.o.Zone == nil {
		return p.o.Now.UTC()
	}
	return p.o.Now.In(p.o.Zone)
}
