package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// option examines a statement NAME = VALUE.
func (f *finder) option(it, parent *item) {
	if len(it.labels) > 0 && it.op == "=" && strings.HasPrefix(f.text(it.value), "{") {
		f.add(finding{
			at: span{it.opAt, it.opAt + 1}, summary: fmt.Sprintf("Block %q has an equals sign", it.name),
			detail: fmt.Sprintf("Remove it: %s {", strings.TrimSpace(f.text(it.head))),
			cover:  it.head, patches: []patch{{span{it.opAt, it.opAt + 1}, ""}},
		})
		return
	}
	if it.op == "=>" || f.hasArrow(it.value) {
		f.arrow(it, parent)
		return
	}
	if it.sep >= 0 {
		f.trailing(it)
	}
	switch {
	case it.quoted:
		f.quotedName(it)
	case it.op == ":":
		f.add(finding{
			at: span{it.opAt, it.opAt + 1}, summary: fmt.Sprintf("Option %q is set with a colon", it.name),
			detail: "Write:\n" + shown([]string{it.name + " = " + f.firstLine(f.value(f.text(it.value)))}),
			cover:  span{it.from, it.opAt + 1}, patches: []patch{{span{it.opAt, it.opAt + 1}, "="}},
		})
	case strings.Contains(it.name, "."):
		f.dotted(it, parent)
	}
	f.leaf(it.name, it.value)
}

func (f *finder) firstLine(text string) string {
	if line, _, more := strings.Cut(text, "\n"); more {
		return line + " ..."
	}
	return text
}

func (f *finder) trailing(it *item) {
	sign := f.text(span{it.sep, it.sep + 1})
	what := "comma"
	if sign == ";" {
		what = "semicolon"
	}
	f.add(finding{
		at: span{it.sep, it.sep + 1}, summary: fmt.Sprintf("A %s behind %q", what, it.name),
		detail: fmt.Sprintf("Options and blocks are separated by the end of the line. Remove the %s.", what),
		cover:  it.span, patches: []patch{{span{it.sep, it.sep + 1}, ""}},
	})
}

func (f *finder) quotedName(it *item) {
	f.add(finding{
		at: span{it.from, it.from + len(it.name) + 2}, summary: fmt.Sprintf("Name of option %q in quotes", it.name),
		detail: "Names of options stand without quotes. Write:\n" + shown([]string{it.name + " = " + f.firstLine(f.value(f.text(it.value)))}),
		cover:  it.head, lossy: !hclsyntax.ValidIdentifier(it.name),
		patches: []patch{{span{it.from, it.from + len(it.name) + 2}, identifierOr(it.name, "x")}},
	})
}

func identifierOr(name, other string) string {
	if hclsyntax.ValidIdentifier(name) {
		return name
	}
	return other
}

func (f *finder) dotted(it, parent *item) {
	f.add(finding{
		at: it.head, summary: fmt.Sprintf("%q is no option", it.name),
		detail: "Names of options have no dots. A field of the event is set by the filter set:\n" + shown(setting(it.name, f.firstLine(f.value(f.text(it.value))), parent)),
		cover:  it.span, patches: []patch{{it.span, ""}}, lossy: true,
	})
}

// arrows returns where "=>" stands in a value outside of strings and for expressions.
func (f *finder) arrows(v span) []int {
	var at []int
	r := &reader{src: f.src[:v.to], i: v.from}
	if strings.Contains(f.text(v), "for ") {
		return nil
	}
	for r.i < v.to {
		switch {
		case r.src[r.i] == '=' && r.at(r.i+1) == '>':
			at = append(at, r.i)
			r.i += 2
		case r.comment():
		default:
			r.piece()
		}
	}
	return at
}

func (f *finder) hasArrow(v span) bool { return len(f.arrows(v)) > 0 }

// arrow reports Logstash's "=>". An option that also needs other changes is left out of what is
// judged further.
func (f *finder) arrow(it, parent *item) {
	at := f.arrows(it.value)
	if it.op == "=>" {
		at = append([]int{it.opAt}, at...)
	}
	lines := f.renderer.option(it)
	detail := "Values are set with \"=\". Write:\n" + shown(lines)
	n := finding{
		at: span{at[0], at[0] + 2}, summary: "\"=>\" is Logstash's sign", cover: it.span,
	}
	text := f.text(it.value)
	plain := strings.ReplaceAll(strings.TrimSpace(f.text(span{it.from, it.value.to})), "=>", "=") == strings.ReplaceAll(strings.Join(lines, "\n"), "\n  ", "\n")
	switch {
	case it.name == "codec":
		detail = "A codec is a block. Write:\n" + shown(lines)
	case strings.HasPrefix(text, "{") && parent == nil || parent != nil && nested(parent.name) == parent.name && len(parent.labels) == 0:
		detail = "A plugin is a block with its kind and type. Write:\n" + shown([]string{fmt.Sprintf("filter %q {", it.name), "  ...", "}"})
	case strings.HasPrefix(text, "{") && slices.Contains(pluginWords, it.name):
		own := renderer{[]byte(text[1 : len(text)-1])}
		detail = "A plugin is a block with its kind and type, and its options are set with \"=\". Write:\n" +
			shown(own.block(&item{name: it.name, items: readItems(own.src), block: true}, "filter", ""))
	case plain || !strings.Contains(text, "\n"):
		for _, a := range at {
			n.patches = append(n.patches, patch{span{a, a + 2}, "="})
		}
	}
	n.detail = detail
	if n.patches == nil || !plain {
		n.patches, n.lossy = []patch{{it.span, ""}}, true
	}
	f.add(n)
}

// pluginWords are filters that everybody knows from Logstash.
var pluginWords = []string{"grok", "mutate", "date", "geoip", "json", "kv", "csv", "dissect", "drop", "useragent", "translate", "split", "clone", "fingerprint", "urldecode", "prune", "ruby"}

var shellDefault = regexp.MustCompile(`\$\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:-?([^}"]*)\}`)

// leaf examines a value, or the single values inside of an object or a list.
func (f *finder) leaf(name string, v span) {
	text := f.text(v)
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") && !strings.HasPrefix(strings.TrimSpace(text[1:]), "for ") {
		inner := readItems(f.src[:v.to-1][v.from+1:])
		for _, it := range inner {
			if it.op != "" && !it.block {
				off := v.from + 1
				f.leaf(it.name, span{it.value.from + off, it.value.to + off})
			}
		}
		return
	}
	if f.shellDefault(name, v) || f.escapedQuote(name, v) {
		return
	}
	word := foreignWord(text)
	if word == "" {
		f.dangling(name, v)
		return
	}
	f.expression(name, v, word)
}

// shellDefault reports "${VAR:default}".
func (f *finder) shellDefault(name string, v span) bool {
	text := f.text(v)
	m := shellDefault.FindStringSubmatchIndex(text)
	if m == nil || m[0] > 0 && text[m[0]-1] == '$' {
		return false
	}
	call := fmt.Sprintf("env(%q, %q)", text[m[2]:m[3]], text[m[4]:m[5]])
	write := call
	if text != `"`+text[m[0]:m[1]]+`"` {
		write = text[:m[0]] + "${" + call + "}" + text[m[1]:]
	}
	at := span{v.from + m[0], v.from + m[1]}
	f.add(finding{
		at: at, summary: fmt.Sprintf("%q is not read here", text[m[0]:m[1]]),
		detail: "Environment variables are read by env(NAME, DEFAULT). Write:\n" + shown([]string{name + " = " + f.firstLine(write)}),
		cover:  v, patches: []patch{{v, "null"}}, lossy: true,
	})
	return true
}

var escapedInside = regexp.MustCompile(`[$%]\{[^}"]*(\\")`)

// escapedQuote reports a backslash before a quote inside of ${...}.
func (f *finder) escapedQuote(name string, v span) bool {
	text := f.text(v)
	m := escapedInside.FindStringSubmatchIndex(text)
	if m == nil {
		return false
	}
	f.add(finding{
		at: span{v.from + m[2], v.from + m[3]}, summary: "Backslash before a quote inside of " + text[m[0]:m[0]+2] + "...}",
		detail: "Inside of ${...} and %{if ...} text stands in plain quotes. Write:\n" + shown([]string{name + " = " + strings.ReplaceAll(f.firstLine(text), `\"`, `"`)}),
		cover:  v, patches: []patch{{v, "null"}}, lossy: true,
	})
	return true
}

// dangling reports an expression that ends with an operator: it goes on in the next line.
func (f *finder) dangling(name string, v span) {
	text := strings.TrimSpace(f.text(v))
	if !strings.HasSuffix(text, "&&") && !strings.HasSuffix(text, "||") {
		return
	}
	r := &reader{src: f.src, i: v.to}
	r.space(true)
	next := r.value()
	f.multiline(&item{name: name, span: v, value: v}, &item{span: next}, []string{"(", "  " + text, "  " + f.text(next), ")"})
}

// marks finds what a message about a word marks.
func marks(word string) *regexp.Regexp {
	switch word {
	case "[":
		return regexp.MustCompile(`((?:\[[A-Za-z0-9_@.\- ]+\])+)`)
	case ".":
		return regexp.MustCompile(`(?:^|[\s(!=<>,\[])(\.[\w.]+)`)
	case "'":
		return regexp.MustCompile(`'[^'\n]*'`)
	case "=":
		return regexp.MustCompile(`[^=!<>](=)[^=~>]`)
	}
	if isWord(word[0]) {
		return regexp.MustCompile(`\b` + strings.ReplaceAll(word, " ", `\s+`) + `\b`)
	}
	return regexp.MustCompile(regexp.QuoteMeta(word))
}

// expression reports words of other tools in an expression.
func (f *finder) expression(name string, v span, word string) {
	text := f.text(v)
	at := v
	if m := marks(word).FindStringSubmatchIndex(text); m != nil {
		m = m[len(m)-2:] // the innermost group
		at = span{v.from + m[0], v.from + m[1]}
	}
	n := finding{at: at, summary: fmt.Sprintf("Unknown operator %q", word), cover: v, patches: []patch{{v, "null"}}, lossy: true}
	how := ""
	switch strings.ToLower(word) {
	case "=~", "!~", "matches", "like":
		how = "Whether a text matches a pattern is asked by matches(text, pattern)."
	case "in", "not in", "contains":
		how = "Whether a list holds a value is asked by contains(list, value), whether a text holds a part by strcontains(text, part)."
	case "and", "or", "not", "xor", "nand":
		how = "Conditions are joined by && (and) and || (or), and negated by ! before them."
	case "=":
		how = "Values are compared with two equals signs."
	case "[":
		n.summary, how = "Field name in brackets", "In an expression a field is read as field.NAME, metadata as meta.NAME."
	case ".":
		n.summary, how = "Field name begins with a dot", "A field of the event is read as field.NAME."
	case "'":
		n.summary, how = "Text in single quotes", "Text stands in double quotes."
	default:
		how = "It has another name here."
	}
	n.detail = how + " Write:\n" + shown(strings.Split(name+" = "+f.value(text), "\n"))
	f.add(n)
}
