package useragent

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ua-parser/uap-go/uaparser"
)

// agents are those of real requests, and some that bite.
func agents(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/agents.txt")
	if err != nil {
		t.Fatal(err)
	}
	return append(strings.Split(strings.TrimSpace(string(data)), "\n"),
		"", "-", "Mozilla/5.0 (Windows NT 6.1) Chrome/ 1", "SAMSUNG-ANDROID-MMS/x", "Kindle\u212A", "\u017Fpider \u212Aindle",
		"Mozilla/5.0 (Linux; Android 10; SM-G973F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.210 Mobile Safari/537.36",
		"MacOutlook/16.24.0.190414 (Intelx64 Mac OS X Version 10.14.4 (Build 18E226))", "googlebot BOT Spider", "\xff\xfe")
}

// TestLikeLibrary checks that passing over patterns changes no result.
func TestLikeLibrary(t *testing.T) {
	lib, err := uaparser.New(uaparser.WithCacheSize(1))
	if err != nil {
		t.Fatal(err)
	}
	d := builtin()
	for _, line := range agents(t) {
		agent, system, device := d.parse(line)
		if diff := cmp.Diff(*lib.ParseUserAgent(line), agent); diff != "" {
			t.Errorf("%q (-library +ours):\n%s", line, diff)
		}
		if diff := cmp.Diff(*lib.ParseOs(line), system); diff != "" {
			t.Errorf("%q (-library +ours):\n%s", line, diff)
		}
		if diff := cmp.Diff(*lib.ParseDevice(line), device); diff != "" {
			t.Errorf("%q (-library +ours):\n%s", line, diff)
		}
	}
}

func TestNeeds(t *testing.T) {
	for _, tt := range []struct {
		expr string
		want needs
	}{
		{`Firefox/(\d+)`, needs{{"firefox/"}}},
		{`(?:Chrome|Safari) x`, needs{{"chrome", "safari"}, {" x"}}},
		{`(?i)ab(CD)+`, needs{{"ab"}, {"cd"}}},
		{`a(bcd)?e{2,3}fg`, needs{{"a"}, {"e"}, {"fg"}}},
		{`(abc|x*)`, nil},
		{`(abc|x*)yz`, needs{{"yz"}}},
		{`.*`, nil},
		{`[ab]`, nil},
		{`(?:abc){0,2}`, nil},
		{`(?:abc){1,2}`, needs{{"abc"}}},
	} {
		got, err := needsOf(tt.expr)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.expr, diff)
		}
	}
}

func FuzzLikeLibrary(f *testing.F) {
	lib, err := uaparser.New(uaparser.WithCacheSize(1))
	if err != nil {
		f.Fatal(err)
	}
	d := builtin()
	for _, line := range agents(f)[:20] {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		agent, system, device := d.parse(line)
		if *lib.ParseUserAgent(line) != agent || *lib.ParseOs(line) != system || *lib.ParseDevice(line) != device {
			t.Errorf("%q gives %v, %v, %v", line, agent, system, device)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	lines := agents(b)
	d := builtin()
	for _, line := range lines { // compiles what is needed
		d.parse(line)
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		d.parse(lines[i%len(lines)])
		i++
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseDefinitions(uaparser.DefinitionYaml); err != nil {
			b.Fatal(err)
		}
	}
}
