package grok

import (
	"encoding/json"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/internal/match"
)

var update = flag.Bool("update", false, "rewrite testdata/lines.json")

// captured is what a pattern takes out of a line, converted; null if it does not match.
type captured struct {
	Pattern string         `json:"pattern"`
	Line    string         `json:"line"`
	Legacy  map[string]any `json:"legacy"`
	ECS     map[string]any `json:"ecs"`
}

func readLines(t *testing.T) (cases []captured) {
	t.Helper()
	data, err := os.ReadFile("testdata/lines.txt")
	if err != nil {
		t.Fatal(err)
	}
	var pattern string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "#"):
		case pattern == "":
			pattern = line
		default:
			cases = append(cases, captured{Pattern: pattern, Line: line})
			pattern = ""
		}
	}
	return cases
}

func convert(t *testing.T, g *Grok, line string) map[string]any {
	t.Helper()
	texts := parse(t, g, &match.Work{}, line)
	if texts == nil {
		return nil
	}
	got := map[string]any{}
	for _, f := range g.Fields() {
		text, ok := texts[f.Name]
		if !ok {
			continue
		}
		got[f.Name] = text
		if f.Type != TypeString {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Errorf("field %s of type %s is %q", f.Name, f.Type, text)
			}
			got[f.Name] = n
		}
	}
	return got
}

// TestLines compares lines of many formats with what Logstash makes of them.
func TestLines(t *testing.T) {
	var got []captured
	for _, c := range readLines(t) {
		c.Legacy = convert(t, compile(t, Legacy(), c.Pattern, Options{}), c.Line)
		c.ECS = convert(t, compile(t, ECS(), c.Pattern, Options{}), c.Line)
		got = append(got, c)
	}
	if *update {
		text, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("testdata/lines.json", append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile("testdata/lines.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []captured
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d cases, want %d", len(got), len(want))
	}
	for i := range got {
		if diff := cmp.Diff(want[i], got[i]); diff != "" {
			t.Errorf("%s on %s\n%s", got[i].Pattern, got[i].Line, diff)
		}
	}
}
