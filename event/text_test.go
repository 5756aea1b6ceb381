package event

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestAppendText(t *testing.T) {
	e := parse(t, `{"list":[1,"a b",[true,null,2.50],{"x":"y"}],"object":{"a":[1,"\n"]},"empty":[]}`)
	cases := map[string]struct {
		v    Value
		want string
	}{
		"string":          {String("as \"is\"\n\xff"), "as \"is\"\n\xff"},
		"int":             {Int(-5), "-5"},
		"float":           {Float(2.5), "2.5"},
		"whole float":     {Float(1e6), "1000000"},
		"nan":             {Float(math.NaN()), "NaN"},
		"infinity":        {Float(math.Inf(1)), "+Inf"},
		"number":          {Number("1.10"), "1.10"},
		"bool":            {Bool(true), "true"},
		"time":            {Time(0), "1970-01-01T00:00:00.000Z"},
		"time with nanos": {TimeNanos(1), "1970-01-01T00:00:00.000000001Z"},
		"null":            {Null, ""},
		"bytes":           {BytesValue([]byte{0, 0xff}), "\x00\xff"},
		"list":            {e.Get(MustPath("list")), `1,a b,true,,2.50,{"x":"y"}`},
		"empty list":      {e.Get(MustPath("empty")), ""},
		"object":          {e.Get(MustPath("object")), `{"a":[1,"\n"]}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff("x"+c.want, string(AppendText([]byte("x"), c.v))); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func TestCutUTF8(t *testing.T) {
	cases := map[string]struct {
		s     string
		limit int
		want  string
	}{
		"fits":              {"abc", 3, "abc"},
		"room to spare":     {"abc", 10, "abc"},
		"cut":               {"abc", 2, "ab"},
		"nothing":           {"abc", 0, ""},
		"negative":          {"abc", -1, ""},
		"before two bytes":  {"aé", 2, "a"},
		"behind two bytes":  {"éa", 2, "é"},
		"in four bytes":     {"a🎉b", 4, "a"},
		"behind four":       {"a🎉b", 5, "a🎉"},
		"only part of one":  {"🎉", 3, ""},
		"invalid bytes":     {"\xff\xff\xff", 2, "\xff\xff"},
		"stray followers":   {"\x80\x80\x80\x80\x80\x80", 5, "\x80\x80\x80\x80\x80"},
		"cut-off character": {"a\xe2\x82b", 2, "a\xe2"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, CutUTF8(c.s, c.limit)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func FuzzCutUTF8(f *testing.F) {
	f.Add("aé€🎉\xff\x80", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got := CutUTF8(s, limit)
		switch {
		case !strings.HasPrefix(s, got) || len(got) > max(limit, 0):
			t.Fatalf("%q was cut to %q", s, got)
		case len(s) > limit && limit >= utf8.UTFMax && len(got) < limit-utf8.UTFMax+1:
			t.Fatalf("%q was cut to %d bytes, %d are allowed", s, len(got), limit)
		case utf8.ValidString(s) && !utf8.ValidString(got):
			t.Fatalf("%q was cut in a character", s)
		}
	})
}
