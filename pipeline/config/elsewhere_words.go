package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/headgate/headgate/internal/hcltext"
)

// wordKind tells the pieces of an expression apart.
type wordKind uint8

const (
	wordOther   wordKind = iota
	wordName             // field.a, and, matches
	wordText             // "text", in double quotes whatever it had
	wordPattern          // text of a pattern that stood between slashes
	wordField            // a field in brackets or with a leading dot, translated
	wordSign             // operators
	wordList             // what stands in brackets, translated
)

// word is one piece of an expression, already in headgate's words.
type word struct {
	kind    wordKind
	text    string
	foreign string // the word of another tool that it was written with
}

// signs are the operators, longest first.
var signs = []string{"===", "!==", "=~", "!~", "<>", "==", "!=", "<=", ">=", "=>", "&&", "||", "...", "<", ">", "=", "!", "+", "-", "*", "/", "%", "?", ":", ","}

var bracketField = regexp.MustCompile(`^(\[[A-Za-z0-9_@][A-Za-z0-9_@.\- ]*\])+`)

// words cuts an expression into pieces.
func words(text string) []word {
	r := &reader{src: []byte(text)}
	var all []word
	for {
		r.space(true)
		if r.i >= len(r.src) {
			return all
		}
		all = append(all, r.next(all))
	}
}

func (r *reader) next(before []word) word {
	from := r.i
	operand := len(before) > 0 && isOperand(before[len(before)-1])
	switch c := r.src[r.i]; {
	case c == '"':
		r.quoted()
		return word{kind: wordText, text: string(r.src[from:r.i])}
	case c == '\'' && r.single():
		return word{wordText, quoteText(string(r.src[from+1 : r.i-1])), "'"}
	case c == '<' && r.heredoc():
		return word{kind: wordText, text: string(r.src[from:r.i])}
	case c == '/' && len(before) > 0 && isMatch(before[len(before)-1]) && r.slashed():
		return word{wordPattern, strings.ReplaceAll(string(r.src[from+1:r.i-1]), `\/`, "/"), "=~"}
	case c == '.' && !operand && isWord(r.at(r.i+1)):
		r.i++
		return word{wordField, "field." + r.word(), "."}
	case c == '[':
		return r.bracket(operand)
	case c == '(' || c == '{':
		text, foreign := r.enclosed()
		return word{wordOther, text, foreign}
	case isWord(c) && c != '-':
		return r.name()
	}
	for _, s := range signs {
		if strings.HasPrefix(string(r.src[r.i:]), s) {
			r.i += len(s)
			return word{kind: wordSign, text: s}
		}
	}
	r.i++
	return word{kind: wordOther, text: string(r.src[from:r.i])}
}

// isOperand reports whether an index may follow.
func isOperand(w word) bool {
	return w.kind != wordSign && (w.kind != wordName || !slices.Contains(infixWords, w.text))
}

func isMatch(w word) bool { return w.kind == wordSign && (w.text == "=~" || w.text == "!~") }

// name reads a name with its steps, indexes and arguments.
func (r *reader) name() word {
	text, foreign := r.word(), ""
	if slices.Contains(infixWords, text) && (r.at(r.i) != '(' || !slices.Contains(functionWords, text)) {
		return word{wordName, text, text}
	}
	for {
		switch c := r.at(r.i); {
		case c == '(' || c == '[':
			inner, f := r.enclosed()
			text, foreign = text+inner, pick(foreign, f)
		case c == '.' && (isWord(r.at(r.i+1)) || r.at(r.i+1) == '*'):
			r.i++
			text += "." + r.word()
		default:
			return word{wordName, text, foreign}
		}
	}
}

// bracket reads a field in brackets, or a list.
func (r *reader) bracket(operand bool) word {
	ref := bracketField.FindString(string(r.src[r.i:]))
	inner := strings.Trim(ref, "[]")
	if ref == "" || operand || inner == "" || inner[0] >= '0' && inner[0] <= '9' {
		text, foreign := r.enclosed()
		return word{wordList, text, foreign}
	}
	r.i += len(ref)
	foreign := ""
	if strings.ContainsAny(ref, "@- ") {
		foreign = "["
	}
	return word{wordField, fieldOf(ref), foreign}
}

// fieldOf is the expression that reads a field named in brackets.
func fieldOf(ref string) string {
	if ref == "[tags]" {
		return "tags"
	}
	to, ok := hcltext.Translate("%{" + ref + "}")
	if !ok {
		return ref
	}
	return strings.TrimSuffix(strings.TrimPrefix(to, "${"), "}")
}

// enclosed reads brackets and translates what is inside.
func (r *reader) enclosed() (text, foreign string) {
	from, open := r.i, r.src[r.i]
	inner := *r
	inner.i++
	depth := 1
	for inner.i < len(inner.src) && depth > 0 {
		switch inner.src[inner.i] {
		case '(', '[', '{':
			depth++
			inner.i++
		case ')', ']', '}':
			depth--
			inner.i++
		default:
			inner.piece()
		}
	}
	r.i = inner.i
	text = string(r.src[from:r.i])
	if depth > 0 || open == '{' || strings.Contains(text, "\n") {
		return text, ""
	}
	parts := splitCommas(text[1 : len(text)-1])
	for i, p := range parts {
		foreign = pick(foreign, foreignWord(p))
		parts[i] = translate(p)
	}
	return text[:1] + strings.Join(parts, ", ") + text[len(text)-1:], foreign
}

// splitCommas cuts at commas that are not inside of brackets or strings.
func splitCommas(text string) []string {
	r := &reader{src: []byte(text)}
	var parts []string
	for r.i < len(r.src) {
		r.space(true)
		v := r.value()
		parts = append(parts, text[v.from:v.to])
		r.space(true)
		r.i++
	}
	return parts
}

// quoteText puts text between double quotes.
func quoteText(s string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, "${", "$${").Replace(s) + `"`
}

// infixWords stand between their operands elsewhere.
var infixWords = []string{"and", "or", "not", "in", "xor", "nand", "AND", "OR", "NOT", "IN", "contains", "startswith", "endswith", "matches", "is", "like"}

// functionWords are those that are functions here.
var functionWords = []string{"contains", "startswith", "endswith", "matches"}

// translate says an expression of another tool in headgate's words.
func translate(text string) string {
	list := words(text)
	list = join(list, func(w word) string {
		switch w.text {
		case "=~", "matches", "!~", "in", "IN", "not in", "contains", "startswith", "endswith", "like":
			return w.text
		}
		return ""
	})
	var b strings.Builder
	for i, w := range list {
		t := plain(w)
		if i > 0 && t != "," && (list[i-1].kind != wordSign || list[i-1].text != "!") && !endsWithBang(b.String()) {
			b.WriteByte(' ')
		}
		b.WriteString(t)
	}
	return b.String()
}

func endsWithBang(s string) bool { return strings.HasSuffix(s, "!") }

// plain is how a piece is written here when it stands for itself.
func plain(w word) string {
	switch {
	case w.kind == wordPattern:
		return quoteText(w.text)
	case w.kind != wordName && w.kind != wordSign:
		return w.text
	}
	switch strings.ToLower(w.text) {
	case "and":
		return "&&"
	case "or":
		return "||"
	case "not":
		return "!"
	case "xor":
		return "!="
	case "<>", "!==", "is not":
		return "!="
	case "===", "is", "=":
		return "=="
	}
	return w.text
}

// join replaces operators that are functions here: left, operator, right become one piece.
func join(list []word, operator func(word) string) []word {
	list = pairs(list)
	for i := 1; i+1 < len(list); i++ {
		if op := operator(list[i]); op != "" && list[i].kind != wordText {
			call := word{wordName, callOf(op, list[i-1], list[i+1]), op}
			list = slices.Replace(list, i-1, i+2, call)
			i--
		}
	}
	return list
}

// pairs makes one piece of "not in" and "is not".
func pairs(list []word) []word {
	for i := 0; i+1 < len(list); i++ {
		switch pair := strings.ToLower(list[i].text + " " + list[i+1].text); pair {
		case "not in", "is not":
			list = slices.Replace(list, i, i+2, word{wordName, pair, pair})
		}
	}
	return list
}

// callOf is the call that an operator of another tool stands for.
func callOf(op string, left, right word) string {
	l, r := plain(left), plain(right)
	switch strings.ToLower(op) {
	case "=~", "matches", "like":
		return "matches(" + l + ", " + r + ")"
	case "!~":
		return "!matches(" + l + ", " + r + ")"
	case "in":
		return membership(l, right, r)
	case "not in":
		return "!" + membership(l, right, r)
	case "contains":
		return membership(r, left, l)
	}
	return strings.ToLower(op) + "(" + l + ", " + r + ")"
}

// membership asks whether a value is in a list, or a part in a text.
func membership(value string, where word, in string) string {
	if where.kind == wordList || in == "tags" || in == "field.tags" || strings.HasPrefix(in, "var.") || strings.HasPrefix(in, "local.") {
		return "contains(" + in + ", " + value + ")"
	}
	return "strcontains(" + in + ", " + value + ")"
}

// foreignWord returns the first word of another tool in an expression, or "".
func foreignWord(text string) string {
	loop := strings.Contains(text, "for ")
	for i, w := range words(text) {
		switch {
		case w.kind == wordSign && slices.Contains([]string{"=~", "!~", "===", "!==", "<>"}, w.text):
			return w.text
		case w.kind == wordSign && w.text == "=" && i > 0:
			return "="
		case w.foreign != "" && (!loop || w.text != "in"):
			return w.foreign
		}
	}
	return ""
}
