package expr

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/headgate/headgate/event"
)

func parseFunctions() []function {
	return []function{
		{
			name: "parseurl", params: []param{text("url")}, result: kObject, call1: parseURL,
			summary: "The parts of a URL under their ECS names: scheme, username, password, domain, port, path, extension, query, fragment. Parts that it lacks are left out.",
			example: `parseurl("https://example.com:8080/a/b.css?x=1")`,
			want:    `{"scheme":"https","domain":"example.com","port":8080,"path":"/a/b.css","extension":"css","query":"x=1"}`,
		},
		{
			name: "parsekv", params: []param{text("text"), text("field_split"), text("value_split")}, optional: 2, result: kObject, call: parseKV,
			summary: "An object of key=value pairs; values in quotes may hold anything. Pairs are split at blanks and keys at = unless other texts are given.",
			example: `parsekv("level=info msg=\"all is well\"")`, want: `{"level":"info","msg":"all is well"}`,
		},
		{
			name: "parsebytes", params: []param{text("text")}, result: kNumber, call1: parseBytes,
			summary: "The number of bytes in a size such as \"4KiB\", \"1.5 GB\" or \"512\".", example: `parsebytes("4KiB")`, want: `4096`,
		},
	}
}

func parseURL(e *Env, s *site, v event.Value) event.Value {
	u, err := url.Parse(textOf(v))
	if err != nil {
		if inner, ok := err.(*url.Error); ok { //nolint:errorlint // url.Parse gives it unwrapped
			err = inner.Err
		}
		return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, err: err})
	}
	o := e.arena.NewObjectSize(8)
	set := func(name, text string) {
		if text != "" {
			o.Add(e.arena, event.ConfigKey(name), event.String(text))
		}
	}
	set("scheme", u.Scheme)
	set("username", u.User.Username())
	password, _ := u.User.Password()
	set("password", password)
	set("domain", u.Hostname())
	if port, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		o.Add(e.arena, event.ConfigKey("port"), event.Int(int64(port)))
	}
	set("path", pathOf(u))
	set("extension", strings.TrimPrefix(path.Ext(u.Path), "."))
	set("query", u.RawQuery)
	set("fragment", u.Fragment)
	return event.ObjectValue(o)
}

func pathOf(u *url.URL) string {
	if u.Opaque != "" {
		return u.Opaque
	}
	return u.EscapedPath()
}

// maxPairs bounds the fields that parsekv makes.
const maxPairs = event.MaxFields

func parseKV(e *Env, s *site, args []event.Value) event.Value {
	between, is := " ", "="
	if len(args) > 1 {
		between = textOf(args[1])
	}
	if len(args) > 2 {
		is = textOf(args[2])
	}
	if between == "" || is == "" {
		return e.fail(Failure{site: s, code: failValue, arg: "the separator is", value: event.String(""), note: "it can't be empty"})
	}
	o := e.arena.NewObject()
	for rest := textOf(args[0]); rest != ""; {
		var key, val string
		var ok bool
		key, val, rest, ok = nextPair(rest, between, is)
		if !ok {
			continue
		}
		if o.Len() >= maxPairs {
			return e.fail(Failure{site: s, code: failTooLong, note: strconv.Itoa(maxPairs) + " pairs"})
		}
		o.Set(e.arena, event.Intern(key), event.String(val))
	}
	return event.ObjectValue(o)
}

// nextPair takes one pair from the front; ok is false for a piece that is none.
func nextPair(s, between, is string) (key, val, rest string, ok bool) {
	piece, rest, _ := strings.Cut(s, between)
	key, val, ok = strings.Cut(piece, is)
	key = strings.TrimSpace(key)
	if !ok || key == "" {
		return "", "", rest, false
	}
	from := len(piece) - len(val)
	if val == "" || val[0] != '"' && val[0] != '\'' {
		return key, strings.TrimSpace(val), rest, true
	}
	quoted, end := unquote(s[from:])
	if end < 0 {
		return key, val, rest, true
	}
	_, rest, _ = strings.Cut(s[from+end:], between)
	return key, quoted, rest, true
}

// unquote reads a quoted text at the front and returns where it ends, -1 if it is not closed. A
// backslash takes the next character as it is.
func unquote(s string) (text string, end int) {
	i := strings.IndexByte(s[1:], s[0]) + 1
	if i > 0 && !strings.Contains(s[:i], `\`) {
		return s[1:i], i + 1
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			return b.String(), i + 1
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", -1
}

// sizeUnits are factors by the unit in small letters.
var sizeUnits = map[string]float64{
	"": 1, "b": 1, "k": 1000, "kb": 1000, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12, "p": 1e15, "pb": 1e15,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40, "pib": 1 << 50, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30, "ti": 1 << 40, "pi": 1 << 50,
}

func parseBytes(e *Env, s *site, v event.Value) event.Value {
	t := strings.TrimSpace(textOf(v))
	end := strings.IndexFunc(t, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(t)
	}
	n, ok := parseNumber(t[:end])
	factor, known := sizeUnits[strings.ToLower(strings.TrimSpace(t[end:]))]
	if !ok || !known {
		return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, note: "write a size such as \"512\", \"4KiB\" or \"1.5GB\""})
	}
	return floatValue(n.float() * factor)
}
