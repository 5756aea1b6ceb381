package match

import "testing"

// The wanted values are those of Ruby's String#gsub.
func TestReplacer(t *testing.T) {
	for name, c := range map[string]struct {
		expr, with, text, want string
		changed                bool
	}{
		"text":                    {`b`, `x`, "abcb", "axcx", true},
		"no match":                {`z`, `x`, "abc", "abc", false},
		"group":                   {`(\w)(\d)`, `\2\1`, "a1 b2", "1a 2b", true},
		"whole match":             {`b`, `<\0\&>`, "abc", "a<bb>c", true},
		"group that took no part": {`(a)|b`, `[\1]`, "ab", "[a][]", true},
		"group that is not there": {`a`, `[\7]`, "a", "[]", true},
		"named group":             {`(?<n>a)`, `\k<n>\k<n>`, "ab", "aab", true},
		"backslash":               {`/`, `\\`, "a/b", `a\b`, true},
		"backslash before letter": {`a`, `\n`, "a", `\n`, true},
		"backslash at end":        {`a`, `\`, "a", `\`, true},
		"before and behind":       {`b`, "[\\`|\\']", "abc", "a[a|c]c", true},
		"empty matches":           {`x*`, `-`, "abc", "-a-b-c-", true},
		"empty and full matches":  {`b*`, `-`, "abc", "-a--c-", true},
		"empty match before é":    {`x*`, `-`, "é", "-é-", true},
		"begin of lines":          {`^`, `> `, "a\nb\n", "> a\n> b\n", true},
		"begin of text":           {`\A\s+`, ``, "  a  b", "a  b", true},
		"look-behind":             {`(?<=a)b`, `x`, "abab b", "axax b", true},
		"word borders":            {`\b`, `|`, "a bc", "|a| |bc|", true},
		"deleted":                 {`\s+`, ``, "a b  c", "abc", true},
		"invalid bytes":           {`b`, `x`, "\xffb\xe2", "\xffx\xe2", true},
		"back-reference":          {`(\w)\1`, `\1`, "aabbc", "abc", true},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := CompileRuby(c.expr)
			if err != nil {
				t.Fatal(err)
			}
			r := NewReplacer(p, c.with)
			got, changed := r.Append([]byte("+"), p.NewWork(), c.text)
			if string(got) != "+"+c.want || changed != c.changed {
				t.Errorf("got %q %v, want %q %v", got, changed, "+"+c.want, c.changed)
			}
		})
	}
}

func BenchmarkReplacer(b *testing.B) {
	p, err := CompileRuby(`(\d+)\.(\d+)`)
	if err != nil {
		b.Fatal(err)
	}
	r, w := NewReplacer(p, `\2:\1`), p.NewWork()
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out, _ = r.Append(out[:0], w, "took 12.5 seconds of 60.0 in 3 steps")
	}
}
