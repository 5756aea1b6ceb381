package redact

import (
	"net/netip"
	"strings"
)

// Bounds of addresses (RFC 5321, RFC 1035, RFC 4291).
const (
	maxLocal  = 64
	maxDomain = 253
	maxIPv6   = 45
)

var localPart = marked("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.")

// emailAt finds the address around the @ at i; it does not reach back before last.
func emailAt(s string, i, last int) place {
	start := i
	for start > last && i-start < maxLocal && (localPart[s[start-1]] || s[start-1] >= 0x80) {
		start--
	}
	for start < i && !word[s[start]] && s[start] < 0x80 {
		start++ // quotes, slashes and the like in front of it
	}
	if cut := strings.LastIndexAny(s[start:i], "=/&?'`{|}"); cut >= 0 {
		start += cut + 1 // more likely text around it than part of it
	}
	if end := domainEnd(s, i+1); end > 0 && start < i && s[i-1] != '.' {
		return place{start, end, email}
	}
	return place{}
}

// domainEnd returns the end of the name of at least two labels that begins at i, 0 if there is none.
func domainEnd(s string, i int) int {
	end, label := 0, i
	for j := i; j <= len(s) && j-i <= maxDomain; j++ {
		if j < len(s) && (digit(s[j]) || letter(s[j]) || s[j] >= 0x80 || s[j] == '-' && j > label) {
			continue
		}
		stop := j
		for stop > label && s[stop-1] == '-' {
			stop--
		}
		if label > i && stop-label >= 2 && !digit(s[label]) {
			end = stop
		}
		if j == label || stop < j || j == len(s) || s[j] != '.' {
			break
		}
		label = j + 1
	}
	return end
}

// ipv4End returns the end of the address that begins at i, 0 if there is none.
func ipv4End(s string, i int) int {
	if i > 1 && s[i-1] == '.' && digit(s[i-2]) {
		return 0
	}
	j := i
	for part := 0; ; part++ {
		from, n := j, 0
		for j < len(s) && j-from < 3 && digit(s[j]) {
			n = n*10 + int(s[j]-'0')
			j++
		}
		if j == from || n > 255 {
			return 0
		}
		if part == 3 {
			break
		}
		if j == len(s) || s[j] != '.' {
			return 0
		}
		j++
	}
	if continued(s, j) {
		return 0
	}
	return j
}

// ipv6At finds the address whose first colon stands at i.
func ipv6At(s string, i, last int) place {
	start := i
	for start > last && i-start < 5 && hexadecimal[s[start-1]] {
		start--
	}
	if i-start > 4 || start > 0 && (word[s[start-1]] || s[start-1] == ':' || s[start-1] == '.') {
		return place{}
	}
	end, colons, double, digits := start, 0, false, false
	for end < len(s) && end-start <= maxIPv6 && (hexadecimal[s[end]] || s[end] == ':' || s[end] == '.') {
		switch c := s[end]; {
		case c == ':':
			colons++
			double = double || end > start && s[end-1] == ':'
		case digit(c):
			digits = true
		}
		end++
	}
	for end > i+1 && (s[end-1] == '.' || s[end-1] == ':' && s[end-2] != ':') {
		end--
	}
	// Times of day have colons too: only what can be an address is worth parsing.
	if !digits || !double && colons < 6 || end < len(s) && word[s[end]] {
		return place{}
	}
	if _, err := netip.ParseAddr(s[start:end]); err != nil {
		return place{}
	}
	return place{start, end, ip}
}
