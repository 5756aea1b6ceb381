package grok

import (
	"slices"
	"strconv"
	"strings"
)

// Limits on an expanded pattern.
const (
	maxExpanded = 1 << 20 // bytes
	maxNesting  = 64      // references inside each other
	maxFields   = 4096
)

// Field is a value that a pattern captures.
type Field struct {
	Slot    int    // in the spans of the pattern
	Name    string // as written
	Type    string // TypeString, TypeInt or TypeFloat
	Pattern string // name of the definition that captures it; empty for (?<name>...)
}

// expander replaces references by their definitions and names of groups by aliases f0, f1, ... of their own, so that any
// field name will do and the same one may come twice.
type expander struct {
	dict     *Dictionary
	allNames bool
	out      strings.Builder
	fields   []Field
	path     []string
}

// text expands src, the definition of in.
func (x *expander) text(src, in string) error {
	for i := 0; i < len(src); {
		rest := src[i:]
		var n int
		var err error
		switch {
		case rest[0] == '\\':
			n, err = x.escape(rest)
		case strings.HasPrefix(rest, "%{"):
			n, err = x.reference(rest, in, i)
		case rest[0] == '[':
			n = classLength(rest)
			x.out.WriteString(rest[:n])
		case captureName(rest) != "":
			n, err = x.capture(rest, in, i)
		default:
			n = 1
			x.out.WriteByte(rest[0])
		}
		if err != nil {
			return err
		}
		if x.out.Len() > maxExpanded {
			return &TooLargeError{What: "bytes", Limit: maxExpanded}
		}
		i += n
	}
	return nil
}

// escape copies a backslash sequence; a back-reference by name is given the alias of its group.
func (x *expander) escape(s string) (int, error) {
	if name, ok := strings.CutPrefix(s, `\k<`); ok {
		if end := strings.IndexByte(name, '>'); end > 0 {
			name = name[:end]
			for i, f := range slices.Backward(x.fields) {
				if f.Name == name {
					x.out.WriteString(`\k<` + alias(i) + `>`)
					return len(`\k<`) + end + 1, nil
				}
			}
		}
	}
	n := min(2, len(s))
	x.out.WriteString(s[:n])
	return n, nil
}

func alias(i int) string { return "f" + strconv.Itoa(i) }

// captureName returns the name of the (?<name>...) or (?P<name>...) at the begin of s.
func captureName(s string) string {
	name, ok := strings.CutPrefix(s, "(?<")
	if !ok {
		name, ok = strings.CutPrefix(s, "(?P<")
	}
	if !ok || name == "" || name[0] == '=' || name[0] == '!' {
		return ""
	}
	name, _, ok = strings.Cut(name, ">")
	if !ok {
		return ""
	}
	return name
}

func (x *expander) capture(s, in string, offset int) (int, error) {
	name := captureName(s)
	for i := range len(name) {
		if !fieldByte(name[i]) && name[i] != ':' {
			return 0, &SyntaxError{Reason: "field name " + name + " is not valid", In: in, Offset: offset}
		}
	}
	length := strings.IndexByte(s, '>') + 1
	name, kind, _ := strings.Cut(name, ":")
	if err := checkField(name); err != nil {
		err.In, err.Offset = in, offset
		return 0, err
	}
	return length, x.open(Field{Name: name, Type: kind}, in, offset)
}

// open begins a group for a field.
func (x *expander) open(f Field, in string, offset int) error {
	kind, syntax := typeOf(f.Type)
	if syntax != nil {
		syntax.In, syntax.Offset = in, offset
		return syntax
	}
	if len(x.fields) >= maxFields {
		return &TooLargeError{What: "fields", Limit: maxFields}
	}
	f.Type = kind
	x.out.WriteString("(?<" + alias(len(x.fields)) + ">")
	x.fields = append(x.fields, f)
	return nil
}

func (x *expander) reference(s, in string, offset int) (int, error) {
	ref, syntax := parseReference(s, x.known)
	if syntax != nil {
		syntax.In, syntax.Offset = in, offset
		return 0, syntax
	}
	definition, ok := ref.definition, ref.inline
	if !ok {
		definition, ok = x.dict.Lookup(ref.name)
	}
	if !ok {
		return 0, &UnknownPatternError{Name: ref.name, Suggestions: x.dict.suggest(ref.name), In: in, Offset: offset}
	}
	if err := x.enter(ref.name); err != nil {
		return 0, err
	}
	if err := x.group(ref, in, offset); err != nil {
		return 0, err
	}
	if err := x.text(definition, ref.name); err != nil {
		return 0, err
	}
	x.out.WriteByte(')')
	x.path = x.path[:len(x.path)-1]
	return len(ref.text), nil
}

func (x *expander) group(ref reference, in string, offset int) error {
	field := ref.field
	if field == "" && x.allNames {
		field = ref.name
	}
	if field == "" {
		x.out.WriteString("(?:")
		return nil
	}
	return x.open(Field{Name: field, Type: ref.kind, Pattern: ref.name}, in, offset)
}

func (x *expander) enter(name string) error {
	if slices.Contains(x.path, name) {
		return &RecursionError{Chain: append(slices.Clone(x.path), name)}
	}
	if len(x.path) >= maxNesting {
		return &TooLargeError{What: "references inside each other", Limit: maxNesting}
	}
	x.path = append(x.path, name)
	return nil
}

func (x *expander) known(name string) bool {
	_, ok := x.dict.Lookup(name)
	return ok
}

// classLength returns the length of the [...] at the begin of s, nested classes included. What is never closed has the
// length of its first bracket, so that the engine finds the mistake.
func classLength(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
			first := i + 1
			if strings.HasPrefix(s[first:], "^") {
				first++
			}
			if strings.HasPrefix(s[first:], "]") {
				i = first // a bracket at the begin is text
			} else {
				i = first - 1
			}
		case ']':
			depth--
			if depth == 0 {
				return i + 1
			}
		}
	}
	return 1
}
