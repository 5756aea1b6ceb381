// Package date reads the time of an event from one of its fields.
package date

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/timefmt"
	"github.com/headgate/headgate/plugin"
)

// Options of the date filter.
type Options struct {
	// Field that holds the time, as text or as a number. An event without it is left alone.
	Source event.Path `hcl:"source,optional"`
	// Layouts to try, in this order: Joda letters ("dd/MMM/yyyy:HH:mm:ss Z"), strftime letters where the
	// layout has a percent sign ("%Y-%m-%d %H:%M:%S"), or one of the names ISO8601 (also without zone,
	// with a blank or a comma), UNIX (seconds, may be fractional), UNIX_MS (milliseconds), UNIX_US,
	// UNIX_NS and TAI64N. A layout without a year takes the current one, save that December seen in
	// January is last year and January seen in December next year.
	Formats []string `hcl:"formats,optional"`
	// Instead of source and formats, as in Logstash: the name of the field, then the layouts.
	Match []string `hcl:"match,optional"`
	// Field that gets the time.
	Target event.Path `hcl:"target,optional"`
	// Time zone of a text that names none: a name such as "Europe/Berlin" or an offset such as
	// "+02:00". It may be taken from the event: "${field.zone}". By default the zone of this machine.
	Timezone *expr.Template `hcl:"timezone,optional"`
	// Language of the names of months and days beside English, such as "de" or "pt-BR".
	Locale string `hcl:"locale,optional"`
}

// Plugin describes the date filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("date", Options{Target: event.MustPath("@timestamp")}, build).WithTag("_dateparsefailure")
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{target: o.Target, zone: time.Local}
	names, diags := f.from(o, env)
	diags = append(diags, f.layoutsOf(names, o, env)...)
	if o.Locale != "" {
		var err error
		if f.locale, err = timefmt.LookupLocale(o.Locale); err != nil {
			diags = append(diags, env.Invalid("locale", "%s.", sentence(err))...)
		}
	}
	diags = append(diags, f.zoneOf(o, env)...)
	return f, diags
}

// from finds out where the time stands and returns the names of the layouts.
func (f *filter) from(o Options, env plugin.Env) ([]string, hcl.Diagnostics) {
	switch {
	case o.Match != nil && (!o.Source.IsZero() || o.Formats != nil):
		return nil, env.Invalid("match", "match says the same as source and formats: remove either match or the other two.")
	case o.Match != nil && len(o.Match) < 2:
		return nil, env.Invalid("match", "match needs the name of a field and at least one layout: match = [\"timestamp\", \"ISO8601\"].")
	case o.Match != nil:
		var err error
		if f.source, err = event.ParsePath(o.Match[0]); err != nil {
			return nil, env.Invalid("match", "The first element has to be the name of a field: %v.", err)
		}
		return o.Match[1:], nil
	case o.Source.IsZero():
		return nil, env.Invalid("source", "The field that holds the time is missing: source = \"timestamp\".")
	case len(o.Formats) == 0:
		return nil, env.Invalid("formats", "At least one layout is needed: formats = [\"ISO8601\"] or formats = [\"dd/MMM/yyyy:HH:mm:ss Z\"].")
	}
	f.source = o.Source
	return o.Formats, nil
}

func (f *filter) layoutsOf(names []string, o Options, env plugin.Env) (diags hcl.Diagnostics) {
	option := "formats"
	if o.Match != nil {
		option = "match"
	}
	for _, name := range names {
		l, err := timefmt.Compile(name)
		if err != nil {
			diags = append(diags, env.Invalid(option, "%s.", sentence(err))...)
			continue
		}
		f.layouts = append(f.layouts, l)
	}
	return diags
}

func (f *filter) zoneOf(o Options, env plugin.Env) hcl.Diagnostics {
	if o.Timezone == nil {
		return nil
	}
	name, fixed := o.Timezone.Const()
	if !fixed {
		f.zones = o.Timezone
		return nil
	}
	loc, err := timefmt.LoadZone(name)
	if err != nil {
		return env.Invalid("timezone", "%s.", sentence(err))
	}
	f.zone = loc
	return nil
}

// sentence makes the text of an error the begin of a sentence.
func sentence(err error) string {
	s := err.Error()
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// parseError is why no layout fits. It is made into text only when somebody reads it.
type parseError struct {
	field   event.Path
	text    string
	layouts []*timefmt.Layout
	cause   error // of the only layout
}

func (f *parseError) Error() string {
	if len(f.layouts) == 1 {
		return fmt.Sprintf("date in %q: %v", f.field, f.cause)
	}
	return fmt.Sprintf("date in %q: %s fits none of the layouts %s", f.field, plugin.Quote(f.text), f.names())
}

func (f *parseError) names() string {
	names := make([]string, len(f.layouts))
	for i, l := range f.layouts {
		names[i] = l.String()
	}
	return plugin.List(names, "and")
}

func (f *parseError) Unwrap() error { return f.cause }
