package expr

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strconv"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
)

// pattern is a compiled regular expression.
type pattern struct {
	re    *match.Pattern
	named bool // some group has a name
}

func compilePattern(text string) (*pattern, error) {
	re, err := match.CompileRE2(text)
	if err != nil {
		return nil, err
	}
	p := &pattern{re: re}
	for _, slot := range re.Slots() {
		p.named = p.named || slot.Name != ""
	}
	return p, nil
}

// argument is a prepared argument of a call: eval gives it in the form that the function takes.
type argument struct {
	site *site
	p    *param
	eval evalFunc
}

func prepared(s *site, i int, n *node) argument { return argument{s, s.param(i), n.eval} }

// get computes the argument; ok is false if the call's result is null.
func (a *argument) get(e *Env) (v event.Value, ok bool) {
	v = a.eval(e)
	if a.p.takes.has(v) {
		return v, true
	}
	return a.p.convert(e, a.site, v)
}

// patternArgument is an argument that holds a regular expression, compiled at load if it is constant.
type patternArgument struct {
	argument
	fixed *pattern
}

// refused says why a text is no regular expression.
func refused(text string, err error) string {
	cause := err.Error()
	if e, ok := errors.AsType[*syntax.Error](err); ok {
		cause = e.Code.String()
	}
	return fmt.Sprintf("%s is no regular expression: %s.", quote(text), cause)
}

// preparePattern checks a constant pattern; ok is false if it does not compile.
func (c *compiler) preparePattern(s *site, i int, n *node) (a patternArgument, ok bool) {
	a.argument = prepared(s, i, n)
	text, isText := n.val.AsString()
	if !n.konst || !isText {
		return a, true
	}
	p, err := compilePattern(text)
	if err != nil && c.tolerant == 0 {
		c.error("Invalid regular expression", refused(text, err), n.rng)
		return a, false
	}
	a.fixed = p
	return a, true
}

func (a *patternArgument) pattern(e *Env) (*pattern, bool) {
	if a.fixed != nil {
		return a.fixed, true
	}
	v, ok := a.get(e)
	if !ok {
		return nil, false
	}
	p, err := e.cache.pattern(textOf(v))
	if err != nil {
		e.fail(Failure{site: a.site, code: failValue, arg: a.p.name, value: v, err: err})
		return nil, false
	}
	return p, true
}

// matches reports whether the text has a match. A search that was given up is a failure.
func (e *Env) matches(s *site, p *pattern, text string) bool {
	if p.re.Matches(&e.cache.work, text) {
		return true
	}
	e.searchFailed(s, text)
	return false
}

// searchFailed notes why the last search was given up, if it was.
func (e *Env) searchFailed(s *site, text string) bool {
	err := e.cache.work.Err()
	if err != nil {
		e.fail(Failure{site: s, code: failValue, arg: "the text", value: event.String(text), err: err})
	}
	return err != nil
}

// eachMatch calls yield with the positions of every match, as package regexp finds them: an empty
// match right behind another one does not count. It returns false after a failure.
func (e *Env) eachMatch(s *site, p *pattern, text string, yield func(spans []int)) bool {
	spans := e.cache.spansFor(p)
	for at, last := 0, -1; at <= len(text); {
		if !p.re.FindFrom(&e.cache.work, text, at, spans) {
			return !e.searchFailed(s, text)
		}
		begin, end := spans[0], spans[1]
		if begin != end || begin != last {
			yield(spans)
		}
		last = end
		at = end
		if begin == end {
			at += runeLen(text, end)
		}
	}
	return true
}

// runeLen is the number of bytes of the character at an offset, at least 1.
func runeLen(s string, at int) int {
	n := 1
	for at+n < len(s) && s[at]&0xC0 == 0xC0 && s[at+n]&0xC0 == 0x80 {
		n++
	}
	return n
}

// found makes a value of a match: the text without groups, a list of unnamed groups, an object of
// named ones. Groups that took no part are null.
func (e *Env) found(p *pattern, text string, spans []int) event.Value {
	switch {
	case p.re.Groups() == 0:
		return group(text, spans, 0)
	case !p.named:
		list := e.arena.NewArray(p.re.Groups())
		to := list.AsArray()
		for i := range to {
			to[i] = group(text, spans, i+1)
		}
		return list
	}
	o := e.arena.NewObjectSize(p.re.Groups())
	for i, slot := range p.re.Slots() {
		if slot.Name != "" {
			o.Set(e.arena, event.Intern(slot.Name), group(text, spans, i))
		}
	}
	return event.ObjectValue(o)
}

func group(text string, spans []int, i int) event.Value {
	if spans[2*i] < 0 {
		return event.Null
	}
	return event.String(text[spans[2*i]:spans[2*i+1]])
}

// replacement is a text with references to groups: $1, ${1}, ${name}; $$ is a dollar sign.
type replacement []struct {
	text  string
	group int // -1: text
}

func (p *pattern) replacement(text string) replacement {
	var r replacement
	add := func(text string, group int) {
		r = append(r, struct {
			text  string
			group int
		}{text, group})
	}
	from := 0
	for i := 0; i+1 < len(text); {
		if text[i] != '$' {
			i++
			continue
		}
		if text[i+1] == '$' {
			add(text[from:i+1], -1)
			i += 2
			from = i
			continue
		}
		name, n := reference(text[i+1:])
		if n == 0 {
			i++
			continue
		}
		add(text[from:i], -1)
		if g := p.group(name); g >= 0 {
			add("", g)
		}
		i += 1 + n
		from = i
	}
	add(text[from:], -1)
	return r
}

// reference reads the name behind a dollar sign and returns its length with braces, 0 if it is none.
func reference(s string) (name string, n int) {
	braces := s[0] == '{'
	if braces {
		s = s[1:]
	}
	end := 0
	for end < len(s) && isWord(s[end]) {
		end++
	}
	switch {
	case end == 0 || braces && (end == len(s) || s[end] != '}'):
		return "", 0
	case braces:
		return s[:end], end + 2
	}
	return s[:end], end
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// group is the slot of a group by its number or name, -1 if there is none.
func (p *pattern) group(name string) int {
	if i, err := strconv.Atoi(name); err == nil && i <= p.re.Groups() {
		return i
	}
	for i, slot := range p.re.Slots() {
		if slot.Name == name {
			return i
		}
	}
	return -1
}

// replaceMatches exchanges every match for the replacement.
func (e *Env) replaceMatches(s *site, p *pattern, v event.Value, r replacement) event.Value {
	text, _ := v.AsString()
	copied, hit := 0, false
	var b []byte
	ok := e.eachMatch(s, p, text, func(spans []int) {
		if !hit {
			b, hit = e.arena.Begin(len(text)+len(text)/4), true
		}
		if len(b) > maxText {
			return
		}
		b = append(b, text[copied:spans[0]]...)
		copied = spans[1]
		for _, part := range r {
			if part.group < 0 {
				b = append(b, part.text...)
			} else if from := spans[2*part.group]; from >= 0 {
				b = append(b, text[from:spans[2*part.group+1]]...)
			}
		}
	})
	switch {
	case !ok:
		return event.Null
	case !hit:
		return v
	case len(b)+len(text)-copied > maxText:
		return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
	}
	return e.text(append(b, text[copied:]...))
}
