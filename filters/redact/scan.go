package redact

// What a byte may be the beginning, or the middle, of.
const (
	digitStarts = 1 << iota // card, IPv4
	atSign                  // email
	colon                   // IPv6, secret
	equals                  // secret
	upperStarts             // iban
	tokenStarts             // secret
	dashStarts              // private key
	inWordToo   = atSign | colon | equals | dashStarts
)

// scanner finds all kinds in one pass: it stops at the few bytes that one of them can be told by and
// looks closer there. It is immutable.
type scanner struct {
	on       [builtin]bool
	triggers [256]uint8
	idle     bool // nothing is looked for
}

func newScanner(on [builtin]bool) *scanner {
	s := &scanner{on: on, idle: on == [builtin]bool{}}
	mark := func(chars string, trigger uint8) {
		for _, c := range []byte(chars) {
			s.triggers[c] |= trigger
		}
	}
	if on[card] || on[ip] {
		mark("0123456789", digitStarts)
	}
	if on[email] {
		mark("@", atSign)
	}
	if on[ip] {
		mark(":", colon)
	}
	if on[iban] {
		mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", upperStarts)
	}
	if on[secret] {
		mark(":", colon)
		mark("=", equals)
		mark("-", dashStarts)
		for c, list := range tokens {
			if len(list) > 0 {
				s.triggers[c] |= tokenStarts
			}
		}
		mark("Bb", tokenStarts)
	}
	return s
}

// find appends the places in a text, in order.
func (s *scanner) find(text string, found []place) []place {
	if s.idle {
		return found
	}
	last := 0 // end of the last place
	for i := 0; i < len(text); {
		t := s.triggers[text[i]]
		if t == 0 {
			i++
			continue
		}
		if t&inWordToo == 0 && i > 0 && word[text[i-1]] {
			i++
			continue
		}
		p, next := s.look(text, i, last, t)
		if p.end > p.start {
			found = append(found, p)
			last = p.end
			next = p.end
		}
		i = next
	}
	return found
}

// look tries what may be at i, and returns the place or where to go on. Before last all is hidden
// already.
func (s *scanner) look(text string, i, last int, t uint8) (p place, next int) {
	switch {
	case t&digitStarts != 0:
		return s.digits(text, i)
	case t&atSign != 0:
		return emailAt(text, i, last), i + 1
	case t&colon != 0:
		return s.colonAt(text, i, last), i + 1
	case t&equals != 0:
		return secretBehind(text, i, last), i + 1
	case t&dashStarts != 0:
		return privateKey(text, i), i + 1
	}
	if t&upperStarts != 0 {
		if end := ibanEnd(text, i); end > 0 {
			return place{i, end, iban}, end
		}
	}
	if t&tokenStarts != 0 {
		return tokenAt(text, i), i + 1
	}
	return place{}, i + 1
}

func (s *scanner) digits(text string, i int) (place, int) {
	run := i
	for run < len(text) && digit(text[run]) {
		run++
	}
	if s.on[ip] && run-i <= 3 && run < len(text) && text[run] == '.' {
		if end := ipv4End(text, i); end > 0 {
			return place{i, end, ip}, end
		}
	}
	if s.on[card] && run-i >= 4 {
		if end := cardEnd(text, i); end > 0 {
			return place{i, end, card}, end
		}
	}
	return place{}, run
}

func (s *scanner) colonAt(text string, i, last int) place {
	if s.on[ip] {
		if p := ipv6At(text, i, last); p.end > 0 {
			return p
		}
	}
	if s.on[secret] {
		if len(text) > i+2 && text[i+1] == '/' && text[i+2] == '/' {
			return userinfo(text, i+3)
		}
		return secretBehind(text, i, last)
	}
	return place{}
}

// word marks letters, digits and the underscore; hexadecimal marks the digits of IPv6.
var (
	word        = marked("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
	hexadecimal = marked("0123456789abcdefABCDEF")
)

func marked(chars string) (set [256]bool) {
	for _, c := range []byte(chars) {
		set[c] = true
	}
	return set
}

func digit(c byte) bool { return c-'0' <= 9 }

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
