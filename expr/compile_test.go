package expr

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

func TestMistakes(t *testing.T) {
	for _, c := range []evalCase{
		{`event.action == "x"`, `Unknown name: There is no "event" here: the fields of the event are read as field.NAME. Write field.action, or field.event.action if the event has a field of the name "event".`},
		{`feild.x`, `Unknown name: There is no "feild" here. Did you mean "field.x"? A field of the event is read as field.feild.x, text stands in double quotes.`},
		{`status`, `Unknown name: There is no "status" here. Write field.status to read a field of the event; text stands in double quotes.`},
		{`upper`, `Unknown name: "upper" is a function: write upper(...) with parentheses.`},
		{`env.HOME`, `Unknown name: Environment variables are read with env(). Write env("HOME").`},
		{`each.value`, `Unknown name: "each" is Terraform's; headgate has field, meta, tags, var and local.`},
		{`[status] >= 1`, `Field name in brackets: In an expression a field is read as field.status. Brackets name a field only in quotes, where an option wants its name.`},
		{`[http][status] == 1`, `Field name in brackets: In an expression a field is read as field.http.status. Brackets name a field only in quotes, where an option wants its name.`},
		{`uper(field.x)`, `Unknown function: There is no function "uper". Did you mean "upper"?`},
		{`not(field.x)`, `Unknown function: There is no function "not": write ! before the condition.`},
		{`downcase(field.x)`, `Unknown function: There is no function "downcase": write lower.`},
		{`frobnicate(1)`, `Unknown function: There is no function "frobnicate". The functions are listed in the reference of expressions.`},
		{`var.prot`, `Unknown variable: There is no variable "prot". Did you mean "port"?`},
		{`var.quite_different`, `Unknown variable: There is no variable "quite_different". Declare it: variable "quite_different" { default = ... }.`},
		{`local.faled`, `Unknown local: There is no local "faled". Did you mean "failed"?`},
		{`upper()`, `Missing argument: upper needs the argument "text": write upper(text).`},
		{`upper("a", "b")`, `Too many arguments: upper takes no argument here: write upper(text).`},
		{`upper([1])`, `Wrong kind of argument: upper takes a text as "text", but this is a list of 1. To work on each element write [for x in LIST : ...].`},
		{`contains("abc", "a")`, `Wrong kind of argument: contains takes a list as "list", but this is the string "abc". To look for a part of a text use strcontains(text, part).`},
		{`upper(split(",", field.x))`, `Wrong kind of argument: upper takes a text as "text", but this is always a list. To work on each element write [for x in LIST : ...].`},
		{`matches(field.x, "(")`, `Invalid regular expression: "(" is no regular expression: missing closing ).`},
		{`replace(field.x, "/[/", "")`, `Invalid regular expression: "[" is no regular expression: missing closing ].`},
		{`date("%Q")`, ``},
		{`date("yyyy", field.x, "Europe/Berln")`, `Unknown time zone: date: time zone "Europe/Berln" is unknown: did you mean "Europe/Berlin"?`},
		{`cidrcontains("10.0.0.0/40", field.ip)`, `Invalid prefix: cidrcontains: "10.0.0.0/40" is no prefix: write one such as "10.0.0.0/8" or "2001:db8::/32".`},
		{`hmac("crc", "k", field.x)`, `Unknown algorithm: hmac does not know the algorithm "crc": use md5, sha1, sha256 or sha512.`},
		{`formatdate("QQ", field.x)`, `Invalid time format: formatdate: the date format has no sequence "QQ": text stands in single quotes.`},
		{`"5" + 1`, `Not a number: + needs numbers, but the left side is the string "5". Convert it with tonumber(); texts are joined in a template: "${a}${b}".`},
		{`upper(field.x) + 1`, `Not a number: + needs numbers, but the left side is always a string. Convert it with tonumber(); texts are joined in a template: "${a}${b}".`},
		{`-"x"`, `Not a number: Minus needs numbers, but its operand is the string "x". Convert it with tonumber(); texts are joined in a template: "${a}${b}".`},
		{`1 / 0`, `Invalid value: /: division of the number 1 by zero.`},
		{`tonumber("x")`, `Invalid value: tonumber: value is the string "x", not a number.`},
		{`length(field.x) < true`, `Values that have no order: length(field.x) < true can't be computed: the left side is always a number and the right side the bool true. Order holds between numbers, between strings and between times.`},
		{`length(field.x) > "many"`, `Values that have no order: length(field.x) > "many" can't be computed: the left side is always a number and the right side the string "many". Order holds between numbers, between strings and between times.`},
		{`{ a = 1, a = 2 }`, `Duplicate key: The key "a" stands in this object already, in line 1. Remove one of them.`},
		{`{ a.b = 1 }`, `Ambiguous key: Write the key a.b in quotes if it is a name with dots, nest the objects if it is a path, or put it in parentheses if its value is the key.`},
		{`[for x in 5 : x]`, `Not a collection: A for expression runs over a list or an object, but this is the number 5.`},
		{`[for item in field.l : itm.x]`, `Unknown name: There is no "itm" here. Did you mean "item"?`},
		{`env("NOT_SET")`, `Invalid value: env: the string "NOT_SET": no such environment variable: set it, or give a default as second argument.`},
		{`env(field.x)`, `Value not known at load: env() is computed when the configuration is loaded, so its arguments can't depend on the event.`},
		{`file("missing.txt")`, `Invalid value: file: the string "missing.txt": no such file or directory.`},
		{`exists("field.x")`, `Not a field: exists() asks whether an event has a field, but this is the string "field.x". Write exists(field.NAME).`},
		{`try()`, `Wrong number of arguments: Write try(value[, value...]).`},
		{`var`, `Invalid reference: Write var.NAME: "var" alone is no value.`},
	} {
		t.Run(c.src, func(t *testing.T) {
			s := testScope(t, map[string]string{"failed": "true"})
			_, diags := Compile(parse(t, c.src), s)
			if !diags.HasErrors() {
				t.Fatal("no error")
			}
			if got := messages(diags); c.want != "" && got != c.want {
				t.Error(cmp.Diff(c.want, got))
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []evalCase{
		{`length(field.x) == "3"`, `Comparison that does not depend on the event: length(field.x) == "3" never holds: the left side is always a number and the right side the string "3". A number and a string are never equal: remove the quotes, or convert one side with tonumber() or tostring().`},
		{`upper(field.x) != 3`, `Comparison that does not depend on the event: upper(field.x) != 3 always holds: the left side is always a string and the right side the number 3. A number and a string are never equal: remove the quotes, or convert one side with tonumber() or tostring().`},
		{`upper(field.x) == "abc"`, `Comparison that does not depend on the event: upper(field.x) == "abc" never holds: upper() gives capital letters only and lower() small ones. Write the text in the same case.`},
		{`tags == null`, `Comparison that does not depend on the event: tags == null never holds: the left side is always a list and the right side null. Compare values of the same kind.`},
		{`exists(field.x) == "true"`, `Comparison that does not depend on the event: exists(field.x) == "true" never holds: the left side is always a bool and the right side the string "true". Compare values of the same kind.`},
		{`field.x == "3"`, ``},
		{`length(field.x) == null`, ``},
		{`upper(field.x) == null`, ``},
		{`now() == "2020-01-01T00:00:00Z"`, ``},
		{`upper(field.x) == "ABC"`, ``},
		{`coalesce(field.x, "") == 3`, ``},
	} {
		t.Run(c.src, func(t *testing.T) {
			_, diags := Compile(parse(t, c.src), testScope(t, nil))
			if diags.HasErrors() {
				t.Fatal(messages(diags))
			}
			if diff := cmp.Diff(c.want, messages(diags)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadsAndType(t *testing.T) {
	s := testScope(t, map[string]string{"failed": `field.http.status >= 500`})
	for _, c := range []struct {
		src, kind string
		reads     []string
	}{
		{`field.a.b`, "", []string{"a.b"}},
		{`local.failed && meta.x == tags[0]`, "bool", []string{"http.status", "@metadata.x", "tags"}},
		{`"${field.a}-${field.a}"`, "string", []string{"a"}},
		{`date("%Y")`, "string", []string{"@timestamp"}},
		{`field.n * 2`, "number", []string{"n"}},
		{`[for x in field.l : x]`, "list", []string{"l"}},
		{`{ a = 1 }`, "object", nil},
		{`coalesce(field.a, "x")`, "", []string{"a"}},
		{`now()`, "time", nil},
		{`var.port`, "number", nil},
	} {
		e := compileIn(t, s, c.src)
		var reads []string
		for _, p := range e.Reads() {
			reads = append(reads, p.String())
		}
		if diff := cmp.Diff(c.reads, reads); diff != "" || e.Type() != c.kind {
			t.Errorf("%s: type %q, reads %s", c.src, e.Type(), diff)
		}
	}
}

func TestConst(t *testing.T) {
	for src, want := range map[string]bool{
		`1 + 2`: true, `upper(var.name)`: true, `env("HOME")`: true, `[for h in var.hosts : upper(h)]`: true, `try(tonumber("x"), 1)`: true, `field.x`: false,
		`uuid()`: false, `now()`: false, `date("%Y")`: false, `date("%Y", "2020-01-01T00:00:00Z")`: true, `var.hosts[*]`: true, `can(1 / 0)`: true, `hostname()`: true,
		`[for h in var.hosts : field.x]`: false, `true || field.x`: true, `"a${var.port}"`: true, `{ (var.name) = 1 }`: true,
	} {
		if _, got := compileIn(t, testScope(t, nil), src).Const(); got != want {
			t.Errorf("%s: constant %v", src, got)
		}
	}
}

// TestFoldingEqualsRunTime calls each function once with constants and once with the same values from
// an event.
func TestFoldingEqualsRunTime(t *testing.T) {
	for _, f := range Functions() {
		s := testScope(t, nil)
		call, ok := parse(t, f.Example).(*hclsyntax.FunctionCallExpr)
		folded := compileIn(t, s, f.Example)
		want, konst := folded.Const()
		if !ok || !konst || f.Name == "env" || f.Name == "file" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			ev := event.NewBatch().Add()
			env := NewEnv()
			env.Bind(ev)
			src := ""
			for i, arg := range call.Args {
				n, diags := Compile(arg, s)
				if diags.HasErrors() {
					return // computed only inside try() and can()
				}
				v, _ := n.Const()
				name := string(rune('a' + i))
				if err := ev.Set(event.MustPath(name), v); err != nil {
					t.Fatal(err)
				}
				if src += "field." + name; i < len(call.Args)-1 {
					src += ", "
				}
			}
			e := compileIn(t, s, call.Name+"("+src+")")
			if _, konst := e.Const(); konst {
				t.Fatal("not computed at run time")
			}
			got := e.Eval(env)
			if err := env.TakeErr(); err != nil {
				t.Fatal(err)
			}
			if toJSON(got) != toJSON(want) {
				t.Errorf("constant %s, at run time %s", toJSON(want), toJSON(got))
			}
		})
	}
}

func TestEvalConst(t *testing.T) {
	s := testScope(t, map[string]string{"per_event": `field.x`, "common": `{ env = "prod" }`, "token": `"x-${var.secret}"`})
	for _, c := range []struct{ src, want string }{
		{`"a"`, `cty.StringVal("a")`},
		{`var.port + 1`, `cty.NumberIntVal(8081)`},
		{`0.1`, `cty.MustParseNumberVal("0.1")`},
		{`[for h in var.hosts : "http://${h}"]`, `cty.TupleVal([]cty.Value{cty.StringVal("http://h1"), cty.StringVal("http://h2")})`},
		{`local.common`, `cty.ObjectVal(map[string]cty.Value{"env":cty.StringVal("prod")})`},
		{`null`, `cty.NullVal(cty.DynamicPseudoType)`},
		{`var.secret`, `cty.StringVal("pw").Mark("sensitive")`},
		{`local.token`, `cty.StringVal("x-pw").Mark("sensitive")`},
		{`length(uuid())`, `cty.NumberIntVal(36)`},
	} {
		v, diags := EvalConst(parse(t, c.src), s)
		if got := v.GoString(); diags.HasErrors() || got != c.want {
			t.Errorf("%s: %s %s", c.src, got, messages(diags))
		}
	}
	for _, c := range []struct{ src, text string }{
		{`"x-${field.a.b}"`, "field.a.b"}, {`tags`, "tags"}, {`local.per_event`, "local.per_event"}, {`date("%Y")`, `date(\"%Y\")`},
	} {
		_, diags := EvalConst(parse(t, c.src), s)
		want := `Value not known at load: "` + c.text + `" depends on the event, but this option has one value for all events. Use a value that is known when the configuration is loaded: text, a number, var.NAME or env("NAME").`
		if got := messages(diags); got != want {
			t.Error(cmp.Diff(want, got))
		}
	}
}

func TestFieldPath(t *testing.T) {
	for _, c := range []struct {
		src, want string
		ok        bool
	}{
		{`"host.name"`, "host.name", true},
		{`field.host.name`, "host.name", true},
		{`"[host][name]"`, "host.name", true},
		{`"[a.b]"`, "[a.b]", true},
		{`field["a.b"]`, "[a.b]", true},
		{`field["@timestamp"]`, "@timestamp", true},
		{`meta.x`, "@metadata.x", true},
		{`"@metadata.x"`, "@metadata.x", true},
		{`"[@metadata][x]"`, "@metadata.x", true},
		{`tags`, "tags", true},
		{`var.x`, "", false},
		{`"${field.x}"`, "", false},
	} {
		p, ok, diags := FieldPath(parse(t, c.src))
		if ok != c.ok || diags.HasErrors() || ok && p.String() != c.want {
			t.Errorf("%s: %q %v %s", c.src, p, ok, messages(diags))
		}
	}
	for src, want := range map[string]string{
		`host.name`:    `Field name without quotes: The name of a field stands in quotes: write "host.name", or field.host.name.`,
		`event.action`: `Field name without quotes: The name of a field stands in quotes: write "action", or field.action.`,
		`[host][name]`: `Field name without quotes: The name of a field stands in quotes: write "host.name", or field.host.name.`,
		`"a..b"`:       `Invalid field name: "a..b" can't be the name of a field: a part of the name is empty. Write "host.name", or "[a.b]" for a name with a literal dot.`,
	} {
		if _, ok, diags := FieldPath(parse(t, src)); ok || messages(diags) != want {
			t.Errorf("%s: %v %s", src, ok, cmp.Diff(want, messages(diags)))
		}
	}
}

func TestKeyPath(t *testing.T) {
	keys := func(src string) []hcl.KeyValuePair {
		pairs, diags := hcl.ExprMap(parse(t, src))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		return pairs
	}
	var got []string
	for _, kv := range keys(`{ service.name = 1, "host.name" = 1, "[a.b]" = 1, message = 1, "@metadata.x" = 1, meta.y = 1, a.0 = 1, field.z = 1, true = 1 }`) {
		p, diags := KeyPath(kv.Key)
		if diags.HasErrors() {
			t.Error(messages(diags))
		}
		got = append(got, p.String())
	}
	want := []string{"service.name", "host.name", "[a.b]", "message", "@metadata.x", "@metadata.y", "a.0", "z", "true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, kv := range keys(`{ (field.x) = 1, "${field.x}" = 1, 5 = 1, "a..b" = 1 }`) {
		if p, diags := KeyPath(kv.Key); !diags.HasErrors() {
			t.Errorf("%v: no error but %q", kv.Key.Range(), p)
		}
	}
}
