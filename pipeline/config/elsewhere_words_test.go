package config

import "testing"

func TestTranslateConditions(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"field in brackets", `[type] == "apache"`, `field.type == "apache"`},
		{"nested field", `[http][response][status_code] >= 500`, `field.http.response.status_code >= 500`},
		{"metadata", `[@metadata][beat] == "filebeat"`, `meta.beat == "filebeat"`},
		{"timestamp", `[@timestamp]`, `field["@timestamp"]`},
		{"pattern", `[url] =~ /^\/health\d+/`, `matches(field.url, "^/health\d+")`},
		{"pattern in quotes", `[url] =~ "^/health"`, `matches(field.url, "^/health")`},
		{"no match", `[url] !~ /x/ and [a]`, `!matches(field.url, "x") && field.a`},
		{"tag", `"_grokparsefailure" in [tags]`, `contains(tags, "_grokparsefailure")`},
		{"no tag", `"x" not in [tags]`, `!contains(tags, "x")`},
		{"in a list", `[status] in [200, 201, "x"]`, `contains([200, 201, "x"], field.status)`},
		{"in a text", `"err" in [message]`, `strcontains(field.message, "err")`},
		{"and, or, not", `[a] and not ([b] or [c])`, `field.a && !(field.b || field.c)`},
		{"negation", `!("x" in [tags])`, `!(contains(tags, "x"))`},
		{"VRL", `.status == 200 && .url.path != "/"`, `field.status == 200 && field.url.path != "/"`},
		{"single quotes", `field.a == 'b "c"'`, `field.a == "b \"c\""`},
		{"one equals sign", `field.a = 1`, `field.a == 1`},
		{"null", `field.a is not null`, `field.a != null`},
		{"infix function", `field.a startswith "x"`, `startswith(field.a, "x")`},
		{"own words", `coalesce(field.a, "b") == "c" ? [1, 2] : []`, `coalesce(field.a, "b") == "c" ? [1, 2] : []`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := translate(c.in); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestForeignWord(t *testing.T) {
	cases := []struct{ in, want string }{
		{`field.a == "b" && !field.c`, ""},
		{`[for x in field.list : x if x > 1]`, ""},
		{`{ for k, v in field.o : k => v }`, ""},
		{`"a and b"`, ""},
		{`["a", "b"]`, ""},
		{`field.a[0]`, ""},
		{`field.a =~ "x"`, "=~"},
		{`a(field.b and field.c)`, "and"},
		{`[@metadata][x]`, "["},
		{`[.a]`, "."},
		{`'x'`, "'"},
		{`field.a = 1`, "="},
	}
	for _, c := range cases {
		t.Run(c.in, func(t *testing.T) {
			if got := foreignWord(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
