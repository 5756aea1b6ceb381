package date_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/filters/date"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestParse(t *testing.T) {
	const old = `"@timestamp":"2020-01-01T00:00:00Z"`
	for _, tt := range []struct {
		name, options, source, want string
	}{
		{"apache", `formats = ["dd/MMM/yyyy:HH:mm:ss Z"]`, `"17/May/2015:10:05:03 +0200"`, "2015-05-17T08:05:03.000Z"},
		{"strftime", `formats = ["%Y-%m-%d %H:%M:%S"]`, `"2015-05-17 10:05:03"`, "2015-05-17T10:05:03.000Z"},
		{"ISO8601 with zone", `formats = ["ISO8601"]`, `"2015-05-17T10:05:03.25+02:00"`, "2015-05-17T08:05:03.250Z"},
		{"ISO8601 with blank and comma", `formats = ["ISO8601"]`, `"2015-05-17 10:05:03,250"`, "2015-05-17T10:05:03.250Z"},
		{"ISO8601 with nanoseconds", `formats = ["ISO8601"]`, `"2015-05-17T10:05:03.123456789Z"`, "2015-05-17T10:05:03.123456789Z"},
		{"seconds as text", `formats = ["UNIX"]`, `"1431857103.5"`, "2015-05-17T10:05:03.500Z"},
		{"seconds as integer", `formats = ["UNIX"]`, `1431857103`, "2015-05-17T10:05:03.000Z"},
		{"seconds as float", `formats = ["UNIX"]`, `1431857103.25`, "2015-05-17T10:05:03.250Z"},
		{"milliseconds as text", `formats = ["UNIX_MS"]`, `"1431857103250"`, "2015-05-17T10:05:03.250Z"},
		{"milliseconds as integer", `formats = ["UNIX_MS"]`, `1431857103250`, "2015-05-17T10:05:03.250Z"},
		{"digits as a number", `formats = ["yyyyMMdd"]`, `20150517`, "2015-05-17T00:00:00.000Z"},
		{"TAI64N", `formats = ["TAI64N"]`, `"@4000000050d506482dbdf024"`, "2012-12-22T01:00:46.767422500Z"},
		{"second layout", `formats = ["yyyy", "yyyy-MM-dd"]`, `"2015-05-17"`, "2015-05-17T00:00:00.000Z"},
		{"zone", `
			formats = ["yyyy-MM-dd HH:mm"]
			timezone = "America/Los_Angeles"`, `"2013-11-24 01:29"`, "2013-11-24T09:29:00.000Z"},
		{"zone in the text wins", `
			formats = ["yyyy-MM-dd HH:mm Z"]
			timezone = "America/Los_Angeles"`, `"2013-11-24 01:29 +0000"`, "2013-11-24T01:29:00.000Z"},
		{"zone of the event", `
			formats = ["yyyy-MM-dd HH:mm"]
			timezone = "${field.zone}"`, `"2013-11-24 01:29"`, "2013-11-24T00:29:00.000Z"},
		{"locale", `
			formats = ["dd MMMM yyyy"]
			locale = "de-AT"`, `"14 März 2015"`, "2015-03-14T00:00:00.000Z"},
		{"English beside the locale", `
			formats = ["dd MMMM yyyy"]
			locale = "de"`, `"14 March 2015"`, "2015-03-14T00:00:00.000Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			options := "source = \"t\"\n" + tt.options
			if !strings.Contains(options, "timezone") {
				options += "\ntimezone = \"UTC\""
			}
			f := plugintest.MustFilter(t, date.Plugin(), options)
			got := f.Run(t, `{`+old+`,"t":`+tt.source+`,"zone":"Europe/Berlin"}`)
			want := []string{`{"@timestamp":"` + tt.want + `","t":` + tt.source + `,"zone":"Europe/Berlin"}`}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct{ name, options, event, want string }{
		{
			"match as in Logstash", `match = ["[log][time]", "yyyy", "yyyy-MM-dd"]
			timezone = "UTC"`,
			`{"log":{"time":"2015-05-17"}}`, `{"log":{"time":"2015-05-17"},"@timestamp":"2015-05-17T00:00:00.000Z"}`,
		},
		{
			"target", `source = "t"
			formats = ["UNIX"]
			target = "event.created"`,
			`{"t":0}`, `{"t":0,"event":{"created":"1970-01-01T00:00:00.000Z"}}`,
		},
		{"field is absent", `match = ["t", "UNIX"]
			add_tag = ["done"]`, `{"a":1}`, `{"a":1}`},
		{"field is null", `match = ["t", "UNIX"]`, `{"t":null}`, `{"t":null}`},
		{"field is a time", `match = ["@timestamp", "UNIX"]
			target = "t"`, `{"@timestamp":"2015-05-17T10:05:03Z"}`, `{"@timestamp":"2015-05-17T10:05:03.000Z","t":"2015-05-17T10:05:03.000Z"}`},
		{"success", `match = ["t", "UNIX"]
			remove_field = ["t"]
			add_tag = ["dated"]`, `{"t":0}`, `{"@timestamp":"1970-01-01T00:00:00.000Z","tags":["dated"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := plugintest.MustFilter(t, date.Plugin(), tt.options).Run(t, tt.event)
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	for _, tt := range []struct{ name, options, event, want, message string }{
		{
			"text that fits no layout", `match = ["t", "UNIX", "ISO8601"]
			remove_field = ["t"]`, `{"t":"soon"}`, `{"t":"soon","tags":["_dateparsefailure"]}`,
			`date in "t": "soon" fits none of the layouts "UNIX" and "ISO8601"`,
		},
		{
			"text that does not fit the layout", `match = ["t", "yyyy-MM-dd"]`, `{"t":"2015-13-01"}`,
			`{"t":"2015-13-01","tags":["_dateparsefailure"]}`, `date in "t": parse time "2015-13-01" as "yyyy-MM-dd": `,
		},
		{"empty text is not 1970", `match = ["t", "UNIX"]`, `{"t":""}`, `{"t":"","tags":["_dateparsefailure"]}`, `date in "t": parse time ""`},
		{"number", `match = ["t", "ISO8601"]`, `{"t":1e30}`, `{"t":1e30,"tags":["_dateparsefailure"]}`, `date in "t": parse time`},
		{"list", `match = ["t", "UNIX"]`, `{"t":[0]}`, `{"t":[0],"tags":["_dateparsefailure"]}`, `date in "t": a list is no time, text or a number is needed`},
		{
			"zone is missing", `match = ["t", "ISO8601"]
			timezone = "${field.zone}"`, `{"t":"2015-05-17"}`,
			`{"t":"2015-05-17","tags":["_dateparsefailure"]}`, `timezone: field.zone is missing or empty`,
		},
		{
			"zone is unknown", `match = ["t", "ISO8601"]
			timezone = "${field.zone}"`, `{"t":"2015-05-17","zone":"Europe/Berlim"}`,
			`{"t":"2015-05-17","zone":"Europe/Berlim","tags":["_dateparsefailure"]}`,
			`time zone "Europe/Berlim" is unknown: did you mean "Europe/Berlin"?`,
		},
		{"target inside text", `match = ["t", "UNIX"]
			target = "t.x"`, `{"t":"0"}`, `{"t":"0","tags":["_dateparsefailure"]}`, `set "t.x": "t" is a string, not an object`},
		{"own tag", `match = ["t", "UNIX"]
			tag_on_failure = ["bad"]`, `{"t":"x"}`, `{"t":"x","tags":["bad"]}`, `date in "t": parse time "x" as "UNIX"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, date.Plugin(), tt.options)
			if diff := cmp.Diff([]string{tt.want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(f.Failures) != 1 || !strings.HasPrefix(f.Failures[0].Error(), tt.message) {
				t.Errorf("failures %q, want one that begins with %q", f.Failures, tt.message)
			}
		})
	}
}

func TestInvalidOptions(t *testing.T) {
	for _, tt := range []struct{ name, options, want string }{
		{"nothing", ``, `Invalid "source" in filter "date": The field that holds the time is missing: source = "timestamp".`},
		{"no layouts", `source = "t"`, `Invalid "formats" in filter "date": At least one layout is needed`},
		{"match without layout", `match = ["t"]`, `Invalid "match" in filter "date": match needs the name of a field and at least one layout`},
		{"match and source", `source = "t"
			match = ["t", "UNIX"]`, `Invalid "match" in filter "date": match says the same as source and formats`},
		{"match with an odd name", `match = ["[t", "UNIX"]`, `Invalid "match" in filter "date": The first element has to be the name of a field: brackets do not match at "[t".`},
		{"layout", `match = ["t", "yyyy-MM-dd z"]`, `Invalid "match" in filter "date": Time layout "yyyy-MM-dd z": the letter "z" cannot be parsed`},
		{"zone", `match = ["t", "UNIX"]
			timezone = "CEST"`, `Invalid "timezone" in filter "date": Time zone "CEST" is unknown: did you mean "Europe/Berlin"?`},
		{"locale", `match = ["t", "UNIX"]
			locale = "xx"`, `Invalid "locale" in filter "date": Locale "xx" is unknown: use one of`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildFilter(t, date.Plugin(), tt.options)
			if got := plugintest.Messages(diags); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %s\nwant %s...", got, tt.want)
			}
		})
	}
}

func BenchmarkDate(b *testing.B) {
	for _, bb := range []struct{ name, options, event string }{
		{"apache", `match = ["t", "dd/MMM/yyyy:HH:mm:ss Z"]`, `{"t":"17/May/2015:10:05:03 +0000"}`},
		{"iso", `match = ["t", "ISO8601"]`, `{"t":"2015-05-17T10:05:03.123Z"}`},
		{"zone of the event", `match = ["t", "yyyy-MM-dd HH:mm:ss"]
			timezone = "${field.z}"`, `{"t":"2015-05-17 10:05:03","z":"Europe/Berlin"}`},
		{"failure", `match = ["t", "dd/MMM/yyyy:HH:mm:ss Z"]`, `{"t":"soon"}`},
	} {
		b.Run(bb.name, func(b *testing.B) {
			f := plugintest.MustFilter(b, date.Plugin(), bb.options)
			w := f.Step().Filter.Worker()
			batch := plugintest.Batch(b, bb.event)
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Process(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
				if batch.TakeFailures(); len(batch.Every()) != 1 {
					b.Fatal("event is gone")
				}
			}
		})
	}
}
