package diag

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

const source = "pipeline \"web\" {\n\tfilter \"grok\" \"access\" {\n\t\tpatern = { message = \"é\" } # €\n\t}\n}\n"

// sample is a parsed file with an error at the name of its option and a warning without a place.
func sample(t *testing.T) (hcl.Diagnostics, map[string]*hcl.File) {
	t.Helper()
	file, diags := hclsyntax.ParseConfig([]byte(source), "conf.d/10-web.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	body := file.Body.(*hclsyntax.Body).Blocks[0].Body.Blocks[0].Body
	at := body.Attributes["patern"].NameRange
	return hcl.Diagnostics{
		{Severity: hcl.DiagError, Summary: `Unknown option "patern" in filter "grok"`, Detail: "Did you mean \"match\"? <&>", Subject: &at},
		{Severity: hcl.DiagWarning, Summary: "Somewhere"},
	}, map[string]*hcl.File{"conf.d/10-web.hcl": file}
}

func TestPrint(t *testing.T) {
	diags, files := sample(t)
	var out strings.Builder
	errors, warnings, err := (&Printer{W: &out, Files: files}).Print(diags)
	if err != nil || errors != 1 || warnings != 1 {
		t.Errorf("%d errors, %d warnings, %v", errors, warnings, err)
	}
	want := `Error: Unknown option "patern" in filter "grok"

  on conf.d/10-web.hcl line 3, in pipeline "web", filter "grok" "access":
  3: 		patern = { message = "é" } # €
     		^^^^^^

Did you mean "match"? <&>

Warning: Somewhere

`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestPrintPlaces(t *testing.T) {
	place := func(line, from, to int) *hcl.Range {
		return &hcl.Range{Filename: "x.hcl", Start: hcl.Pos{Line: line, Column: 1, Byte: from}, End: hcl.Pos{Line: line, Column: 1, Byte: to}}
	}
	cases := []struct {
		name string
		src  string
		at   *hcl.Range
		want string
	}{
		{"wide characters", "a = \"é€\" + b\n", place(1, 4, 11), "  1: a = \"é€\" + b\n         ^^^^\n"},
		{"nothing", "a\n", place(1, 1, 1), "  1: a\n      ^\n"},
		{"over several lines", "a = [\n  1\n]\n", place(1, 4, 11), "  1: a = [\n         ^\n"},
		{"behind the end", "a", place(1, 9, 9), "  1: a\n      ^\n"},
		{"line end of two characters", "a = 1\r\nb\r\n", place(1, 0, 1), "  1: a = 1\n     ^\n"},
		{"unknown file", "", &hcl.Range{Filename: "y.hcl", Start: hcl.Pos{Line: 3}}, "  on y.hcl line 3:\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			p := Printer{W: &out, Files: map[string]*hcl.File{"x.hcl": {Bytes: []byte(c.src)}}}
			if _, _, err := p.Print(hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "s", Subject: c.at}}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), c.want) {
				t.Errorf("got %q, want %q in it", out.String(), c.want)
			}
		})
	}
}

func TestColor(t *testing.T) {
	var out strings.Builder
	diags := hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "s"}, {Severity: hcl.DiagWarning, Summary: "t"}}
	if _, _, err := (&Printer{W: &out, Color: true}).Print(diags); err != nil {
		t.Fatal(err)
	}
	want := "\x1b[1;31mError\x1b[0m: \x1b[1ms\x1b[0m\n\n\x1b[1;33mWarning\x1b[0m: \x1b[1mt\x1b[0m\n\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestWrap(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"short", "a b", "a b"},
		{"long", "aaaa bbbb cccc", "aaaa bbbb\ncccc"},
		{"word beyond the width", "a bbbbbbbbbbbbbbb c", "a\nbbbbbbbbbbbbbbb\nc"},
		{"line ends stay", "aaaa\n\nbbbb", "aaaa\n\nbbbb"},
		{"example stays", "so:\n  aaaa = bbbb cccc dddd", "so:\n  aaaa = bbbb cccc dddd"},
		{"characters, not bytes", "ééééé ééé", "ééééé ééé"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Wrap(c.in, 9)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWriteJSON(t *testing.T) {
	diags, files := sample(t)
	var out bytes.Buffer
	if err := WriteJSON(&out, diags, files); err != nil {
		t.Fatal(err)
	}
	want := `{
  "valid": false,
  "error_count": 1,
  "warning_count": 1,
  "diagnostics": [
    {
      "severity": "error",
      "summary": "Unknown option \"patern\" in filter \"grok\"",
      "detail": "Did you mean \"match\"? <&>",
      "range": {
        "filename": "conf.d/10-web.hcl",
        "start": {
          "line": 3,
          "column": 3,
          "byte": 45
        },
        "end": {
          "line": 3,
          "column": 9,
          "byte": 51
        }
      },
      "blocks": [
        "pipeline \"web\"",
        "filter \"grok\" \"access\""
      ]
    },
    {
      "severity": "warning",
      "summary": "Somewhere"
    }
  ]
}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestWriteJSONOfNothing(t *testing.T) {
	var out bytes.Buffer
	if err := WriteJSON(&out, nil, nil); err != nil {
		t.Fatal(err)
	}
	want := "{\n  \"valid\": true,\n  \"error_count\": 0,\n  \"warning_count\": 0,\n  \"diagnostics\": []\n}\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

// sarifLog holds what the schema of SARIF 2.1.0 requires, and what code scanners ask for besides.
type sarifLog struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []struct {
		Tool struct {
			Driver struct {
				Name  string `json:"name"`
				Rules []struct {
					ID string `json:"id"`
				} `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		Results []sarifResult `json:"results"`
	} `json:"runs"`
}

type sarifResult struct {
	RuleID  string `json:"ruleId"`
	Level   string `json:"level"`
	Message struct {
		Text string `json:"text"`
	} `json:"message"`
	Locations []struct {
		PhysicalLocation struct {
			ArtifactLocation struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region struct {
				StartLine   int `json:"startLine"`
				StartColumn int `json:"startColumn"`
				EndLine     int `json:"endLine"`
				EndColumn   int `json:"endColumn"`
			} `json:"region"`
		} `json:"physicalLocation"`
	} `json:"locations"`
}

func TestWriteSARIF(t *testing.T) {
	diags, _ := sample(t)
	var out bytes.Buffer
	if err := WriteSARIF(&out, append(diags, diags...)); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || !strings.Contains(log.Schema, "sarif") || len(log.Runs) != 1 {
		t.Fatalf("version %q, schema %q, %d runs", log.Version, log.Schema, len(log.Runs))
	}
	run := log.Runs[0]
	var rules []string
	for _, r := range run.Tool.Driver.Rules {
		rules = append(rules, r.ID)
	}
	if diff := cmp.Diff([]any{"headgate", []string{"error", "warning"}, 4}, []any{run.Tool.Driver.Name, rules, len(run.Results)}); diff != "" {
		t.Error(diff)
	}
	var want sarifResult
	want.RuleID, want.Level, want.Message.Text = "error", "error", "Unknown option \"patern\" in filter \"grok\"\nDid you mean \"match\"? <&>"
	if err := json.Unmarshal([]byte(`{"locations":[{"physicalLocation":{"artifactLocation":{"uri":"conf.d/10-web.hcl"},
		"region":{"startLine":3,"startColumn":3,"endLine":3,"endColumn":9}}}]}`), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, run.Results[0]); diff != "" {
		t.Error(diff)
	}
	if n := len(run.Results[1].Locations); n != 0 || run.Results[1].Message.Text != "Somewhere" {
		t.Errorf("a warning without a place has %d places and the text %q", n, run.Results[1].Message.Text)
	}
}

func TestWriteSARIFOfNothing(t *testing.T) {
	var out bytes.Buffer
	if err := WriteSARIF(&out, nil); err != nil {
		t.Fatal(err)
	}
	var log map[string]any
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log["runs"].([]any)[0].(map[string]any)
	if results, ok := run["results"].([]any); !ok || len(results) != 0 {
		t.Errorf("results are %v: scanners need an empty list", run["results"])
	}
}
