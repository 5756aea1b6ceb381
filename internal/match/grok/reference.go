package grok

import (
	"strings"
)

// reference is one %{NAME:field:type} as written.
type reference struct {
	text       string // all of it
	name       string
	field      string // empty if there is none
	kind       string // type as written
	definition string // of %{NAME=definition}
	inline     bool   // definition counts
}

// nameLength returns the length of the pattern name at the begin of s.
func nameLength(s string) int {
	for i := range len(s) {
		if c := s[i]; !wordByte(c) && c != '.' && c != '-' {
			return i
		}
	}
	return len(s)
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func fieldByte(c byte) bool { return wordByte(c) || strings.IndexByte("@[].-", c) >= 0 }

// parseReference reads the reference at the begin of s, which starts with "%{". What stands between the name and the
// brace and is neither a field nor a definition is ignored, as in Logstash: %{NAGIOSLOGLINE - CURRENT HOST STATE}.
func parseReference(s string, known func(string) bool) (reference, *SyntaxError) {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return reference{}, &SyntaxError{Reason: "%{ without }"}
	}
	ref := reference{text: s[:end+1]}
	body := s[2:end]
	n := nameLength(body)
	if !known(body[:n]) { // A-B is the name A with a comment, unless there is a name A-B
		for n = 0; n < len(body) && wordByte(body[n]); n++ {
		}
	}
	if n == 0 {
		return ref, &SyntaxError{Reason: `%{ without a pattern name: write %{NAME} or %{NAME:field}, and \%\{ for the text`}
	}
	ref.name = body[:n]
	rest := body[n:]
	if field, ok := strings.CutPrefix(rest, ":"); ok {
		rest = field
		for rest != "" && fieldByte(rest[0]) {
			rest = rest[1:]
		}
		ref.field = field[:len(field)-len(rest)]
		rest = ref.takeType(rest)
	}
	if definition, ok := strings.CutPrefix(rest, "="); ok {
		ref.definition, ref.inline = definition, true
	}
	return ref, checkField(ref.field)
}

// takeType reads :type and returns what follows.
func (r *reference) takeType(rest string) string {
	kind, ok := strings.CutPrefix(rest, ":")
	if !ok || r.field == "" {
		return rest
	}
	n := 0
	for n < len(kind) && wordByte(kind[n]) {
		n++
	}
	r.kind = kind[:n]
	return kind[n:]
}

// checkField rejects names whose brackets do not pair.
func checkField(name string) *SyntaxError {
	if !strings.ContainsAny(name, "[]") {
		return nil
	}
	for rest := name; rest != ""; {
		end := strings.IndexByte(rest, ']')
		if rest[0] != '[' || end < 2 || strings.IndexByte(rest[1:end], '[') >= 0 {
			return &SyntaxError{Reason: "field name " + name + " is not valid: write [a][b]"}
		}
		rest = rest[end+1:]
	}
	return nil
}

// Types of a field.
const (
	TypeString = "string"
	TypeInt    = "int"
	TypeFloat  = "float"
)

// typeOf returns the type that a reference asks for.
func typeOf(kind string) (string, *SyntaxError) {
	switch kind {
	case "", TypeString:
		return TypeString, nil
	case TypeInt, "long":
		return TypeInt, nil
	case TypeFloat, "double":
		return TypeFloat, nil
	}
	return "", &SyntaxError{Reason: "type " + kind + " is unknown: use int, float or string"}
}
