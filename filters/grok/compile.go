package grok

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match/grok"
	"github.com/headgate/headgate/plugin"
)

// pattern is one compiled pattern of the option `match`.
type pattern struct {
	*grok.Grok
	number   int
	source   plugin.Pattern
	captures []capture
	hits     atomic.Int64
}

// compiler compiles patterns for one filter.
type compiler struct {
	dict      *grok.Dictionary
	options   grok.Options
	env       plugin.Env
	target    event.Path
	overwrite []event.Path
	own       map[string]hcl.Range // of pattern_definitions
	wrong     map[string]bool      // of these, what has been reported
}

func newCompiler(o *Options, env plugin.Env, limit time.Duration) (*compiler, hcl.Diagnostics) {
	c := &compiler{
		dict: grok.Legacy(), options: grok.Options{AllNames: !o.NamedCapturesOnly, Timeout: limit}, env: env,
		target: o.Target, overwrite: o.Overwrite, own: make(map[string]hcl.Range), wrong: make(map[string]bool),
	}
	if env.ECS.On() {
		c.dict = grok.ECS()
	}
	diags := c.loadDirs(o)
	defs := make(map[string]string, len(o.PatternDefinitions))
	for _, d := range o.PatternDefinitions {
		if !validName(d.Key) {
			diags = append(diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: fmt.Sprintf("Invalid name %q in pattern_definitions", d.Key),
				Detail: "The name of a pattern consists of letters, digits, underscores, dots and dashes.", Subject: &d.Range,
			})
			continue
		}
		defs[d.Key], c.own[d.Key] = d.Value.Text, d.Value.Range
	}
	c.dict = c.dict.With(defs)
	for _, d := range o.PatternDefinitions {
		diags = append(diags, c.check(d.Key)...)
	}
	return c, diags
}

func (c *compiler) loadDirs(o *Options) hcl.Diagnostics {
	dirs := make([]string, len(o.PatternsDir))
	for i, dir := range o.PatternsDir {
		dirs[i] = c.env.Path(dir)
	}
	defs, err := grok.LoadDirs(dirs, o.PatternsFilesGlob)
	if err != nil {
		return c.env.Invalid("patterns_dir", "The patterns can't be used: %v.", err)
	}
	c.dict = c.dict.With(defs)
	return nil
}

func validName(name string) bool {
	for i := range len(name) {
		b := name[i]
		if letter := b|0x20 >= 'a' && b|0x20 <= 'z'; !letter && (b < '0' || b > '9') && strings.IndexByte("_.-", b) < 0 {
			return false
		}
	}
	return name != ""
}

// check compiles a definition by itself, so that a mistake in it is reported where it stands, and once.
func (c *compiler) check(name string) hcl.Diagnostics {
	at, ok := c.own[name]
	if !ok {
		return nil
	}
	_, err := c.dict.Compile("%{"+name+"}", c.options)
	if err == nil || c.reported(err, name) {
		return nil
	}
	c.wrong[name] = true
	return hcl.Diagnostics{c.diagnostic(err, at)}
}

// reported tells whether an error lies in a definition that has a report of its own. except is the one that is about to
// be reported.
func (c *compiler) reported(err error, except string) bool {
	var unknown *grok.UnknownPatternError
	var syntax *grok.SyntaxError
	var recursion *grok.RecursionError
	switch {
	case errors.As(err, &unknown):
		return c.isOwn(unknown.In, except)
	case errors.As(err, &syntax):
		return c.isOwn(syntax.In, except)
	case errors.As(err, &recursion):
		for _, name := range recursion.Chain {
			if c.wrong[name] {
				return true
			}
		}
	}
	return false
}

func (c *compiler) isOwn(name, except string) bool {
	_, ok := c.own[name]
	return ok && name != except
}

func (c *compiler) compile(p plugin.Pattern) (*pattern, hcl.Diagnostics) {
	g, err := c.dict.Compile(p.Text, c.options)
	if err != nil {
		if c.reported(err, "") {
			return nil, nil
		}
		return nil, hcl.Diagnostics{c.diagnostic(err, p.Range)}
	}
	compiled := &pattern{Grok: g, source: p}
	var diags hcl.Diagnostics
	for _, f := range g.Fields() {
		capture, err := c.capture(f)
		if err != nil {
			diags = append(diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: fmt.Sprintf("Invalid field name %q in a pattern of filter \"grok\"", f.Name),
				Detail: fmt.Sprintf("It can't name a field: %v.", err), Subject: &p.Range,
			})
			continue
		}
		compiled.captures = append(compiled.captures, capture)
	}
	return compiled, diags
}

func (c *compiler) capture(f grok.Field) (capture, error) {
	name, err := event.ParsePath(f.Name)
	if err != nil {
		return capture{}, err
	}
	path := name
	if !c.target.IsZero() && !name.IsMeta() {
		path = c.target.Join(name)
	}
	replace := false
	for _, o := range c.overwrite {
		replace = replace || o.Equal(name) || o.Equal(path)
	}
	return newCapture(f, path, replace), nil
}

// diagnostic says what is wrong with a pattern that stands at a place of the configuration.
func (c *compiler) diagnostic(err error, at hcl.Range) *hcl.Diagnostic {
	d := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Invalid pattern in filter \"grok\"", Subject: &at}
	var unknown *grok.UnknownPatternError
	var syntax *grok.SyntaxError
	switch {
	case errors.As(err, &unknown):
		d.Summary = fmt.Sprintf("Unknown pattern %%{%s} in filter \"grok\"", unknown.Name)
		d.Detail = unknownDetail(unknown)
	case errors.As(err, &syntax) && syntax.In != "":
		d.Detail = fmt.Sprintf("The pattern %s that it refers to is wrong at character %d: %s.", syntax.In, syntax.Offset+1, syntax.Reason)
	case errors.As(err, &syntax):
		d.Detail = fmt.Sprintf("At character %d: %s.", syntax.Offset+1, syntax.Reason)
	default:
		d.Detail = strings.ToUpper(err.Error()[:1]) + err.Error()[1:] + "."
	}
	return d
}

func unknownDetail(e *grok.UnknownPatternError) string {
	var b strings.Builder
	if e.In != "" {
		fmt.Fprintf(&b, "The definition of %s refers to it. ", e.In)
	}
	if len(e.Suggestions) > 0 {
		fmt.Fprintf(&b, "Did you mean %s? ", plugin.List(e.Suggestions, "or"))
	}
	b.WriteString("Patterns of your own stand in pattern_definitions or in a file of patterns_dir.")
	return b.String()
}
