package expr

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/hcltext"
)

// sample is the event that the examples of the reference are about.
const sample = `{
	"@timestamp": "2015-05-17T08:05:03.250Z", "message": "GET /health", "status": 503, "latency": 12.5, "path": "/a", "text": "42", "word": "abc",
	"host": {"name": "web-1", "ip": ["10.0.0.1", "::1"]}, "labels": {"a": "x", "b": null, "c": "z"}, "items": [{"name": "i1", "n": 1}, {"name": "i2", "n": 2}],
	"tags": ["web", "eu"], "ok": true, "off": false, "empty": "", "none": null, "a.b": "dotted", "big": 9007199254740993, "list": ["b", "a", "b"],
	"@metadata": {"input": "access", "n": 1}
}`

func newEvent(tb testing.TB, text string) *event.Event {
	tb.Helper()
	ev := event.NewBatch().Add()
	v, err := event.DecodeJSON(ev.Arena(), text)
	if err != nil {
		tb.Fatal(err)
	}
	for k, x := range v.AsObject().All() {
		switch s, _ := x.AsString(); k.String() {
		case "@timestamp":
			if nanos, ok := parseInstant(s); ok {
				x = event.Time(nanos)
			}
			ev.SetTimestamp(x)
		case "@metadata":
			for m, y := range x.AsObject().All() {
				if err := ev.Set(event.MetaPath(m.String()), y); err != nil {
					tb.Fatal(err)
				}
			}
		default:
			ev.Fields().Set(ev.Arena(), k, x)
		}
	}
	return ev
}

func parse(tb testing.TB, src string) hclsyntax.Expression {
	tb.Helper()
	x, diags := hcltext.ParseExpression([]byte(src), "test.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		tb.Fatalf("parse %q: %s", src, diags)
	}
	return x
}

func testScope(tb testing.TB, locals map[string]string) *Scope {
	tb.Helper()
	c := ScopeConfig{
		Dir:    "testdata",
		Locals: make(map[string]hcl.Expression),
		Vars: map[string]cty.Value{
			"port": cty.NumberIntVal(8080), "name": cty.StringVal("web"), "secret": cty.StringVal("pw").Mark("sensitive"), "nothing": cty.NullVal(cty.String),
			"hosts": cty.ListVal([]cty.Value{cty.StringVal("h1"), cty.StringVal("h2")}), "half": cty.NumberFloatVal(0.5),
			"table": cty.MapVal(map[string]cty.Value{"abc": cty.StringVal("found"), "42": cty.StringVal("number")}),
		},
		LookupEnv: func(name string) (string, bool) {
			return strings.ToLower(name), name == "HOME"
		},
	}
	for name, src := range locals {
		c.Locals[name] = parse(tb, src)
	}
	return NewScope(c)
}

func messages(diags hcl.Diagnostics) string {
	lines := make([]string, 0, len(diags))
	for _, d := range diags {
		lines = append(lines, d.Summary+": "+d.Detail)
	}
	return strings.Join(lines, "\n")
}

func compileIn(tb testing.TB, s *Scope, src string) *Expr {
	tb.Helper()
	x, diags := Compile(parse(tb, src), s)
	if diags.HasErrors() {
		tb.Fatalf("compile %q: %s", src, messages(diags))
	}
	return x
}

func toJSON(v event.Value) string { return string(event.AppendJSONValue(nil, v)) }

func sampleEnv(tb testing.TB) *Env {
	tb.Helper()
	env := NewEnv()
	env.Bind(newEvent(tb, sample))
	return env
}
