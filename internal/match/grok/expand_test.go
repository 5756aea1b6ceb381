package grok

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	vjeantet "github.com/vjeantet/grok"

	"github.com/headgate/headgate/internal/match"
)

// vjeantetExpansion reads what vjeantet/grok compiles, which it keeps to itself.
func vjeantetExpansion(t *testing.T, v *vjeantet.Grok, pattern string) string {
	t.Helper()
	if _, err := v.Match(pattern, ""); err != nil {
		t.Fatalf("vjeantet: %s: %v", pattern, err)
	}
	compiled := reflect.ValueOf(v).Elem().FieldByName("compiledPatterns").MapIndex(reflect.ValueOf(pattern))
	return compiled.Elem().FieldByName("regexp").Elem().FieldByName("expr").String()
}

// plainGroups writes all groups without a name alike, for references become (...) there and (?:...) here.
func plainGroups(expr string) string {
	var b strings.Builder
	for i := 0; i < len(expr); {
		n := 1
		if expr[i] != '(' {
			n = atomLength(expr[i:])
		}
		b.WriteString(expr[i : i+n])
		if i += n; expr[i-n] == '(' && !strings.HasPrefix(expr[i:], "?") {
			b.WriteString("?:")
		}
	}
	return b.String()
}

func TestExpansionEqualsVjeantet(t *testing.T) {
	v, dict := vjeantetFor(t), NewDictionary(classic())
	own := regexp.MustCompile(`\(\?<f\d+>`)
	names := dict.Names()
	if len(names) < 75 {
		t.Fatalf("%d definitions in vjeantet/grok", len(names))
	}
	for _, name := range names {
		pattern := "%{" + name + ":x.y:int} z"
		theirs := vjeantetExpansion(t, v, pattern)
		if strings.Contains(theirs, "%{") {
			continue // a reference it does not understand, %{DATA:}, stays as text
		}
		g := compile(t, dict, pattern, Options{})
		fields := g.Fields()
		got := own.ReplaceAllStringFunc(g.Expanded(), func(string) string {
			f := fields[0]
			fields = fields[1:]
			return "(?P<" + strings.ReplaceAll(f.Name, ".", "_") + ">"
		})
		if diff := cmp.Diff(plainGroups(theirs), plainGroups(got)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestReferences(t *testing.T) {
	dict := NewDictionary(map[string]string{
		"NUM": `\d+`, "WORD": `\w+`, "PAIR": `%{WORD:key}=%{NUM:value:int}`, "A-B": `-`, "A": `a`, "NAGIOSLINE": `n`,
	})
	for name, c := range map[string]struct {
		pattern string
		o       Options
		want    string
		fields  []Field
	}{
		"name":          {`%{NUM} x`, Options{}, `(?:\d+) x`, nil},
		"field":         {`%{NUM:n}`, Options{}, `(?<f0>\d+)`, []Field{{0, "n", TypeString, "NUM"}}},
		"int":           {`%{NUM:n:int}`, Options{}, `(?<f0>\d+)`, []Field{{0, "n", TypeInt, "NUM"}}},
		"float":         {`%{NUM:n:float}`, Options{}, `(?<f0>\d+)`, []Field{{0, "n", TypeFloat, "NUM"}}},
		"dotted":        {`%{NUM:a.b-c}`, Options{}, `(?<f0>\d+)`, []Field{{0, "a.b-c", TypeString, "NUM"}}},
		"brackets":      {`%{NUM:[a][b]:int}`, Options{}, `(?<f0>\d+)`, []Field{{0, "[a][b]", TypeInt, "NUM"}}},
		"metadata":      {`%{NUM:[@metadata][b]}`, Options{}, `(?<f0>\d+)`, []Field{{0, "[@metadata][b]", TypeString, "NUM"}}},
		"rest ignored":  {`%{NAGIOSLINE - CURRENT HOST STATE}`, Options{}, `(?:n)`, nil},
		"nothing":       {`%{NUM:}`, Options{}, `(?:\d+)`, nil},
		"dash in name":  {`%{A-B}`, Options{}, `(?:-)`, nil},
		"dash comment":  {`%{A-C}`, Options{}, `(?:a)`, nil},
		"definition":    {`%{ID:id=[a-z]+}`, Options{}, `(?<f0>[a-z]+)`, []Field{{0, "id", TypeString, "ID"}}},
		"nested fields": {`%{PAIR:p}`, Options{}, `(?<f0>(?<f1>\w+)=(?<f2>\d+))`, []Field{{0, "p", TypeString, "PAIR"}, {1, "key", TypeString, "WORD"}, {2, "value", TypeInt, "NUM"}}},
		"all names":     {`%{PAIR}`, Options{AllNames: true}, `(?<f0>(?<f1>\w+)=(?<f2>\d+))`, []Field{{0, "PAIR", TypeString, "PAIR"}, {1, "key", TypeString, "WORD"}, {2, "value", TypeInt, "NUM"}}},
		"same name":     {`%{NUM:a}|%{WORD:a}`, Options{}, `(?<f0>\d+)|(?<f1>\w+)`, []Field{{0, "a", TypeString, "NUM"}, {1, "a", TypeString, "WORD"}}},
		"inline":        {`(?<[a][b]>x)(?P<c>y)`, Options{}, `(?<f0>x)(?<f1>y)`, []Field{{0, "[a][b]", TypeString, ""}, {1, "c", TypeString, ""}}},
		"inline again":  {`(?<q>"|')x\k<q>`, Options{}, `(?<f0>"|')x\k<f0>`, []Field{{0, "q", TypeString, ""}}},
		"look-behind":   {`(?<=a)(?<!b)c`, Options{}, `(?<=a)(?<!b)c`, nil},
		"escaped":       {`\%{NUM}\(?<x>`, Options{}, `\%{NUM}\(?<x>`, nil},
		"in a class":    {`[%{NUM}(?<x>]`, Options{}, `[%{NUM}(?<x>]`, nil},
		"percent":       {`%%{NUM}`, Options{}, `%(?:\d+)`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			g := compile(t, dict, c.pattern, c.o)
			if g.Expanded() != c.want {
				t.Errorf("expanded to %s, want %s", g.Expanded(), c.want)
			}
			if diff := cmp.Diff(c.fields, g.Fields()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	deep := definitions{"D0": "x"}
	for i := 1; i < 100; i++ {
		deep["D"+strings.Repeat("I", i)] = "%{D" + strings.Repeat("I", i+1) + "}"
	}
	dict := NewDictionary(merge(deep, definitions{
		"NUMBER": `\d+`, "SELF": `a%{SELF}`, "ONE": `%{TWO}`, "TWO": `%{ONE}`, "BROKEN": `a(b`, "USES": `x %{BROKEN}`,
		"STALE": `%{NUMBRE}`, "HUGE": `%{BIG}%{BIG}`, "BIG": strings.Repeat("0123456789", 60_000), "WRONG": `%{NUMBER:n:date}`,
	}))
	for name, c := range map[string]struct {
		pattern string
		want    error
	}{
		"unknown":               {`a %{NUMBR:n}`, &UnknownPatternError{Name: "NUMBR", Suggestions: []string{"NUMBER"}, Offset: 2}},
		"unknown in small":      {`%{number}`, &UnknownPatternError{Name: "number", Suggestions: []string{"NUMBER"}}},
		"unknown, nothing near": {`%{QQQQQQ}`, &UnknownPatternError{Name: "QQQQQQ"}},
		"unknown inside":        {`%{STALE}`, &UnknownPatternError{Name: "NUMBRE", Suggestions: []string{"NUMBER"}, In: "STALE"}},
		"no name":               {`a%{}`, &SyntaxError{Offset: 1, Reason: `%{ without a pattern name: write %{NAME} or %{NAME:field}, and \%\{ for the text`}},
		"no brace":              {`a%{NUMBER`, &SyntaxError{Offset: 1, Reason: `%{ without }`}},
		"bad brackets":          {`%{NUMBER:[a]b}`, &SyntaxError{Reason: `field name [a]b is not valid: write [a][b]`}},
		"bad inline name":       {`x(?<a b>c)`, &SyntaxError{Offset: 1, Reason: `field name a b is not valid`}},
		"unknown type":          {`x%{NUMBER:n:date}`, &SyntaxError{Offset: 1, Reason: `type date is unknown: use int, float or string`}},
		"unknown type inside":   {`%{WRONG}`, &SyntaxError{In: "WRONG", Reason: `type date is unknown: use int, float or string`}},
		"recursion":             {`%{SELF}`, &RecursionError{Chain: []string{"SELF", "SELF"}}},
		"recursion of two":      {`%{ONE}`, &RecursionError{Chain: []string{"ONE", "TWO", "ONE"}}},
		"too deep":              {`%{DI}`, &TooLargeError{What: "references inside each other", Limit: maxNesting}},
		"too large":             {`%{HUGE}`, &TooLargeError{What: "bytes", Limit: maxExpanded}},
		"bad expression":        {`%{NUMBER:n} (a`, &SyntaxError{Offset: 12, Reason: "group without )"}},
		"bad expression inside": {`%{USES}`, &SyntaxError{In: "BROKEN", Offset: 1, Reason: "group without )"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dict.Compile(c.pattern, Options{})
			if diff := cmp.Diff(c.want, err); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestErrorTexts(t *testing.T) {
	for want, err := range map[string]error{
		`grok pattern %{A} in the definition of B is unknown: did you mean AA or AB?`: &UnknownPatternError{Name: "A", In: "B", Suggestions: []string{"AA", "AB"}},
		`grok pattern %{A} is unknown`:                                         &UnknownPatternError{Name: "A"},
		`grok pattern at offset 3: why`:                                        &SyntaxError{Offset: 3, Reason: "why"},
		`grok pattern refers to itself: A -> B -> A`:                           &RecursionError{Chain: []string{"A", "B", "A"}},
		`grok pattern has more than 7 fields when its references are replaced`: &TooLargeError{What: "fields", Limit: 7},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

func TestWith(t *testing.T) {
	dict := Legacy().With(definitions{"WORD": `[A-Z]+`, "MINE": `<%{WORD:w}>`})
	got := parse(t, compile(t, dict, "%{MINE} %{INT:n}", Options{}), &match.Work{}, "<abc> 1 <ABC> 2")
	if diff := cmp.Diff(map[string]string{"w": "ABC", "n": "2"}, got); diff != "" {
		t.Error(diff)
	}
	if def, _ := Legacy().Lookup("WORD"); def != `\b\w+\b` {
		t.Errorf("the built-in WORD became %s", def)
	}
}

func FuzzCompile(f *testing.F) {
	f.Add("%{COMBINEDAPACHELOG}", "1.2.3.4 - - [x")
	f.Add(`(?<[a][b]>%{NUMBER:n:int}|[%{]+)\k<n>{2,}`, "1 2")
	f.Add("%{A:b=c(}%{IP - x}(?:%{QS})*+|", `"a"`)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		g, err := Legacy().Compile(pattern, Options{Timeout: 20e6})
		if err != nil {
			var unknown *UnknownPatternError
			var syntax *SyntaxError
			var recursion *RecursionError
			var large *TooLargeError
			if !errors.As(err, &unknown) && !errors.As(err, &syntax) && !errors.As(err, &recursion) && !errors.As(err, &large) {
				t.Fatalf("%q: error of type %T: %v", pattern, err, err)
			}
			if syntax != nil && (syntax.Offset < 0 || syntax.In == "" && syntax.Offset > len(pattern)) {
				t.Fatalf("%q: offset %d", pattern, syntax.Offset)
			}
			return
		}
		var joined []string
		for _, way := range alternatives(pattern, func(string) bool { return false }) {
			text := ""
			for _, el := range way {
				text += el.text
			}
			joined = append(joined, text)
		}
		if got := strings.Join(joined, "|"); got != pattern {
			t.Fatalf("elements of %q make %q", pattern, got)
		}
		w := &match.Work{}
		g.Pattern().Match(w, text, make([]int, 2*len(g.Pattern().Slots())))
	})
}
