package event

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func FuzzDecodeJSON(f *testing.F) {
	for _, seed := range []string{
		flatLine, ecsLine, "{}", "[1,-2.5e3,null,true,false]", `{"a":{"a":{"a":[]}},"b":"\ud83d\ude00\u0000\n"}`,
		`{"a":1,"a":2}`, `"\ud800"`, "[[[[", "{\"\xff\":\"\xfe\"}", "-0", "123456789012345678901", " {\n\"k\" : 1 } ",
	} {
		f.Add(seed)
	}
	var warm Decoder
	f.Fuzz(func(t *testing.T, text string) {
		a := new(Arena)
		v, err := new(Decoder).Value(a, text)
		again, errAgain := warm.Value(a, text)
		if (err == nil) != (errAgain == nil) {
			t.Fatalf("error %v, with a warm decoder %v", err, errAgain)
		}
		if err != nil {
			if json.Valid([]byte(text)) && !strings.Contains(err.Error(), "limit") {
				t.Fatal(err)
			}
			return
		}
		out := AppendJSONValue(nil, v)
		if diff := cmp.Diff(string(out), string(AppendJSONValue(nil, again))); diff != "" {
			t.Fatalf("a warm decoder reads something else\n%s", diff)
		}
		if !json.Valid(out) {
			t.Fatalf("%q was written as %q", text, out)
		}
		if !utf8.ValidString(text) {
			return // names that differ in broken bytes only are one name to encoding/json
		}
		want := canonical(t, standard(t, text))
		if diff := cmp.Diff(want, canonical(t, plain(v))); diff != "" {
			t.Fatalf("read: want -, got +\n%s", diff)
		}
		if diff := cmp.Diff(want, canonical(t, standard(t, string(out)))); diff != "" {
			t.Fatalf("written: want -, got +\n%s", diff)
		}
	})
}

func FuzzEncodeString(f *testing.F) {
	for _, seed := range []string{"", "plain", "1234567\"", "12345678\\", "\x00\x1f\x7f", "日本語 \xff\xfe é", strings.Repeat("\"", 40)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := appendJSONString(nil, s)
		var back string
		if err := json.Unmarshal(got, &back); err != nil {
			t.Fatalf("%q became %q: %v", s, got, err)
		}
		if back != string([]rune(s)) {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
