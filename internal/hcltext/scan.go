package hcltext

import (
	"bytes"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The two stand-ins are control bytes, which valid configuration never holds, so that every position stays as it is.
const (
	percentMark   = 0x01
	backslashMark = 0x02
)

type frameKind uint8

const (
	inQuoted frameKind = iota
	inHeredoc
	inTemplate // the code between ${ or %{ and its }
)

type frame struct {
	kind  frameKind
	open  int    // offset of the opening character
	depth int    // inTemplate: braces opened since
	mark  string // inHeredoc: the word that ends it
}

// scanner finds the bytes that HCL would take for syntax although they are text. It follows the rules of HCL's own
// lexer about strings, heredocs, templates and comments and looks at nothing else.
type scanner struct {
	src       []byte
	i         int
	stack     []frame
	percents  []int // offsets of the % of a textual %{
	slashes   []int // offsets of the backslashes that are text
	braces    braceTracker
	broken    *frame // first quoted string that runs over the end of its line
	brokenIn  *frame // the template sequence around it, if that started in a quoted string
	openBlock bool   // a /* without */ was seen: there is no other end further down
}

func scan(src []byte) *scanner {
	s := &scanner{src: src}
	for s.i < len(src) {
		if n := len(s.stack); n == 0 || s.stack[n-1].kind == inTemplate {
			s.code()
		} else {
			s.text(s.stack[n-1].kind)
		}
	}
	return s
}

func (s *scanner) at(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

func (s *scanner) push(f frame, size int) {
	s.stack = append(s.stack, f)
	s.i += size
}

func (s *scanner) pop() { s.stack = s.stack[:len(s.stack)-1] }

func (s *scanner) code() {
	switch s.src[s.i] {
	case '#', '/':
		if end := s.comment(s.i); end > 0 {
			s.i = end
			return
		}
	case '"':
		s.push(frame{kind: inQuoted, open: s.i}, 1)
		return
	case '<':
		if s.heredoc() {
			return
		}
	case '{':
		s.openBrace()
	case '}':
		s.closeBrace()
	}
	s.i++
}

// comment returns where the comment at i ends, or 0 if none starts there.
func (s *scanner) comment(i int) int {
	if s.src[i] == '#' || s.at(i+1) == '/' {
		if n := bytes.IndexByte(s.src[i:], '\n'); n >= 0 {
			return i + n + 1
		}
		return len(s.src)
	}
	if s.at(i+1) != '*' || s.openBlock {
		return 0
	}
	if n := bytes.Index(s.src[i+2:], []byte("*/")); n >= 0 {
		return i + 2 + n + 2
	}
	s.openBlock = true
	return 0
}

func (s *scanner) openBrace() {
	if n := len(s.stack); n > 0 {
		s.stack[n-1].depth++
		return
	}
	s.braces.open(s.src, s.i)
}

func (s *scanner) closeBrace() {
	n := len(s.stack)
	switch {
	case n == 0:
		s.braces.close(s.src, s.i)
	case s.stack[n-1].depth > 0:
		s.stack[n-1].depth--
	default:
		s.pop()
	}
}

// heredoc enters the text behind "<<WORD" or "<<-WORD" and its line end.
func (s *scanner) heredoc() bool {
	rest := s.src[s.i:]
	if len(rest) < 3 || rest[1] != '<' {
		return false
	}
	end := bytes.IndexByte(rest, '\n')
	if end < 0 {
		return false
	}
	word := bytes.TrimSuffix(bytes.TrimPrefix(rest[2:end], []byte("-")), []byte("\r"))
	if !hclsyntax.ValidIdentifier(string(word)) {
		return false
	}
	s.push(frame{kind: inHeredoc, open: s.i, mark: string(word)}, end+1)
	s.heredocLine()
	return true
}

// heredocLine leaves the heredoc if the line that starts here is its end; the line end belongs to the code again.
func (s *scanner) heredocLine() {
	end := bytes.IndexByte(s.src[s.i:], '\n')
	if end < 0 {
		return
	}
	if string(bytes.TrimSpace(s.src[s.i:s.i+end])) == s.stack[len(s.stack)-1].mark {
		s.pop()
		s.i += end
	}
}

func (s *scanner) text(kind frameKind) {
	switch c := s.src[s.i]; {
	case c == '$' || c == '%':
		s.sequence(c)
	case c == '\n' && kind == inHeredoc:
		s.i++
		s.heredocLine()
	case kind == inHeredoc:
		s.i++
	case c == '\\':
		s.backslash()
	case c == '"':
		s.pop()
		s.i++
	default:
		if c == '\n' {
			s.noteBroken()
		}
		s.i++
	}
}

// sequence handles "$" and "%" in text: "$${" and "%%{" are text, "${" and "%{if" start code, a bare "%{" is marked.
func (s *scanner) sequence(c byte) {
	next := s.at(s.i + 1)
	switch {
	case next == c && s.at(s.i+2) == '{':
		s.i += 3
	case next != '{':
		s.i++
	case c == '%' && !s.directive(s.i+2):
		s.percents = append(s.percents, s.i)
		s.i += 2
	case s.at(s.i+2) == '~':
		s.push(frame{kind: inTemplate, open: s.i}, 3)
	default:
		s.push(frame{kind: inTemplate, open: s.i}, 2)
	}
}

// directive tells whether a template directive's word stands at i, behind "%{".
func (s *scanner) directive(i int) bool {
	if s.at(i) == '~' {
		i++
	}
	i = s.skipBlank(i)
	end := i
	for end < len(s.src) && s.src[end] >= 'a' && s.src[end] <= 'z' {
		end++
	}
	switch string(s.src[i:end]) {
	case "if", "else", "endif", "for", "endfor":
	default:
		return false
	}
	r, size := utf8.DecodeRune(s.src[end:])
	return size == 0 || !hclsyntax.ValidIdentifier("a"+string(r))
}

// skipBlank passes what HCL ignores inside a template sequence: spaces, line ends and comments.
func (s *scanner) skipBlank(i int) int {
	for i < len(s.src) {
		switch c := s.src[i]; {
		case c == ' ' || c == '\t' || c == '\n':
			i++
		case c == '\r' && s.at(i+1) == '\n':
			i += 2
		case c == '#' || c == '/':
			end := s.comment(i)
			if end == 0 {
				return i
			}
			i = end
		default:
			return i
		}
	}
	return i
}

func (s *scanner) backslash() {
	switch s.at(s.i + 1) {
	case 'n', 'r', 't', '"', '\\', 'u', 'U':
		s.i += 2
	default:
		s.slashes = append(s.slashes, s.i)
		s.i++
	}
}

// noteBroken keeps the first quoted string that holds a line end, and the template sequence that it stands in.
func (s *scanner) noteBroken() {
	if s.broken != nil {
		return
	}
	n := len(s.stack)
	top := s.stack[n-1]
	s.broken = &top
	if n >= 3 && s.stack[n-3].kind == inQuoted {
		around := s.stack[n-2]
		s.brokenIn = &around
	}
}

// marked returns a copy of the source with the stand-ins in it.
func (s *scanner) marked() []byte {
	out := bytes.Clone(s.src)
	for _, i := range s.percents {
		out[i] = percentMark
	}
	for _, i := range s.slashes {
		out[i] = backslashMark
	}
	return out
}
