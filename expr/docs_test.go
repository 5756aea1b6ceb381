package expr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryFunctionIsDocumented(t *testing.T) {
	for _, f := range Functions() {
		t.Run(f.Name, func(t *testing.T) {
			if f.Summary == "" || !strings.Contains(f.Example, f.Name+"(") {
				t.Fatalf("incomplete: %+v", f)
			}
			env := sampleEnv(t)
			got := toJSON(compileIn(t, testScope(t, nil), f.Example).Eval(env))
			if err := env.TakeErr(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(f.Result, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", f.Example, diff)
			}
		})
	}
}

func TestSignatures(t *testing.T) {
	want := map[string]string{
		"upper": "upper(text)", "date": "date(format[, time[, zone]])", "env": "env(name[, default])",
		"join": "join(separator, list[, list...])", "now": "now()", "format": "format(spec[, value...])",
	}
	got := map[string]string{}
	for _, f := range Functions() {
		if want[f.Name] != "" {
			got[f.Name] = f.Signature
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
