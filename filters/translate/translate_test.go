package translate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, Plugin()) }

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWrongFiles(t *testing.T) {
	many := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'j'; c++ {
		many += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 10), ","))
	}
	for _, tt := range []struct{ name, file, text, want string }{
		{"unknown format", "d.txt", "", "d.txt: the format is not known: the name has to end in .json, .yaml, .yml or .csv"},
		{"csv with one column", "d.csv", "a,b\nc\n", "d.csv:2: found 1 columns, a key and its value are needed: put a value with commas in double quotes"},
		{"csv with three columns", "d.csv", "a,b,c\n", "d.csv:1: found 3 columns, a key and its value are needed: put a value with commas in double quotes"},
		{"csv with an open quote", "d.csv", "a,b\nc,\"d\n\n", `d.csv:3: extraneous or missing " in quoted-field`},
		{"json list", "d.json", "\n[1]", "d.json:2: an object of keys and values is needed"},
		{"json cut off", "d.json", "{\"a\": 1,\n\"b\":", "d.json:2: unexpected EOF"},
		{"json empty", "d.json", "", "d.json:1: unexpected EOF"},
		{"json without comma", "d.json", "{\"a\": 1\n\"b\": 2}", "d.json:2: invalid character '\"' after object key:value pair"},
		{"json with more", "d.json", "{}\n{}", "d.json:2: something follows the object"},
		{"yaml list", "d.yml", "# x\n- a\n", "d.yml:2: a mapping of keys to values is needed"},
		{"yaml syntax", "d.yaml", "a: b\nc: d: e\n", "d.yaml:2: mapping values are not allowed in this context"},
		{"yaml key", "d.yaml", "a: b\n[x]: d\n", "d.yaml:2: a key has to be text"},
		{"yaml that unfolds", "d.yaml", many, "d.yaml:7: there are more than 5000000 values"},
		{"yaml alias of itself", "d.yaml", "a: &a [*a]\n", "d.yaml:1: nested deeper than the limit of 64 levels"},
		{"regular expression", "d.csv", "a,b\n(c,d\n", `d.csv:2: the key "(c" is no regular expression: group without ) at byte 0`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, tt.file), tt.text)
			_, diags := plugintest.BuildFilter(t, Plugin(), "source = \"k\"\nregex = true\ndictionary_path = \""+tt.file+"\"",
				func(e *plugin.Env) { e.Base = dir })
			want := "Invalid \"dictionary_path\" in filter \"translate\": The dictionary can't be used: " + dir + "/" + tt.want + "."
			if diff := cmp.Diff(want, plugintest.Messages(diags)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	_, diags := plugintest.BuildFilter(t, Plugin(), `
		source          = "k"
		dictionary_path = "testdata/none.csv"`)
	if got := plugintest.Messages(diags); !strings.Contains(got, "none.csv: no such file") {
		t.Errorf("got %q", got)
	}
}

func TestWarnsOfRegexWithoutExact(t *testing.T) {
	_, diags := plugintest.BuildFilter(t, Plugin(), "source = \"k\"\nregex = true\nexact = false\ndictionary = { a = 1 }")
	if got := plugintest.Messages(diags); diags.HasErrors() || !strings.Contains(got, "regex has no effect") {
		t.Errorf("got %q", got)
	}
}

func TestReload(t *testing.T) {
	events := []string{`{"k":"a"}`, `{"k":"b"}`, `{"k":"c"}`}
	for _, tt := range []struct {
		behaviour string
		changed   string
		want      []string
	}{
		{"merge", "b,2\nc,3\n", []string{`{"k":"1"}`, `{"k":"2"}`, `{"k":"3"}`}},
		{"replace", "b,2\nc,3\n", []string{`{"k":"a"}`, `{"k":"2"}`, `{"k":"3"}`}},
		{"replace", "broken\n", []string{`{"k":"1"}`, `{"k":"1"}`, `{"k":"c"}`}},
	} {
		t.Run(tt.behaviour+strings.TrimSpace(tt.changed[:3]), func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "d.csv")
			write(t, path, "a,1\nb,1\n")
			f := plugintest.MustFilter(t, Plugin(), "source = \"k\"\ndictionary_path = \"d.csv\"\nrefresh_interval = \"1ns\"\nrefresh_behaviour = \""+tt.behaviour+"\"",
				func(e *plugin.Env) { e.Base = dir })
			if diff := cmp.Diff([]string{`{"k":"1"}`, `{"k":"1"}`, `{"k":"c"}`}, f.Run(t, events...)); diff != "" {
				t.Fatalf("before the change (-want +got):\n%s", diff)
			}
			write(t, path, tt.changed)
			if err := os.Chtimes(path, time.Time{}, time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, f.Run(t, events...)); diff != "" {
				t.Errorf("after the change (-want +got):\n%s", diff)
			}
		})
	}
}

// What is merged tells lines of the newest version and keeps the order of keys.
func TestMerge(t *testing.T) {
	parse := func(text string) *entries {
		list, err := parseCSV([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	got, err := parse("a,1\nb,1\n").merge(parse("\nc,2\na,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, got.keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int32{3, 2, 2}, got.lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

// FuzzFiles makes sure that whatever is read can be looked up, and that a key leads to its last value.
func FuzzFiles(f *testing.F) {
	for _, seed := range []string{"a,b\n", `{"a":1}`, "a: [b, {c: ~}]\n", "a: &x [*x]\n", "\"a\nb\",c\n", "{\"a\":{}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func([]byte) (*entries, error){parseCSV, parseJSON, parseYAML} {
			list, err := parse([]byte(text))
			if err != nil {
				continue
			}
			if len(list.lines) != len(list.keys) {
				t.Fatalf("%d keys have %d lines", len(list.keys), len(list.lines))
			}
			d, _, err := newDictionary(list, how{exact: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range list.keys {
				if _, ok, err := d.find(nil, new(event.Arena), key); !ok || err != nil {
					t.Errorf("key %q is not found (%v)", key, err)
				}
			}
		}
	})
}

func BenchmarkTranslate(b *testing.B) {
	for _, bb := range []struct{ name, body string }{
		{"exact", `dictionary = { "100" = "Continue", "200" = "OK", "404" = "Not Found" }`},
		{"regex", "regex = true\ndictionary = { \"^1\" = \"info\", \"^2\" = \"ok\", \"^4\" = \"client\" }"},
		{"inexact", "exact = false\ndictionary = { \"00\" = \"xx\", \"20\" = \"OK\" }"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			f := plugintest.MustFilter(b, Plugin(), "source = \"code\"\ntarget = \"text\"\noverride = true\n"+bb.body)
			w := f.Step().Filter.Worker()
			batch := plugintest.Batch(b, `{"code":200,"text":""}`, `{"code":"404","text":""}`, `{"code":"nothing","text":""}`)
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Process(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
