package expr

import (
	"strings"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
)

func clone(s string) string { return strings.Clone(s) }

// parseInstant reads RFC 3339.
func parseInstant(s string) (nanos int64, ok bool) {
	nanos, _, ok = timefmt.ParseRFC3339(s)
	return nanos, ok
}

// dateSite is a call of date() with a format that is known at load.
type dateSite struct {
	layout *timefmt.Layout
	period int64 // nanoseconds for which the text stays the same in UTC
	place  int   // in an Env's memory of texts
}

// renderedDate is the text that a call gave last.
type renderedDate struct {
	site   *dateSite
	period int64 // number of the period since 1970
	text   string
}

// periodOf tells how long the text of a format stays the same: formats of index names and paths have
// nothing below a day or an hour, so that one text serves many events.
func periodOf(format string) int64 {
	day, hour := "yYCmdjbBhaAuwGgVUWDFvex%", "HkIlpP"
	letters := strftimeLetters(format)
	if !strings.Contains(format, "%") {
		day, hour, letters = "GyYxMwDdeEC", "HkKha", jodaLetters(format)
	}
	period := int64(24 * time.Hour)
	for _, c := range letters {
		switch {
		case strings.ContainsRune(day, c):
		case strings.ContainsRune(hour, c):
			period = min(period, int64(time.Hour))
		default:
			return 0
		}
	}
	return period
}

func strftimeLetters(format string) string {
	var letters strings.Builder
	for i := 0; i+1 < len(format); i++ {
		if format[i] == '%' {
			i++
			for i+1 < len(format) && strings.IndexByte("-_0^#EO:", format[i]) >= 0 {
				i++
			}
			letters.WriteByte(format[i])
		}
	}
	return letters.String()
}

func jodaLetters(format string) string {
	var letters strings.Builder
	quoted := false
	for _, c := range format {
		switch {
		case c == '\'':
			quoted = !quoted
		case !quoted && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'):
			letters.WriteRune(c)
		}
	}
	return letters.String()
}

// render prints an instant in UTC, from memory if the last one fell into the same period.
func (e *Env) render(d *dateSite, nanos int64) event.Value {
	if d.period == 0 || nanos < 0 {
		return e.text(d.layout.Append(e.arena.Begin(64), nanos, nil))
	}
	period := nanos / d.period
	r := &e.cache.dates[d.place%len(e.cache.dates)]
	if r.site != d || r.period != period {
		*r = renderedDate{d, period, string(d.layout.Append(nil, nanos, nil))}
	}
	return event.String(r.text)
}

func (c *caches) layout(format string) (*timefmt.Layout, error) {
	return remember(&c.layouts, "f"+format, func(string) (*timefmt.Layout, error) { return timefmt.CompileFormat(format) })
}

func (c *caches) parser(format string) (*timefmt.Layout, error) {
	return remember(&c.layouts, "p"+format, func(string) (*timefmt.Layout, error) { return timefmt.Compile(format) })
}

// layoutArgument is an argument that holds a format of times, compiled at load if it is constant.
type layoutArgument struct {
	argument
	fixed   *timefmt.Layout
	compile func(*caches, string) (*timefmt.Layout, error)
}

func (c *compiler) prepareLayout(s *site, i int, n *node, compile func(*caches, string) (*timefmt.Layout, error)) (a layoutArgument, ok bool) {
	a = layoutArgument{argument: prepared(s, i, n), compile: compile}
	text, isText := n.val.AsString()
	if !n.konst || !isText {
		return a, true
	}
	l, err := compile(&caches{}, text)
	if err != nil && c.tolerant == 0 {
		c.error("Invalid time format", sentence(s.name+": "+err.Error()), n.rng)
		return a, false
	}
	a.fixed = l
	return a, true
}

func (a *layoutArgument) layout(e *Env) (*timefmt.Layout, bool) {
	if a.fixed != nil {
		return a.fixed, true
	}
	v, ok := a.get(e)
	if !ok {
		return nil, false
	}
	l, err := a.compile(&e.cache, textOf(v))
	if err != nil {
		e.fail(Failure{site: a.site, code: failValue, err: err, value: v})
		return nil, false
	}
	return l, true
}

// zoneArgument is an argument that names a time zone.
type zoneArgument struct {
	argument
	fixed *time.Location
}

func (c *compiler) prepareZone(s *site, i int, n *node) (a zoneArgument, ok bool) {
	a.argument = prepared(s, i, n)
	text, isText := n.val.AsString()
	if !n.konst || !isText {
		return a, true
	}
	z, err := timefmt.LoadZone(text)
	if err != nil && c.tolerant == 0 {
		c.error("Unknown time zone", sentence(s.name+": "+err.Error()), n.rng)
		return a, false
	}
	a.fixed = z
	return a, true
}

func (a *zoneArgument) zone(e *Env) (*time.Location, bool) {
	if a.fixed != nil {
		return a.fixed, true
	}
	v, ok := a.get(e)
	if !ok {
		return nil, false
	}
	z, err := e.cache.zone(textOf(v))
	if err != nil {
		e.fail(Failure{site: a.site, code: failValue, err: err, value: v})
		return nil, false
	}
	return z, true
}
