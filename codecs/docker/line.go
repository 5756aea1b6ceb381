package docker

import (
	"fmt"
	"strings"

	"github.com/headgate/headgate/codecs/internal/partial"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
)

// split finds the text of the message in a line, without decoding it. A message ends with a newline;
// Docker breaks longer ones after 16 KiB.
func split(line string) (p partial.Part, ok bool) {
	i := blanks(line, 0)
	if i == len(line) || line[i] != '{' {
		return p, false
	}
	for i++; ; i++ {
		name, at := key(line, i)
		if at < 0 {
			return p, false
		}
		end := value(line, at)
		if end < 0 {
			return p, false
		}
		switch text := line[at] == '"'; {
		case text && name == "log":
			p.From, p.To = at+1, end-1
		case text && name == "stream" && line[at+1:end-1] == "stderr":
			p.Stream = 1
		}
		if i = blanks(line, end); i == len(line) || line[i] != ',' {
			break
		}
	}
	p.Last = endsWithNewline(line[p.From:p.To])
	return p, p.From > 0
}

func blanks(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

// key reads a name and the colon, and returns where the value begins, or -1.
func key(s string, i int) (name string, at int) {
	i = blanks(s, i)
	end := text(s, i)
	if end < 0 {
		return "", -1
	}
	if at = blanks(s, end); at == len(s) || s[at] != ':' {
		return "", -1
	}
	if at = blanks(s, at+1); at == len(s) {
		return "", -1
	}
	return s[i+1 : end-1], at
}

// text returns where the string ends that begins at i, behind its quote, or -1.
func text(s string, i int) int {
	if i >= len(s) || s[i] != '"' {
		return -1
	}
	for i++; ; i++ {
		n := strings.IndexByte(s[i:], '"')
		if n < 0 {
			return -1
		}
		if start := i; !escaped(s[start : start+n]) {
			return i + n + 1
		}
		i += n
	}
}

// escaped reports whether what follows s is escaped: s ends with an odd number of backslashes.
func escaped(s string) bool {
	n := len(s) - len(strings.TrimRight(s, `\`))
	return n%2 == 1
}

// value returns where the value ends that begins at i, or -1.
func value(s string, i int) int {
	if s[i] == '"' {
		return text(s, i)
	}
	for depth := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			if i = text(s, i); i < 0 {
				return -1
			}
			i--
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

// endsWithNewline reports whether JSON text ends with an escaped newline.
func endsWithNewline(s string) bool {
	return strings.HasSuffix(s, `\n`) && escaped(s[:len(s)-1])
}

// shorten cuts JSON text without breaking an escape in two.
func shorten(s string, most int) string {
	cut := 0
	for i := 0; i < len(s); {
		n := 1
		if s[i] == '\\' && i+1 < len(s) {
			if n = 2; s[i+1] == 'u' {
				n = 6
			}
		}
		if i += n; i > most {
			break
		}
		cut = i
	}
	return event.CutUTF8(s, cut)
}

func trimNewline(s string) string {
	if t, ok := strings.CutSuffix(s, "\n"); ok {
		return strings.TrimSuffix(t, "\r")
	}
	return s
}

func setTime(e *event.Event, v event.Value) error {
	if v.IsNull() {
		return nil
	}
	s, _ := v.AsString()
	t, nanos, ok := timefmt.ParseRFC3339(s)
	switch {
	case !ok:
		return fmt.Errorf("docker: \"time\" is %q: expected a time as in RFC 3339", event.CutUTF8(s, quoteMax))
	case nanos:
		e.SetTimestamp(event.TimeNanos(t))
	default:
		e.SetTimestamp(event.Time(t))
	}
	return nil
}
