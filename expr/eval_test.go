package expr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type evalCase struct{ src, want string }

func checkEval(t *testing.T, cases []evalCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.src, func(t *testing.T) {
			env := sampleEnv(t)
			got := toJSON(compileIn(t, testScope(t, nil), c.src).Eval(env))
			if err := env.TakeErr(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestRoots(t *testing.T) {
	checkEval(t, []evalCase{
		{`field.host.name`, `"web-1"`},
		{`field["host"]["name"]`, `"web-1"`},
		{`field.host["name"]`, `"web-1"`},
		{`field["a.b"]`, `"dotted"`},
		{`field["@timestamp"]`, `"2015-05-17T08:05:03.250Z"`},
		{`field.host.ip[0]`, `"10.0.0.1"`},
		{`field.host.ip[-1]`, `"::1"`},
		{`field.host.ip[9]`, `null`},
		{`field.host.ip.1`, `"::1"`},
		{`field.items[1].name`, `"i2"`},
		{`field.missing.deep.path`, `null`},
		{`field.message.not_an_object`, `null`},
		{`field["@metadata"].input`, `"access"`},
		{`(field.host).name`, `"web-1"`},
		{`field.host[field.word == "abc" ? "name" : "ip"]`, `"web-1"`},
		{`field.items[field.status - 502].name`, `"i2"`},
		{`field.host.ip["1"]`, `"::1"`},
		{`field.host[field.none]`, `null`},
		{`field.missing[field.word]`, `null`},
		{`meta.input`, `"access"`},
		{`meta.missing`, `null`},
		{`tags`, `["web","eu"]`},
		{`tags[0]`, `"web"`},
		{`length(field) > 10`, `true`},
		{`var.port`, `8080`},
		{`var.hosts[1]`, `"h2"`},
		{`var.nothing`, `null`},
		{`var.table[field.word]`, `"found"`},
		{`var.table[field.text]`, `"number"`},
		{`var.table[field.message]`, `null`},
		{`var.hosts[field.status - 503]`, `"h1"`},
		{`{ a = 1, b = field.word }.b`, `"abc"`},
		{`[1, field.word][1]`, `"abc"`},
	})
}

func TestOperators(t *testing.T) {
	checkEval(t, []evalCase{
		{`1 + 2 * 3`, `7`},
		{`5 / 2`, `2.5`},
		{`6 / 2`, `3`},
		{`7 % 3`, `1`},
		{`-7 % 3`, `-1`},
		{`0.1 + 0.2`, `0.3`},
		{`9223372036854775807 + 1`, `9223372036854776000`},
		{`100000000000 * 100000000000 / 100000000000`, `100000000000`},
		{`field.status * 8 / 1000`, `4.024`},
		{`field.big + 1`, `9007199254740994`},
		{`field.big * field.big`, `8.112963841460668e+31`},
		{`field.latency * 2`, `25`},
		{`field.missing + 1`, `null`},
		{`1 - field.none`, `null`},
		{`-field.status`, `-503`},
		{`-field.missing`, `null`},
		{`!field.ok`, `false`},
		{`!field.missing`, `true`},
		{`!field.word`, `false`},
		{`field.word && field.status`, `true`},
		{`field.off || field.missing`, `false`},
		{`field.missing && field.word > 1`, `false`},
		{`field.ok || field.word > 1`, `true`},
		{`field.status >= 500 ? "failure" : "success"`, `"failure"`},
		{`field.missing ? 1 : field.word`, `"abc"`},
		{`field.ok ? field.status : "x"`, `503`},
		{`false ? 1 / 0 : 2`, `2`},
		{`false && 1 / 0 > 1`, `false`},
		{`true || tonumber("x") > 1`, `true`},
		{`false ? file("no-such-file") : "x"`, `"x"`},
	})
}

func TestTemplates(t *testing.T) {
	checkEval(t, []evalCase{
		{`"plain"`, `"plain"`},
		{`""`, `""`},
		{`"${field.word}-${upper(field.path)}"`, `"abc-/A"`},
		{`"${field.status}"`, `503`},
		{`"<${field.status}>"`, `"<503>"`},
		{`"<${field.missing}>"`, `"<>"`},
		{`"<${field.host.ip}>"`, `"<10.0.0.1,::1>"`},
		{`"<${field.items[0]}>"`, `"<{\"name\":\"i1\",\"n\":1}>"`},
		{`"<${field.ok}|${field.latency}|${field["@timestamp"]}>"`, `"<true|12.5|2015-05-17T08:05:03.250Z>"`},
		{`"<${var.port}${var.name}>"`, `"<8080web>"`},
		{`"%{if field.ok}yes%{else}no%{endif}!"`, `"yes!"`},
		{`"%{for i in field.items}${i.name},%{endfor}"`, `"i1,i2,"`},
		{`"%{for i in field.missing}${i},%{endfor}|"`, `"|"`},
		{`"%{WORD:x} \d+"`, `"%{WORD:x} \\d+"`},
		{"<<-EOT\n  a ${field.word}\n  b\nEOT\n", `"a abc\nb\n"`},
	})
}

func TestCollections(t *testing.T) {
	checkEval(t, []evalCase{
		{`[]`, `[]`},
		{`[field.word, 1, null]`, `["abc",1,null]`},
		{`{ a = field.word, "b c" = 1, (field.word) = 2, 3 = 4 }`, `{"a":"abc","b c":1,"abc":2,"3":4}`},
		{`[for v in field.list : upper(v)]`, `["B","A","B"]`},
		{`[for i, v in field.list : "${i}${v}" if v != "a"]`, `["0b","2b"]`},
		{`[for k, v in field.labels : k]`, `["a","b","c"]`},
		{`{ for k, v in field.labels : k => upper(v) if v != null }`, `{"a":"X","c":"Z"}`},
		{`{ for k, v in field.labels : "l_${k}" => v }`, `{"l_a":"x","l_b":null,"l_c":"z"}`},
		{`{ for i, v in field.items : v.name => i }`, `{"i1":0,"i2":1}`},
		{`{ for i, v in field.list : v => i... }`, `{"b":[0,2],"a":[1]}`},
		{`{ for k, v in { a = 1 } : k => v... }`, `{"a":[1]}`},
		{`[for v in field.missing : v]`, `null`},
		{`{ for k, v in field.missing : k => v }`, `null`},
		{`[for a in [1, 2] : [for b in [10, 20] : a * b]]`, `[[10,20],[20,40]]`},
		{`[for a in field.items : [for b in field.list : "${a.n}${b}"]]`, `[["1b","1a","1b"],["2b","2a","2b"]]`},
		{`field.items[*].name`, `["i1","i2"]`},
		{`field.items.*.name`, `["i1","i2"]`},
		{`field.items[*]["n"]`, `[1,2]`},
		{`field.items[*].name[0]`, `[null,null]`},
		{`field.missing[*].name`, `[]`},
		{`field.host[*].name`, `["web-1"]`},
		{`field.word[*]`, `["abc"]`},
		{`[for i in field.items : i.n][*]`, `[1,2]`},
		{`max(field.items[*].n...)`, `2`},
		{`concat([field.list, ["z"]]...)`, `["b","a","b","z"]`},
		{`max(field.missing...)`, `null`},
	})
}

func TestLocals(t *testing.T) {
	s := testScope(t, map[string]string{
		"failed": `field.status >= limit_is_local.x`,
	})
	if _, diags := Compile(parse(t, `local.failed`), s); !diags.HasErrors() {
		t.Fatal("a mistake in a local was not reported")
	}
	s = testScope(t, map[string]string{
		"limit": `var.port - 7580`, "failed": `field.status >= local.limit`, "host": `field.host`, "names": `[for i in field.items : i.name]`,
	})
	if diags := s.CheckLocals(); len(diags) > 0 {
		t.Fatal(messages(diags))
	}
	for _, c := range []evalCase{
		{`local.limit`, `500`},
		{`local.failed ? "failure" : "success"`, `"failure"`},
		{`local.host.name`, `"web-1"`},
		{`local.names[1]`, `"i2"`},
		{`[for n in local.names : [for m in local.names : "${n}${m}"]]`, `[["i1i1","i1i2"],["i2i1","i2i2"]]`},
	} {
		env := sampleEnv(t)
		if got := toJSON(compileIn(t, s, c.src).Eval(env)); got != c.want || env.Err() != nil {
			t.Errorf("%s: got %s, want %s (%v)", c.src, got, c.want, env.Err())
		}
	}
	if v, ok := compileIn(t, s, `local.limit + 1`).Const(); !ok || toJSON(v) != "501" {
		t.Errorf("a constant local is not computed at load: %v", v)
	}
}

func TestCircularLocals(t *testing.T) {
	s := testScope(t, map[string]string{"a": `local.b + 1`, "b": `[local.c]`, "c": `field.x ? local.a : 1`, "d": `local.a`, "fine": `1`})
	diags := s.CheckLocals()
	want := "Circular locals: These locals need each other, so none of them has a value: local.a -> local.b -> local.c -> local.a. Break the circle by writing out one of the values."
	if diff := cmp.Diff(want, messages(diags)); diff != "" {
		t.Error(diff)
	}
	if _, diags := Compile(parse(t, `local.d`), s); diags.HasErrors() {
		t.Errorf("reported twice: %s", messages(diags))
	}
}

func TestFailures(t *testing.T) {
	for _, c := range []evalCase{
		{`field.word + 1`, `+: left side is the string "abc", not a number`},
		{`1 + field.text`, `+: right side is the string "42", not a number: convert it with tonumber()`},
		{`-field.word`, `minus: right side is the string "abc", not a number`},
		{`field.status / (field.status - 503)`, `/: division of the number 503 by zero`},
		{`field.status % 0`, `%: division of the number 503 by zero`},
		{`pow(10, field.status)`, `pow: the number 10: the result is no number`},
		{`field.big * pow(10, 300)`, `*: the result is too large for a number`},
		{`field.word > 5`, `>: the string "abc" and the number 5 can't be ordered: convert one side, for example with tonumber() or tostring()`},
		{`field.ok < field.off`, `<: the bool true and the bool false can't be ordered: convert one side, for example with tonumber() or tostring()`},
		{`upper(field.items)`, `upper: text is a list of 2, not a text`},
		{`length(field.status)`, `length: value is the number 503, not a string, object or list`},
		{`abs(field.word)`, `abs: number is the string "abc", not a number`},
		{`element([], field.status)`, `element: the list is a list of 0: an empty list has no elements`},
		{`regex("\d+x", field.word)`, `regex: the string "abc": the pattern does not match: wrap the call in can() or try()`},
		{`matches(field.word, field.path == "/a" ? "(" : "")`, "matches: pattern the string \"(\": compile expression \"(\": error parsing regexp: missing closing ): `(`"},
		{`[for x in field.word : x]`, `for: the string "abc" is neither a list nor an object`},
		{`{ for x in field.list : x => 1 }`, `for: two values for the key the string "b": write ... after the value to collect them in a list`},
		{`{ (field.items) = 1 }`, `object: a list of 2 can't be a key: use a string`},
		{`{ (field.word) = 1, abc = 2 }`, `object: two values for the key the string "abc": write ... after the value to collect them in a list`},
		{`field.host.ip[field.word]`, `index: the number of an element is the string "abc": use a whole number`},
		{`jsondecode(field.word)`, `jsondecode: the text is the string "abc": `},
		{`parsetime(field.word)`, `parsetime: the text is the string "abc": `},
		{`index(field.list, "z")`, `index: the string "z": the list does not have it: ask contains() first`},
		{`max(field.word...)`, `max: the list before ... is the string "abc", not a list`},
		{`max([for x in field.list : x if false]...)`, `max: the list before ... gives a wrong number of arguments`},
		{`format("%d", field.word)`, `format: the value the string "abc": not fit for the verb %d`},
		{`range(field.status * 10)`, `range: the result is longer than 1024 numbers`},
	} {
		t.Run(c.src, func(t *testing.T) {
			env := sampleEnv(t)
			v := compileIn(t, testScope(t, nil), c.src).Eval(env)
			err := env.TakeErr()
			if err == nil {
				t.Fatalf("no failure but %s", toJSON(v))
			}
			if !v.IsNull() {
				t.Errorf("a failure gave %s", toJSON(v))
			}
			if got := err.Message(); got != c.want && (!strings.HasSuffix(c.want, ": ") || !strings.HasPrefix(got, c.want)) {
				t.Error(cmp.Diff(c.want, got))
			}
			if !strings.HasPrefix(err.Error(), "test.hcl:1:") {
				t.Errorf("no position: %s", err)
			}
			if env.TakeErr() != nil {
				t.Error("the failure was not taken")
			}
		})
	}
}

func TestLongValuesAreCutInMessages(t *testing.T) {
	env := NewEnv()
	env.Bind(newEvent(t, `{"long": "`+strings.Repeat("ä", 500)+`"}`))
	compileIn(t, testScope(t, nil), `field.long + 1`).Eval(env)
	if got := env.TakeErr().Message(); len(got) > 200 || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("%d bytes: %s", len(got), got)
	}
}

func TestFirstFailureIsKept(t *testing.T) {
	env, s := sampleEnv(t), testScope(t, nil)
	first, second := compileIn(t, s, `field.word + 1`), compileIn(t, s, `field.path + 1`)
	if !first.Eval(env).IsNull() || second.Holds(env) {
		t.Error("a failure gave a value")
	}
	if got := env.TakeErr(); got == nil || !strings.Contains(got.Message(), `"abc"`) {
		t.Errorf("got %v", got)
	}
	if v := compileIn(t, s, `field.word`).Eval(env); toJSON(v) != `"abc"` {
		t.Errorf("the next expression gave %s", toJSON(v))
	}
}
