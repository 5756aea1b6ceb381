package hcltext

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// checkBytes refuses what the stand-ins could not be told from, and what is no text at all.
func (t *Text) checkBytes() hcl.Diagnostics {
	i := firstBadByte(t.src)
	if i < 0 {
		return nil
	}
	detail := fmt.Sprintf("The byte 0x%02X here is no valid UTF-8. Save the file as UTF-8 without changing anything else.", t.src[i])
	if t.src[i] == percentMark || t.src[i] == backslashMark {
		detail = fmt.Sprintf("The control character 0x%02X cannot stand in a configuration. Remove it, or write it in a quoted string as \"\\u%04x\".", t.src[i], t.src[i])
	}
	return hcl.Diagnostics{t.problem("Invalid character", detail, i, i+1)}
}

// firstBadByte returns the offset of the first byte that Parse refuses, or -1.
func firstBadByte(src []byte) int {
	for i := 0; i < len(src); {
		c := src[i]
		if c == percentMark || c == backslashMark {
			return i
		}
		if c < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// explain puts one clear message in the place of the many that HCL gives about everything behind an opening mark that
// was never closed.
func (t *Text) explain(diags hcl.Diagnostics) hcl.Diagnostics {
	if !diags.HasErrors() {
		return diags
	}
	found, from := t.unclosed()
	if found == nil {
		return diags
	}
	kept := slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		return d.Subject != nil && (d.Subject.Start.Byte-t.start.Byte >= from || d.Summary == "Unclosed configuration block")
	})
	return append(kept, found)
}

// unclosed describes the first thing that is not closed, and tells from which offset on HCL's messages mislead.
func (t *Text) unclosed() (*hcl.Diagnostic, int) {
	s := t.scan
	if s.broken != nil {
		return t.brokenString(), lineStart(t.src, s.broken.open)
	}
	if n := len(s.stack); n > 0 {
		return t.openAtEnd(s.stack[n-1]), s.stack[n-1].open
	}
	if s.braces.extra > 0 {
		i := s.braces.extra - 1
		return t.problem("Extra closing brace",
			"This \"}\" closes nothing: every \"{\" above it has its \"}\" already. Remove it, or add the \"{\" that it belongs to.", i, i+1), i
	}
	if b, ok := s.braces.unclosed(); ok {
		return t.openBrace(b), b.offset
	}
	return nil, 0
}

func (t *Text) brokenString() *hcl.Diagnostic {
	if in := t.scan.brokenIn; in != nil {
		return t.problem("Unclosed template sequence",
			fmt.Sprintf("The %q that starts here has no \"}\" before the end of the line. Close it, or double the first character to write it as text.", t.src[in.open:in.open+2]),
			in.open, in.open+2)
	}
	open := t.scan.broken.open
	return t.problem("Unclosed quoted string",
		"The quoted string that starts here has no closing quote on its line. Add the quote; for text of several lines write \\n in the string, or a heredoc: <<EOT, the lines, and EOT alone on the last one.",
		open, open+1)
}

func (t *Text) openAtEnd(f frame) *hcl.Diagnostic {
	switch f.kind {
	case inHeredoc:
		end := f.open + bytes.IndexByte(t.src[f.open:], '\n')
		return t.problem("Unclosed heredoc",
			fmt.Sprintf("The text that starts here never ends. Write %s alone on a line behind its last line, with a line end after it.", f.mark),
			f.open, end)
	case inTemplate:
		return t.problem("Unclosed template sequence",
			fmt.Sprintf("The %q that starts here has no \"}\". Close it, or double the first character to write it as text.", t.src[f.open:f.open+2]),
			f.open, f.open+2)
	default:
		return t.problem("Unclosed quoted string", "The quoted string that starts here has no closing quote. Add it.", f.open, f.open+1)
	}
}

func (t *Text) openBrace(b brace) *hcl.Diagnostic {
	detail := "The block or object that starts here has no closing \"}\" before the end of the file. Add it."
	if t.scan.braces.suspect != nil {
		line := t.span(t.scan.braces.next, t.scan.braces.next+1).Start.Line
		detail = fmt.Sprintf("The block or object that starts here seems to lack its closing \"}\": going by the indentation, the one in line %d belongs to a block further out. Add a \"}\" before it.", line)
	}
	return t.problem("Unclosed brace", detail, b.offset, b.offset+1)
}

func (t *Text) problem(summary, detail string, from, to int) *hcl.Diagnostic {
	rng := t.span(from, to)
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &rng}
}

// Span turns two offsets into the text, which may lie behind its end, into a range of the file.
func (t *Text) Span(from, to int) hcl.Range {
	return t.span(min(from, len(t.src)), min(to, len(t.src)))
}

// span turns two offsets into a range of the file.
func (t *Text) span(from, to int) hcl.Range {
	return hcl.Range{Filename: t.filename, Start: t.pos(from), End: t.pos(to)}
}

// pos counts lines, and columns in what a reader takes for one character, as HCL does.
func (t *Text) pos(i int) hcl.Pos {
	pos := hcl.Pos{Line: t.start.Line, Column: t.start.Column, Byte: t.start.Byte + i}
	line := bytes.TrimPrefix(t.src[:i], []byte("\xEF\xBB\xBF"))
	if n := bytes.Count(line, []byte{'\n'}); n > 0 {
		pos.Line += n
		pos.Column = 1
		line = line[lineStart(line, len(line)):]
	}
	all := func(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
	if sc := hcl.NewRangeScannerFragment(line, t.filename, hcl.Pos{Line: 1, Column: pos.Column}, all); len(line) > 0 && sc.Scan() {
		pos.Column = sc.Range().End.Column
	}
	return pos
}
