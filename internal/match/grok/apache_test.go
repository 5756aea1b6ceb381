package grok

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	vjeantet "github.com/vjeantet/grok"

	"github.com/headgate/headgate/internal/match"
)

const apacheLog = "../../../examples/quickstart/apache_combined.log"

func apacheLines(tb testing.TB) []string {
	tb.Helper()
	data, err := os.ReadFile(apacheLog)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimRight(string(data), "\n"), "\n")
}

func compile(tb testing.TB, d *Dictionary, pattern string, o Options) *Grok {
	tb.Helper()
	g, err := d.Compile(pattern, o)
	if err != nil {
		tb.Fatalf("compile %q: %v", pattern, err)
	}
	return g
}

// parse returns what a pattern captures, empty values left out; nil if it does not match.
func parse(tb testing.TB, g *Grok, w *match.Work, s string) map[string]string {
	tb.Helper()
	spans := make([]int, 2*len(g.Pattern().Slots()))
	if !g.Pattern().Match(w, s, spans) {
		if w.Err() != nil {
			tb.Fatalf("%q on %q: %v", g, s, w.Err())
		}
		return nil
	}
	got := map[string]string{}
	for _, f := range g.Fields() {
		if at := spans[2*f.Slot:]; at[0] >= 0 && at[1] > at[0] {
			got[f.Name] = s[at[0]:at[1]]
		}
	}
	return got
}

func vjeantetFor(tb testing.TB) *vjeantet.Grok {
	tb.Helper()
	g, err := vjeantet.NewWithConfig(&vjeantet.Config{NamedCapturesOnly: true, RemoveEmptyValues: true})
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func TestApacheLogEqualsVjeantet(t *testing.T) {
	t.Parallel()
	g, v, w := compile(t, Legacy(), "%{COMBINEDAPACHELOG}", Options{}), vjeantetFor(t), &match.Work{}
	lines := apacheLines(t)
	if len(lines) != 10_000 {
		t.Fatalf("%d lines, want 10000", len(lines))
	}
	for i, line := range lines {
		want, err := v.Parse("%{COMBINEDAPACHELOG}", line)
		if err != nil {
			t.Fatal(err)
		}
		got := parse(t, g, w, line)
		if got == nil && len(want) == 0 {
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("line %d: %s\n%s", i+1, line, diff)
		}
	}
}

// TestApacheLogECSEqualsLegacy checks that the two dictionaries tell the same of every line, as far as Logstash's do: a
// dash is a value in the classic one and nothing in ECS, where quotes are no part of referrer and agent.
func TestApacheLogECSEqualsLegacy(t *testing.T) {
	t.Parallel()
	legacy, ecs := compile(t, Legacy(), "%{COMBINEDAPACHELOG}", Options{}), compile(t, ECS(), "%{COMBINEDAPACHELOG}", Options{})
	names := map[string]string{
		"clientip": "[source][address]", "ident": "[apache][access][user][identity]", "auth": "[user][name]",
		"timestamp": "timestamp", "verb": "[http][request][method]", "request": "[url][original]",
		"httpversion": "[http][version]", "response": "[http][response][status_code]",
		"bytes": "[http][response][body][bytes]", "referrer": "[http][request][referrer]", "agent": "[user_agent][original]",
	}
	w := &match.Work{}
	for _, line := range apacheLines(t) {
		classic, got := parse(t, legacy, w, line), parse(t, ecs, w, line)
		if classic == nil {
			continue
		}
		want := map[string]string{}
		for name, value := range classic {
			if value = strings.Trim(value, `"`); value != "-" && value != "" {
				want[names[name]] = value
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s", line, diff)
		}
	}
}

func TestApacheFieldTypes(t *testing.T) {
	want := map[string]map[string]string{
		"legacy": {
			"clientip": TypeString, "ident": TypeString, "auth": TypeString, "timestamp": TypeString, "verb": TypeString,
			"request": TypeString, "httpversion": TypeString, "rawrequest": TypeString, "response": TypeString,
			"bytes": TypeString, "referrer": TypeString, "agent": TypeString,
		},
		"ecs": {
			"[source][address]": TypeString, "[apache][access][user][identity]": TypeString, "[user][name]": TypeString,
			"timestamp": TypeString, "[http][request][method]": TypeString, "[url][original]": TypeString,
			"[http][version]": TypeString, "[http][response][status_code]": TypeInt,
			"[http][response][body][bytes]": TypeInt, "[http][request][referrer]": TypeString,
			"[user_agent][original]": TypeString,
		},
	}
	for mode, dict := range dictionaries() {
		t.Run(mode, func(t *testing.T) {
			got := map[string]string{}
			for _, f := range compile(t, dict, "%{COMBINEDAPACHELOG}", Options{}).Fields() {
				got[f.Name] = f.Type
			}
			if diff := cmp.Diff(want[mode], got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func BenchmarkApache(b *testing.B) {
	lines := apacheLines(b)[:1000]
	bytes := 0
	for _, line := range lines {
		bytes += len(line)
	}
	for mode, dict := range dictionaries() {
		b.Run(mode, func(b *testing.B) {
			g, w := compile(b, dict, "%{COMBINEDAPACHELOG}", Options{}), &match.Work{}
			spans := make([]int, 2*len(g.Pattern().Slots()))
			b.ReportAllocs()
			b.SetBytes(int64(bytes / len(lines)))
			for i := 0; b.Loop(); i++ {
				g.Pattern().Match(w, lines[i%len(lines)], spans)
			}
		})
	}
	b.Run("vjeantet", func(b *testing.B) {
		v := vjeantetFor(b)
		b.ReportAllocs()
		b.SetBytes(int64(bytes / len(lines)))
		for i := 0; b.Loop(); i++ {
			if _, err := v.Parse("%{COMBINEDAPACHELOG}", lines[i%len(lines)]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkApacheNoMatch(b *testing.B) {
	line := `level=info ts=2024-05-04T09:11:12.345Z caller=main.go:42 msg="nothing to see here" component=scheduler took=12ms`
	for mode, dict := range dictionaries() {
		b.Run(mode, func(b *testing.B) {
			g, w := compile(b, dict, "%{COMBINEDAPACHELOG}", Options{}), &match.Work{}
			spans := make([]int, 2*len(g.Pattern().Slots()))
			b.ReportAllocs()
			for b.Loop() {
				g.Pattern().Match(w, line, spans)
			}
		})
	}
}

func BenchmarkCompileApache(b *testing.B) {
	for mode, dict := range dictionaries() {
		b.Run(mode, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				compile(b, dict, "%{COMBINEDAPACHELOG}", Options{})
			}
		})
	}
}
