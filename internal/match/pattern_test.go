package match

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOptions(t *testing.T) {
	for name, c := range map[string]struct {
		expr string
		o    Options
		text string
		want []string
	}{
		"Go: ends of text":          {`^b$`, Options{}, "a\nb", nil},
		"Go: MultiLine":             {`^b$`, Options{MultiLine: true}, "a\nb", []string{"b"}},
		"Go: dot":                   {`a.b`, Options{}, "a\nb", nil},
		"Go: DotAll":                {`a.b`, Options{DotAll: true}, "a\nb", []string{"a\nb"}},
		"Go: FoldCase":              {`ab`, Options{FoldCase: true}, "AB", []string{"AB"}},
		"Ruby: DotAll":              {`a.b`, Options{Ruby: true, DotAll: true}, "a\nb", []string{"a\nb"}},
		"Ruby: FoldCase":            {`[^a]b`, Options{Ruby: true, FoldCase: true}, "AbXB", []string{"XB"}},
		"keep names only":           {`(a)(?P<x>b)`, Options{Keep: func(_ int, n string) bool { return n != "" }}, "ab", []string{"b"}},
		"keep the whole match only": {`(a)(b)`, Options{Keep: func(i int, _ string) bool { return i == 0 }}, "ab", []string{"ab"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Compile(c.expr, c.o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, first(t, p, c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGoSyntaxIsNotRuby(t *testing.T) {
	for _, expr := range []string{`(?<=a)b`, `a(?!b)`, `(?>a)`, `\1`, `[[:nope:]]`, `a**`, `x{1001}`} {
		if _, err := CompileRE2(expr); err == nil {
			t.Errorf("CompileRE2(%q): no error", expr)
		}
	}
}

func TestStats(t *testing.T) {
	for name, c := range map[string]struct {
		expr string
		want Stats
	}{
		"literal":                {`user=(\w+) id`, Stats{Engine: EngineMemo, Literal: "user="}},
		"literal in a group":     {`a(b: )+c?`, Stats{Engine: EngineMemo, Literal: "b: "}},
		"no literal":             {`a|b`, Stats{Engine: EngineMemo}},
		"not in look-around":     {`(?!abc)(?=def).`, Stats{Engine: EngineMemo}},
		"back-reference":         {`(a)\1`, Stats{Engine: EngineSlow, Slow: "back-reference"}},
		"look-behind that grows": {`(?<=a+)b`, Stats{Engine: EngineSlow, Slow: "look-behind of varying width"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := CompileRuby(c.expr)
			if err != nil {
				t.Fatal(err)
			}
			got := p.Stats()
			got.Instructions = 0
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindFrom(t *testing.T) {
	for _, expr := range []string{`\b\w+\b`, `(?<=\s)\w`, `(\w)\1`, `\A\w`} {
		p, err := CompileRuby(expr)
		if err != nil {
			t.Fatal(err)
		}
		text := "é aa bb"
		var got [][]int
		w, spans := p.NewWork(), make([]int, 2*len(p.Slots()))
		for at := 0; p.FindFrom(w, text, at, spans); at = spans[1] {
			got = append(got, slices.Clone(spans[:2]))
		}
		want := map[string][][]int{
			`\b\w+\b`: {{3, 5}, {6, 8}}, `(?<=\s)\w`: {{3, 4}, {6, 7}}, `(\w)\1`: {{3, 5}, {6, 8}}, `\A\w`: nil,
		}[expr]
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", expr, diff)
		}
		if p.FindFrom(w, text, len(text)+1, spans) {
			t.Errorf("%q: match behind the end", expr)
		}
	}
}

func TestTimeout(t *testing.T) {
	text := strings.Repeat("a", 64)
	for name, expr := range map[string]string{"slow engine": `(a)\1(a*)*(a*)*(a*)*b`, "memo engine": `(?>(?:a+a+)+b|)c`} {
		t.Run(name, func(t *testing.T) {
			if name == "memo engine" {
				text = strings.Repeat("a", 30_000)
			}
			p, err := Compile(expr, Options{Ruby: true, Timeout: time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			w := p.NewWork()
			if p.Match(w, text, make([]int, 2*len(p.Slots()))) || !errors.Is(w.Err(), ErrTimeout) {
				t.Errorf("error %v, want %v", w.Err(), ErrTimeout)
			}
			if !p.Match(w, "aac", make([]int, 2*len(p.Slots()))) && w.Err() != nil {
				t.Errorf("error of the text before is still there: %v", w.Err())
			}
		})
	}
}

// TestNoBlowUp runs what takes exponential time without memory.
func TestNoBlowUp(t *testing.T) {
	text := strings.Repeat("a", 5000)
	for _, expr := range []string{`(a*)*b`, `(a|a)*b`, `(a|aa)+$b`, `(?:a?){30}a{30}b`, `(.*)(.*)(.*)(.*)b`} {
		p, err := CompileRE2(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := first(t, p, text); got != nil {
			t.Errorf("%q matched %d bytes", expr, len(got[0]))
		}
	}
}

func TestLongText(t *testing.T) {
	text := strings.Repeat("word 12345 ", 100_000) + "end=1"
	for _, expr := range []string{`^(.*) end=(\d)$`, `(\w+)=(\d+)`, `((?:\w+ )+)(\w+)=`} {
		p, err := CompileRE2(expr)
		if err != nil {
			t.Fatal(err)
		}
		want := fromRegexp(regexp.MustCompile(expr), text)
		if got := fromPattern(t, p, p.NewWork(), text); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", expr, got, want)
		}
	}
}

// TestTooLarge lets the engine remember little: package regexp takes over where it can read the expression.
func TestTooLarge(t *testing.T) {
	text := strings.Repeat("ab 12,", 2000) + "!"
	const expr = `(\w+)(?: ?\w*,)*?(\d+),(!)`
	for name, o := range map[string]Options{"Go": {}, "Ruby": {Ruby: true}} {
		t.Run(name, func(t *testing.T) {
			p, err := Compile(expr, o)
			if err != nil {
				t.Fatal(err)
			}
			w, spans := &Work{most: 8}, make([]int, 2*len(p.Slots()))
			ok := p.Match(w, text, spans)
			if o.Ruby {
				if ok || !errors.Is(w.Err(), ErrTooLarge) {
					t.Errorf("match %v, error %v; want %v", ok, w.Err(), ErrTooLarge)
				}
				return
			}
			if want := fromRegexp(regexp.MustCompile(expr), text); !ok || !slices.Equal(spans, want) {
				t.Errorf("got %v %v, want %v", ok, spans, want)
			}
		})
	}
}

func TestSet(t *testing.T) {
	var ps []*Pattern
	for _, expr := range []string{`^a(\d)`, `(b)(\d)`, `(\d)\1`, `\d`} {
		p, err := CompileRuby(expr)
		if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	set, w, spans := NewSet(ps), &Work{}, make([]int, 6)
	for text, want := range map[string]int{"a1": 0, "xb2": 1, "x22": 2, "x2": 3, "x": -1, "b1\na2": 0} {
		if got := set.Match(w, text, spans); got != want {
			t.Errorf("%q: pattern %d, want %d", text, got, want)
		}
	}
}

func TestWorkServesManyPatterns(t *testing.T) {
	w := &Work{}
	small, err := CompileRE2(`(a|b)*c`)
	if err != nil {
		t.Fatal(err)
	}
	large, err := CompileRE2(strings.Repeat(`(?:a|b)*`, 50) + `c`)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for _, p := range []*Pattern{small, large, small} {
			if !p.Matches(w, "abc") || p.Matches(w, "abd") {
				t.Errorf("%d instructions: wrong answer", p.Stats().Instructions)
			}
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, c := range []struct{ name, expr, text string }{
		{"key", `user=(\w+) took (\d+)ms`, `level=info msg="request done" user=bob took 12ms`},
		{"no match, literal", `user=(\w+) took (\d+)ms`, `level=info msg="request done" status=200 nothing here`},
		{"no match, no literal", `[A-Z]+\d`, `level=info msg="request done" status=200 nothing here`},
	} {
		b.Run(c.name, func(b *testing.B) {
			p, err := CompileRE2(c.expr)
			if err != nil {
				b.Fatal(err)
			}
			w, spans := p.NewWork(), make([]int, 2*len(p.Slots()))
			b.ReportAllocs()
			for b.Loop() {
				p.Match(w, c.text, spans)
			}
		})
	}
}
