package expr

import (
	"strings"
	"unicode/utf8"

	"github.com/apparentlymart/go-textseg/v17/textseg"

	"github.com/headgate/headgate/event"
)

// partFunctions look at, take or exchange parts of a text.
func partFunctions() []function {
	return []function{
		{
			name: "startswith", params: []param{text("text"), text("prefix")}, result: kBool, call2: testText(strings.HasPrefix),
			summary: "Whether the text starts with the prefix.", example: `startswith("/health/live", "/health")`, want: `true`,
		},
		{
			name: "endswith", params: []param{text("text"), text("suffix")}, result: kBool, call2: testText(strings.HasSuffix),
			summary: "Whether the text ends with the suffix.", example: `endswith("app.log", ".log")`, want: `true`,
		},
		{
			name: "strcontains", params: []param{text("text"), text("part")}, result: kBool, call2: testText(strings.Contains),
			summary: "Whether the part stands in the text.", example: `strcontains("an error", "err")`, want: `true`,
		},
		{
			name: "substr", params: []param{text("text"), whole("offset"), whole("length")}, result: kString, call: substr,
			summary: "So many characters from an offset on; a negative offset counts from the end, length -1 takes the rest.",
			example: `substr("hello", 1, 3)`, want: `"ell"`,
		},
		{
			name: "split", params: []param{text("separator"), text("text")}, result: kList, call2: split,
			summary: "The parts of the text between separators.", example: `split(",", "a,b")`, want: `["a","b"]`,
		},
		{
			name: "join", params: []param{text("separator"), list("list")}, rest: new(list("list")), result: kString, call: join,
			summary: "The elements of the lists as one text, with separators between them.", example: `join("-", ["a", 1])`, want: `"a-1"`,
		},
	}
}

func testText(f func(s, t string) bool) func(*Env, *site, event.Value, event.Value) event.Value {
	return func(_ *Env, _ *site, v, w event.Value) event.Value {
		s, _ := v.AsString()
		t, _ := w.AsString()
		return event.Bool(f(s, t))
	}
}

// firstCharacter is the number of bytes of what a reader takes for the first character of a text.
func firstCharacter(s string) int {
	if len(s) > 1 && s[0] < utf8.RuneSelf && s[1] < utf8.RuneSelf && s[0] != '\r' {
		return 1
	}
	n, _, err := textseg.ScanGraphemeClusters([]byte(s[:min(len(s), maxCharacter)]), true)
	if err != nil || n <= 0 {
		return 1
	}
	return n
}

// maxCharacter bounds the bytes of one character: a letter with any number of marks.
const maxCharacter = 256

// characters counts the characters of a text.
func characters(s string) int {
	n := 0
	for i := 0; i < len(s); n++ {
		i += firstCharacter(s[i:])
	}
	return n
}

// skipCharacters is the offset behind so many characters.
func skipCharacters(s string, n int64) int {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		at += firstCharacter(s[at:])
	}
	return at
}

func substr(e *Env, s *site, args []event.Value) event.Value {
	t, _ := args[0].AsString()
	offset, _ := args[1].AsInt()
	length, _ := args[2].AsInt()
	if length < -1 {
		return e.fail(Failure{site: s, code: failValue, arg: "the length is", value: args[2], note: "use 0 or more, or -1 for the rest"})
	}
	if offset < 0 {
		offset = max(0, offset+int64(characters(t)))
	}
	t = t[skipCharacters(t, offset):]
	if length >= 0 {
		t = t[:skipCharacters(t, length)]
	}
	return event.String(t)
}

func split(e *Env, _ *site, v, w event.Value) event.Value {
	sep, _ := v.AsString()
	s, _ := w.AsString()
	base := len(e.stack)
	if sep == "" {
		for s != "" {
			n := firstCharacter(s)
			e.stack = append(e.stack, event.String(s[:n]))
			s = s[n:]
		}
		return e.popList(base)
	}
	for {
		i := strings.Index(s, sep)
		if i < 0 {
			e.stack = append(e.stack, event.String(s))
			return e.popList(base)
		}
		e.stack = append(e.stack, event.String(s[:i]))
		s = s[i+len(sep):]
	}
}

func join(e *Env, s *site, args []event.Value) event.Value {
	sep, _ := args[0].AsString()
	size := 0
	for _, l := range args[1:] {
		size += sizeHint(l) + len(sep)*len(l.AsArray())
	}
	if size > maxText {
		return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
	}
	b, first := e.arena.Begin(size), true
	for _, l := range args[1:] {
		for _, v := range l.AsArray() {
			if !first {
				b = append(b, sep...)
			}
			first = false
			b = appendText(b, v)
		}
	}
	return e.text(b)
}
