package redact

import "strings"

// secretNames are how names end that stand for secrets, without what separates words in them.
var secretNames = []string{
	"password", "passwd", "pwd", "passphrase", "passcode", "secret", "token", "apikey", "accesskey", "secretkey",
	"privatekey", "authorization", "credential", "credentials",
}

// lastLetters are those that secret names end in.
var lastLetters = marked("dDeEtTnNyYlLsS")

// maxName bounds the bytes of a name that are looked at.
const maxName = 40

var nameChars = marked("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")

// isSecretName reports whether a value with the name is a secret.
func isSecretName(name string) bool {
	if name == "" || !lastLetters[name[len(name)-1]] {
		return false
	}
	var buf [maxName]byte
	b := buf[:0]
	for i := max(0, len(name)-maxName); i < len(name); i++ {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != '_' && c != '-' && c != '.' {
			b = append(b, c)
		}
	}
	for _, s := range secretNames {
		if len(b) >= len(s) && string(b[len(b)-len(s):]) == s {
			return true
		}
	}
	return false
}

// secretBehind finds the value behind the colon or equals sign at i, if the name in front of it is that
// of a secret: password=x, "token": "x", Authorization: Bearer x.
func secretBehind(s string, i, last int) place {
	name := nameBefore(s, i, last)
	if !isSecretName(name) {
		return place{}
	}
	start, end := valueBehind(s, i+1)
	if start == end {
		return place{}
	}
	return place{start, end, secret}
}

// nameBefore returns the name that ends before i, without blanks and quotes.
func nameBefore(s string, i, last int) string {
	for i > last && s[i-1] == ' ' {
		i--
	}
	if i > last && (s[i-1] == '"' || s[i-1] == '\'') {
		i--
		if i > last && s[i-1] == '\\' {
			i--
		}
	}
	end := i
	for i > last && end-i < maxName && nameChars[s[i-1]] {
		i--
	}
	return s[i:end]
}

// valueBehind returns where the value from i on begins and ends.
func valueBehind(s string, i int) (start, end int) {
	for i < len(s) && (s[i] == '=' || s[i] == '>' || s[i] == ':') {
		i++
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	for _, quote := range []string{`\"`, `"`, `'`} {
		if strings.HasPrefix(s[i:], quote) {
			return quoted(s, i+len(quote), quote)
		}
	}
	if i < len(s) && (s[i] == '{' || s[i] == '[') {
		return i, i
	}
	if n := schemeEnd(s, i); n > 0 {
		i = n
	}
	end = i
	for end < len(s) && !valueEnds[s[end]] {
		end++
	}
	return i, end
}

var valueEnds = marked(" \t\r\n,;&\"'<>(){}[]")

// quoted returns the value up to its closing quote, without the scheme in front of credentials.
func quoted(s string, i int, quote string) (start, end int) {
	start = i
	if n := schemeEnd(s, i); n > 0 {
		start = n
	}
	for end = start; end < len(s); end++ {
		if strings.HasPrefix(s[end:], quote) {
			return start, end
		}
		if s[end] == '\\' {
			end++ // what is escaped ends nothing
		}
	}
	return start, len(s)
}
