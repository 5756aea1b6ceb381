package useragent_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/filters/useragent"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

const (
	chrome  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/89.0.4389.90 Safari/537.36"
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Firefox/45.0"
	iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 13_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Mobile/15E148 Safari/604.1"
)

func classic(e *plugin.Env) { e.ECS = plugin.ECSDisabled }

func ecs(e *plugin.Env) { e.ECS = plugin.ECSv8 }

func TestResults(t *testing.T) {
	for _, tt := range []struct {
		name, options, event, want string
		names                      func(*plugin.Env)
	}{
		{
			"ECS", `source = "user_agent.original"`, `{"user_agent":{"original":"` + chrome + `"}}`,
			`{"user_agent":{"original":"` + chrome + `","name":"Chrome","device":{"name":"Other"},"version":"89.0.4389.90",` +
				`"os":{"version":"10","name":"Windows","full":"Windows 10"}},"@metadata":{"filter":{"user_agent":` +
				`{"version":{"major":"89","minor":"0","patch":"4389"},"os":{"version":{"major":"10"}}}}}}`, ecs,
		},
		{
			"ECS with target", `source = "ua"
			target = "client.software"
			remove_field = ["@metadata.filter", "ua"]`, `{"ua":"` + iphone + `"}`,
			`{"client":{"software":{"name":"Mobile Safari","device":{"name":"iPhone"},"version":"13.1.1",` +
				`"os":{"version":"13.5.1","name":"iOS","full":"iOS 13.5.1"}}}}`, ecs,
		},
		{
			"ECS in place of the source", `source = "user_agent"
			remove_field = ["@metadata.filter"]`, `{"user_agent":"` + firefox + `"}`,
			`{"user_agent":{"name":"Firefox","device":{"name":"Other"},"version":"45.0","os":{"name":"Linux","full":"Linux"}}}`, ecs,
		},
		{
			"classic", `source = "agent"`, `{"agent":"` + firefox + `"}`,
			`{"agent":"` + firefox + `","name":"Firefox","device":"Other","major":"45","minor":"0","version":"45.0","os_name":"Linux","os":"Linux","os_full":"Linux"}`, classic,
		},
		{
			"classic with target and prefix", `source = "agent"
			target = "ua"
			prefix = "x_"`, `{"agent":"` + iphone + `"}`,
			`{"agent":"` + iphone + `","ua":{"x_name":"Mobile Safari","x_device":"iPhone","x_major":"13","x_minor":"1","x_patch":"1",` +
				`"x_version":"13.1.1","x_os_major":"13","x_os_minor":"5","x_os_patch":"1","x_os_version":"13.5.1","x_os_name":"iOS","x_os":"iOS","x_os_full":"iOS 13.5.1"}}`, classic,
		},
		{
			"first of a list", `source = "agent"
			target = "ua"`, `{"agent":["curl/7.88.1","x"]}`,
			`{"agent":["curl/7.88.1","x"],"ua":{"name":"curl","device":"Other","major":"7","minor":"88","patch":"1","version":"7.88.1","os_name":"Other","os":"Other","os_full":"Other"}}`, classic,
		},
		{
			"unknown", `source = "agent"
			target = "ua"
			add_tag = ["done"]`, `{"agent":"-"}`,
			`{"agent":"-","ua":{"name":"Other","device":"Other","os_name":"Other","os":"Other","os_full":"Other"},"tags":["done"]}`, classic,
		},
		{"missing", `source = "agent"
			add_tag = ["done"]`, `{"a":1}`, `{"a":1}`, classic},
		{"empty", `source = "agent"
			add_tag = ["done"]`, `{"agent":""}`, `{"agent":""}`, classic},
		{"empty list", `source = "agent"
			add_tag = ["done"]`, `{"agent":[]}`, `{"agent":[]}`, classic},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, useragent.Plugin(), tt.options, tt.names)
			got := f.Run(t, tt.event, tt.event) // the second time from the cache
			if diff := cmp.Diff([]string{tt.want, tt.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRegexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regexes.yaml")
	if err := os.WriteFile(path, []byte(`
user_agent_parsers:
  - regex: 'Robot/(\d+)\.?(\d+)?'
    family_replacement: 'Robby'
    v1_replacement: '$1'
    v2_replacement: '$2'
os_parsers:
  - regex: 'on (windows) (\w+) (\d+)'
    regex_flag: 'i'
`), 0o600); err != nil {
		t.Fatal(err)
	}
	f := plugintest.MustFilter(t, useragent.Plugin(), `source = "agent"
		target = "ua"
		regexes = "`+path+`"`, classic)
	want := []string{`{"agent":"Robot/7.4 on WINDOWS XP 2","ua":{"name":"Robby","device":"Other","major":"7","minor":"4","version":"7.4",` +
		`"os_major":"XP","os_minor":"2","os_version":"XP 2","os_name":"WINDOWS","os":"WINDOWS","os_full":"WINDOWS XP 2"}}`}
	if diff := cmp.Diff(want, f.Run(t, `{"agent":"Robot/7.4 on WINDOWS XP 2"}`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFailures(t *testing.T) {
	for _, tt := range []struct{ name, event, want, message string }{
		{"number", `{"agent":1}`, `{"agent":1,"tags":["_useragentfailure"]}`, `useragent: the field "agent" is a number, text is needed`},
		{
			"target is text", `{"agent":"x","ua":"y"}`, `{"agent":"x","ua":"y","tags":["_useragentfailure"]}`,
			`useragent: the target "ua" is a string, not an object: choose another target`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, useragent.Plugin(), `source = "agent"
				target = "ua"`, classic)
			if diff := cmp.Diff([]string{tt.want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(f.Failures) != 1 || f.Failures[0].Error() != tt.message {
				t.Errorf("failures %q, want %q", f.Failures, tt.message)
			}
		})
	}
}

func TestInvalidOptions(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct{ name, options, want string }{
		{"no file", `regexes = "/nowhere/regexes.yaml"`, `The patterns can't be used: stat /nowhere/regexes.yaml: no such file or directory: take regexes.yaml from https://`},
		{"not YAML", `regexes = "` + file("a", "a: [") + `"`, `The patterns can't be used: "` + filepath.Join(dir, "a") + `": yaml: `},
		{"no patterns", `regexes = "` + file("b", "a: 1") + `"`, `there are no user_agent_parsers, os_parsers or device_parsers in it: take`},
		{"pattern", `regexes = "` + file("c", "os_parsers:\n  - regex: '(a'") + `"`, "pattern \"(a\": error parsing regexp: missing closing ): `(a`: take"},
		{"cache", `lru_cache_size = 0`, `0 is too small: at least 1 result has to be remembered.`},
		{"prefix", `prefix = "[a"`, `"[a" can't begin the name of a field: brackets do not match`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildFilter(t, useragent.Plugin(), "source = \"agent\"\n"+tt.options, classic)
			if got := plugintest.Messages(diags); !strings.Contains(got, tt.want) || !diags.HasErrors() {
				t.Errorf("got %s\nwant ...%s...", got, tt.want)
			}
		})
	}
}

func TestPrefixWithECSWarns(t *testing.T) {
	_, diags := plugintest.BuildFilter(t, useragent.Plugin(), `source = "agent"
		prefix = "x_"`, ecs)
	want := `Doubtful "prefix" in filter "useragent": The names of the Elastic Common Schema take no prefix: remove it, or set ecs_compatibility = "disabled".`
	if diff := cmp.Diff(want, plugintest.Messages(diags)); diff != "" || diags.HasErrors() {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkUserAgent(b *testing.B) {
	for _, bb := range []struct{ name, size string }{{"cached", "100000"}, {"found out", "1"}} {
		b.Run(bb.name, func(b *testing.B) {
			f := plugintest.MustFilter(b, useragent.Plugin(), `source = "agent"
				target = "ua"
				lru_cache_size = `+bb.size, ecs)
			w := f.Step().Filter.Worker()
			var events []string
			for i := range 100 { // more than a small cache holds
				events = append(events, fmt.Sprintf(`{"agent":%q}`, strings.Replace(chrome, "89", strconv.Itoa(i), 1)))
			}
			batch := plugintest.Batch(b, events...)
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Process(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(100*b.N), "ns/event")
		})
	}
}
