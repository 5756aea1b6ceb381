package config

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// maxNesting bounds how deep blocks are read; what lies deeper is taken as text.
const maxNesting = 64

// span is a stretch of a file, in bytes.
type span struct{ from, to int }

// item is one statement of a file that HCL does not understand, read as its author may have meant it.
type item struct {
	span
	name   string // first word; empty for a statement that begins with none
	quoted bool   // the name stands in quotes
	labels []string
	head   span   // from the first word to where the operator or the brace stands
	op     string // "=", "=>" or ":" of an option, "" where it is left out
	opAt   int
	value  span // of an option
	cond   span // text behind the first word of a condition: if [a] == 1
	block  bool
	below  bool // its brace stands on a line of its own
	open   int  // of a block
	close  int
	glued  bool // follows another block on the same line
	sep    int  // offset of a comma or semicolon behind it, or -1
	items  []*item
}

// conditionWords begin a block with a condition elsewhere.
var conditionWords = []string{"if", "elsif", "elseif", "elif", "else", "unless", "switch"}

// reader cuts a file into statements.
type reader struct {
	src   []byte
	i     int
	depth int
}

func readItems(src []byte) []*item {
	r := &reader{src: src}
	var all []*item
	for {
		all = append(all, r.body()...)
		if r.i >= len(src) {
			return all
		}
		r.i++ // a closing brace too many
	}
}

func (r *reader) at(i int) byte {
	if i < len(r.src) {
		return r.src[i]
	}
	return 0
}

// body reads statements up to a closing brace or the end.
func (r *reader) body() []*item {
	var items []*item
	for {
		r.space(true)
		if r.i >= len(r.src) || r.src[r.i] == '}' {
			return items
		}
		it := r.item()
		if n := len(items); n > 0 && !bytes.Contains(r.src[items[n-1].to:it.from], []byte("\n")) {
			it.glued = true
		}
		items = append(items, it)
	}
}

// space skips blanks and comments, and line ends if asked to.
func (r *reader) space(lines bool) {
	for r.i < len(r.src) {
		switch c := r.src[r.i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' && lines || c == 0xEF || c == 0xBB || c == 0xBF:
			r.i++
		case r.comment():
		default:
			return
		}
	}
}

// comment skips a comment, up to the line end that closes it.
func (r *reader) comment() bool {
	switch {
	case r.src[r.i] == '#' || r.src[r.i] == '/' && r.at(r.i+1) == '/':
		r.i = r.lineEnd(r.i)
	case r.src[r.i] == '/' && r.at(r.i+1) == '*':
		end := bytes.Index(r.src[r.i:], []byte("*/"))
		if end < 0 {
			return false
		}
		r.i += end + 2
	default:
		return false
	}
	return true
}

func (r *reader) lineEnd(i int) int {
	if n := bytes.IndexByte(r.src[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(r.src)
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c >= 0x80
}

func (r *reader) word() string {
	from := r.i
	for r.i < len(r.src) && (isWord(r.src[r.i]) || r.src[r.i] == '.' && isWord(r.at(r.i+1)) && r.i > from) {
		r.i++
	}
	return string(r.src[from:r.i])
}

func (r *reader) item() *item {
	it := &item{span: span{from: r.i}, sep: -1}
	switch c := r.src[r.i]; {
	case c == '"':
		it.name, it.quoted = r.quoted(), true
	case isWord(c) && (c < '0' || c > '9') && c != '-':
		it.name = r.word()
	default:
		r.rest(it)
		return it
	}
	if slices.Contains(conditionWords, it.name) && !it.quoted && r.condition(it) {
		return it
	}
	r.header(it)
	return it
}

// rest takes the remaining line as the statement's value.
func (r *reader) rest(it *item) {
	it.head = span{it.from, r.i}
	r.i = max(r.i, it.from)
	it.value = r.value()
	if r.i == it.from {
		r.i++
		it.value.to = r.i
	}
	r.separator(it)
	it.to = r.i
}

// header reads what follows the first word of a statement.
func (r *reader) header(it *item) {
	for {
		r.space(false)
		c := r.at(r.i)
		switch {
		case c == '=' && r.at(r.i+1) == '>':
			r.option(it, "=>")
			return
		case c == '=' && r.at(r.i+1) != '=' || c == ':' && r.at(r.i+1) != ':':
			r.option(it, string(c))
			return
		case c == '{':
			r.braces(it)
			return
		case c == '"':
			it.labels = append(it.labels, r.quoted())
		case isWord(c) && (c < '0' || c > '9') && c != '-':
			it.labels = append(it.labels, r.word())
		case c == 0 || c == '\n' || c == '}':
			it.head, it.to = span{it.from, r.i}, r.i
			if r.braceBelow() {
				it.below = true
				r.braces(it)
			}
			return
		default:
			r.rest(it)
			return
		}
	}
}

// braceBelow moves to an opening brace that stands alone further down.
func (r *reader) braceBelow() bool {
	from := r.i
	r.space(true)
	if r.at(r.i) == '{' && r.i > from {
		return true
	}
	r.i = from
	return false
}

func (r *reader) option(it *item, op string) {
	it.head, it.op, it.opAt = span{it.from, r.i}, op, r.i
	r.i += len(op)
	r.space(false)
	it.value = r.value()
	r.separator(it)
	it.to = r.i
}

// separator takes a comma or semicolon behind a statement.
func (r *reader) separator(it *item) {
	i := r.i
	r.space(false)
	if c := r.at(r.i); c == ',' || c == ';' {
		it.sep = r.i
		r.i++
		return
	}
	r.i = i
}

// condition reads a block whose header is a condition.
func (r *reader) condition(it *item) bool {
	start := r.i
	r.space(false)
	if c := r.at(r.i); c == '=' && r.at(r.i+1) != '=' {
		r.i = start
		return false
	}
	it.cond.from = r.i
	if it.name == "else" && strings.HasPrefix(string(r.src[r.i:]), "if") && !isWord(r.at(r.i+2)) {
		it.name = "else if"
		r.i += 2
		r.space(false)
		it.cond.from = r.i
	}
	for r.i < len(r.src) && r.src[r.i] != '{' && r.src[r.i] != '\n' {
		r.piece()
	}
	it.cond.to = r.i
	if r.at(r.i) != '{' && !r.braceBelow() {
		r.i = start
		return false
	}
	r.braces(it)
	return true
}

// braces reads the body of a block.
func (r *reader) braces(it *item) {
	it.head, it.block, it.open = span{it.from, r.i}, true, r.i
	if r.depth++; r.depth > maxNesting {
		r.piece()
	} else {
		r.i++
		it.items = r.body()
		if r.i < len(r.src) {
			r.i++
		}
	}
	r.depth--
	it.close, it.to = r.i-1, r.i
	r.separator(it)
}

// value reads to the end of an option's value: a line end, comma, semicolon or brace that is not
// inside of brackets.
func (r *reader) value() span {
	v := span{r.i, r.i}
	depth := 0
	for r.i < len(r.src) {
		c := r.src[r.i]
		switch {
		case depth == 0 && r.i > v.to && v.to > v.from && r.begins(v.to):
			return v
		case depth == 0 && (c == '\n' || c == ',' || c == ';' || c == '}' || c == ')' || c == ']'):
			return v
		case c == '(' || c == '[' || c == '{':
			depth++
			r.i++
		case c == ')' || c == ']' || c == '}':
			depth--
			r.i++
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			r.i++
			continue
		case r.comment():
			continue
		default:
			r.piece()
		}
		v.to = r.i
	}
	return v
}

var beginning = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_-]*)(\s*=([^=~]|$)|(\s+"[^"\n]*")*\s*\{)`)

// begins reports whether another statement begins here, on the same line as the value that ends at
// the offset.
func (r *reader) begins(end int) bool {
	last := r.src[end-1]
	if !isWord(last) && !strings.ContainsRune("\"'])}", rune(last)) || bytes.Contains(r.src[end:r.i], []byte("\n")) {
		return false
	}
	m := beginning.FindSubmatch(r.src[r.i:r.lineEnd(r.i)])
	return m != nil && !slices.Contains(infixWords, string(m[1]))
}

// piece skips a string, a heredoc, a pattern behind "=~", a bracket with what is inside, or one byte.
func (r *reader) piece() {
	switch c := r.src[r.i]; {
	case c == '"':
		r.quoted()
	case c == '\'' && r.single():
	case c == '<' && r.heredoc():
	case c == '~':
		r.i++
		r.space(false)
		r.slashed()
	default:
		r.i++
	}
}

var directive = regexp.MustCompile(`^%\{~?\s*(if|else|endif|for|endfor)\b`)

// quoted skips a string in double quotes and returns what is inside.
func (r *reader) quoted() string {
	from := r.i + 1
	depth := 0
	for r.i++; r.i < len(r.src) && r.src[r.i] != '\n'; r.i++ {
		switch c := r.src[r.i]; {
		case c == '\\' && depth == 0:
			r.i++
		case c == '$' && r.at(r.i+1) == '{' || c == '%' && directive.Match(r.src[r.i:]):
			depth++
			r.i++
		case c == '}' && depth > 0:
			depth--
		case c == '"' && depth == 0:
			r.i++
			return string(r.src[from : r.i-1])
		}
	}
	return string(r.src[from:min(r.i, len(r.src))])
}

// single skips a string in single quotes if it ends on its line.
func (r *reader) single() bool {
	line := r.src[r.i+1 : r.lineEnd(r.i)]
	n := bytes.IndexByte(line, '\'')
	if n < 0 {
		return false
	}
	r.i += n + 2
	return true
}

// slashed skips a pattern between slashes if it ends on its line.
func (r *reader) slashed() bool {
	if r.at(r.i) != '/' {
		return false
	}
	for i := r.i + 1; i < r.lineEnd(r.i); i++ {
		switch r.src[i] {
		case '\\':
			i++
		case '/':
			r.i = i + 1
			return true
		}
	}
	return false
}

// heredoc skips <<WORD up to the line that ends it.
func (r *reader) heredoc() bool {
	line := string(r.src[r.i:r.lineEnd(r.i)])
	mark := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(line, "<<"), "-"))
	if !strings.HasPrefix(line, "<<") || mark == "" || strings.ContainsFunc(mark, func(c rune) bool { return c < 0x80 && !isWord(byte(c)) }) {
		return false
	}
	for i := r.lineEnd(r.i); i < len(r.src); {
		end := r.lineEnd(i + 1)
		if strings.TrimSpace(string(r.src[i+1:end])) == mark {
			r.i = end
			return true
		}
		i = end
	}
	return false
}
