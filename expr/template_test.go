package expr

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTemplateAppend(t *testing.T) {
	for _, c := range []struct{ src, want, missing string }{
		{`"plain"`, "plain", ""},
		{`"${field.word}-${date("%Y.%m.%d")}"`, "abc-2015.05.17", ""},
		{`"/a/${field.host.name}/${date("%Y-%m-%d")}.gz"`, "/a/web-1/2015-05-17.gz", ""},
		{`"x-${field.missing}"`, "", "field.missing"},
		{`"x-${field.empty}-${field.missing}"`, "", "field.empty"},
		{`"x-${field.host["nope"]}"`, "", `field.host["nope"]`},
		{`"x-${upper(field.missing.a)}"`, "", "upper(field.missing.a)"},
		{`"x-${coalesce(field.missing, "web")}"`, "x-web", ""},
		{`"x${field.ok ? "-ok" : ""}"`, "x-ok", ""},
		{`"x${field.off ? "-ok" : ""}"`, "x", ""},
		{`"x${field.off ? "-ok" : field.missing}"`, "", "field.missing"},
		{`"x%{if field.off}-${field.missing}%{endif}"`, "x", ""},
		{`field.word`, "abc", ""},
		{`field.missing`, "", "field.missing"},
		{`field.status`, "503", ""},
		{`"${field.word + 1}-x"`, "", "field.word + 1"},
		{`field.word > 1 ? "a" : "b"`, "", `field.word > 1 ? "a" : "b"`},
		{`"${var.name}-${var.port}"`, "web-8080", ""},
		{`var.nothing`, "", "var.nothing"},
	} {
		t.Run(c.src, func(t *testing.T) {
			tpl, diags := CompileTemplate(parse(t, c.src), testScope(t, nil))
			if diags.HasErrors() {
				t.Fatal(messages(diags))
			}
			out, missing := tpl.Append([]byte("<"), sampleEnv(t))
			if string(out) != "<"+c.want || missing != c.missing {
				t.Errorf("got %q, missing %q", out, missing)
			}
		})
	}
}

func TestTemplateParts(t *testing.T) {
	tpl, diags := CompileTemplate(parse(t, `"logs-${var.name}-${field.a.b}${field.ok ? "" : meta.x}!"`), testScope(t, nil))
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	type part struct {
		Text, Source string
		Dynamic      bool
		Reads        []string
	}
	var got []part
	for _, p := range tpl.Parts() {
		q := part{p.Text, p.Source, p.Dynamic, nil}
		for _, r := range p.Reads {
			q.Reads = append(q.Reads, r.String())
		}
		if !p.Dynamic {
			q.Source = ""
		}
		got = append(got, q)
	}
	want := []part{
		{Text: "logs-web-"},
		{Source: "field.a.b", Dynamic: true, Reads: []string{"a.b"}},
		{Source: `field.ok ? "" : meta.x`, Dynamic: true, Reads: []string{"ok", "@metadata.x"}},
		{Text: "!"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := tpl.Const(); ok || tpl.Prefix() != "logs-web-" || len(tpl.Reads()) != 3 {
		t.Errorf("prefix %q, reads %v", tpl.Prefix(), tpl.Reads())
	}
	tpl, _ = CompileTemplate(parse(t, `"a${var.port}"`), testScope(t, nil))
	if text, ok := tpl.Const(); !ok || text != "a8080" {
		t.Errorf("constant %q %v", text, ok)
	}
}
