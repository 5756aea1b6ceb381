// Package hcltext lets text from elsewhere stand unchanged in HCL: "%{WORD:x}" and "\d+" in a quoted string are text, as
// they are in the place that they were copied from. No valid HCL file changes its meaning, and all positions stay those
// of the text that the user wrote: before parsing, single bytes are replaced by stand-ins of equal length, and in the
// finished tree the stand-ins become the original characters again.
package hcltext

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Text is one piece of source and what the scan found in it. It does not change after New and may be shared.
type Text struct {
	src      []byte
	filename string
	start    hcl.Pos
	refused  hcl.Diagnostics
	scan     *scanner
}

// New scans src, which starts at the position start of the file (hcl.InitialPos for a whole file). The Text keeps src.
func New(src []byte, filename string, start hcl.Pos) *Text {
	t := &Text{src: src, filename: filename, start: start}
	if t.refused = t.checkBytes(); t.refused == nil {
		t.scan = scan(src)
	}
	return t
}

// Parse reads src as a whole configuration file. The file's Bytes are src itself.
func Parse(src []byte, filename string) (*hcl.File, hcl.Diagnostics) {
	return New(src, filename, hcl.InitialPos).Parse()
}

// ParseExpression reads src, which stands at start in the file, as a single expression.
func ParseExpression(src []byte, filename string, start hcl.Pos) (hclsyntax.Expression, hcl.Diagnostics) {
	return New(src, filename, start).ParseExpression()
}

// Parse reads the text as a whole configuration file. After an error the tree may be incomplete, but never nil.
func (t *Text) Parse() (*hcl.File, hcl.Diagnostics) {
	if t.refused != nil {
		return &hcl.File{Body: &hclsyntax.Body{}, Bytes: t.src}, t.refused
	}
	file, diags := hclsyntax.ParseConfig(t.scan.marked(), t.filename, t.start)
	restoreTree(file.Body.(*hclsyntax.Body))
	file.Bytes = t.src
	return file, t.explain(restoreDiags(diags))
}

// ParseExpression reads the text as a single expression. After an error the result may be a placeholder.
func (t *Text) ParseExpression() (hclsyntax.Expression, hcl.Diagnostics) {
	if t.refused != nil {
		return &hclsyntax.LiteralValueExpr{SrcRange: *t.refused[0].Subject}, t.refused
	}
	expr, diags := hclsyntax.ParseExpression(t.scan.marked(), t.filename, t.start)
	restoreTree(expr)
	return expr, t.explain(restoreDiags(diags))
}

// Mark returns a copy of src in which the "%" of every textual "%{" and every backslash that is text are replaced by
// control bytes, so that HCL's own lexer accepts them.
func Mark(src []byte) []byte { return scan(src).marked() }

// Unmark returns a copy of src with the characters that Mark replaced.
func Unmark(src []byte) []byte {
	out := bytes.ReplaceAll(src, []byte{percentMark}, []byte{'%'})
	for i, c := range out {
		if c == backslashMark {
			out[i] = '\\'
		}
	}
	return out
}

// Format lays src out in the canonical style and leaves comments, "%{" and backslashes as they are. Source that Parse
// refuses for its bytes comes back unchanged.
func Format(src []byte) []byte {
	if firstBadByte(src) >= 0 {
		return bytes.Clone(src)
	}
	return Unmark(hclwrite.Format(Mark(src)))
}

// Pasted returns the positions of the references inside rng that stand there as plain "%{", not as "%%{". Each range
// covers the reference up to its closing brace, or only "%{" if it has none on its line.
func (t *Text) Pasted(rng hcl.Range) []hcl.Range {
	if t.scan == nil {
		return nil
	}
	var out []hcl.Range
	for _, i := range t.scan.percents {
		if b := i + t.start.Byte; b >= rng.Start.Byte && b < rng.End.Byte {
			out = append(out, t.span(i, i+referenceLen(t.src[i:])))
		}
	}
	return out
}

// Source returns the text that rng, a range of this text, covers.
func (t *Text) Source(rng hcl.Range) string {
	from, to := rng.Start.Byte-t.start.Byte, rng.End.Byte-t.start.Byte
	if from < 0 || to > len(t.src) || from > to {
		return ""
	}
	return string(t.src[from:to])
}

// referenceLen measures the reference at the start of src, "%{" included.
func referenceLen(src []byte) int {
	depth := 0
	for i, c := range src {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '\n', '"':
			return len("%{")
		}
	}
	return len("%{")
}

// TrimHeredoc removes the final line end of s if expr, the expression that gave s, is a heredoc of this text: a pattern
// in a heredoc is meant to end where its last line ends.
func (t *Text) TrimHeredoc(expr hclsyntax.Expression, s string) string {
	for {
		paren, ok := expr.(*hclsyntax.ParenthesesExpr)
		if !ok {
			break
		}
		expr = paren.Expression
	}
	rng := expr.Range()
	if at := rng.Start.Byte - t.start.Byte; at < 0 || at >= len(t.src) || !bytes.HasPrefix(t.src[at:], []byte("<<")) {
		return s
	}
	switch n := len(s); {
	case n >= 2 && s[n-2:] == "\r\n":
		return s[:n-2]
	case n >= 1 && s[n-1] == '\n':
		return s[:n-1]
	}
	return s
}
