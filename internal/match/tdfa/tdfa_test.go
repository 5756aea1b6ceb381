package tdfa

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// trickyPatterns are those that have broken an engine, or would break one with a likely mistake.
var trickyPatterns = []string{
	``, `a`, `ab`, `a|b`, `a|ab`, `ab|a`, `(a|ab)(c|bcd)(d*)`, `(a+)(b+)`, `(a*)(a*)`, `(a*?)(a*)`, `(a*)(a*?)`, `(a*?)(a*?)$`,
	`(a|b)*`, `(a|b)*?`, `(?:(a)|b)*`, `(?:(a)|(b))*`, `(?:()a|b)*`, `(?:(a)()|b)*`, `(?:a()|(b))*c`, `(a*)*`, `(a*)+`, `(a+)*`,
	`(a*?)*`, `(a|b|)*`, `(|a)*`, `(|a)+`, `(a|)*b`, `()*`, `(())*`, `(?:)*`, `(a?)?`, `(a??)??`, `(a?){3}`, `(a{2}){2}`,
	`(a{1,3})(a{0,2})`, `(a{1,3}?)(a{0,2})`, `a{0}`, `(a{0})b`, `(aa|a)*`, `(a|aa)*`, `(a|aa)*?b`, `^a`, `a$`, `^a$`, `^$`, `^`,
	`$`, `(?m)^`, `(?m)$`, `(?m)^a`, `(?m)a$`, `(?m)^$`, `(?m)^(.*)$`, `(?s)^(.*)$`, `(?m)(^a|b$)*`, `\Aa`, `a\z`, `(^|b)a`,
	`(a)(^|b)`, `(?:a|^)*b`, `\b`, `\B`, `\ba`, `a\b`, `\Ba`, `a\B`, `\b(\w+)\b`, `(\b|a)*b`, `(?:\b)*a`, `(\B.)*`, `\b\B`,
	`(a\b|b)*`, `(?:a\b.)*`, `(?i)k`, `(?i)s`, `(?i)[k-s]+`, `(?i)ſ`, `(?i)K`, `[^a]`, `[^\n]`, `.`, `(?s).`, `.*`, `(.*)`,
	`(.*)a`, `(.*?)a`, `(.*)(.*)`, `(.*?)(.*?)$`, `.*(a)`, `a(.*)`, `(.)`, `(.)(.)`, `.$`, `\x{FFFD}`, `[^\x{FFFD}]`, `é`, `[é-ü]+`,
	`\pL+`, `\PL+`, `[[:^ascii:]]`, `[[:^ascii:]]+a`, `([^a]*)a`, `(\d+)`, `(\d+)-(\d+)`, `(\w+)\s(\w+)`, `(\w+)(?:\s(\w+))?`,
	`(a)|b`, `(a)|(b)`, `(a)|(a)(b)`, `(a(b)?)+`, `(a(b)?)*(b)?`, `((a)|(b)|(ab))*`, `(?:(a)(b)|(b)(a))*`, `(?:(a)|(ab))(c|b)?`,
	`(?:(a+)(b+))*`, `(?:(a)|b|(c))*?c`, `x*`, `(a|b)(c|d)?(e)?`, `(?:a(b)|a(c)|a)*`, `(.)(?:(a)|(b))*`, `(a)(b)?(c)?(b)?`,
	`(?:(\w)(\d)|(\d)(\w))*`, `(?:(a)|(b)){2,3}`, `([ab]*?)([ab]{2})`, `(?:(x)?(y)?)*`, `(?:(a)?b)*c`, `(a*)(b|abc)(c*)`,
	`(?:a|b)*a(?:a|b){3}(c)`, `(a.*b|a)`, `(a.*b)|(a.)`, `(?U)(a+)(a+)`, `[^\x00-\x{10FFFF}]`, `a[^\x00-\x{10FFFF}]|b`,
	`(?s)(.*)\n(.*)`, `(?m)(^.*$\n?)*`, `(?m)(?:^(a)|(b)$)+`, `(?m)(?:^|\b)(a|b)`, `(a)?(?:\b|b)`, `(?:(a)b|a(b))c?`,
	`((?:a|b)+)((?:b|c)+)`, `(a+?)(b??)`, `(?:(a)*b)*`, `(?:(a*)b)*`, `(?:(a*)|(b))*c`, `.*?\bx`, `[^x]*\bx`, `\A.*?\Ba`, `(?ms)\A.*?^a`, `(?s).*?\bb(.*)`,
}

// pieces are what texts are made of.
var pieces = []string{
	"", "a", "b", "c", "ab", "ba", "aa", "abc", "x", "y", "\n", "\n\n", " ", "-", "1", "12", "K", "k", "\u212a", "s", "S", "ſ",
	"é", "ü", "日", "\ufffd", "\xff", "\xe2\x82", "\xc3", "\x80", "_", "a1", "d", "e",
}

func randomText(rng *rand.Rand, most int) string {
	var s strings.Builder
	for range rng.IntN(most + 1) {
		piece := pieces[rng.IntN(len(pieces))]
		if rng.IntN(3) > 0 {
			piece = pieces[1+rng.IntN(6)]
		}
		s.WriteString(piece)
	}
	return s.String()
}

// oracle is package regexp beside a pattern.
type oracle struct {
	expr  string
	re    *regexp.Regexp
	p     *Pattern
	w     Work
	spans []int
}

func newOracle(tb testing.TB, expr string, o Options) *oracle {
	tb.Helper()
	p, err := Compile(expr, syntax.Perl, o)
	if err != nil {
		tb.Fatalf("compile %q: %v", expr, err)
	}
	return &oracle{expr: expr, re: regexp.MustCompile(expr), p: p, spans: make([]int, 2*len(p.Slots()))}
}

// check compares all positions of the first match.
func (o *oracle) check(tb testing.TB, s string) {
	tb.Helper()
	m := o.re.FindStringSubmatchIndex(s)
	ok := o.p.Match(&o.w, s, o.spans)
	if ok != (m != nil) {
		tb.Fatalf("%q on %q: match %v, want %v", o.expr, s, ok, m)
	}
	if ok && !slices.Equal(o.spans, o.want(m)) {
		tb.Fatalf("%q on %q: got %v, want %v", o.expr, s, o.spans, o.want(m))
	}
	if st := o.p.Stats(); st.Misses > 0 {
		tb.Fatalf("%q on %q: no match at a start that was found", o.expr, s)
	}
}

func (o *oracle) want(m []int) []int {
	want := make([]int, 0, 2*len(o.p.Slots()))
	for _, slot := range o.p.Slots() {
		want = append(want, m[2*slot.Group], m[2*slot.Group+1])
	}
	return want
}

func TestTrickyPatterns(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	texts := make([]string, pairs(60, 1500))
	for i := range texts {
		texts[i] = randomText(rng, 8)
	}
	texts = append(texts, "abba", "abab", "aab", "a x", "  x", "a b", "aa a", "a\na", "bb\nb b")
	for _, expr := range trickyPatterns {
		o := newOracle(t, expr, Options{})
		for _, s := range texts {
			o.check(t, s)
		}
		if st := o.p.Stats(); st.Fallbacks > 0 {
			t.Errorf("%q: fallback used %d times", expr, st.Fallbacks)
		}
	}
}

func TestLongText(t *testing.T) {
	t.Parallel()
	s := strings.Repeat("a", 1<<20)
	for _, expr := range []string{`(a+)b`, `(a|aa)*$`, `(a*?)(a*)`, `x(a+)`} {
		o := newOracle(t, expr, Options{})
		o.check(t, s)
		o.check(t, s+"b")
		if st := o.p.Stats(); st.Fallbacks > 0 {
			t.Errorf("%q: fallback used", expr)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for r := range rune(260) {
		many.WriteString("\\x{" + string("0123456789abcdef"[r/256]) + string("0123456789abcdef"[r/16%16]) + string("0123456789abcdef"[r%16]) + "}")
	}
	tests := []struct{ name, expr, want string }{
		{name: "syntax", expr: `(a`, want: "missing closing )"},
		{name: "classes", expr: many.String(), want: "more than 250 kinds"},
	}
	for _, test := range tests {
		if _, err := Compile(test.expr, syntax.Perl, Options{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want %q in it", test.name, err, test.want)
		}
	}
	re, err := syntax.Parse(`(?P<atomic>a+)b`, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CompileTree(re, Options{Atomic: map[int]bool{1: true}}); err == nil {
		t.Error("atomic group without a fallback: no error")
	}
}
