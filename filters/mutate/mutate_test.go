package mutate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/filters/mutate"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, mutate.Plugin()) }

func TestFailureMessages(t *testing.T) {
	tests := []struct{ name, body, event, want string }{
		{"convert", `convert = { took = "float" }`, `{"took":"fast"}`, `convert "took" to float: "fast" is not a number`},
		{"long value", `convert = { took = "float" }`, `{"took":"` + strings.Repeat("x", 200) + `"}`, `convert "took" to float: "` + strings.Repeat("x", 80) + `"... is not a number`},
		{"rename", `rename = { a = "b.c" }`, `{"a":1,"b":"x"}`, `set "b.c": "b" is a string, not an object`},
		{"timestamp", `rename = { a = "@timestamp" }`, `{"a":"noon"}`, `set "@timestamp": "noon" is not a time such as "2015-05-17T10:05:03Z": use a date filter`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, mutate.Plugin(), tt.body)
			f.Run(t, tt.event)
			if len(f.Failures) != 1 {
				t.Fatalf("got %d failures, want 1", len(f.Failures))
			}
			if diff := cmp.Diff(tt.want, f.Failures[0].Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOrderWarnings(t *testing.T) {
	const both = " They run in the order in which they are written, "
	tests := []struct {
		name, body string
		want       []string
	}{
		{"Logstash's order", "rename = { a = \"b\" }\nlowercase = [\"b\"]\ncopy = { b = \"c\" }", nil},
		{"other fields", "lowercase = [\"a\"]\nrename = { b = \"c\" }", nil},
		{"both only read", "copy = { a = \"b\" }\nreplace = { c = field.a }", nil},
		{"same field", "lowercase = [\"b\"]\nrename = { a = \"b\" }", []string{
			`lowercase and rename both touch the field "b".` + both + `lowercase first; Logstash always runs rename first. Split them into two blocks, in the order that is meant.`,
		}},
		{"inside an object", "copy = { \"a.x\" = \"b\" }\nupdate = { a = 1 }", []string{
			`copy and update both touch the field "a".` + both + `copy first; Logstash always runs update first. Split them into two blocks, in the order that is meant.`,
		}},
		{"read by an expression", "lowercase = [\"a\"]\nreplace = { b = field.a }", []string{
			`lowercase and replace both touch the field "a".` + both + `lowercase first; Logstash always runs replace first. Split them into two blocks, in the order that is meant.`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildFilter(t, mutate.Plugin(), tt.body)
			var got []string
			for _, d := range diags {
				if d.Severity != hcl.DiagWarning {
					t.Errorf("%s is an error", d.Detail)
				}
				got = append(got, d.Detail)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCopyIsIndependent(t *testing.T) {
	f := plugintest.MustFilter(t, mutate.Plugin(), "copy = { a = \"b\" }\nuppercase = [\"b.list\"]")
	got := f.Run(t, `{"a":{"list":["x"]}}`)
	if diff := cmp.Diff([]string{`{"a":{"list":["x"]},"b":{"list":["X"]}}`}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkMutate(b *testing.B) {
	const line = `{"ts":"2026-01-01T00:00:00Z","level":"info","service":"Checkout","msg":"order placed","order":17,"took":"0.25","status":"200"}`
	cases := []struct{ name, body string }{
		{"rename and lowercase", "rename = { msg = \"message\" }\nlowercase = [\"service\"]"},
		{"convert", `convert = { status = "integer", took = "float" }`},
		{"gsub", `gsub = ["service", "[A-Z]", "_"]`},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) { plugintest.BenchmarkFilter(b, mutate.Plugin(), c.body, line) })
	}
}
