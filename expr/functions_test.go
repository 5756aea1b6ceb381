package expr

import (
	"fmt"
	"strings"
	"testing"
)

func TestTextFunctions(t *testing.T) {
	checkEval(t, []evalCase{
		{`upper("straße")`, `"STRAßE"`},
		{`upper(field.status)`, `"503"`},
		{`title("hello wOrld it's a_b ab-cd")`, `"Hello WOrld It's A_b Ab-Cd"`},
		{`split("", "abc")`, `["a","b","c"]`},
		{`split(",", "")`, `[""]`},
		{`substr("hello", -3, 2)`, `"ll"`},
		{`substr("hello", 10, 2)`, `""`},
		{`substr("hello", -10, 2)`, `"he"`},
		{`substr("ä🕹️b", 1, 1)`, `"🕹️"`},
		{`length("👾🕹️")`, `2`},
		{`strrev("☃ab")`, `"ba☃"`},
		{`replace("hello", "", "-")`, `"-h-e-l-l-o-"`},
		{`replace("a/b", "/", "-")`, `"a-b"`},
		{`replace("hello world", "/(w.*d)/", "<$1>")`, `"hello <world>"`},
		{`replace("a1b2", "/(?P<n>\d)/", "[$${n}$$]")`, `"a[1$]b[2$]"`},
		{`replace("abc", "/x*/", "-")`, `"-a-b-c-"`},
		{`replace(field.word, field.path == "/a" ? "/b/" : "", "X")`, `"aXc"`},
		{`replace(field.word, "zzz", "X")`, `"abc"`},
		{`regexall("(\w)=(\d)?", "a=1 b=")`, `[["a","1"],["b",null]]`},
		{`regex("^$", "")`, `""`},
		{`matches("a\nb", "^b$")`, `false`},
		{`matches(field.message, field.word == "abc" ? "^GET" : "x")`, `true`},
		{`redact("a@b c@d", "(\w)@\w", "$1@*")`, `"a@* c@*"`},
		{`trim("?!hello?!", "!?")`, `"hello"`},
		{`basename("/a/b/")`, `"b"`},
		{`dirname("a")`, `"."`},
		{`join(",", ["a"], ["b", "c"])`, `"a,b,c"`},
		{`join("-", field.host.ip)`, `"10.0.0.1-::1"`},
		{`indent(2, "a\nb\n")`, `"a\n  b\n  "`},
		{`format("%5.2f|%-6s|%06d|%+d|%x|%q|%v|%#v|%e", 3.14159, "ab", 42, 7, 255, "a\"b", [1, 2], "s", 12345.678)`, `" 3.14|ab    |000042|+7|ff|\"a\\\"b\"|[1,2]|\"s\"|1.234568e+04"`},
		{`format("%d%% %[1]d %g %G %b %o %X", 4.0, 0.00001, 1e21, 5, 8, 255)`, `"4% 4 1e-05 1E+21 101 10 FF"`},
		{`format("%08.3f|% d|%.2s|%5q|%t", -3.14159, 5, "abcdef", "a", "true")`, `"-003.142| 5|ab|  \"a\"|true"`},
		{`format("%v %v", 1.5, null)`, `"1.5 null"`},
		{`formatlist("%s-%s", "a", ["b", "c"])`, `["a-b","a-c"]`},
	})
}

func TestListFunctions(t *testing.T) {
	checkEval(t, []evalCase{
		{`chunklist(["a", "b", "c"], 2)`, `[["a","b"],["c"]]`},
		{`chunklist([1, 2], 0)`, `[[1,2]]`},
		{`range(5)`, `[0,1,2,3,4]`},
		{`range(1, 5, 2)`, `[1,3]`},
		{`range(5, 1)`, `[5,4,3,2]`},
		{`range(5, 1, -2)`, `[5,3]`},
		{`range(3, 3)`, `[]`},
		{`element(["a", "b", "c"], -1)`, `"c"`},
		{`one([])`, `null`},
		{`sum([1, 2.5, "3"])`, `6.5`},
		{`sum([])`, `0`},
		{`merge({ a = 1 }, { a = null }, null)`, `{"a":null}`},
		{`compact(["a", "", null, "b"])`, `["a","b"]`},
		{`distinct([1, "1", 1, 1.0])`, `[1,"1"]`},
		{`distinct([for i in range(100) : i % 3])`, `[0,1,2]`},
		{`sort(["b", "B", "a", "10", "9"])`, `["10","9","B","a","b"]`},
		{`sort([10, 9, 1.5])`, `[1.5,9,10]`},
		{`sort([10, "9", true])`, `["10","9","true"]`},
		{`coalesce("", null, "x")`, `"x"`},
		{`coalesce("", null)`, `null`},
		{`coalesce([null, "b"]...)`, `"b"`},
		{`alltrue([])`, `true`},
		{`alltrue(["true", true])`, `true`},
		{`anytrue([])`, `false`},
		{`contains(field.list, "a")`, `true`},
		{`contains(tags, "nope")`, `false`},
		{`contains(tags, field.word)`, `false`},
		{`lookup(field.labels, "b", "default")`, `"default"`},
		{`lookup(field.labels, "a")`, `"x"`},
		{`lookup(field.missing, "a", 1)`, `1`},
		{`lookup(var.table, field.word, "none")`, `"found"`},
		{`lookup(var.table, field.missing, "none")`, `"none"`},
		{`keys(field.labels)`, `["a","b","c"]`},
		{`flatten([field.list, [["c"]], "d"])`, `["b","a","b","c","d"]`},
		{`setintersection(field.list, ["a", "b"], ["b"])`, `["b"]`},
		{`tolist(field.list)`, `["b","a","b"]`},
	})
}

func TestNumberAndTimeFunctions(t *testing.T) {
	checkEval(t, []evalCase{
		{`abs("-5")`, `5`},
		{`max("5", 3)`, `5`},
		{`ceil(-1.5)`, `-1`},
		{`floor(field.latency)`, `12`},
		{`pow(2, -1)`, `0.5`},
		{`pow(2, 62)`, `4611686018427387904`},
		{`log(16, 2)`, `4`},
		{`parseint("-1010", 2)`, `-10`},
		{`tobool("1")`, `true`},
		{`tostring(field["@timestamp"])`, `"2015-05-17T08:05:03.250Z"`},
		{`tonumber(field.text) + 1`, `43`},
		{`date("yyyy.MM.dd")`, `"2015.05.17"`},
		{`date("%H:%M")`, `"08:05"`},
		{`date("%Y-%m-%dT%H", field["@timestamp"])`, `"2015-05-17T08"`},
		{`date("%H:%M", field["@timestamp"], "Europe/Berlin")`, `"10:05"`},
		{`date("%H:%M", "2020-01-01T12:00:00+02:00", "+05:00")`, `"15:00"`},
		{`date(field.ok ? "%Y" : "%m")`, `"2015"`},
		{`date("%Y", field.missing)`, `null`},
		{`parsetime("2015-05-17T10:05:03Z")`, `"2015-05-17T10:05:03.000Z"`},
		{`parsetime("2015-05-17 10:05", "yyyy-MM-dd HH:mm", "Europe/Berlin")`, `"2015-05-17T08:05:00.000Z"`},
		{`parsetime("1431857103.123456", "UNIX")`, `"2015-05-17T10:05:03.123456Z"`},
		{`formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ h H HH AA aa", "2018-01-02T23:12:01+02:00")`, `"Tuesday, 02-Jan-18 23:12:01 +0200 23 11 11 PM pm"`},
		{`formatdate("'it''s' YYYY", field["@timestamp"])`, `"it's 2015"`},
		{`timeadd(field["@timestamp"], "-1d")`, `"2015-05-16T08:05:03.250Z"`},
		{`parseduration("250ms")`, `0.25`},
		{`parseduration("1w2d3h")`, `788400`},
		{`parseduration("-7d")`, `-604800`},
		{`parsebytes("1.5 GB")`, `1500000000`},
		{`parsebytes("512")`, `512`},
		{`type(field["@timestamp"])`, `"time"`},
		{`uuid() != uuid()`, `true`},
		{`substr(uuid(7), 14, 1)`, `"7"`},
	})
}

func TestParseAndNetFunctions(t *testing.T) {
	checkEval(t, []evalCase{
		{`parseurl("http://jo:pw@[::1]/a%20b#top")`, `{"scheme":"http","username":"jo","password":"pw","domain":"::1","path":"/a%20b","fragment":"top"}`},
		{`parseurl("/just/a/path?q")`, `{"path":"/just/a/path","query":"q"}`},
		{`parsekv("a=1, b = 2,junk,c='x,y'", ",")`, `{"a":"1","b":"2","c":"x,y"}`},
		{`parsekv("a:1|b:\"q\\\"r\"", "|", ":")`, `{"a":"1","b":"q\"r"}`},
		{`parsekv("")`, `{}`},
		{`parsekv("a=\"open b=2")`, `{"a":"\"open","b":"2"}`},
		{`cidrcontains(["10.0.0.0/8", "::1"], field.host.ip[1])`, `true`},
		{`cidrcontains("10.0.0.0/8", "::ffff:10.1.1.1")`, `true`},
		{`cidrcontains("10.0.0.0/8", field.host.name)`, `false`},
		{`cidrcontains("10.0.0.0/8", field.missing)`, `null`},
		{`ipversion(field.host.ip[0])`, `4`},
		{`ipversion("web-1")`, `null`},
		{`isprivateip("8.8.8.8")`, `false`},
		{`isprivateip("fe80::1%eth0")`, `true`},
		{`base64decode("aGk_")`, `"hi?"`},
		{`jsondecode("[1, {\"a\": 1.10}]")`, `[1,{"a":1.10}]`},
		{`jsonencode("${field.word}\n")`, `"\"abc\\n\""`},
		{`urldecode("a%20b")`, `"a b"`},
		{`hmac("md5", "key", "The quick brown fox jumps over the lazy dog")`, `"80070713463e7749b90c2dc24911e275"`},
	})
}

func TestTryAndCan(t *testing.T) {
	checkEval(t, []evalCase{
		{`try(field.a + 1, "x")`, `"x"`},
		{`try(field.word + 1, field.status + 1)`, `504`},
		{`try(field.missing.deep, "default")`, `"default"`},
		{`try(null)`, `null`},
		{`try(try(field.word + 1, field.path + 1), "x")`, `"x"`},
		{`can(field.status + 1)`, `true`},
		{`can(field.word + 1)`, `false`},
		{`can(field.missing)`, `false`},
		{`can(regex("^a", field.word)) ? "yes" : "no"`, `"yes"`},
		{`[for v in field.list : try(tonumber(v), 0)]`, `[0,0,0]`},
		{`try(tonumber(file("no-such-file")), 1)`, `1`},
		{`try([for v in field.list : v + 1], "x")`, `"x"`},
		{`exists(field.empty)`, `true`},
		{`exists(field.none)`, `false`},
		{`exists(meta.input)`, `true`},
	})
}

// TestNullGivesNull calls every function with a missing field in the place of its first argument.
func TestNullGivesNull(t *testing.T) {
	takesNull := map[string]bool{
		"coalesce": true, "try": true, "can": true, "exists": true, "env": true, "file": true, "hostname": true, "now": true, "uuid": true, "type": true,
		"jsonencode": true, "coalescelist": true, "merge": true, "lookup": true,
	}
	for _, f := range allFunctions() {
		if takesNull[f.name] {
			continue
		}
		args := make([]string, f.least())
		for i := range args {
			args[i] = "field.missing"
		}
		src := fmt.Sprintf("%s(%s)", f.name, strings.Join(args, ", "))
		env := sampleEnv(t)
		if v := compileIn(t, testScope(t, nil), src).Eval(env); !v.IsNull() || env.Err() != nil {
			t.Errorf("%s is %s (%v)", src, toJSON(v), env.Err())
		}
	}
}

func TestResultsAreBounded(t *testing.T) {
	env := NewEnv()
	env.Bind(newEvent(t, `{"long": "`+strings.Repeat("x", 1<<20)+`"}`))
	for _, src := range []string{
		`replace(field.long, "x", field.long)`, `replace(field.long, "/x/", field.long)`, `join(field.long, split("", field.long))`,
		`"${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}${field.long}"`,
		`setproduct(range(1000), range(1000))`, `indent(256, replace(field.long, "x", "\n"))`,
	} {
		e, diags := Compile(parse(t, src), testScope(t, nil))
		if diags.HasErrors() { // constants are computed at load
			if !strings.Contains(messages(diags), "the result is longer than") {
				t.Errorf("%s: %s", src, messages(diags))
			}
			continue
		}
		e.Eval(env)
		if err := env.TakeErr(); err == nil || !strings.Contains(err.Message(), "the result is longer than") {
			t.Errorf("%.60s: %v", src, err)
		}
	}
}

func TestWhatEventsBringIsForgotten(t *testing.T) {
	env := sampleEnv(t)
	e := compileIn(t, testScope(t, nil), `matches("abc", field.pattern)`)
	for i := range 10 * maxCached {
		env.Bind(newEvent(t, fmt.Sprintf(`{"pattern": "a|%d"}`, i)))
		if !e.Holds(env) {
			t.Fatal(env.TakeErr())
		}
	}
	if n := len(env.cache.patterns); n > maxCached {
		t.Errorf("%d patterns are remembered", n)
	}
}

func TestDateMemory(t *testing.T) {
	for format, want := range map[string]bool{
		"%Y.%m.%d": true, "yyyy-MM-dd": true, "%Y-%m-%dT%H": true, "%H:%M": false, "%s": false, "yyyy.MM.dd'T'HH": true, "HH:mm:ss": false, "%-d %b": true, "%Ey": true, "UNIX": false,
	} {
		if got := periodOf(format) > 0; got != want {
			t.Errorf("%q: remembered %v", format, got)
		}
	}
	s := testScope(t, nil)
	env := NewEnv()
	day := compileIn(t, s, `date("%Y.%m.%d")`)
	for _, c := range []struct{ ts, want string }{
		{"2015-05-17T00:00:00Z", `"2015.05.17"`},
		{"2015-05-17T23:59:59.999Z", `"2015.05.17"`},
		{"2015-05-18T00:00:00Z", `"2015.05.18"`},
		{"1969-12-31T23:59:59Z", `"1969.12.31"`},
		{"1970-01-01T00:00:00Z", `"1970.01.01"`},
		{"2015-05-17T00:00:00Z", `"2015.05.17"`},
	} {
		env.Bind(newEvent(t, `{"@timestamp": "`+c.ts+`"}`))
		if got := toJSON(day.Eval(env)); got != c.want {
			t.Errorf("%s: %s", c.ts, got)
		}
	}
}
