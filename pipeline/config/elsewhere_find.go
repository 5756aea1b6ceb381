package config

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// finding is one mistake that HCL's parser would answer in its own words.
type finding struct {
	at      span // what is marked
	summary string
	detail  string
	cover   span    // what the parser says about this stretch is answered
	patches []patch // make it readable, so that the rest of the file is judged too
	lossy   bool    // the patches leave something out
	glued   bool    // it is about several statements on one line
}

// patch overwrites a stretch of a file. Text that is shorter is filled up with blanks; line ends stay.
type patch struct {
	span
	text string
}

// finder looks for words of other tools in a file that HCL refuses.
type finder struct {
	renderer
	found []finding
}

func (f *finder) add(n finding) { f.found = append(f.found, n) }

// walk examines statements; parent is the block that holds them, nil at the top of the file.
func (f *finder) walk(items []*item, parent *item) {
	for i := 0; i < len(items); i++ {
		if chain := chainAt(items, i); len(chain) > 0 {
			f.chain(chain, parent)
			i += len(chain) - 1
			continue
		}
		it := items[i]
		if f.answered(it) {
			continue
		}
		if i > 0 && it.glued {
			f.glued(items[i-1], it)
			continue
		}
		if it.block {
			f.block(it, parent)
			continue
		}
		f.statement(items, i, parent)
	}
}

// answered reports whether a statement belongs to what was found before it.
func (f *finder) answered(it *item) bool {
	return slices.ContainsFunc(f.found, func(n finding) bool { return it.from > n.cover.from && it.from < n.cover.to && it.to <= n.cover.to })
}

// glued reports a statement that follows another one on its line.
func (f *finder) glued(before, it *item) {
	if n := len(f.found); n > 0 && f.found[n-1].glued && !strings.Contains(f.text(span{f.found[n-1].at.from, it.from}), "\n") {
		f.found[n-1].cover.to = it.to
		f.found[n-1].patches = append(f.found[n-1].patches, patch{it.span, ""})
		return
	}
	name := pick(it.name, f.text(span{it.from, min(it.from+1, it.to)}))
	detail := fmt.Sprintf("Every option and every block begins on a line of its own. Put %q on the next line.", name)
	if it.name == "else" && before.block {
		detail = "Close the case with } and begin else on the next line:\n  }\n  else {"
	}
	f.add(finding{
		at: it.head, summary: fmt.Sprintf("%q follows on the same line", name), detail: detail,
		cover: it.span, patches: []patch{{it.span, ""}}, lossy: true, glued: true,
	})
}

func (f *finder) block(it, parent *item) {
	switch {
	case f.isSection(it):
		f.section(it)
		return
	case f.crowded(it):
		f.add(finding{
			at: it.head, summary: fmt.Sprintf("Block %q holds several things on one line", it.name),
			detail: "A block that stands on one line holds a single option and no block. Give everything in it a line of its own:\n" +
				shown(f.spreadOut(it)),
			cover: it.span, patches: []patch{{it.span, ""}}, lossy: true,
		})
		return
	case it.below:
		f.below(it)
	case it.sep >= 0:
		f.trailing(it)
	}
	if parent != nil && parent.name == "route" && it.name == "else if" {
		f.otherCase(it)
	}
	f.walk(it.items, it)
}

// spreadOut writes a block with everything on a line of its own.
func (f *finder) spreadOut(it *item) []string {
	lines := f.renderer.block(it, "", "")
	if len(lines) == 1 && len(it.items) == 1 {
		inner := f.statements(it.items, "")
		return append(append([]string{strings.TrimSpace(f.text(it.head)) + " {"}, indent(inner)...), "}")
	}
	return lines
}

// isSection recognises Logstash's input { file { ... } }.
func (f *finder) isSection(it *item) bool {
	if len(it.labels) > 0 || nested(it.name) == "" {
		return false
	}
	return slices.ContainsFunc(it.items, func(n *item) bool {
		own := []string{"codec", "batch", "retry", "queue", "tls", "auth", "limits", "filter"}
		return n.block && len(n.labels) == 0 && !slices.Contains(own, n.name)
	})
}

func (f *finder) section(it *item) {
	f.add(finding{
		at: it.head, summary: fmt.Sprintf("Block %q names no plugin", it.name),
		detail: fmt.Sprintf("In Logstash the plugins stand inside of %s { ... }. Here each plugin is a block of its own inside a pipeline \"NAME\" { ... } block, and options are set with \"=\":\n%s",
			it.name, shown(f.statements(it.items, it.name))),
		cover: it.span, patches: []patch{{it.span, ""}}, lossy: true,
	})
}

// crowded recognises a block on one line that holds more than one option.
func (f *finder) crowded(it *item) bool {
	line := f.text(span{it.open, max(it.close, it.open)})
	if strings.Contains(line, "\n") || len(it.items) == 0 {
		return false
	}
	return len(it.items) > 1 || it.items[0].block
}

// below moves a brace that stands alone to the end of the line above: the two bytes change places.
func (f *finder) below(it *item) {
	end := bytes.IndexByte(f.src[it.from:], '\n') + it.from
	f.add(finding{
		at: span{it.open, it.open + 1}, summary: "The { stands on a line of its own",
		detail:  fmt.Sprintf("It belongs on the line of its block: %s {", strings.TrimSpace(f.text(span{it.from, end}))),
		cover:   span{it.from, it.open + 1},
		patches: []patch{{span{end, end + 1}, "{"}, {span{it.open, it.open + 1}, "\n"}},
	})
}

func (f *finder) otherCase(it *item) {
	f.add(finding{
		at: it.head, summary: "\"else if\" is not a block",
		detail: "A route holds any number of cases; the first that holds is taken. Write:\n" +
			shown(f.branch(`case "NAME" {`, f.condition(it), it, "")),
		cover: it.head, patches: []patch{{span{it.head.from, it.head.to}, `else`}}, lossy: true,
	})
}

// chain reports an if with all its else.
func (f *finder) chain(chain []*item, parent *item) {
	first, last := chain[0], chain[len(chain)-1]
	kind := ""
	if parent != nil {
		kind = nested(parent.name)
	}
	how := "A block has its condition inside, as the option when. "
	if len(chain) > 1 {
		how = "Branches are the cases of a route; the first whose condition holds is taken. "
	} else if body := first.items; len(body) == 1 && body[0].block {
		how = "A filter or output carries its condition itself, as the option when. "
	}
	f.add(finding{
		at: first.head, summary: fmt.Sprintf("%q is not a block", first.name),
		detail: how + "Write:\n" + shown(f.renderer.chain(chain, kind)),
		cover:  span{first.from, last.to}, patches: []patch{{span{first.from, last.to}, ""}}, lossy: true,
	})
}

// statement examines what is no block.
func (f *finder) statement(items []*item, i int, parent *item) {
	it := items[i]
	switch {
	case it.name == "" && i > 0 && f.continues(it):
		f.continued(items[i-1], it)
	case it.name == "":
		f.nameless(it, parent)
	case it.op == "" && len(it.labels) == 0 && it.value.to == 0 && parent != nil:
		f.add(finding{
			at: it.head, summary: fmt.Sprintf("%q has no value", it.name),
			detail: fmt.Sprintf("An option is written %s = VALUE, a block %s { ... }. Complete it, or remove it.", it.name, it.name),
			cover:  it.span, patches: []patch{{it.span, ""}}, lossy: true,
		})
	case it.op == "" && len(it.labels) > 0 && it.value.to == 0 && parent != nil:
		f.unset(it, fmt.Sprintf("%q", it.labels[len(it.labels)-1]))
	case it.op == "" && it.value.to > it.value.from:
		f.odd(it)
	case it.op != "":
		f.option(it, parent)
	}
}

var continuation = regexp.MustCompile(`^(&&|\|\||[?:+*/%<>]|==|!=|and\b|or\b)`)

// continues reports whether a line goes on with the expression of the line above.
func (f *finder) continues(it *item) bool { return continuation.MatchString(f.text(it.span)) }

func (f *finder) continued(before, it *item) {
	text := translate(f.text(before.value))
	f.multiline(before, it, []string{"(", "  " + text, "  " + translate(f.text(it.span)), ")"})
}

// multiline reports an expression over several lines without parentheses. rest is what stands on the
// further lines.
func (f *finder) multiline(first, rest *item, lines []string) {
	lines[0] = first.name + " = " + lines[0]
	f.add(finding{
		at: rest.span, summary: "An expression ends at the end of its line",
		detail: "To go on over several lines put it in parentheses:\n" + shown(lines),
		cover:  span{first.from, rest.to}, lossy: true,
		patches: []patch{{first.value, "null"}, {rest.span, ""}},
	})
}

// nameless reports a statement that begins with no word.
func (f *finder) nameless(it, parent *item) {
	text := f.text(it.span)
	n := finding{at: it.span, cover: it.span, patches: []patch{{it.span, ""}}, lossy: true}
	switch m := vrlAssignment.FindStringSubmatch(text); {
	case m != nil:
		n.summary = fmt.Sprintf("Field %q begins with a dot", m[1])
		n.detail = "Fields are set by the filter set, without the dot:\n" + shown(setting(m[1][1:], translate(m[2]), parent))
	case strings.HasPrefix(text, "."):
		n.summary = "A statement begins with a dot"
		n.detail = "Fields are read as field.NAME in the options of blocks. Put what is to be done into a filter, such as: filter \"set\" { fields = { status = field.code } }"
	default:
		n.summary = fmt.Sprintf("%q is neither an option nor a block", firstWord(text))
		n.detail = "An option is written NAME = VALUE, a block NAME { ... }. Remove this, or correct the line above if it belongs to it."
	}
	f.add(n)
}

// setting writes how a field is set; inside of a filter set only its option.
func setting(name, value string, parent *item) []string {
	line := "fields = { " + name + " = " + value + " }"
	if parent != nil && parent.name == "filter" && slices.Contains(parent.labels, "set") {
		return []string{line}
	}
	return []string{`filter "set" {`, "  " + line, "}"}
}

var vrlAssignment = regexp.MustCompile(`^(\.[A-Za-z_][A-Za-z0-9_.]*)\s*=\s*([^=\n][^\n]*)$`)

func firstWord(text string) string {
	if i := strings.IndexAny(text, " \t\n"); i > 0 {
		return text[:i]
	}
	return text
}

// unset reports an option without an equals sign.
func (f *finder) unset(it *item, value string) {
	patches := []patch{{span{it.from + len(it.name), it.from + len(it.name) + 1}, "="}}
	f.add(finding{
		at: it.head, summary: fmt.Sprintf("Option %q lacks an equals sign", it.name),
		detail: "Write:\n" + shown([]string{it.name + " = " + f.firstLine(value)}), cover: it.span, patches: patches,
	})
}

// odd reports a statement whose name is followed by neither "=" nor "{".
func (f *finder) odd(it *item) {
	text := f.text(it.value)
	n := finding{at: it.span, cover: it.span, patches: []patch{{it.span, ""}}, lossy: true}
	brace := strings.IndexByte(text, '{')
	switch {
	case slices.Contains([]string{"case", "group", "when"}, it.name) && brace > 0:
		cond := strings.TrimSpace(strings.Join(append(slices.Clone(it.labels), text[:brace]), " "))
		n.summary = fmt.Sprintf("Block %q has its condition in the header", it.name)
		n.detail = "The header holds the name, the condition stands inside:\n" + shown([]string{it.name + ` "NAME" {`, "  when = " + translate(cond), "  ...", "}"})
		n.at = span{it.from, it.value.from + brace}
	case len(it.labels) > 0:
		f.unset(it, f.value(strings.Join(it.labels, " ")+" "+text))
		return
	case (isWord(text[0]) || text[0] == '[' || text[0] == '\'' || text[0] == '<') && it.from+len(it.name) < it.value.from:
		f.unset(it, f.value(text))
		return
	case strings.HasPrefix(text, "=="):
		n.summary = fmt.Sprintf("Option %q is compared, not set", it.name)
		n.detail = fmt.Sprintf("Write one equals sign: %s = %s", it.name, strings.TrimSpace(strings.TrimLeft(text, "=")))
	default:
		n.summary = fmt.Sprintf("%q is neither an option nor a block", it.name)
		n.detail = fmt.Sprintf("An option is written %s = VALUE, a block %s \"NAME\" { ... }. After the name stands %q here.", it.name, it.name, firstWord(text))
	}
	f.add(n)
}
