package expr

import (
	"strings"

	"github.com/headgate/headgate/event"
)

// patternFunctions take regular expressions in RE2's syntax and meaning.
func patternFunctions() []function {
	return []function{
		{
			name: "matches", params: []param{text("text"), text("pattern")}, result: kBool, prepare: prepareMatches,
			summary: "Whether the pattern is found anywhere in the text.", example: `matches("/a/site.css", "\\.(css|js)$")`, want: `true`,
		},
		{
			name: "regex", params: []param{text("pattern"), text("text")}, result: kString | kList | kObject, prepare: prepareRegex,
			summary: "The first match: its text, a list of its groups, or an object of its named groups. No match is a failure: use can() or try().",
			example: `regex("(?P<user>\\w+)@(?P<host>\\w+)", "jo@example")`, want: `{"user":"jo","host":"example"}`,
		},
		{
			name: "regexall", params: []param{text("pattern"), text("text")}, result: kList, prepare: prepareRegexAll,
			summary: "All matches as a list, each as regex() gives it.", example: `regexall("\\d+", "4 of 12")`, want: `["4","12"]`,
		},
		{
			name: "replace", params: []param{text("text"), text("part"), text("replacement")}, result: kString, prepare: prepareReplace,
			summary: "The text with every occurrence of a part replaced. A part between slashes is a pattern; $1 and $${name} in the replacement are its groups.",
			example: `replace("took 12ms", "/(\\d+)ms/", "$1 ms")`, want: `"took 12 ms"`,
		},
		{
			name: "redact", params: []param{text("text"), text("pattern"), text("replacement")}, optional: 1, result: kString, prepare: prepareRedact,
			summary: "The text with every match of the pattern replaced, by *** unless said otherwise.",
			example: `redact("password=secret user=jo", "password=\\S+")`, want: `"*** user=jo"`,
		},
	}
}

func prepareMatches(c *compiler, s *site, args []node) evalFunc {
	t := prepared(s, 0, &args[0])
	p, ok := c.preparePattern(s, 1, &args[1])
	if !ok {
		return nil
	}
	return func(e *Env) event.Value {
		v, ok := t.get(e)
		if !ok {
			return event.Null
		}
		re, ok := p.pattern(e)
		if !ok {
			return event.Null
		}
		text, _ := v.AsString()
		return event.Bool(e.matches(s, re, text))
	}
}

func prepareRegex(c *compiler, s *site, args []node) evalFunc {
	p, ok := c.preparePattern(s, 0, &args[0])
	t := prepared(s, 1, &args[1])
	if !ok {
		return nil
	}
	return func(e *Env) event.Value {
		v, ok := t.get(e)
		if !ok {
			return event.Null
		}
		re, ok := p.pattern(e)
		if !ok {
			return event.Null
		}
		text, _ := v.AsString()
		spans := e.cache.spansFor(re)
		if re.re.Match(&e.cache.work, text, spans) {
			return e.found(re, text, spans)
		}
		if e.searchFailed(s, text) {
			return event.Null
		}
		return e.fail(Failure{site: s, code: failValue, value: v, note: "the pattern does not match: wrap the call in can() or try()"})
	}
}

func prepareRegexAll(c *compiler, s *site, args []node) evalFunc {
	p, ok := c.preparePattern(s, 0, &args[0])
	t := prepared(s, 1, &args[1])
	if !ok {
		return nil
	}
	return func(e *Env) event.Value {
		v, ok := t.get(e)
		if !ok {
			return event.Null
		}
		re, ok := p.pattern(e)
		if !ok {
			return event.Null
		}
		text, _ := v.AsString()
		base := len(e.stack)
		e.eachMatch(s, re, text, func(spans []int) {
			e.stack = append(e.stack, e.found(re, text, spans))
		})
		return e.popList(base)
	}
}

// between returns the pattern of a text between slashes.
func between(part string) (expr string, ok bool) {
	if len(part) < 2 || part[0] != '/' || part[len(part)-1] != '/' {
		return "", false
	}
	return part[1 : len(part)-1], true
}

func prepareReplace(c *compiler, s *site, args []node) evalFunc {
	t, part, with := prepared(s, 0, &args[0]), prepared(s, 1, &args[1]), prepared(s, 2, &args[2])
	literal, isText := args[1].val.AsString()
	if expr, ok := between(literal); args[1].konst && isText && ok {
		n := c.constant(event.String(expr), args[1].rng)
		return prepareReplacing(c, s, t, &n, 1, &args[2], 2)
	}
	return func(e *Env) event.Value {
		v, ok := t.get(e)
		if !ok {
			return event.Null
		}
		w, ok := part.get(e)
		if !ok {
			return event.Null
		}
		r, ok := with.get(e)
		if !ok {
			return event.Null
		}
		if expr, ok := between(textOf(w)); ok {
			re, err := e.cache.pattern(expr)
			if err != nil {
				return e.fail(Failure{site: s, code: failValue, arg: "part", value: w, err: err})
			}
			return e.replaceMatches(s, re, v, re.replacement(textOf(r)))
		}
		return e.replaceText(s, v, textOf(w), textOf(r))
	}
}

func (e *Env) replaceText(s *site, v event.Value, part, with string) event.Value {
	text, _ := v.AsString()
	n := strings.Count(text, part)
	if n == 0 {
		return v
	}
	if len(text)+n*(len(with)-len(part)) > maxText {
		return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
	}
	return event.String(strings.ReplaceAll(text, part, with))
}

// prepareReplacing replaces the matches of a pattern, with what is constant compiled at load.
func prepareReplacing(c *compiler, s *site, t argument, pat *node, at int, with *node, withAt int) evalFunc {
	p, ok := c.preparePattern(s, at, pat)
	if !ok {
		return nil
	}
	w := prepared(s, withAt, with)
	literal, isText := with.val.AsString()
	var fixed replacement
	if p.fixed != nil && with.konst && isText {
		fixed = p.fixed.replacement(literal)
	}
	return func(e *Env) event.Value {
		v, ok := t.get(e)
		if !ok {
			return event.Null
		}
		re, ok := p.pattern(e)
		if !ok {
			return event.Null
		}
		if fixed != nil {
			return e.replaceMatches(s, re, v, fixed)
		}
		r, ok := w.get(e)
		if !ok {
			return event.Null
		}
		return e.replaceMatches(s, re, v, re.replacement(textOf(r)))
	}
}

func prepareRedact(c *compiler, s *site, args []node) evalFunc {
	with := c.constant(event.String("***"), s.rng)
	if len(args) > 2 {
		with = args[2]
	}
	return prepareReplacing(c, s, prepared(s, 0, &args[0]), &args[1], 1, &with, 2)
}
