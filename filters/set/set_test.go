package set_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/filters/set"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, set.Plugin()) }

func TestFailureNamesThePlace(t *testing.T) {
	f := plugintest.MustFilter(t, set.Plugin(), `fields = { sum = field.a * 2 }`)
	f.Run(t, `{"a":"one"}`)
	if len(f.Failures) != 1 {
		t.Fatalf("got %d failures, want 1", len(f.Failures))
	}
	want := `test.hcl:1:18: *: left side is the string "one", not a number`
	if diff := cmp.Diff(want, f.Failures[0].Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestConstantObjectIsCopied(t *testing.T) {
	f := plugintest.MustFilter(t, set.Plugin(), `fields = {
		labels   = { env = "prod" }
		labels.n = field.n
	}`)
	f.Run(t, `{"n":1}`)
	got := f.Run(t, `{"m":2}`)
	if diff := cmp.Diff([]string{`{"m":2,"labels":{"env":"prod"}}`}, got); diff != "" {
		t.Errorf("second event (-want +got):\n%s", diff)
	}
}

func BenchmarkSet(b *testing.B) {
	plugintest.BenchmarkFilter(b, set.Plugin(), `fields = {
		service.name  = "shop"
		event.outcome = field.status >= 500 ? "failure" : "success"
		line          = "${field.method} ${field.path}"
	}`, `{"method":"GET","path":"/index.html","status":200}`)
}
