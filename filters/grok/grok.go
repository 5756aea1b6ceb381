// Package grok takes text apart by patterns with named parts.
package grok

import (
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the grok filter.
type Options struct {
	// Patterns to try on each field, in this order: match = { message = ["%{COMBINEDAPACHELOG}"] }. A
	// pattern is a regular expression as Ruby reads it, in which a dot matches a newline as well; in it
	// %{NAME} stands for a named pattern, %{NAME:field} captures what it matches as a field, and
	// %{NAME:field:int} or :float as a number. (?<field>...) captures without a named pattern. Of a
	// list every element is tried.
	Match plugin.Map[plugin.Patterns] `hcl:"match"`
	// Whether to stop at the first pattern that matches. Without it all patterns are tried on all
	// fields.
	BreakOnMatch bool `hcl:"break_on_match,optional"`
	// Fields whose old value is replaced by what is captured. Other fields become lists of the old value
	// and the new one.
	Overwrite []event.Path `hcl:"overwrite,optional"`
	// Whether only parts with a field are captured. Without it %{IP} becomes a field "IP".
	NamedCapturesOnly bool `hcl:"named_captures_only,optional"`
	// Whether captures that are empty or took no part become fields too, as empty text and null.
	KeepEmptyCaptures bool `hcl:"keep_empty_captures,optional"`
	// Folders with files of further named patterns, one "NAME expression" on each line. They come before
	// those that headgate brings along.
	PatternsDir []string `hcl:"patterns_dir,optional"`
	// Which files of these folders are read.
	PatternsFilesGlob string `hcl:"patterns_files_glob,optional"`
	// Further named patterns: { ORDER = "[A-Z]{2}\d+" }. They come before all others.
	PatternDefinitions plugin.Dict[plugin.Pattern] `hcl:"pattern_definitions,optional"`
	// Field that gets the captured fields. By default the event itself.
	Target event.Path `hcl:"target,optional"`
	// Time after which a pattern gives up on a text. "0s" means never.
	Timeout plugin.Duration `hcl:"timeout,optional"`
	// The same as timeout, in milliseconds, as in Logstash.
	TimeoutMillis *int64 `hcl:"timeout_millis,optional"`
	// Whether the time is counted for each pattern alone or for the event with all its patterns.
	TimeoutScope string `hcl:"timeout_scope,optional" oneof:"pattern,event"`
	// Tag for events on which a pattern gave up.
	TagOnTimeout string `hcl:"tag_on_timeout,optional"`
}

// Plugin describes the grok filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("grok", Options{
		BreakOnMatch: true, NamedCapturesOnly: true, PatternsFilesGlob: "*", Timeout: plugin.Duration(30 * time.Second),
		TimeoutScope: "pattern", TagOnTimeout: "_groktimeout",
	}, build).WithTag("_grokparsefailure")
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{first: o.BreakOnMatch, empty: o.KeepEmptyCaptures, timeoutTag: o.TagOnTimeout}
	limit, diags := o.limit(env)
	if o.TimeoutScope == "event" {
		f.eventLimit = limit
	}
	c, more := newCompiler(&o, env, limit)
	diags = append(diags, more...)
	for _, m := range o.Match {
		fm := fieldMatch{path: m.Path}
		for _, p := range m.Value {
			compiled, more := c.compile(p)
			diags = append(diags, more...)
			if compiled != nil {
				compiled.number = len(f.patterns)
				f.patterns = append(f.patterns, compiled)
				fm.patterns = append(fm.patterns, compiled)
			}
		}
		f.matches = append(f.matches, fm)
	}
	if len(f.patterns) == 0 && !diags.HasErrors() {
		diags = append(diags, env.Invalid("match", "There is no pattern: match = { message = [\"%%{COMBINEDAPACHELOG}\"] }.")...)
	}
	return f, diags
}

// limit is the time for one text.
func (o *Options) limit(env plugin.Env) (time.Duration, hcl.Diagnostics) {
	if o.TimeoutMillis == nil {
		return o.Timeout.Std(), nil
	}
	if _, both := env.Options["timeout"]; both {
		return 0, env.Invalid("timeout_millis", "timeout says the same: remove one of the two.")
	}
	if *o.TimeoutMillis < 0 || *o.TimeoutMillis > int64(24*time.Hour/time.Millisecond) {
		return 0, env.Invalid("timeout_millis", "%d is no time: use milliseconds, or 0 for no limit.", *o.TimeoutMillis)
	}
	return time.Duration(*o.TimeoutMillis) * time.Millisecond, nil
}
