package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func standard(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("encoding/json refuses %q: %v", text, err)
	}
	return v
}

func TestDecodeLikeStandard(t *testing.T) {
	texts := map[string]string{
		"flat line":            flatLine,
		"ecs line":             ecsLine,
		"blanks everywhere":    " \t\r\n{ \"a\" : [ 1 , 2 , { } , [ ] ] ,\n\"b\"\t:\rnull } \n",
		"empty object":         "{}",
		"empty list":           "[]",
		"empty string":         `""`,
		"empty name":           `{"":1}`,
		"literals":             "[true,false,null]",
		"top level scalar":     "true",
		"integers":             "[0,-1,1,9223372036854775807,-9223372036854775808,999999999999999999]",
		"integers too large":   "[9223372036854775808,-9223372036854775809,123456789012345678901234567890]",
		"negative zero":        "-0",
		"fractions":            "[0.1,-0.0,1.10,1e400,1E+2,1e-2,0e0,123.456e7]",
		"all escapes":          `"\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\u20ac"`,
		"escapes at word ends": `["1234567\n","12345678\n","\n12345678901234567","\\\\\\\\\\\\\\\\\\"]`,
		"surrogate pair":       `"\ud83d\ude00\uD83D\uDE00"`,
		"lone surrogates":      `["\ud800","\udc00","\ud800x","\ud800\n","\ud800\u0041","\ud800\ud83d\ude00","\ude00\ud83d"]`,
		"escaped nul":          `"a\u0000b"`,
		"delete is allowed":    "\"\x7f\"",
		"beyond ASCII":         `{"ключ":"значение","日本":"語 \" 🎉"}`,
		"escaped names":        `{"a\"b":1,"\u0061":2,"a\\":3}`,
		"last of duplicates":   `{"a":1,"b":2,"a":{"x":3},"b":[4]}`,
		"escaped duplicates":   `{"a":1,"\u0061":2}`,
		"nested":               `[[[[{"a":[{"b":[[]]}]}]]]]`,
		"deepest":              strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth),
		"most fields":          manyFields(MaxFields),
		"many duplicates":      "{" + strings.Repeat(`"a":1,"b":2,`, 2000) + `"c":3}`,
		"name longer than 128": `{"` + strings.Repeat("long", 100) + `":1,"` + strings.Repeat("long", 100) + `":2}`,
	}
	var warm Decoder
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			want := standard(t, text)
			for _, d := range []*Decoder{new(Decoder), &warm, &warm} {
				got, err := d.Value(new(Arena), text)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(canonical(t, want), canonical(t, plain(got))); diff != "" {
					t.Errorf("want -, got +\n%s", diff)
				}
			}
		})
	}
}

func manyFields(n int) string {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `,"f%d":%d`, i, i)
	}
	b.WriteByte('}')
	b.Bytes()[0] = '{'
	return b.String()
}

func TestDecodeRefuses(t *testing.T) {
	cases := map[string]struct{ text, err string }{
		"nothing":                {"", "json: byte 0: expected a value, found the end of the text"},
		"only blanks":            {" \n", "json: byte 2: expected a value, found the end of the text"},
		"byte order mark":        {"\ufeff{}", `json: byte 0: expected a value, found "\xef"`},
		"word":                   {"nul", `json: byte 0: expected a value, found "n"`},
		"capitals":               {"[True]", `json: byte 1: expected a value, found "T"`},
		"NaN":                    {"NaN", `json: byte 0: expected a value, found "N"`},
		"text behind":            {"{} x", `json: byte 3: expected the end of the text, found "x"`},
		"second value":           {"1 2", `json: byte 2: expected the end of the text, found "2"`},
		"open object":            {"{", "json: byte 1: expected the name of a field in quotes, found the end of the text"},
		"open object with field": {`{"a":1`, "json: byte 6: expected ',' or '}' after a field, found the end of the text"},
		"no colon":               {`{"a" 1}`, `json: byte 5: expected ':' after the name of a field, found "1"`},
		"no name":                {`{1:2}`, `json: byte 1: expected the name of a field in quotes, found "1"`},
		"no value":               {`{"a":}`, `json: byte 5: expected a value, found "}"`},
		"comma at the end":       {`{"a":1,}`, `json: byte 7: expected the name of a field in quotes, found "}"`},
		"wrong bracket":          {`{"a":1]`, `json: byte 6: expected ',' or '}' after a field, found "]"`},
		"open list":              {"[", "json: byte 1: expected a value, found the end of the text"},
		"list comma at the end":  {"[1,]", `json: byte 3: expected a value, found "]"`},
		"list without comma":     {"[1 2]", `json: byte 3: expected ',' or ']' after an element of a list, found "2"`},
		"list with colon":        {`["a":1]`, `json: byte 4: expected ',' or ']' after an element of a list, found ":"`},
		"single quotes":          {`'a'`, `json: byte 0: expected a value, found "'"`},
		"comment":                {`{/**/}`, `json: byte 1: expected the name of a field in quotes, found "/"`},
		"open string":            {`"abc`, "json: byte 4: expected the end of a string, found the end of the text"},
		"open long string":       {`"abcdefghijklmn`, "json: byte 15: expected the end of a string, found the end of the text"},
		"backslash at the end":   {`"abc\`, "json: byte 4: a string has an escape that JSON does not know"},
		"escaped end":            {`"abc\"`, "json: byte 6: expected the end of a string, found the end of the text"},
		"unknown escape":         {`"a\x41"`, "json: byte 2: a string has an escape that JSON does not know"},
		"short hex":              {`"\u12"`, "json: byte 1: a string has an escape that JSON does not know"},
		"bad hex":                {`"\u12g4"`, "json: byte 1: a string has an escape that JSON does not know"},
		"newline in string":      {"\"a\nb\"", "json: byte 2: a string has a control character that is not escaped"},
		"tab in long string":     {"\"0123456789\t\"", "json: byte 11: a string has a control character that is not escaped"},
		"control behind escape":  {"\"\\n\x01\"", "json: byte 3: a string has a control character that is not escaped"},
		"leading zero":           {"[01]", "json: byte 1: a number begins with 0"},
		"negative leading zero":  {"-01", "json: byte 1: a number begins with 0"},
		"plus":                   {"+1", `json: byte 0: expected a value, found "+"`},
		"only minus":             {"-", "json: byte 1: expected a digit, found the end of the text"},
		"minus word":             {"-x", `json: byte 1: expected a digit, found "x"`},
		"no fraction":            {"1.", "json: byte 2: expected a digit, found the end of the text"},
		"no whole part":          {".5", `json: byte 0: expected a value, found "."`},
		"no exponent":            {"[1e]", `json: byte 3: expected a digit, found "]"`},
		"no exponent digits":     {"1e+", "json: byte 3: expected a digit, found the end of the text"},
		"two points":             {"1.2.3", `json: byte 3: expected the end of the text, found "."`},
		"hex":                    {"0x10", `json: byte 1: expected the end of the text, found "x"`},
		"form feed":              {"[\f1]", `json: byte 1: expected a value, found "\f"`},
		"too deep":               {strings.Repeat("[", MaxDepth+1), "json: byte 64: nested deeper than the limit of 64 levels"},
		"too deep objects":       {strings.Repeat(`{"a":`, MaxDepth+1), "json: byte 320: nested deeper than the limit of 64 levels"},
		"too many fields":        {manyFields(MaxFields + 1), "json: byte 11093: an object has more fields than the limit of 1024"},
	}
	var warm Decoder
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for _, d := range []*Decoder{new(Decoder), &warm} {
				_, err := d.Value(new(Arena), c.text)
				if err == nil {
					t.Fatal("accepted")
				}
				if diff := cmp.Diff(c.err, err.Error()); diff != "" {
					t.Errorf("want -, got +\n%s", diff)
				}
			}
		})
	}
}

func TestDecodeCutAnywhereIsRefused(t *testing.T) {
	var d Decoder
	a := new(Arena)
	for _, line := range []string{flatLine, ecsLine, `{"a":[1,{"b":"x\u0041y"},true],"c":-1.5e3}`} {
		for n := range len(line) {
			if _, err := d.Value(a, strings.Clone(line[:n])); err == nil {
				t.Fatalf("accepted: %q", line[:n])
			}
		}
		if _, err := d.Value(a, line); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDecodeKinds(t *testing.T) {
	cases := map[string]struct {
		text string
		want Kind
	}{
		"int":            {"12", KindInt},
		"smallest int":   {"-9223372036854775808", KindInt},
		"beyond int":     {"9223372036854775808", KindNumber},
		"fraction":       {"1.0", KindNumber},
		"exponent":       {"1e2", KindNumber},
		"negative zero":  {"-0", KindNumber},
		"zero":           {"0", KindInt},
		"string":         {`"12"`, KindString},
		"time is string": {`"2026-03-14T09:26:53Z"`, KindString},
		"object":         {"{}", KindObject},
		"list":           {"[]", KindArray},
		"null":           {"null", KindNull},
		"bool":           {"false", KindBool},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			v, err := DecodeJSON(new(Arena), c.text)
			if err != nil {
				t.Fatal(err)
			}
			if v.Kind() != c.want {
				t.Errorf("want %v, got %v", c.want, v.Kind())
			}
		})
	}
}

func TestDecodeObjectInto(t *testing.T) {
	const before = `{"keep":1,"change":2}`
	cases := map[string]struct{ into, text, want, err string }{
		"empty":           {into: "{}", text: `{"a":1}`, want: `{"a":1}`},
		"merged":          {into: before, text: `{"change":3,"new":4}`, want: `{"keep":1,"change":3,"new":4}`},
		"broken":          {into: before, text: `{"change":3,"new":}`, want: before, err: `json: byte 18: expected a value, found "}"`},
		"broken in empty": {into: "{}", text: `{"a":1,"a":2,"b"}`, want: "{}", err: `json: byte 16: expected ':' after the name of a field, found "}"`},
		"a list":          {into: before, text: ` [1]`, want: before, err: `json: byte 1: expected an object, found "["`},
		"nothing":         {into: before, text: ``, want: before, err: `json: byte 0: expected an object, found the end of the text`},
		"text behind":     {into: before, text: `{"change":3}{`, want: before, err: `json: byte 12: expected the end of the text, found "{"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := parse(t, c.into)
			err := new(Decoder).Object(e.Arena(), c.text, e.Fields())
			if got := fmt.Sprint(err); c.err != "" && got != c.err || c.err == "" && err != nil {
				t.Errorf("want error %q, got %q", c.err, got)
			}
			if diff := cmp.Diff(c.want, written(e)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func TestDecodeNext(t *testing.T) {
	var d Decoder
	var got []string
	a := new(Arena)
	for text := " {\"a\":1}\n{\"a\":2}[3] 4 \"five\"null\n "; text != ""; {
		v, rest, err := d.Next(a, text)
		if err != nil {
			t.Fatal(err)
		}
		got, text = append(got, string(AppendJSONValue(nil, v))), rest
	}
	if diff := cmp.Diff([]string{`{"a":1}`, `{"a":2}`, "[3]", "4", `"five"`, "null"}, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if _, rest, err := d.Next(a, "{} ]"); err != nil || rest != "]" {
		t.Errorf("got rest %q, error %v", rest, err)
	}
	if _, rest, err := d.Next(a, "]"); err == nil || rest != "]" {
		t.Errorf("got rest %q, error %v", rest, err)
	}
}

// TestDecodeSharesText makes sure that strings without escapes are not copied, and that one with
// escapes does not change the text.
func TestDecodeSharesText(t *testing.T) {
	a := new(Arena)
	text := strings.Clone(`["shared","es\ncaped"]`)
	v, err := DecodeJSON(a, text)
	if err != nil {
		t.Fatal(err)
	}
	if got := v.AsArray()[0].p; got != String(text[2:]).p {
		t.Error("a string without escapes was copied")
	}
	if text != `["shared","es\ncaped"]` {
		t.Errorf("the text became %q", text)
	}
}

// TestDecodeGuessesAreChecked reads objects that differ from the ones before in every way that a wrong
// guess could miss.
func TestDecodeGuessesAreChecked(t *testing.T) {
	var d Decoder
	a := new(Arena)
	for range 2 {
		for _, text := range []string{
			`{"status":1,"level":2,"a_name_of_more_than_16":3}`,
			`{"statu":1,"levels":2,"a_name_of_more_than_17":3}`,
			`{"status" :1,"level" : 2,"a_name_of_more_than_16"	:3}`,
			`{"level":1,"status":2}`,
			`{"status":{"level":1,"status":{"status":2}},"level":[{"status":1},{"level":2}]}`,
			`{"s":1}`, `{"s":"` + strings.Repeat("x", 64) + `"}`,
			`{"st\u0061tus":1,"level":2}`,
			`{"status":1,"status":2}`,
		} {
			v, err := d.Value(a, text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(canonical(t, standard(t, text)), canonical(t, plain(v))); diff != "" {
				t.Errorf("%s: want -, got +\n%s", text, diff)
			}
		}
	}
}
