package tdfa

import (
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/vjeantet/grok"
)

// logFormat is a grok pattern with lines that it matches.
type logFormat struct {
	name    string
	pattern string
	lines   []string
	states  int // after these lines, with named groups only
}

var logFormats = []logFormat{
	{name: "apache-combined", states: 95, pattern: "%{COMBINEDAPACHELOG}", lines: []string{
		`83.149.9.216 - - [24/Feb/2026:23:13:42 +0000] "GET /presentations/images/kibana-search.png HTTP/1.1" 200 203023 "http://example.com/presentations/" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko)"`,
		`host.example.com - frank [10/Oct/2025:13:55:36 -0700] "POST /a HTTP/1.0" 404 - "-" "curl"`,
	}},
	{name: "apache-common", states: 60, pattern: "%{COMMONAPACHELOG}", lines: []string{
		`127.0.0.1 - frank [10/Oct/2025:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326`,
	}},
	{name: "syslogbase", states: 37, pattern: "%{SYSLOGBASE} %{GREEDYDATA:text}", lines: []string{
		`Nov 21 02:53:48 web-1 sshd[4711]: Failed password for invalid user admin from 10.0.0.7 port 52144 ssh2`,
		`Mar  1 10:00:00 fw kernel: drop 12`,
	}},
	{name: "haproxyhttp", states: 127, pattern: "%{HAPROXYHTTP}", lines: []string{
		`Dec  9 13:01:26 localhost haproxy[28029]: 127.0.0.1:39759 [09/Dec/2025:12:59:46.633] loadbalancer default/instance8 0/51536/1/48082/99627 200 83285 - - ---- 87/87/87/1/0 0/67 {77.24.148.74} "GET /path/to/image HTTP/1.1"`,
	}},
	{name: "java", states: 42, pattern: `%{TIMESTAMP_ISO8601:at} %{LOGLEVEL:level} +\[%{DATA:thread}\] %{NOTSPACE:class} - %{GREEDYDATA:text}`, lines: []string{
		`2026-01-02 03:04:05,678 INFO [main-worker-12] com.example.service.OrderService - order 4711 took 12 ms`,
		`2026-01-02T03:04:05Z ERROR  [a] b - `,
	}},
	{name: "python", states: 40, pattern: `^%{TIMESTAMP_ISO8601:at} - %{NOTSPACE:logger} - %{LOGLEVEL:level} - %{GREEDYDATA:text}`, lines: []string{
		`2026-01-02 03:04:05,678 - app.views - WARNING - slow request: 1200 ms`,
	}},
	{name: "numbers", states: 50, pattern: `%{NUMBER:a} %{NUMBER:b} %{NUMBER:c} %{IP:x} %{IP:y}`, lines: []string{
		`12.5 -3 +0.25 2001:db8::ff00:42:8329 192.168.12.255`,
	}},
	{name: "greedy", states: 14, pattern: `%{GREEDYDATA:head} user=%{WORD:user} id=%{INT:id}`, lines: []string{
		`something went quite wrong in the process of logging in user=frank id=4711`,
	}},
}

// ownDefinitions are not in the dictionary of vjeantet/grok.
var ownDefinitions = map[string]string{
	"HAPROXYTIME": `(?:2[0-3]|[01]?[0-9]):(?:[0-5][0-9])(?::(?:[0-5][0-9]))`,
	"HAPROXYDATE": `%{MONTHDAY:day}/%{MONTH:month}/%{YEAR:year}:%{HAPROXYTIME:time}.%{INT:ms}`,
	"HAPROXYHTTP": `%{SYSLOGTIMESTAMP:at} %{IPORHOST:server} %{SYSLOGPROG}: %{IP:client}:%{INT:port} \[%{HAPROXYDATE:date}\] ` +
		`%{NOTSPACE:frontend} %{NOTSPACE:backend}/%{NOTSPACE:name} %{INT:request}/%{INT:queue}/%{INT:connect}/%{INT:response}/` +
		`%{NOTSPACE:duration} %{INT:status} %{NOTSPACE:bytes} %{DATA:cookie} %{DATA:reply} %{NOTSPACE:state} %{INT:act}/%{INT:fe}/` +
		`%{INT:be}/%{INT:srv}/%{NOTSPACE:retries} %{INT:srvqueue}/%{INT:bequeue} (?:\{%{DATA:inhead}\})?( )?(?:\{%{DATA:outhead}\})?` +
		`( )?"(?:<BADREQ>|(?:%{WORD:verb} (?:%{URIPROTO:proto}://)?(?:%{USER:user}(?::[^@]*)?@)?(?:%{URIHOST:host})?` +
		`(?:%{URIPATHPARAM:path})?(?: HTTP/%{NUMBER:version})?))?"`,
}

// expanded returns the regular expression that vjeantet/grok makes of a pattern.
func expanded(tb testing.TB, pattern string) string {
	tb.Helper()
	g, err := grok.NewWithConfig(&grok.Config{NamedCapturesOnly: true, Patterns: ownDefinitions})
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := g.Match(pattern, ""); err != nil {
		tb.Fatal(err)
	}
	entry := reflect.ValueOf(g).Elem().FieldByName("compiledPatterns").MapIndex(reflect.ValueOf(pattern))
	return entry.Elem().FieldByName("regexp").Elem().FieldByName("expr").String()
}

func named(_ int, name string) bool { return name != "" }

// mutated returns a line with some bytes replaced, left out or doubled.
func mutated(rng *rand.Rand, line string) string {
	b := []byte(line)
	for range rng.IntN(4) {
		if len(b) == 0 {
			break
		}
		i := rng.IntN(len(b))
		switch rng.IntN(6) {
		case 0:
			const bytes = "0a\" :/.[]-\n\xff"
			b[i] = bytes[rng.IntN(len(bytes))]
		case 1:
			b = append(b[:i], b[i+1:]...)
		case 2:
			b = append(b[:i], append([]byte(pieces[rng.IntN(len(pieces))]), b[i:]...)...)
		case 3:
			b = b[:i]
		case 4:
			b = append([]byte("prefix 12 "), b...)
		default:
			k := rng.IntN(len(b))
			b[i] = b[k]
		}
	}
	return string(b)
}

func TestMutatedLines(t *testing.T) {
	t.Parallel()
	for _, f := range logFormats {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			expr := expanded(t, f.pattern)
			for n, o := range []Options{{}, {Keep: named}, {MaxStates: 60}} {
				rng := rand.New(rand.NewPCG(7, uint64(n)))
				oracle := newOracle(t, expr, o)
				for range pairs(40, 2500) {
					oracle.check(t, mutated(rng, f.lines[rng.IntN(len(f.lines))]))
				}
			}
		})
	}
}

func TestStatesOfLogFormats(t *testing.T) {
	t.Parallel()
	for _, f := range logFormats {
		o := newOracle(t, expanded(t, f.pattern), Options{Keep: named})
		for _, s := range f.lines {
			o.check(t, s)
		}
		if st := o.p.Stats(); st.States != f.states {
			t.Errorf("%s: got %d states, want %d", f.name, st.States, f.states)
		}
	}
}

func apacheLines(tb testing.TB) []string {
	tb.Helper()
	data, err := os.ReadFile("../../../examples/quickstart/apache_combined.log")
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimRight(string(data), "\n"), "\n")
}

func BenchmarkLines(b *testing.B) {
	for _, f := range logFormats {
		lines := f.lines[:1]
		if f.name == "apache-combined" {
			lines = apacheLines(b)[:500]
		}
		expr := expanded(b, f.pattern)
		size := 0
		for _, s := range lines {
			size += len(s)
		}
		b.Run(f.name+"/tdfa", func(b *testing.B) {
			p, err := Compile(expr, syntax.Perl, Options{Keep: named})
			if err != nil {
				b.Fatal(err)
			}
			w, spans := &Work{}, make([]int, 2*len(p.Slots()))
			for _, s := range lines {
				if !p.Match(w, s, spans) {
					b.Fatalf("no match on %q", s)
				}
			}
			b.ReportAllocs()
			b.SetBytes(int64(size / len(lines)))
			i := 0
			for b.Loop() {
				p.Match(w, lines[i], spans)
				if i++; i == len(lines) {
					i = 0
				}
			}
			st := p.Stats()
			b.ReportMetric(float64(st.States), "states")
			b.ReportMetric(float64(st.Bytes/1024), "KiB")
		})
		b.Run(f.name+"/regexp", func(b *testing.B) {
			re := regexp.MustCompile(expr)
			b.SetBytes(int64(size / len(lines)))
			i := 0
			for b.Loop() {
				re.FindStringSubmatchIndex(lines[i])
				if i++; i == len(lines) {
					i = 0
				}
			}
		})
	}
}

func BenchmarkNoMatch(b *testing.B) {
	prose := "the quick brown fox jumps over the lazy dog and then it sleeps for a while under a tree, far from all logs"
	for _, f := range logFormats {
		b.Run(f.name, func(b *testing.B) {
			o := newOracle(b, expanded(b, f.pattern), Options{Keep: named})
			o.check(b, prose)
			b.ReportAllocs()
			for b.Loop() {
				o.p.Match(&o.w, prose, o.spans)
			}
		})
	}
}

// BenchmarkLater has matches that do not begin at the begin of the line.
func BenchmarkLater(b *testing.B) {
	for _, f := range logFormats {
		b.Run(f.name, func(b *testing.B) {
			o := newOracle(b, expanded(b, f.pattern), Options{Keep: named})
			line := "<13>1 - - - [x] " + f.lines[0]
			o.check(b, line)
			b.ReportAllocs()
			for b.Loop() {
				o.p.Match(&o.w, line, o.spans)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, f := range logFormats {
		expr := expanded(b, f.pattern)
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				p, err := Compile(expr, syntax.Perl, Options{Keep: named})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := p.finder(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(f.name+"/regexp", func(b *testing.B) {
			for b.Loop() {
				regexp.MustCompile(expr)
			}
		})
	}
}
