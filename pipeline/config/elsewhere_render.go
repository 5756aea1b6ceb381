package config

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/headgate/headgate/internal/hcltext"
)

// maxShown bounds how many lines of the user's text a message writes out anew.
const maxShown = 20

// renderer writes statements of other tools as headgate has them.
type renderer struct{ src []byte }

func (r renderer) text(s span) string { return string(r.src[s.from:s.to]) }

// shown indents lines as an example, cut to a length that is read.
func shown(lines []string) string {
	if len(lines) > maxShown {
		lines = append(slices.Clone(lines[:maxShown-1]), "...")
	}
	return "  " + strings.Join(lines, "\n  ")
}

func indent(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = "  " + l
	}
	return out
}

// statements writes statements; kind is "input", "filter" or "output" where blocks without a name
// are plugins of that kind.
func (r renderer) statements(items []*item, kind string) []string {
	var lines []string
	for i := 0; i < len(items); i++ {
		if chain := chainAt(items, i); len(chain) > 0 {
			lines = append(lines, r.chain(chain, kind)...)
			i += len(chain) - 1
			continue
		}
		lines = append(lines, r.statement(items[i], kind)...)
	}
	return lines
}

func (r renderer) statement(it *item, kind string) []string {
	switch {
	case it.block:
		return r.block(it, kind, "")
	case it.op != "":
		return r.option(it)
	case it.name != "" && it.value.to > it.value.from:
		return []string{it.name + " = " + r.value(r.text(it.value))}
	case it.name != "" && len(it.labels) == 1:
		return []string{fmt.Sprintf("%s = %q", it.name, it.labels[0])}
	}
	return []string{strings.TrimSpace(r.text(it.span))}
}

// block writes a block with the condition first, if it has one.
func (r renderer) block(it *item, kind, when string) []string {
	header, body := it.name, it.items
	labels := it.labels
	if kind == "" && len(labels) == 0 && slices.Contains(pluginWords, it.name) {
		kind = "filter"
	}
	if kind != "" && len(labels) == 0 && it.name != "codec" {
		header, labels = kind, []string{pick(renamed[it.name], it.name)}
		if id := optionNamed(body, "id"); id != nil {
			labels = append(labels, strings.Trim(r.text(id.value), `"'`))
			body = slices.DeleteFunc(slices.Clone(body), func(o *item) bool { return o == id })
		}
	}
	for _, l := range labels {
		header += fmt.Sprintf(" %q", l)
	}
	var lines []string
	if when != "" {
		lines = append(lines, "when = "+when)
	}
	lines = append(lines, r.statements(body, nested(it.name))...)
	switch {
	case len(lines) == 0:
		return []string{header + " {}"}
	case len(lines) == 1 && oneOption.MatchString(lines[0]):
		return []string{header + " { " + lines[0] + " }"}
	}
	return append(append([]string{header + " {"}, indent(lines)...), "}")
}

var oneOption = regexp.MustCompile(`^[A-Za-z_]\w* = `)

// nested is the kind of the blocks that stand in a section of Logstash.
func nested(name string) string {
	if name == "input" || name == "filter" || name == "output" {
		return name
	}
	return ""
}

func optionNamed(items []*item, name string) *item {
	for _, it := range items {
		if it.name == name && it.op != "" {
			return it
		}
	}
	return nil
}

// renamed are plugins of other tools that have another name here.
var renamed = map[string]string{"rubydebug": "pretty", "json_lines": "ndjson", "line": "lines", "es": "elasticsearch"}

// patternOptions take %{NAME} as it is.
var patternOptions = []string{"match", "pattern", "patterns", "pattern_definitions", "mapping"}

var pastedReference = regexp.MustCompile(`%\{[^{}"\n]+\}`)

// translateReference says a reference of Logstash in a text in headgate's words.
func translateReference(ref string) string {
	if to, ok := hcltext.Translate(ref); ok {
		return to
	}
	return ref
}

var codecValue = regexp.MustCompile(`(?s)^"?(\w+)"?\s*(\{.*\})?$`)

func (r renderer) option(it *item) []string {
	text := r.text(it.value)
	if m := codecValue.FindStringSubmatch(text); it.name == "codec" && m != nil {
		inner := &item{name: "codec", labels: []string{pick(renamed[m[1]], m[1])}, block: true}
		own := renderer{[]byte(m[2])}
		if m[2] != "" {
			own.src = own.src[1 : len(own.src)-1]
			inner.items = readItems(own.src)
		}
		return own.block(inner, "", "")
	}
	if !slices.Contains(patternOptions, it.name) {
		text = pastedReference.ReplaceAllStringFunc(text, translateReference)
	}
	lines := strings.Split(it.name+" = "+r.value(text), "\n")
	for i := 1; i < len(lines); i++ {
		lines[i] = strings.TrimSpace(lines[i])
		if i < len(lines)-1 || !strings.ContainsAny(lines[i][:min(1, len(lines[i]))], "]})") {
			lines[i] = "  " + lines[i]
		}
	}
	return lines
}

// value writes a value: "=>" becomes "=", single quotes become double ones, expressions are translated.
func (r renderer) value(text string) string {
	if !strings.HasPrefix(text, "{") && !strings.Contains(text, "\n") && foreignWord(text) != "" {
		return translate(text)
	}
	rd := &reader{src: []byte(text)}
	var out []string // pieces, blanks among them
	for rd.i < len(rd.src) {
		from := rd.i
		switch c := rd.src[rd.i]; {
		case c == '=' && rd.at(rd.i+1) == '>':
			rd.i += 2
			out = append(separated(out), "=")
			continue
		case c == '\'':
			if rd.single() {
				out = append(out, quoteText(text[from+1:rd.i-1]))
				continue
			}
			rd.i++
		case isWord(c):
			rd.word()
		case rd.comment():
		default:
			rd.piece()
		}
		out = append(out, text[from:rd.i])
	}
	return string(bytes.TrimRight([]byte(strings.Join(out, "")), " "))
}

// separated puts a comma before the last piece, a key, when another element stands before it on its
// line, as Logstash has it.
func separated(out []string) []string {
	i := len(out) - 1
	for i >= 0 && strings.TrimSpace(out[i]) == "" {
		i--
	}
	j := i - 1
	for j >= 0 && strings.Trim(out[j], " \t") == "" {
		j--
	}
	if j >= 0 && !strings.ContainsAny(out[j], "{,\n") {
		out = slices.Insert(out, j+1, ",")
	}
	return out
}

// chainAt returns the if with all its else that begins at an index.
func chainAt(items []*item, i int) []*item {
	if !isCondition(items[i]) || strings.HasPrefix(items[i].name, "el") {
		return nil
	}
	n := 1
	for i+n < len(items) && isCondition(items[i+n]) && strings.HasPrefix(items[i+n].name, "el") {
		n++
	}
	return items[i : i+n]
}

func isCondition(it *item) bool {
	return it.block && !it.quoted && (it.cond.to > 0 || it.name == "else") && len(it.labels) == 0
}

// condition is what a branch asks, in headgate's words; "" for the last else.
func (r renderer) condition(it *item) string {
	text := strings.TrimSpace(r.text(it.cond))
	for strings.HasPrefix(text, "(") && matching(text) == len(text)-1 {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	switch {
	case text == "":
		return ""
	case it.name == "unless":
		return "!(" + translate(text) + ")"
	}
	return translate(text)
}

// matching is where the bracket at the start of the text is closed.
func matching(text string) int {
	r := &reader{src: []byte(text)}
	r.enclosed()
	return r.i - 1
}

// chain writes an if with its else as a filter with a condition, a group or a route.
func (r renderer) chain(chain []*item, kind string) []string {
	if len(chain) == 1 {
		when := r.condition(chain[0])
		if body := chain[0].items; len(body) == 1 && body[0].block && !isCondition(body[0]) {
			return r.block(body[0], kind, when)
		}
		return r.branch(`group "NAME" {`, when, chain[0], kind)
	}
	lines := []string{"route {"}
	for i, it := range chain {
		header, when := fmt.Sprintf("case %q {", fmt.Sprintf("NAME%d", i+1)), r.condition(it)
		if when == "" {
			header = "else {"
		}
		lines = append(lines, indent(r.branch(header, when, it, kind))...)
	}
	return append(lines, "}")
}

func (r renderer) branch(header, when string, it *item, kind string) []string {
	lines := []string{header}
	if when != "" {
		lines = append(lines, "  when = "+when)
	}
	return append(append(lines, indent(r.statements(it.items, kind))...), "}")
}
