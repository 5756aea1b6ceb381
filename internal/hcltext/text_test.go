package hcltext

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func TestParseExpressionValues(t *testing.T) {
	cases := []struct{ name, src, want string }{
		{"grok reference", `"%{WORD:x} rest"`, "%{WORD:x} rest"},
		{"two references", `"%{A}%{B}"`, "%{A}%{B}"},
		{"literal percent brace", `"%%{WORD}"`, "%{WORD}"},
		{"three percents", `"%%%{X}"`, "%%{X}"},
		{"percent at the end", `"100%"`, "100%"},
		{"directive", `"%{if true}yes%{else}no%{endif}"`, "yes"},
		{"directive with trim", `"a %{~ if true ~} b %{~ endif ~} c"`, "abc"},
		{"directive on the next line", "\"%{\n if true}x%{endif}\"", "x"},
		{"directive behind a comment", `"%{/* c */if true}x%{endif}"`, "x"},
		{"for directive", `"%{for x in ["a", "b"]}<${x}>%{endfor}"`, "<a><b>"},
		{"word that starts like a directive", `"%{iffy}%{if-x}%{IF}%{format}"`, "%{iffy}%{if-x}%{IF}%{format}"},
		{"reference inside an interpolation", `"a${upper("%{x}")}b"`, "a%{X}b"},
		{"reference inside a directive", `"%{if "%{x}" == "%%{x}"}same%{endif}"`, "same"},
		{"reference before any evaluation", `strlen("%{x}")`, "4"},
		{"Logstash date", `"%{+YYYY.MM.dd}"`, "%{+YYYY.MM.dd}"},
		{"java date", `"%{{yyyy}}"`, "%{{yyyy}}"},
		{"unclosed reference", `"%{"`, "%{"},
		{"text backslash", `"\d+ \[x\]"`, `\d+ \[x\]`},
		{"doubled backslash", `"\\d"`, `\d`},
		{"escapes stay escapes", `"a\tb\"c\u00e9\U0001F600"`, "a\tb\"cé😀"},
		{"backslash before an interpolation", `"\${upper("x")}"`, `\X`},
		{"backslash before a reference", `"\%{x}"`, `\%{x}`},
		{"backslash before a letter outside ASCII", `"\é"`, `\é`},
		{"literal dollar brace", `"$${x} \d"`, `${x} \d`},
		{"heredoc", "<<E\n%{X} \\d \\\\ \\n\nE\n", "%{X} \\d \\\\ \\n\n"},
		{"indented heredoc", "<<-E\n    %{X}\n      %%{Y}\n    E\n", "%{X}\n  %{Y}\n"},
		{"heredoc in a template", "\"<${<<E\n%{X}\nE\n}>\"", "<%{X}\n>"},
		{"heredoc with CRLF", "<<E\r\n%{X}\r\nE\r\n", "%{X}\r\n"},
		{"object key", `{ "%{k}" = "\d" }["%{k}"]`, `\d`},
		{"relative index", `[{ "\d" = "v" }][0]["\d"]`, "v"},
		{"index of a name", `tree["%{k}"]`, "found"},
		{"key in parentheses", `{ ("\d") = 1, "x" = "%{y}" }["x"]`, "%{y}"},
		{"ternary", `true ? "%{a}" : "%{b}"`, "%{a}"},
		{"splat", `([{ a = "%{b}" }][*].a)[0]`, "%{b}"},
		{"for expression", `[for x in ["%{b}"] : "${x}\w" if x != "\s"][0]`, `%{b}\w`},
		{"comment", "\"%{b}\" # \"%{c}\\d\"", "%{b}"},
		{"block comment", "/* \" */ \"%{b}\" /* \" */", "%{b}"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			expr, diags := ParseExpression([]byte(c.src), "x.hcl", hcl.InitialPos)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(c.want, value(t, expr)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func value(t *testing.T, expr hclsyntax.Expression) string {
	t.Helper()
	v, diags := expr.Value(&hcl.EvalContext{
		Functions: map[string]function.Function{"upper": stdlib.UpperFunc, "strlen": stdlib.StrlenFunc},
		Variables: map[string]cty.Value{"tree": cty.ObjectVal(map[string]cty.Value{"%{k}": cty.StringVal("found")})},
	})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if v.Type() == cty.Number {
		return v.AsBigFloat().String()
	}
	return v.AsString()
}

func TestParseKeepsSourceAndRanges(t *testing.T) {
	src := "\uFEFFinput \"%{a}\" \"\\d\" {\n  é = \"é%{b}\" + x\n}\n"
	file, diags := Parse([]byte(src), "x.hcl")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	block := file.Body.(*hclsyntax.Body).Blocks[0]
	if diff := cmp.Diff([]string{"%{a}", `\d`}, block.Labels); diff != "" {
		t.Error(diff)
	}
	sum := block.Body.Attributes["é"].Expr.(*hclsyntax.BinaryOpExpr)
	rng := sum.LHS.Range()
	if got, want := string(rng.SliceBytes(file.Bytes)), `"é%{b}"`; got != want {
		t.Errorf("range covers %q, want %q", got, want)
	}
	pasted := New([]byte(src), "x.hcl", hcl.InitialPos).Pasted(rng)
	want := []hcl.Range{{
		Filename: "x.hcl",
		Start:    hcl.Pos{Line: 2, Column: 9, Byte: rng.Start.Byte + 3},
		End:      hcl.Pos{Line: 2, Column: 13, Byte: rng.Start.Byte + 7},
	}}
	if diff := cmp.Diff(want, pasted); diff != "" {
		t.Error(diff)
	}
}

func TestPasted(t *testing.T) {
	cases := []struct {
		name, src string
		want      []string
	}{
		{"none", `"abc"`, nil},
		{"doubled", `"%%{a}"`, nil},
		{"directive", `"%{if true}%{endif}"`, nil},
		{"plain and doubled", `"%%{a}%{b}"`, []string{"%{b}"}},
		{"nested braces", `"%{{yyyy}} %{[a][b]}"`, []string{"%{{yyyy}}", "%{[a][b]}"}},
		{"unclosed", `"%{a" == "}"`, []string{"%{"}},
		{"inside an interpolation", `"${upper("%{a}")}"`, []string{"%{a}"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := New([]byte(c.src), "x.hcl", hcl.Pos{Line: 7, Column: 5, Byte: 100})
			expr, diags := text.ParseExpression()
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			var got []string
			for _, rng := range text.Pasted(expr.Range()) {
				got = append(got, text.Source(rng))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTrimHeredoc(t *testing.T) {
	cases := []struct{ name, src, want string }{
		{"heredoc", "<<E\nx\nE\n", "x"},
		{"only the last line end", "<<E\nx\n\nE\n", "x\n"},
		{"line end of two characters", "<<E\r\nx\r\nE\r\n", "x"},
		{"in parentheses", "(<<E\nx\nE\n)", "x"},
		{"empty", "<<E\nE\n", ""},
		{"quoted string", `"x\n"`, "x\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := New([]byte(c.src), "x.hcl", hcl.Pos{Line: 3, Column: 9, Byte: 40})
			expr, diags := text.ParseExpression()
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(c.want, text.TrimHeredoc(expr, value(t, expr))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	cases := []struct{ name, src, want string }{
		{"references and backslashes", "a   =  [ \"%{X}\\d\",\"%%{Y}\" ] # %{Z} \\d\nbcd = 1\n", "a   = [\"%{X}\\d\", \"%%{Y}\"] # %{Z} \\d\nbcd = 1\n"},
		{"block", "x \"%{l}\" {\na=\"%{b}\"\n}\n", "x \"%{l}\" {\n  a = \"%{b}\"\n}\n"},
		{"refused bytes", "a  = \"\x01\"\n", "a  = \"\x01\"\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, string(Format([]byte(c.src)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDiagnostics(t *testing.T) {
	cases := []struct {
		name, src string
		want      []string // line,column summary
	}{
		{"control character", "a = 1\nb = \"\x01\"\n", []string{"2,6 Invalid character"}},
		{"second control character", "b = \"\x02\"\n", []string{"1,6 Invalid character"}},
		{"invalid UTF-8", "é = \"\xff\"\n", []string{"1,6 Invalid character"}},
		{"heredoc", "a = 1\nb = <<EOT\n text\nc = 2\n", []string{"2,5 Unclosed heredoc"}},
		{"heredoc whose end has no line end", "b = <<EOT\n text\nEOT", []string{"1,5 Unclosed heredoc"}},
		{"quoted string", "a = \"x\nb = \"y\"\nc = {\n", []string{"1,5 Unclosed quoted string"}},
		{"quoted string at the end", "a = \"x", []string{"1,5 Unclosed quoted string"}},
		{"string and an earlier mistake", "q = = 1\na = \"x\nb = \"y\"\n", []string{"1,5 Invalid expression", "2,5 Unclosed quoted string"}},
		{"interpolation", "a = \"x-${field.b\"\nb = 1\n", []string{"1,8 Unclosed template sequence"}},
		{"block", "a {\n  b = 1\n", []string{"1,3 Unclosed brace"}},
		{"inner block by indentation", "a {\n  b {\n    c = 1\n}\n", []string{"2,5 Unclosed brace"}},
		{"inner object by indentation", "a {\n  b = {\n    c = 1\n  d = 2\n}\n\ne {\n}\n", []string{"2,7 Unclosed brace"}},
		{"extra brace", "a {\n}\n}\nb = 1\n", []string{"3,1 Extra closing brace"}},
		{"if without endif", "a = \"%{if true}x\"\n", []string{"1,17 Unexpected end of template"}},
		{"if without condition", "a = \"%{if}x%{endif}\"\n", []string{"1,10 Invalid expression"}},
		{"wrong escape", "a = \"\\u12\"\n", []string{"1,6 Invalid escape sequence"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, diags := Parse([]byte(c.src), "x.hcl")
			var got []string
			for _, d := range diags {
				got = append(got, fmt.Sprintf("%d,%d %s", d.Subject.Start.Line, d.Subject.Start.Column, d.Summary))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s\n%v", diff, diags)
			}
		})
	}
}

func TestDiagnosticsShowTheSource(t *testing.T) {
	_, diags := Parse([]byte("a = 1\na \"%{x}${y}\" {\n}\nb = \"\\d\" \"%{x}\" \"\n"), "x.hcl")
	if !diags.HasErrors() {
		t.Fatal("no errors")
	}
	if text := diags.Error(); strings.ContainsAny(text, "\x01\x02") || strings.Contains(text, `\x0`) {
		t.Errorf("stand-ins in %q", text)
	}
}

func TestParseExpressionRefused(t *testing.T) {
	expr, diags := ParseExpression([]byte("\"\x02\""), "x.hcl", hcl.Pos{Line: 4, Column: 3, Byte: 30})
	if expr == nil || !diags.HasErrors() {
		t.Fatalf("got %v, %v", expr, diags)
	}
	if diff := cmp.Diff(hcl.Pos{Line: 4, Column: 4, Byte: 31}, diags[0].Subject.Start); diff != "" {
		t.Error(diff)
	}
}

func TestTranslate(t *testing.T) {
	cases := []struct{ ref, want string }{
		{"%{[@metadata][beat]}", "${meta.beat}"},
		{"%{[@metadata][a][0]}", "${meta.a[0]}"},
		{"%{[@metadata]}", "${meta}"},
		{"%{+YYYY.MM.dd}", `${date("%Y.%m.%d")}`},
		{"%{+yyyy-MM-dd'T'HH:mm:ss.SSSZ}", `${date("%Y-%m-%dT%H:%M:%S.%L%z")}`},
		{"%{+xxxx.ww}", `${date("%G.%V")}`},
		{"%{+YYYY.M.d}", `${date("YYYY.M.d")}`},
		{"%{+HH'o''clock'}", `${date("%Ho'clock")}`},
		{"%{+%s}", `${date("%s")}`},
		{"%{{yyyy-MM-dd}}", `${date("%Y-%m-%d")}`},
		{"%{{TIME_NOW}}", "${now()}"},
		{"%{[a][b]}", "${field.a.b}"},
		{"%{host}", "${field.host}"},
		{"%{a.b}", `${field["a.b"]}`},
		{"%{[a][1][b-c]}", "${field.a[1].b-c}"},
		{"%{a b-c}", `${field["a b-c"]}`},
		{"%{[@timestamp]}", `${field["@timestamp"]}`},
		{"%{@timestamp}", `${field["@timestamp"]}`},
		{`%{a\b}`, `${field["a\\b"]}`},
	}
	for _, c := range cases {
		t.Run(c.ref, func(t *testing.T) {
			got, ok := Translate(c.ref)
			if !ok || got != c.want {
				t.Fatalf("got %s %v, want %s", got, ok, c.want)
			}
			if _, diags := ParseExpression([]byte(`"`+got+`"`), "", hcl.InitialPos); diags.HasErrors() {
				t.Error(diags)
			}
		})
	}
}

func TestTranslateRefuses(t *testing.T) {
	for _, ref := range []string{"", "host", "%{}", "%{WORD:name}", "%{[a}", "%{[a][]}", "%{{yyyy}", "%{+}", "%{+%Y}", "%{host"} {
		if got, ok := Translate(ref); ok {
			t.Errorf("%q gave %s", ref, got)
		}
	}
}
