package useragent

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/ua-parser/uap-go/uaparser"
	"go.yaml.in/yaml/v3"
)

// definitions are the patterns of the ua-parser project, of which the first that matches counts. The library tries all
// of them in turn, which takes some milliseconds; here most are passed over because a text that their matches contain is
// missing, and the others are compiled when they are needed first.
type definitions struct {
	agents  []*rule[uaparser.UserAgent]
	systems []*rule[uaparser.Os]
	devices []*rule[uaparser.Device]
}

// builtin are the definitions that the library brings along.
var builtin = sync.OnceValue(func() *definitions {
	d, err := parseDefinitions(uaparser.DefinitionYaml)
	if err != nil {
		panic("BUG: built-in user agent patterns: " + err.Error())
	}
	return d
})

// rule is one pattern with what its match stands for.
type rule[R any] struct {
	needs   needs
	compile func()
	match   func(line string, out *R)
}

func newRule[R any](flags, expr string, set func(*regexp.Regexp), match func(string, *R)) (*rule[R], error) {
	if flags != "" {
		expr = "(?" + flags + ")" + expr
	}
	needs, err := needsOf(expr)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", expr, err)
	}
	r := &rule[R]{needs: needs, match: match}
	r.compile = sync.OnceFunc(func() { set(regexp.MustCompile(expr)) })
	return r, nil
}

// parseDefinitions reads a regexes.yaml.
func parseDefinitions(data []byte) (*definitions, error) {
	var raw uaparser.RegexDefinitions
	if err := yaml.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	if len(raw.UA)+len(raw.OS)+len(raw.Device) == 0 {
		return nil, errors.New("there are no user_agent_parsers, os_parsers or device_parsers in it")
	}
	d := &definitions{}
	var errs []error
	for _, p := range raw.UA {
		preset(&p.FamilyReplacement, "$1")
		preset(&p.V1Replacement, "$2")
		preset(&p.V2Replacement, "$3")
		preset(&p.V3Replacement, "$4")
		r, err := newRule(p.Flags, p.Expr, func(re *regexp.Regexp) { p.Reg = re }, p.Match)
		d.agents, errs = append(d.agents, r), append(errs, err)
	}
	for _, p := range raw.OS {
		preset(&p.OSReplacement, "$1")
		preset(&p.V1Replacement, "$2")
		preset(&p.V2Replacement, "$3")
		preset(&p.V3Replacement, "$4")
		preset(&p.V4Replacement, "$5")
		r, err := newRule(p.Flags, p.Expr, func(re *regexp.Regexp) { p.Reg = re }, p.Match)
		d.systems, errs = append(d.systems, r), append(errs, err)
	}
	for _, p := range raw.Device {
		preset(&p.DeviceReplacement, "$1")
		preset(&p.ModelReplacement, "$1")
		r, err := newRule(p.Flags, p.Expr, func(re *regexp.Regexp) { p.Reg = re }, p.Match)
		d.devices, errs = append(d.devices, r), append(errs, err)
	}
	return d, errors.Join(errs...)
}

// preset sets what a definition leaves open to the group that stands for it.
func preset(s *string, group string) {
	if *s == "" {
		*s = group
	}
}

// parse looks a user agent up. What is not recognised is called "Other".
func (d *definitions) parse(line string) (agent uaparser.UserAgent, system uaparser.Os, device uaparser.Device) {
	lower, ascii := lowerASCII(line)
	agent = first(d.agents, line, lower, ascii, func(a *uaparser.UserAgent) *string { return &a.Family })
	system = first(d.systems, line, lower, ascii, func(o *uaparser.Os) *string { return &o.Family })
	device = first(d.devices, line, lower, ascii, func(d *uaparser.Device) *string { return &d.Family })
	return agent, system, device
}

// first returns the result of the first rule that matches and gives a family.
func first[R any](rules []*rule[R], line, lower string, ascii bool, family func(*R) *string) R {
	for _, r := range rules {
		if ascii && !r.needs.met(lower) {
			continue
		}
		r.compile()
		var out R
		if r.match(line, &out); *family(&out) != "" {
			return out
		}
	}
	var other R
	*family(&other) = "Other"
	return other
}

// lowerASCII returns the text in lower case and whether it is ASCII only. Other letters may fold to ASCII ones, so no
// pattern can be ruled out then.
func lowerASCII(s string) (lower string, ascii bool) {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return "", false
		}
	}
	return strings.ToLower(s), true
}
