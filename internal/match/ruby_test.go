package match

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// first returns what the whole match and the groups of the first match are; nil if there is none.
func first(t *testing.T, p *Pattern, s string) []string {
	t.Helper()
	w := p.NewWork()
	spans := make([]int, 2*len(p.Slots()))
	if !p.Match(w, s, spans) {
		if w.Err() != nil {
			t.Fatalf("%q on %q: %v", p, s, w.Err())
		}
		return nil
	}
	var got []string
	for i := range p.Slots() {
		if spans[2*i] < 0 {
			got = append(got, "-")
			continue
		}
		got = append(got, s[spans[2*i]:spans[2*i+1]])
	}
	return got
}

func TestRubyDialect(t *testing.T) {
	none := []string(nil)
	for name, c := range map[string]struct {
		expr, text string
		want       []string
	}{
		"line begin":                   {`^b`, "a\nb", []string{"b"}},
		"line end":                     {`a$`, "a\nb", []string{"a"}},
		"no line behind last newline":  {`\n^`, "a\n", none},
		"text begin":                   {`\Ab`, "a\nb", none},
		"text end":                     {`a\z`, "a\n", none},
		"text end before newline":      {`a\Z`, "a\n", []string{"a"}},
		"dot stops at newline":         {`a.*`, "ab\nc", []string{"ab"}},
		"m lets dot match newline":     {`(?m)a.*`, "ab\nc", []string{"ab\nc"}},
		"option for one group":         {`(?i:a)b`, "Ab", []string{"Ab"}},
		"option not beyond its group":  {`(?i:a)b`, "AB", none},
		"option reaches alternatives":  {`x(?i)a|B`, "xb", []string{"xb"}},
		"option taken back":            {`(?i)a(?-i)b`, "AB", none},
		"extended":                     {"(?x) a b # c\n c", "abc", []string{"abc"}},
		"comment":                      {`a(?#no)b`, "ab", []string{"ab"}},
		"hex digits":                   {`\h+`, "xBEEFg", []string{"BEEF"}},
		"no hex digits":                {`\H+`, "abxyz", []string{"xyz"}},
		"vertical tab is space":        {`\s`, "\v", []string{"\v"}},
		"word is ASCII":                {`\w+`, "é_1", []string{"_1"}},
		"border is Unicode":            {`\b\w+\b`, "fé go", []string{"go"}},
		"no border":                    {`a\Bb`, "ab", []string{"ab"}},
		"line break":                   {`\R`, "a\r\nb", []string{"\r\n"}},
		"line break is never cut":      {`\R\n`, "\r\n", none},
		"character numbers":            {`\x41\u0042\x{43}\103\t`, "ABCC\t", []string{"ABCC\t"}},
		"tenth group":                  {`(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\10`, "abcdefghijj", []string{"abcdefghijj", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}},
		"unknown escape is text":       {`\-\_\é`, "-_é", []string{"-_é"}},
		"brace is text":                {`{a}{,x`, "{a}{,x", []string{"{a}{,x"}},
		"at most":                      {`a{,2}`, "aaa", []string{"aa"}},
		"exact count then question":    {`(?:a{2}?)b`, "b", []string{"b"}},
		"lazy count":                   {`a{1,3}?`, "aaa", []string{"a"}},
		"plus behind count repeats":    {`a{2}+`, "aaaaa", []string{"aaaa"}},
		"repeated quantifier":          {`a?*b`, "aab", []string{"aab"}},
		"possessive star":              {`a*+a`, "aaa", none},
		"possessive plus":              {`"[^"]++"`, `"ab"`, []string{`"ab"`}},
		"possessive question":          {`a?+a`, "a", none},
		"atomic takes first way":       {`(?>a|ab)c`, "abc", none},
		"atomic keeps captures":        {`(?>(a)|(ab))b`, "ab", []string{"ab", "a", "-"}},
		"look ahead":                   {`a(?=bc)`, "abab abc", []string{"a"}},
		"look ahead captures":          {`(?=(.*))a`, "ab", []string{"a", "ab"}},
		"negative look ahead":          {`a(?!bc).`, "abc ax", []string{"ax"}},
		"look behind":                  {`(?<=ab)c`, "c abc", []string{"c"}},
		"negative look behind":         {`(?<!ab)c.`, "abc1c2", []string{"c2"}},
		"look behind of two widths":    {`(?<=a|bc)d`, "d bcd", []string{"d"}},
		"no look behind of two widths": {`(?<!a|bc)d.`, "ad1bcd2d3", []string{"d3"}},
		"look behind at begin":         {`(?<!a)b`, "b", []string{"b"}},
		"nested class":                 {`[a[bc]]+`, "xabc]", []string{"abc"}},
		"class without its parts":      {`[a-z&&[^aeiou]]+`, "aebcd", []string{"bcd"}},
		"POSIX class in class":         {`[[[:alnum:]]_%]+`, "-é1_%", []string{"é1_%"}},
		"negated POSIX class":          {`[[:^digit:]]+`, "12ab", []string{"ab"}},
		"bracket first in class":       {`[]a]+`, "a]", []string{"a]"}},
		"dash last in class":           {`[a-]+`, "-a", []string{"-a"}},
		"class escapes":                {`[\d\-x]+`, "a1-x", []string{"1-x"}},
		"class with unfit range":       {`[a-\d]+`, "a-1", []string{"a-1"}},
		"folded class":                 {`(?i)[^a]`, "Aab", []string{"b"}},
		"property":                     {`\p{Lu}\p{^Lu}\P{Lu}`, "Abc", []string{"Abc"}},
		"script":                       {`\p{Greek}+`, "abγδ", []string{"γδ"}},
		"named group":                  {`(?<x>a)(b)`, "ab", []string{"ab", "a"}},
		"quoted name":                  {`(?'x'a)`, "a", []string{"a", "a"}},
		"Go's name":                    {`(?P<x>a)`, "a", []string{"a", "a"}},
		"numbered groups":              {`(a)(b)?`, "a", []string{"a", "a", "-"}},
		"back-reference":               {`(a+)-\1`, "aa-aa", []string{"aa-aa", "aa"}},
		"named back-reference":         {`(?<x>.)\k<x>`, "abb", []string{"bb", "b"}},
		"last group by number":         {`(.)\k<-1>`, "abb", []string{"bb", "b"}},
		"back-reference behind é":      {`(é)\1`, "aéé", []string{"éé", "é"}},
		"alternatives in order":        {`a|ab`, "ab", []string{"a"}},
		"empty alternative":            {`a(?:|b)c`, "abc", []string{"abc"}},
		"invalid byte":                 {`a.b`, "a\xffb", []string{"a\xffb"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := CompileRuby(c.expr)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, first(t, p, c.text)); diff != "" {
				t.Errorf("%q on %q (%s):\n%s", c.expr, c.text, p.Stats().Engine, diff)
			}
		})
	}
}

func TestRubyErrors(t *testing.T) {
	for name, c := range map[string]struct {
		expr   string
		offset int
		reason string
	}{
		"open group":           {`ab(c`, 2, "group without )"},
		"stray parenthesis":    {`ab)`, 2, "unmatched )"},
		"open class":           {`a[bc`, 1, "class without ]"},
		"nothing to repeat":    {`a|*`, 2, `nothing in front of "*" to repeat`},
		"backslash at end":     {`a\`, 1, "backslash at the end"},
		"backwards range":      {`[z-a]`, 4, `range "z" to "a" runs backwards`},
		"huge count":           {`a{100001}`, 9, "repeat count above 100000"},
		"unknown POSIX class":  {`[[:nope:]]`, 1, `POSIX class "nope" is unknown`},
		"unknown property":     {`\p{Nope}`, 2, `property "Nope" is unknown`},
		"unknown option":       {`(?q)`, 2, "group option is unknown"},
		"unknown group":        {`\k<x>`, 5, `back-reference to a group "x" that does not exist`},
		"group that comes not": {`(a)\2`, 5, `back-reference to a group "2" that does not exist`},
		"conditional":          {`(?(1)a)`, 1, "conditional and absent groups are not supported"},
		"subexpression call":   {`\g<x>`, 0, `\g is not supported`},
		"name without end":     {`(?<x`, 3, "group name without end"},
		"too large":            {`(?:a.){100000}`, 0, "expression needs more than 200000 instructions: use smaller repeat counts"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := CompileRuby(c.expr)
			var got *SyntaxError
			if !errors.As(err, &got) {
				t.Fatalf("error %v is no SyntaxError", err)
			}
			want := &SyntaxError{Expr: c.expr, Offset: c.offset, Reason: c.reason}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzRuby(f *testing.F) {
	f.Add(`(?<a>[[:alpha:]&&[^x]]+)(?>b|c)*+\k<a>{2,3}?`, "abcab")
	f.Add(`(?<![0-9])(?:25[0-5]|\d{1,2})(?!\d)`, "1.255")
	f.Add("(?mix) a # b\n|\\R\\p{Lu}", "\r\n")
	f.Fuzz(func(t *testing.T, expr, text string) {
		p, err := Compile(expr, Options{Ruby: true, Timeout: 50e6})
		if err != nil {
			return
		}
		w := p.NewWork()
		spans := make([]int, 2*len(p.Slots()))
		if !p.Match(w, text, spans) {
			return
		}
		for i := 0; i < len(spans); i += 2 {
			if spans[i] < 0 && spans[i+1] < 0 {
				continue
			}
			if spans[i] < 0 || spans[i] > spans[i+1] || spans[i+1] > len(text) {
				t.Fatalf("%q on %q: spans %v", expr, text, spans)
			}
		}
	})
}

// TestExpressionsThatGrow makes sure that small expressions cannot keep the compiler busy.
func TestExpressionsThatGrow(t *testing.T) {
	for _, expr := range []string{
		`(?:(?:(?:){99999}){99999}){99999}`, `(?:(?:(?:ab){999}){999}){999}`, `(?<=(?:(?:a{99999}){99999}){99999}){99999})b`,
		`(?:(?:\b{99999}){99999}){99999}`,
	} {
		_, err := CompileRuby(expr)
		var syntax *SyntaxError
		if err != nil && !errors.As(err, &syntax) {
			t.Errorf("%q: %v", expr, err)
		}
	}
}
