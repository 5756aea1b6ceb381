package grok_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/filters/grok"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func classic(e *plugin.Env) { e.ECS = plugin.ECSDisabled }

const apache = `83.149.9.216 - frank [17/May/2015:10:05:03 +0000] \"GET /a?b=1 HTTP/1.1\" 200 203023 \"http://x.org/\" \"Mozilla/5.0 (X11)\"`

func TestMatch(t *testing.T) {
	for _, tt := range []struct{ name, options, event, want string }{
		{
			"apache, ECS", `match = { message = "%{COMBINEDAPACHELOG}" }
			ecs_compatibility = "v8"`, `{"message":"` + apache + `"}`,
			`{"message":"` + apache + `","source":{"address":"83.149.9.216"},"user":{"name":"frank"},"timestamp":"17/May/2015:10:05:03 +0000",` +
				`"http":{"request":{"method":"GET","referrer":"http://x.org/"},"version":"1.1","response":{"status_code":200,"body":{"bytes":203023}}},` +
				`"url":{"original":"/a?b=1"},"user_agent":{"original":"Mozilla/5.0 (X11)"}}`,
		},
		{
			"apache, classic", `match = { message = "%{COMBINEDAPACHELOG}" }`, `{"message":"` + apache + `"}`,
			`{"message":"` + apache + `","clientip":"83.149.9.216","ident":"-","auth":"frank","timestamp":"17/May/2015:10:05:03 +0000",` +
				`"verb":"GET","request":"/a?b=1","httpversion":"1.1","response":"200","bytes":"203023","referrer":"\"http://x.org/\"","agent":"\"Mozilla/5.0 (X11)\""}`,
		},
		{"second pattern", `match = { message = ["%{INT:a} x", "%{WORD:b} (?<c>y+)"] }`, `{"message":"k yy"}`, `{"message":"k yy","b":"k","c":"yy"}`},
		{
			"types", `match = { message = "%{INT:a:int} %{NUMBER:b:float} %{NUMBER:c:int} %{WORD:d:int} (?<e:int>\d+)" }`,
			`{"message":"12 1.5 2.9 x 00123456789012345678901"}`,
			`{"message":"12 1.5 2.9 x 00123456789012345678901","a":12,"b":1.5,"c":2,"d":"x","e":123456789012345678901}`,
		},
		{
			"nested names", `match = { message = "%{WORD:[a][b]} %{WORD:a.c} %{WORD:[@metadata][d]} %{WORD:[e.f]}" }`,
			`{"message":"1 2 3 4"}`, `{"message":"1 2 3 4","a":{"b":"1","c":"2"},"e.f":"4","@metadata":{"d":"3"}}`,
		},
		{"comment in a reference", `match = { message = "%{WORD - the first one}=%{INT:n}" }`, `{"message":"a=1"}`, `{"message":"a=1","n":"1"}`},
		{"dot and lines as in Ruby", `match = { message = "^b%{GREEDYDATA:r}$" }`, `{"message":"a\nb1\n2"}`, `{"message":"a\nb1\n2","r":"1\n2"}`},
		{"look-around and atomic groups", `match = { message = "(?<![a-z])(?>x+)(?=;)(?<r>.*)" }`, `{"message":"ax; xx;1"}`, `{"message":"ax; xx;1","r":";1"}`},
		{"empty captures", `match = { message = "a(?<b>x*)(?<c>y)?" }`, `{"message":"a"}`, `{"message":"a"}`},
		{"empty captures kept", `match = { message = "a(?<b>x*)(?<c>y)?" }
			keep_empty_captures = true`, `{"message":"a"}`, `{"message":"a","b":"","c":null}`},
		{"all captures", `match = { message = "%{WORD} %{INT:n}" }
			named_captures_only = false`, `{"message":"a 1"}`, `{"message":"a 1","WORD":"a","n":"1"}`},
		{"nested captures", `match = { message = "%{URIPATHPARAM:all}" }
			named_captures_only = false
			remove_field = ["URIPATH"]`, `{"message":"/a?b"}`, `{"message":"/a?b","all":"/a?b","URIPARAM":"?b"}`},
		{"target", `match = { message = "%{WORD:a} %{WORD:[b][c]} %{WORD:[@metadata][d]}" }
			target = "[log][parts]"`, `{"message":"1 2 3"}`, `{"message":"1 2 3","log":{"parts":{"a":"1","b":{"c":"2"}}},"@metadata":{"d":"3"}}`},
		{"definitions", `match = { message = "%{MINE:m}" }
			pattern_definitions = {
				MINE  = "%{INNER}\d"
				INNER = "x{2}"
				WORD  = "unused"
			}`, `{"message":"xx7"}`, `{"message":"xx7","m":"xx7"}`},
		{"definition in the pattern", `match = { message = "%{ANSWER:a=[0-9]+}" }`, `{"message":"x 42"}`, `{"message":"x 42","a":"42"}`},
		{"definition in a heredoc", "match = { message = \"%{MINE:m}$\" }\npattern_definitions = {\nMINE = <<-EOT\n  \\d+\nEOT\n}", `{"message":"7"}`, `{"message":"7","m":"7"}`},
		{"files", `match = { message = "%{POSTFIX_QUEUEID:id}: %{POSTFIX_STATUS:s}" }
			patterns_dir = ["testdata/patterns"]
			patterns_files_glob = "post*"`, `{"message":"BEF25A72965: sent"}`, `{"message":"BEF25A72965: sent","id":"BEF25A72965","s":"sent"}`},
		{"number as source", `match = { n = "(?<a>\d)(?<b>.*)" }`, `{"n":12.5}`, `{"n":12.5,"a":"1","b":"2.5"}`},
		{"object as source", `match = { n = "(?<a>.*)" }`, `{"n":{"x":1}}`, `{"n":{"x":1},"a":"{\"x\":1}"}`},
		{"list as source", `match = { l = ["a=%{INT:a}", "b=%{INT:b}"] }`, `{"l":["a=1","x","b=2","a=3"]}`, `{"l":["a=1","x","b=2","a=3"],"a":["1","3"],"b":"2"}`},
		{"metadata as source", `match = { "@metadata.x" = "%{INT:a}" }`, `{"@metadata":{"x":"1"}}`, `{"a":"1","@metadata":{"x":"1"}}`},
		{"missing field is empty text", `match = { m = "^$" }
			add_tag = ["empty"]`, `{}`, `{"tags":["empty"]}`},
		{"success", `match = { message = "%{INT:a}" }
			remove_field = ["message"]
			add_field = { b = field.a }`, `{"message":"1"}`, `{"a":"1","b":"1"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, grok.Plugin(), tt.options, classic)
			if diff := cmp.Diff([]string{tt.want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, f.Failures)
			}
		})
	}
}

func TestExistingFields(t *testing.T) {
	for _, tt := range []struct{ name, options, event, want string }{
		{"text becomes a list", `match = { message = "^x (?<message>.*)" }`, `{"message":"x y"}`, `{"message":["x y","y"]}`},
		{"list grows", `match = { m = "^x (?<l>.*)" }`, `{"m":"x y","l":["a","b"]}`, `{"m":"x y","l":["a","b","y"]}`},
		{"number becomes a list", `match = { m = "^x (?<n>.*)" }`, `{"m":"x y","n":1}`, `{"m":"x y","n":[1,"y"]}`},
		{"object stays", `match = { m = "^x (?<o>.*)" }`, `{"m":"x y","o":{"a":1}}`, `{"m":"x y","o":{"a":1}}`},
		{"null is replaced", `match = { m = "^x (?<n>.*)" }`, `{"m":"x y","n":null}`, `{"m":"x y","n":"y"}`},
		{"overwrite", `match = { message = "^x (?<message>.*)" }
			overwrite = ["message"]`, `{"message":"x y"}`, `{"message":"y"}`},
		{"overwrite an object", `match = { m = "^x (?<[o][p]>.*)" }
			overwrite = ["o.p"]`, `{"m":"x y","o":{"p":{"a":1}}}`, `{"m":"x y","o":{"p":"y"}}`},
		{"overwrite in the target", `match = { m = "^x (?<a>.*)" }
			target = "t"
			overwrite = ["a"]`, `{"m":"x y","t":{"a":"b"}}`, `{"m":"x y","t":{"a":"y"}}`},
		{"same field twice", `match = { m = "(?<a>.)(?<a>.)(?<a>.)" }`, `{"m":"xyz"}`, `{"m":"xyz","a":["x","y","z"]}`},
		{"same field in alternatives", `match = { m = "x=%{INT:a}|y=%{WORD:a}" }`, `{"m":"y=z"}`, `{"m":"y=z","a":"z"}`},
		{"inside a list", `match = { m = "(?<[l][1][a]>.)(?<[l][0]>.)" }`, `{"m":"xy","l":["b",{}]}`, `{"m":"xy","l":[["b","y"],{"a":"x"}]}`},
		{"tags", `match = { m = "(?<tags>.)" }`, `{"m":"x","tags":["a"]}`, `{"m":"x","tags":["a","x"]}`},
		{"new tags", `match = { m = "(?<tags>.)" }`, `{"m":"x"}`, `{"m":"x","tags":["x"]}`},
		{
			"timestamp", `match = { m = "(?<[@timestamp]>.*)" }`, `{"m":"2020-01-01T00:00:00Z","@timestamp":"2015-05-17T10:05:03Z"}`,
			`{"m":"2020-01-01T00:00:00Z","@timestamp":"2015-05-17T10:05:03.000Z"}`,
		},
		{
			"overwrite timestamp", `match = { m = "(?<[@timestamp]>.*)" }
			overwrite = ["@timestamp"]`, `{"m":"2020-01-01T00:00:00Z","@timestamp":"2015-05-17T10:05:03Z"}`,
			`{"m":"2020-01-01T00:00:00Z","@timestamp":"2020-01-01T00:00:00.000Z"}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, grok.Plugin(), tt.options)
			if diff := cmp.Diff([]string{tt.want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, f.Failures)
			}
		})
	}
}

func TestBreakOnMatch(t *testing.T) {
	const match = `match = {
		a = ["x%{INT:x}", "y%{INT:y}", "none"]
		b = ["z%{INT:z}"]
	}
	add_tag = ["ok"]
	`
	const in = `{"a":"x1 y2","b":"z3"}`
	for _, tt := range []struct{ name, options, want string }{
		{"on", match, `{"a":"x1 y2","b":"z3","x":"1","tags":["ok"]}`},
		{"off", match + `break_on_match = false`, `{"a":"x1 y2","b":"z3","x":"1","y":"2","z":"3","tags":["ok"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := plugintest.MustFilter(t, grok.Plugin(), tt.options).Run(t, in)
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	const slow = `(?<a>(x+x+)+)\k<a>y`
	runaway := strings.Repeat("x", 60)
	for _, tt := range []struct{ name, options, event, want, message string }{
		{
			"no match", `match = { message = "%{INT:a}" }`, `{"message":"x"}`, `{"message":"x","tags":["_grokparsefailure"]}`,
			`grok of "message": pattern "%{INT:a}" does not match "x"`,
		},
		{
			"none of several", `match = { message = ["%{INT:a}", "%{INT:b}"] }`, `{"message":"x"}`, `{"message":"x","tags":["_grokparsefailure"]}`,
			`grok of "message": none of 2 patterns matches "x"`,
		},
		{
			"missing field", `match = { message = "%{INT:a}" }`, `{}`, `{"tags":["_grokparsefailure"]}`,
			`grok of "message": pattern "%{INT:a}" does not match ""`,
		},
		{
			"no element", `match = { l = "%{INT:a}" }`, `{"l":["x","y"]}`, `{"l":["x","y"],"tags":["_grokparsefailure"]}`,
			`grok of "l": pattern "%{INT:a}" does not match "x,y"`,
		},
		{
			"own tag", `match = { message = "%{INT:a}" }
			tag_on_failure = ["bad", "worse"]`, `{"message":"x"}`, `{"message":"x","tags":["bad","worse"]}`,
			`grok of "message": pattern "%{INT:a}" does not match "x"`,
		},
		{
			"field inside text", `match = { message = "(?<[message][a]>.)" }`, `{"message":"x"}`, `{"message":"x","tags":["_grokparsefailure"]}`,
			`grok of "message": set "message.a": "message" is a string, not an object`,
		},
		{
			"timeout", `match = { message = ["` + slow + `", "."] }
			timeout = "1ms"`, `{"message":"` + runaway + `"}`, `{"message":"` + runaway + `","tags":["_groktimeout"]}`,
			`grok of "message": match took longer than its timeout: "` + runaway + `"`,
		},
		{
			"timeout of the event", `match = { message = ["` + slow + `", "."] }
			timeout_millis = 1
			timeout_scope = "event"
			tag_on_timeout = "late"`, `{"message":"` + runaway + `"}`, `{"message":"` + runaway + `","tags":["late"]}`,
			`grok of "message": match took longer than its timeout: "` + runaway + `"`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, grok.Plugin(), tt.options)
			if diff := cmp.Diff([]string{tt.want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(f.Failures) != 1 || f.Failures[0].Error() != tt.message {
				t.Errorf("failures %q, want %q", f.Failures, tt.message)
			}
		})
	}
}

func TestInvalidOptions(t *testing.T) {
	for _, tt := range []struct{ name, options, want string }{
		{"no pattern", `match = {}`, `Invalid "match" in filter "grok": There is no pattern: match = { message = ["%{COMBINEDAPACHELOG}"] }.`},
		{
			"unknown pattern", `match = { message = ["a %{COMBINEDAPACHELGO:x}"] }`,
			`Unknown pattern %{COMBINEDAPACHELGO} in filter "grok": Did you mean "COMBINEDAPACHELOG"? Patterns of your own stand in pattern_definitions or in a file of patterns_dir.`,
		},
		{
			"all mistakes at once", `match = {
				a = ["%{QQQQQQQ}", "%{INT:n} (x"]
				b = "%{INT:n:date}"
			}`,
			"Unknown pattern %{QQQQQQQ} in filter \"grok\": Patterns of your own stand in pattern_definitions or in a file of patterns_dir.\n" +
				"Invalid pattern in filter \"grok\": At character 10: group without ).\n" +
				"Invalid pattern in filter \"grok\": At character 1: type date is unknown: use int, float or string.",
		},
		{
			"definitions, each once", `match = { message = ["%{MINE:m}", "%{OTHER:n}"] }
			pattern_definitions = {
				MINE  = "a(b"
				OTHER = "%{MINE} %{INTT}"
				GOOD  = "x"
			}`,
			"Invalid pattern in filter \"grok\": The pattern MINE that it refers to is wrong at character 2: group without ).\n" +
				"Unknown pattern %{INTT} in filter \"grok\": The definition of OTHER refers to it. Did you mean \"INT\"? Patterns of your own stand in pattern_definitions or in a file of patterns_dir.",
		},
		{
			"definitions that refer to each other", `match = { message = "%{A:m}" }
			pattern_definitions = {
				A = "%{B}"
				B = "%{A}"
			}`, `Invalid pattern in filter "grok": Grok pattern refers to itself: A -> B -> A.`,
		},
		{
			"name of a definition", `match = { message = "x" }
			pattern_definitions = { "A B" = "x" }`,
			`Invalid name "A B" in pattern_definitions: The name of a pattern consists of letters, digits, underscores, dots and dashes.`,
		},
		{
			"folder", `match = { message = "x" }
			patterns_dir = ["nowhere"]`, `Invalid "patterns_dir" in filter "grok": The patterns can't be used: read grok patterns: stat `,
		},
		{"field name", `match = { message = "%{INT:a..b}" }`, `Invalid field name "a..b" in a pattern of filter "grok": It can't name a field: a part of the name is empty.`},
		{"timeout twice", `match = { message = "x" }
			timeout = "1s"
			timeout_millis = 1`, `Invalid "timeout_millis" in filter "grok": timeout says the same: remove one of the two.`},
		{"negative timeout", `match = { message = "x" }
			timeout_millis = -1`, `Invalid "timeout_millis" in filter "grok": -1 is no time: use milliseconds, or 0 for no limit.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildFilter(t, grok.Plugin(), tt.options)
			if got := plugintest.Messages(diags); !strings.HasPrefix(got, tt.want) || strings.Count(got, "\n") != strings.Count(tt.want, "\n") {
				t.Errorf("got %s\nwant %s...", got, tt.want)
			}
		})
	}
}

// TestPlaces checks that a mistake is reported where the pattern stands.
func TestPlaces(t *testing.T) {
	_, diags := plugintest.BuildFilter(t, grok.Plugin(), "match = {\n  a = [\"x\",\n    \"%{QQ}\"]\n}\npattern_definitions = {\n  A = \"(\"\n}")
	var got []int
	for _, d := range diags {
		got = append(got, d.Subject.Start.Line, d.Subject.Start.Column)
	}
	if diff := cmp.Diff([]int{6, 7, 3, 5}, got); diff != "" {
		t.Errorf("lines and columns (-want +got):\n%s", diff)
	}
}

func TestSets(t *testing.T) {
	f := plugintest.MustFilter(t, grok.Plugin(), `match = { message = ["%{INT:a} %{INT:[b][c]:int}", "(?<d>x)"] }
		target = "t"`)
	fields, open := f.Step().Filter.(plugin.FieldSetter).Sets()
	var got []string
	for _, p := range fields {
		got = append(got, p.String())
	}
	if diff := cmp.Diff([]string{"t.a", "t.b.c", "t.d"}, got); diff != "" || open {
		t.Errorf("open %v (-want +got):\n%s", open, diff)
	}
}

func TestCoverage(t *testing.T) {
	f := plugintest.MustFilter(t, grok.Plugin(), `match = { message = ["^%{INT:a}$", "^%{WORD:b}$", "never"] }`)
	f.Run(t, `{"message":"1"}`, `{"message":"x"}`, `{"message":"y"}`, `{"message":"?"}`)
	got := map[string]int64{}
	for _, c := range f.Step().Filter.(plugin.Coverer).Coverage() {
		got[c.Name] = c.Hits
		if c.Range.Start.Line != 1 {
			t.Errorf("%s stands on line %d", c.Name, c.Range.Start.Line)
		}
	}
	if diff := cmp.Diff(map[string]int64{"^%{INT:a}$": 1, "^%{WORD:b}$": 2, "never": 0}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestExplain(t *testing.T) {
	f := plugintest.MustFilter(t, grok.Plugin(), `match = { message = ["%{COMMONAPACHELOG}", "^user=%{WORD:u} id=%{INT:id}", "83"] }`, classic)
	const line = "83.149.9.216 - - [bad"
	got := f.Step().Filter.(plugin.Explainer).Explain(plugintest.Batch(t, `{"message":"`+line+`"}`).Every()[0])
	want := []plugin.Stopped{
		{
			Pattern: "%{COMMONAPACHELOG}", Prefix: `%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[`,
			SubPattern: "%{HTTPDATE:timestamp}", Text: line, Offset: 18,
		},
		{Pattern: "^user=%{WORD:u} id=%{INT:id}", Prefix: "^", SubPattern: "u", Text: line},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzText(f *testing.F) {
	filter := plugintest.MustFilter(f, grok.Plugin(), `match = { message = ["%{COMBINEDAPACHELOG}", "%{SYSLOGBASE} %{GREEDYDATA:message}"] }`)
	f.Add(`83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8"`)
	f.Add("May 17 10:05:03 web sshd[12]: x")
	f.Fuzz(func(t *testing.T, line string) {
		b := plugintest.Batch(t, `{}`)
		b.Every()[0].SetMessage(line)
		if err := filter.Step().Filter.Worker().Process(context.Background(), b); err != nil {
			t.Fatal(err)
		}
		if failed := len(b.TakeFailures()); failed > 1 || len(b.Every()) != 1 {
			t.Errorf("%d failures, %d events", failed, len(b.Every()))
		}
	})
}

// logLines are real ones.
func logLines() []string {
	return []string{
		`83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /presentations/logstash-monitorama-2013/images/kibana-search.png HTTP/1.1" 200 203023 "http://semicomplete.com/presentations/logstash-monitorama-2013/" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.77 Safari/537.36"`,
		`93.114.45.13 - - [17/May/2015:10:05:14 +0000] "GET /articles/dynamic-dns-with-dhcp/ HTTP/1.1" 200 18848 "http://www.google.ro/url?sa=t&rct=j&q=&esrc=s&source=web&cd=2" "Mozilla/5.0 (X11; Linux x86_64; rv:25.0) Gecko/20100101 Firefox/25.0"`,
		`50.16.19.13 - - [17/May/2015:10:05:10 +0000] "GET /blog/tags/puppet?flav=rss20 HTTP/1.1" 200 14872 "-" "UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/"`,
		`66.249.73.185 - - [17/May/2015:10:05:37 +0000] "GET / HTTP/1.1" 200 37932 "-" "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"`,
		`46.105.14.53 - - [17/May/2015:10:05:44 +0000] "GET /blog/tags/puppet?flav=rss20 HTTP/1.1" 304 - "-" "-"`,
	}
}

func BenchmarkGrok(b *testing.B) {
	lines := logLines()
	for _, bb := range []struct {
		name  string
		names plugin.ECS
	}{{"ECS", plugin.ECSv8}, {"classic", plugin.ECSDisabled}} {
		b.Run(bb.name, func(b *testing.B) {
			f := plugintest.MustFilter(b, grok.Plugin(), `match = { message = ["%{COMBINEDAPACHELOG}"] }`, func(e *plugin.Env) { e.ECS = bb.names })
			w := f.Step().Filter.Worker()
			batch := plugintest.Batch(b, `{}`)
			ev, n := batch.Every()[0], 0
			b.ReportAllocs()
			for b.Loop() {
				ev.Fields().Clear()
				ev.SetMessage(lines[n%len(lines)])
				if err := w.Process(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
				if n++; len(batch.TakeFailures()) > 0 {
					b.Fatal("line does not match")
				}
			}
		})
	}
}
