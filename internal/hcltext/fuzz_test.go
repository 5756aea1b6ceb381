package hcltext

import (
	"bytes"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// oracle finds the marks with HCL's own lexer: mark the first text backslash or textual "%{" that it stumbles over, and
// lex again until there is none left.
func oracle(src []byte) []int {
	out := bytes.Clone(src)
	var offsets []int
	for {
		i, mark := firstStumble(out)
		if i < 0 {
			slices.Sort(offsets)
			return offsets
		}
		out[i] = mark
		offsets = append(offsets, i)
	}
}

func firstStumble(src []byte) (int, byte) {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	for i, tok := range tokens {
		switch tok.Type {
		case hclsyntax.TokenQuotedLit:
			if at := textBackslash(src, tok.Range); at >= 0 {
				return at, backslashMark
			}
		case hclsyntax.TokenTemplateControl:
			if !isDirective(tokens[i+1:]) {
				return tok.Range.Start.Byte, percentMark
			}
		}
	}
	return -1, 0
}

func textBackslash(src []byte, rng hcl.Range) int {
	for i := rng.Start.Byte; i < rng.End.Byte; i++ {
		if src[i] != '\\' {
			continue
		}
		if i+1 == len(src) || !bytes.ContainsRune([]byte(`nrt"\uU`), rune(src[i+1])) {
			return i
		}
		i++
	}
	return -1
}

func isDirective(rest hclsyntax.Tokens) bool {
	for _, tok := range rest {
		switch tok.Type {
		case hclsyntax.TokenNewline, hclsyntax.TokenComment:
			continue
		case hclsyntax.TokenIdent:
			return slices.Contains([]string{"if", "else", "endif", "for", "endfor"}, string(tok.Bytes))
		default:
			return false
		}
	}
	return false
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		"a = \"%{X} ${b(\"%{Y}\")} %%{Z} \\d \\\\d\"\n",
		"a = <<-EOT\n  %{if x}\\d%{Y}${<<B\n%{c}\nB\n}%{endif}\nEOT\n",
		"# %{X}\n/* \" */ a = 1 // \"\n",
		"a \"%{l}\" {\n b = [\"$${%{~ for x in y}%{\"%{q}\"}\"]\n}\n",
		"a = \"%%%{X} $%{Y} \\${x} \\%{if a}%{/* c */\nif b}%{iffy}\"\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(checkSource)
}

// FuzzPieces reaches deep nesting sooner: every byte of the input picks a piece of syntax.
func FuzzPieces(f *testing.F) {
	pieces := []string{
		"\"", "\\", "\\\\", "\\\"", "%", "$", "{", "}", "~", "%{", "${", "%{if ", "%{for", "%{endif}", "%{~ else ~}", "$${", "%%{", "\n", "\r\n",
		"<<E\n", "<<-E\n", "E", "\nE\n", "\n  E \n", "a", " ", "=", "#", "//", "/*", "*/", "d", "é", "if", "-", "[", "]", "(", ")", ",", "1",
	}
	f.Add([]byte{24, 26, 0, 9, 24, 7, 0, 17})
	f.Fuzz(func(t *testing.T, picks []byte) {
		var src []byte
		for _, p := range picks {
			src = append(src, pieces[int(p)%len(pieces)]...)
		}
		checkSource(t, src)
	})
}

func checkSource(t *testing.T, src []byte) {
	if len(src) > 400 || firstBadByte(src) >= 0 || foreignLexing(src) {
		t.Skip()
	}
	s := scan(src)
	got := slices.Sorted(slices.Values(append(slices.Clone(s.percents), s.slashes...)))
	if diff := cmp.Diff(oracle(src), got); diff != "" {
		t.Fatalf("%q: marks (-lexer +scanner):\n%s", src, diff)
	}
	if back := Unmark(Mark(src)); !bytes.Equal(back, src) {
		t.Fatalf("unmark(mark(%q)) = %q", src, back)
	}
	parsed, diags := Parse(src, "x.hcl")
	if parsed.Body == nil || !bytes.Equal(parsed.Bytes, src) {
		t.Fatalf("%q: lost the source", src)
	}
	for _, d := range diags {
		if d.Subject == nil || d.Subject.End.Byte > len(src) {
			t.Fatalf("%q: %s at %v", src, d.Summary, d.Subject)
		}
	}
}

// foreignLexing names the inputs at which HCL's lexer gives up midway, so that it cannot be asked.
func foreignLexing(src []byte) bool {
	if bytes.Contains(bytes.ReplaceAll(src, []byte("\r\n"), nil), []byte("\r")) {
		return true
	}
	for _, end := range []string{"\\\n", "\\\r\n"} {
		if bytes.Contains(append(bytes.Clone(src), '\n'), []byte(end)) {
			return true
		}
	}
	tokens, _ := hclsyntax.LexConfig(Mark(src), "", hcl.InitialPos)
	n := len(tokens)
	return n > 1 && tokens[n-2].Type == hclsyntax.TokenInvalid && utf8.RuneCount(tokens[n-2].Bytes) > 1
}
