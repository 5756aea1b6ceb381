package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// foreignForm recognises a file of another tool by one of its lines.
type foreignForm struct {
	line *regexp.Regexp
	tool string
	kind string // input, filter or output: what the line begins; "" for none of them
}

var foreignForms = []foreignForm{
	{regexp.MustCompile(`^\[sources\.([A-Za-z0-9_-]+)\]`), "Vector (TOML)", "input"},
	{regexp.MustCompile(`^\[transforms\.([A-Za-z0-9_-]+)\]`), "Vector (TOML)", "filter"},
	{regexp.MustCompile(`^\[sinks\.([A-Za-z0-9_-]+)\]`), "Vector (TOML)", "output"},
	{regexp.MustCompile(`^\[\[inputs\.([A-Za-z0-9_-]+)\]\]`), "Telegraf (TOML)", "input"},
	{regexp.MustCompile(`^\[\[(?:processors|aggregators)\.([A-Za-z0-9_-]+)\]\]`), "Telegraf (TOML)", "filter"},
	{regexp.MustCompile(`^\[\[outputs\.([A-Za-z0-9_-]+)\]\]`), "Telegraf (TOML)", "output"},
	{regexp.MustCompile(`^\[(?:SERVICE|PARSER|MULTILINE_PARSER)\]()`), "Fluent Bit", ""},
	{regexp.MustCompile(`^\[INPUT\]()`), "Fluent Bit", "input"},
	{regexp.MustCompile(`^\[FILTER\]()`), "Fluent Bit", "filter"},
	{regexp.MustCompile(`^\[OUTPUT\]()`), "Fluent Bit", "output"},
	{regexp.MustCompile(`^<source>()`), "Fluentd", "input"},
	{regexp.MustCompile(`^<filter\b[^>]*>()`), "Fluentd", "filter"},
	{regexp.MustCompile(`^<match\b[^>]*>()`), "Fluentd", "output"},
	{regexp.MustCompile(`^sources:\s*$()`), "Vector (YAML)", "input"},
	{regexp.MustCompile(`^transforms:\s*$()`), "Vector (YAML)", "filter"},
	{regexp.MustCompile(`^sinks:\s*$()`), "Vector (YAML)", "output"},
	{regexp.MustCompile(`^filebeat\.inputs:()`), "Filebeat (YAML)", "input"},
	{regexp.MustCompile(`^(?:receivers|exporters):\s*$()`), "the OpenTelemetry Collector (YAML)", "input"},
	{regexp.MustCompile(`^-\s*pipeline\.id:()`), "Logstash (pipelines.yml)", ""},
	{regexp.MustCompile(`^pipeline:\s*$()`), "another tool (YAML)", "input"},
	{regexp.MustCompile(`^(?:---|input|inputs|filters?|outputs?|pipelines?|service):?\s*$()`), "another tool (YAML)", ""},
}

// foreignFile answers a whole file of another tool with one message.
func foreignFile(f *File) *hcl.Diagnostic {
	at := 0
	for i, line := range strings.SplitAfter(string(f.Bytes), "\n") {
		text := strings.TrimSpace(line)
		if text == "" || strings.HasPrefix(text, "#") || strings.HasPrefix(text, ";") {
			at += len(line)
			continue
		}
		if i == 0 && strings.HasPrefix(text, "{") {
			return f.foreign(at, len(text), "another tool (JSON)", "", "")
		}
		for _, form := range foreignForms {
			if m := form.line.FindStringSubmatch(text); m != nil && (strings.HasSuffix(text, ":") || !strings.Contains(form.tool, "another")) {
				from := at + strings.Index(line, text)
				return f.foreign(from, len(m[0]), form.tool, form.kind, m[1])
			}
		}
		return nil
	}
	return nil
}

// manyMistakes is how many of them make a file that holds no block of headgate no configuration.
const manyMistakes = 8

// noConfiguration answers a file that is something else altogether, such as a text, with one message.
func noConfiguration(f *File, items []*item, mistakes int) *hcl.Diagnostic {
	known := slices.ContainsFunc(items, func(it *item) bool {
		return it.block && (slices.Contains(topLevelWords, it.name) || slices.Contains(pipelineWords, it.name))
	})
	if known || mistakes < manyMistakes {
		return nil
	}
	line, _, _ := strings.Cut(strings.TrimLeft(string(f.Bytes), "\r\n"), "\n")
	from := strings.Index(string(f.Bytes), line)
	d := f.foreign(from, len(strings.TrimSpace(line)), "", "", "")
	d.Summary = "This is no configuration of headgate"
	return d
}

func (f *File) foreign(from, size int, tool, kind, name string) *hcl.Diagnostic {
	at := f.Text.Span(from, from+size)
	hint := ""
	if kind != "" {
		hint = fmt.Sprintf("What begins here becomes a block %s \"TYPE\"%s { ... }. ", kind, quotedName(name))
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "This is a configuration of " + tool, Subject: &at,
		Detail: hint + "A configuration of headgate looks like this:\n" + shown([]string{
			`pipeline "main" {`,
			`  input "file" { paths = ["/var/log/app/*.log"] }`,
			`  filter "json" { source = "message" }`,
			`  output "stdout" {}`,
			`}`,
		}),
	}
}

func quotedName(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" %q", name)
}
