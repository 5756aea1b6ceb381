package kv

import (
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// scanner finds pairs. What pairs are is said by a regular expression; where separators are plain
// characters and the text has no backslash, the same is found by looking at the characters.
type scanner struct {
	pattern  *match.Pattern
	plain    bool
	fields   chars // what ends a pair
	values   chars // what stands between key and value
	lenient  bool
	brackets bool
}

func newScanner(o Options, timeout time.Duration, env plugin.Env) (*scanner, hcl.Diagnostics) {
	s := &scanner{lenient: o.Whitespace == "lenient", brackets: o.IncludeBrackets}
	var okFields, okValues bool
	s.fields, okFields = parseChars(o.FieldSplit)
	s.values, okValues = parseChars(o.ValueSplit)
	s.plain = okFields && okValues && o.FieldSplitPattern == nil && o.ValueSplitPattern == nil && !s.values[' '] && !s.values['\\'] && !s.fields['\\']
	for c := range s.fields {
		if s.fields[c] && s.values[c] {
			s.plain = false
		}
	}
	if diags := checkPatterns(o, env); diags.HasErrors() {
		return nil, diags
	}
	var err error
	s.pattern, err = match.Compile(pairPattern(o), match.Options{Ruby: true, Timeout: timeout})
	if err != nil {
		return nil, env.Invalid("value_split_pattern", "The expressions for pairs do not fit together: %v.", err)
	}
	return s, nil
}

// checkPatterns reads each of the expressions alone.
func checkPatterns(o Options, env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	expressions := []struct{ option, expression string }{
		{"value_split", "[" + o.ValueSplit + "]"},
		{"field_split_pattern", text(o.FieldSplitPattern)},
		{"value_split_pattern", text(o.ValueSplitPattern)},
	}
	if o.FieldSplitPattern == nil {
		expressions[1].option, expressions[1].expression = "field_split", "["+o.FieldSplit+"]"
	}
	for _, c := range expressions {
		if _, err := match.CompileRuby(c.expression); err != nil {
			diags = append(diags, env.Invalid(c.option, "This is no regular expression: %v.", err)...)
		}
	}
	return diags
}

func text(p *plugin.Pattern) string {
	if p == nil {
		return ""
	}
	return p.Text
}

// quick reports whether pairs can be found without the regular expression.
func (c *scanner) quick(s string) bool { return c.plain && strings.IndexByte(s, '\\') < 0 }

// scan gives the pairs of a text without backslashes.
func (c *scanner) scan(s string, found func(key, value string) error) error {
	for i := 0; ; {
		start := c.keyStart(s, i)
		end := start
		for end < len(s) && !c.fields.has(s[end]) && !c.values.has(s[end]) {
			end++
		}
		if start == end {
			return nil
		}
		at := c.blanks(s, end)
		if at == len(s) || !c.values.has(s[at]) {
			i = end
			continue
		}
		value, next := c.value(s, c.blanks(s, at+1))
		if err := found(s[start:end], value); err != nil {
			return err
		}
		i = next
	}
}

// keyStart skips what can't begin a key.
func (c *scanner) keyStart(s string, i int) int {
	for i < len(s) && (c.fields.has(s[i]) || c.values.has(s[i])) {
		i++
	}
	return i
}

// blanks skips blanks that may stand beside what separates key and value.
func (c *scanner) blanks(s string, i int) int {
	for c.lenient && i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

// value reads the value at i and returns where the next pair may begin.
func (c *scanner) value(s string, i int) (value string, next int) {
	if i == len(s) {
		return "", i
	}
	if closing := c.closing(s[i]); closing != 0 {
		if n := strings.IndexByte(s[i+1:], closing); n >= 0 {
			end := i + 1 + n
			if after := end + 1; after == len(s) || s[after] == '\n' && !c.fields['\n'] {
				return s[i+1 : end], after
			} else if c.fields.has(s[after]) {
				return s[i+1 : end], after + 1
			}
		}
	}
	end := i
	for end < len(s) && !c.fields.has(s[end]) {
		end++
	}
	return s[i:end], min(end+1, len(s))
}

// closing is what ends a value that is quoted by c, 0 if c is no quote.
func (c *scanner) closing(q byte) byte {
	switch {
	case q == '"' || q == '\'':
		return q
	case !c.brackets:
		return 0
	case q == '(':
		return ')'
	case q == '[':
		return ']'
	case q == '<':
		return '>'
	}
	return 0
}
