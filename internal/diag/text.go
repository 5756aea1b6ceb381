// Package diag prints what is wrong with a configuration: as text for people, as JSON and SARIF for
// editors and CI.
package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// lineWidth is where the text of a diagnostic is wrapped.
const lineWidth = 78

// Printer prints diagnostics for people.
type Printer struct {
	W     io.Writer
	Files map[string]*hcl.File
	Color bool
}

// Print writes all diagnostics and returns how many errors and warnings there were.
func (p *Printer) Print(diags hcl.Diagnostics) (errors, warnings int, err error) {
	var b strings.Builder
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			errors++
		} else {
			warnings++
		}
		p.one(&b, d)
	}
	_, err = io.WriteString(p.W, b.String())
	return errors, warnings, err
}

func (p *Printer) one(b *strings.Builder, d *hcl.Diagnostic) {
	word, color := "Error", "31"
	if d.Severity == hcl.DiagWarning {
		word, color = "Warning", "33"
	}
	fmt.Fprintf(b, "%s: %s\n\n", p.paint("1;"+color, word), p.paint("1", d.Summary))
	if d.Subject != nil {
		p.snippet(b, *d.Subject)
	}
	if d.Detail != "" {
		b.WriteString(Wrap(d.Detail, lineWidth) + "\n\n")
	}
}

func (p *Printer) paint(code, s string) string {
	if !p.Color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *Printer) snippet(b *strings.Builder, at hcl.Range) {
	fmt.Fprintf(b, "  on %s line %d%s:\n", at.Filename, at.Start.Line, p.context(at))
	file := p.Files[at.Filename]
	if file == nil {
		b.WriteString("\n")
		return
	}
	line, start := lineAt(file.Bytes, at.Start.Byte)
	number := fmt.Sprintf("  %d: ", at.Start.Line)
	fmt.Fprintf(b, "%s%s\n", number, line)
	from := min(max(at.Start.Byte-start, 0), len(line))
	to := min(max(at.End.Byte-start, from+1), len(line))
	marks := 1
	if to > from {
		marks = utf8.RuneCount(line[from:to])
	}
	fmt.Fprintf(b, "%s%s%s\n\n", strings.Repeat(" ", len(number)), blank(line[:from]), p.paint("31", strings.Repeat("^", marks)))
}

// lineAt returns the line that holds the byte, and where it starts.
func lineAt(src []byte, at int) (line []byte, start int) {
	at = min(max(at, 0), len(src))
	start = bytes.LastIndexByte(src[:at], '\n') + 1
	end := bytes.IndexByte(src[start:], '\n')
	if end < 0 {
		end = len(src) - start
	}
	return bytes.TrimSuffix(src[start:start+end], []byte("\r")), start
}

// blank returns white space that is as wide as the text.
func blank(text []byte) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return '\t'
		}
		return ' '
	}, string(text))
}

// context names the blocks around a position: `, in pipeline "web", filter "grok" "access"`.
func (p *Printer) context(at hcl.Range) string {
	names := Enclosing(p.Files[at.Filename], at)
	if len(names) == 0 {
		return ""
	}
	return ", in " + strings.Join(names, ", ")
}

// Enclosing names the blocks of a file around a position, outer ones first.
func Enclosing(file *hcl.File, at hcl.Range) []string {
	if file == nil {
		return nil
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return nil
	}
	var names []string
	for body != nil {
		var inner *hclsyntax.Body
		for _, blk := range body.Blocks {
			if at.Start.Byte >= blk.TypeRange.Start.Byte && at.Start.Byte < blk.CloseBraceRange.End.Byte {
				names = append(names, title(blk))
				inner = blk.Body
				break
			}
		}
		body = inner
	}
	return names
}

func title(b *hclsyntax.Block) string {
	s := b.Type
	for _, l := range b.Labels {
		s += fmt.Sprintf(" %q", l)
	}
	return s
}

// Wrap breaks text at blanks so that lines are at most so wide. Line breaks in it stay.
func Wrap(text string, width int) string {
	var out []string
	for para := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(para, "  ") { // an example: as it is
			out = append(out, para)
			continue
		}
		line := ""
		for word := range strings.FieldsSeq(para) {
			if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
				out = append(out, line)
				line = word
				continue
			}
			if line != "" {
				line += " "
			}
			line += word
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
