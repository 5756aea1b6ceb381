package expr

import (
	"math"
	"strings"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
)

func timeFunctions() []function {
	return []function{
		{
			name: "date", params: []param{text("format"), moment("time"), text("zone")}, optional: 2, result: kString, stamped: true, prepare: prepareDate,
			summary: "The event's timestamp, or another time, as text: in strftime letters if the format has a %, else in Joda letters. In UTC unless a zone is given.",
			example: `date("%Y.%m.%d")`, want: `"2015.05.17"`,
		},
		{
			name: "now", result: kTime, live: true, call: func(e *Env, _ *site, _ []event.Value) event.Value { return event.TimeNanos(e.now()) },
			summary: "The time of day.", example: `now() > "2020-01-01T00:00:00Z"`, want: `true`,
		},
		{
			name: "parsetime", params: []param{text("text"), text("format"), text("zone")}, optional: 2, result: kTime, prepare: prepareParseTime,
			summary: "The time that a text holds, by a format as in date(); without one as ISO 8601. The zone counts if the text names none; it is UTC unless said otherwise.",
			example: `parsetime("17/May/2015:10:05:03 +0200", "dd/MMM/yyyy:HH:mm:ss Z")`, want: `"2015-05-17T08:05:03.000Z"`,
		},
		{
			name: "formatdate", params: []param{text("spec"), some("time", kTime|kString)}, result: kString, prepare: prepareFormatDate,
			summary: "A time as text by Terraform's letters: YYYY MM DD hh mm ss, MMM, EEE, ZZZZ, and text in single quotes.",
			example: `formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")`, want: `"02 Jan 2018 23:12 UTC"`,
		},
		{
			name: "timeadd", params: []param{moment("time"), text("duration")}, result: kTime, call2: timeAdd,
			summary: "A time moved by a duration such as \"10m\" or \"-1h30m\".", example: `timeadd("2017-11-22T00:00:00Z", "10m")`, want: `"2017-11-22T00:10:00.000Z"`,
		},
		{
			name: "timecmp", params: []param{moment("time"), moment("other")}, result: kNumber, call2: timeCompare,
			summary: "-1, 0 or 1 if the first time is before, the same as or after the other.",
			example: `timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00+01:00")`, want: `0`,
		},
		{
			name: "parseduration", params: []param{text("text")}, result: kNumber, call1: parseDuration,
			summary: "The seconds of a duration such as \"1h30m\", \"250ms\" or \"7d\".", example: `parseduration("1h30m")`, want: `5400`,
		},
	}
}

// prepareDate compiles date(), which without a time reads the event.
func prepareDate(c *compiler, s *site, args []node) evalFunc {
	l, ok := c.prepareLayout(s, 0, &args[0], (*caches).layout)
	if !ok {
		return nil
	}
	when := eventTime(s)
	if len(args) > 1 {
		when = prepared(s, 1, &args[1])
	}
	if len(args) > 2 {
		z, ok := c.prepareZone(s, 2, &args[2])
		if !ok {
			return nil
		}
		return dateInZone(l, when, z)
	}
	if l.fixed != nil {
		d := &dateSite{l.fixed, periodOf(l.fixed.String()), c.scope.dates}
		c.scope.dates++
		return func(e *Env) event.Value {
			v, ok := when.get(e)
			if !ok {
				return event.Null
			}
			t, _ := v.AsTime()
			return e.render(d, t)
		}
	}
	return dateInZone(l, when, zoneArgument{fixed: time.UTC})
}

// eventTime is the argument that stands for the event's timestamp.
func eventTime(s *site) argument {
	k := event.ConfigKey("@timestamp")
	p := moment("@timestamp")
	return argument{s, &p, func(e *Env) event.Value { return e.ev.Fields().Get(k) }}
}

func dateInZone(l layoutArgument, when argument, z zoneArgument) evalFunc {
	return func(e *Env) event.Value {
		v, ok := when.get(e)
		if !ok {
			return event.Null
		}
		layout, ok := l.layout(e)
		if !ok {
			return event.Null
		}
		zone, ok := z.zone(e)
		if !ok {
			return event.Null
		}
		t, _ := v.AsTime()
		return e.text(layout.Append(e.arena.Begin(64), t, zone))
	}
}

func prepareParseTime(c *compiler, s *site, args []node) evalFunc {
	t := prepared(s, 0, &args[0])
	format := c.constant(event.String("ISO8601"), s.rng)
	if len(args) > 1 {
		format = args[1]
	}
	l, ok := c.prepareLayout(s, 1, &format, (*caches).parser)
	if !ok {
		return nil
	}
	z := zoneArgument{fixed: time.UTC}
	if len(args) > 2 {
		if z, ok = c.prepareZone(s, 2, &args[2]); !ok {
			return nil
		}
	}
	return func(e *Env) event.Value {
		v, ok := t.get(e)
		if !ok {
			return event.Null
		}
		layout, ok := l.layout(e)
		if !ok {
			return event.Null
		}
		zone, ok := z.zone(e)
		if !ok {
			return event.Null
		}
		options := timefmt.ParseOptions{Zone: zone}
		if layout.NoYear() {
			options.Now = time.Unix(0, e.now())
		}
		nanos, err := layout.Parse(textOf(v), options)
		if err != nil {
			return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, err: err})
		}
		return timeValue(nanos)
	}
}

// timeValue keeps digits below a millisecond if there are any.
func timeValue(nanos int64) event.Value {
	if nanos%int64(time.Millisecond) != 0 {
		return event.TimeNanos(nanos)
	}
	return event.Time(nanos)
}

func timeAdd(e *Env, s *site, v, w event.Value) event.Value {
	t, _ := v.AsTime()
	d, ok := durationOf(textOf(w))
	if !ok {
		return e.fail(Failure{site: s, code: failValue, arg: "the duration is", value: w, note: "write one such as \"10m\", \"1h30m\" or \"-7d\""})
	}
	sum := t + d
	if (sum > t) != (d > 0) && d != 0 {
		return e.fail(Failure{site: s, code: failValue, value: v, note: "the result is outside the years 1678 to 2262"})
	}
	return timeValue(sum)
}

func timeCompare(_ *Env, _ *site, v, w event.Value) event.Value {
	a, _ := v.AsTime()
	b, _ := w.AsTime()
	return event.Int(int64(order(a, b)))
}

// durationOf reads a duration as Go writes it, with days and weeks besides.
func durationOf(s string) (nanos int64, ok bool) {
	sign := 1.0
	rest := s
	if strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") {
		if rest[0] == '-' {
			sign = -1
		}
		rest = rest[1:]
	}
	total := 0.0
	for rest != "" {
		for _, unit := range []struct {
			letter byte
			length time.Duration
		}{{'w', 7 * 24 * time.Hour}, {'d', 24 * time.Hour}} {
			if i := strings.IndexByte(rest, unit.letter); i > 0 {
				n, isNumber := parseNumber(rest[:i])
				if !isNumber || n.float() < 0 {
					return 0, false
				}
				total += n.float() * float64(unit.length)
				rest = rest[i+1:]
			}
		}
		if rest == "" {
			break
		}
		d, err := time.ParseDuration(rest)
		if err != nil || rest[0] == '-' || rest[0] == '+' {
			return 0, false
		}
		total += float64(d)
		rest = ""
	}
	if s == "" || math.Abs(total) > math.MaxInt64/2 {
		return 0, false
	}
	return int64(sign * total), true
}

func parseDuration(e *Env, s *site, v event.Value) event.Value {
	d, ok := durationOf(textOf(v))
	if !ok {
		return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, note: "write a duration such as \"250ms\", \"1h30m\" or \"7d\""})
	}
	return floatValue(float64(d) / float64(time.Second))
}
