package expr

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

// textFunctions change a text as a whole.
func textFunctions() []function {
	t := []param{text("text")}
	return []function{
		{
			name: "upper", params: t, result: kString, call1: mapCase('a', 'A', strings.ToUpper),
			summary: "The text in capital letters.", example: `upper("abc")`, want: `"ABC"`,
		},
		{
			name: "lower", params: t, result: kString, call1: mapCase('A', 'a', strings.ToLower),
			summary: "The text in small letters.", example: `lower("ABC")`, want: `"abc"`,
		},
		{
			name: "title", params: t, result: kString, call1: mapText(toTitle),
			summary: "The text with a capital letter at the start of each word.", example: `title("hello world")`, want: `"Hello World"`,
		},
		{
			name: "trimspace", params: t, result: kString, call1: mapText(strings.TrimSpace),
			summary: "The text without blanks and line ends at both ends.", example: `trimspace("  a b ")`, want: `"a b"`,
		},
		{
			name: "chomp", params: t, result: kString, call1: mapText(func(s string) string { return strings.TrimRight(s, "\r\n") }),
			summary: "The text without line ends at its end.", example: `chomp("line\n")`, want: `"line"`,
		},
		{
			name: "strrev", params: t, result: kString, call1: mapText(reverseText),
			summary: "The characters in reverse order.", example: `strrev("abc")`, want: `"cba"`,
		},
		{
			name: "trim", params: []param{text("text"), text("characters")}, result: kString, call2: mapText2(strings.Trim),
			summary: "The text without any of the characters at both ends.", example: `trim("[a]", "[]")`, want: `"a"`,
		},
		{
			name: "trimprefix", params: []param{text("text"), text("prefix")}, result: kString, call2: mapText2(strings.TrimPrefix),
			summary: "The text without the prefix, if it starts with it.", example: `trimprefix("app-web", "app-")`, want: `"web"`,
		},
		{
			name: "trimsuffix", params: []param{text("text"), text("suffix")}, result: kString, call2: mapText2(strings.TrimSuffix),
			summary: "The text without the suffix, if it ends with it.", example: `trimsuffix("a.log", ".log")`, want: `"a"`,
		},
		{
			name: "basename", params: []param{text("path")}, result: kString, call1: mapText(path.Base),
			summary: "The last part of a path.", example: `basename("/var/log/app.log")`, want: `"app.log"`,
		},
		{
			name: "dirname", params: []param{text("path")}, result: kString, call1: mapText(path.Dir),
			summary: "The folder of a path.", example: `dirname("/var/log/app.log")`, want: `"/var/log"`,
		},
		{
			name: "indent", params: []param{whole("spaces"), text("text")}, result: kString, call2: indent,
			summary: "The text with blanks put before every line but the first.", example: `indent(2, "a\nb")`, want: `"a\n  b"`,
		},
	}
}

func mapText(f func(string) string) func(*Env, *site, event.Value) event.Value {
	return func(_ *Env, _ *site, v event.Value) event.Value {
		s, _ := v.AsString()
		return event.String(f(s))
	}
}

func mapText2(f func(s, t string) string) func(*Env, *site, event.Value, event.Value) event.Value {
	return func(_ *Env, _ *site, v, w event.Value) event.Value {
		s, _ := v.AsString()
		t, _ := w.AsString()
		return event.String(f(s, t))
	}
}

// mapCase takes the short way for text that is ASCII, and none for text that needs no change.
func mapCase(from, to byte, full func(string) string) func(*Env, *site, event.Value) event.Value {
	return func(e *Env, _ *site, v event.Value) event.Value {
		s, _ := v.AsString()
		first := -1
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf {
				return event.String(full(s))
			}
			if first < 0 && s[i] >= from && s[i] < from+26 {
				first = i
			}
		}
		if first < 0 {
			return v
		}
		b := append(e.arena.Begin(len(s)), s...)
		for i := first; i < len(b); i++ {
			if b[i] >= from && b[i] < from+26 {
				b[i] = b[i] - from + to
			}
		}
		return e.text(b)
	}
}

// toTitle makes the first letter of each word a capital; words end at anything but letters, digits,
// underscores and apostrophes, as in Terraform.
func toTitle(s string) string {
	prev := ' '
	return strings.Map(func(r rune) rune {
		start := !unicode.IsLetter(prev) && !unicode.IsDigit(prev) && prev != '_' && prev != '\''
		prev = r
		if start {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

func reverseText(s string) string {
	b := make([]byte, len(s))
	at := len(s)
	for s != "" {
		n := firstCharacter(s)
		at -= n
		copy(b[at:], s[:n])
		s = s[n:]
	}
	return string(b)
}

// maxIndent bounds the blanks that indent puts before a line.
const maxIndent = 256

func indent(e *Env, s *site, v, w event.Value) event.Value {
	n, _ := v.AsInt()
	t, _ := w.AsString()
	if n < 0 || n > maxIndent {
		return e.fail(Failure{site: s, code: failValue, arg: "the number of spaces is", value: v, note: "use 0 to 256"})
	}
	if len(t)+strings.Count(t, "\n")*int(n) > maxText {
		return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
	}
	return event.String(strings.ReplaceAll(t, "\n", "\n"+strings.Repeat(" ", int(n))))
}
