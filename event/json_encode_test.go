package event

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEncodeValues(t *testing.T) {
	a := new(Arena)
	o := a.NewObject()
	o.Set(a, Intern("a"), Int(1))
	o.Set(a, Intern(`q"\`), Null)
	o.Set(a, Intern("a name of more than 16 bytes"), a.Array(Bool(true), Bool(false), a.NewArray(0)))
	cases := map[string]struct {
		v    Value
		want string
	}{
		"null":               {Null, "null"},
		"true":               {Bool(true), "true"},
		"false":              {Bool(false), "false"},
		"int":                {Int(-42), "-42"},
		"smallest int":       {Int(math.MinInt64), "-9223372036854775808"},
		"number":             {Number("1.10"), "1.10"},
		"huge number":        {Number("1e400"), "1e400"},
		"float":              {Float(0.1), "0.1"},
		"whole float":        {Float(3), "3"},
		"small float":        {Float(1e-7), "1e-7"},
		"smaller float":      {Float(1.5e-10), "1.5e-10"},
		"large float":        {Float(1e21), "1e+21"},
		"not so large":       {Float(1e20), "100000000000000000000"},
		"negative zero":      {Float(math.Copysign(0, -1)), "-0"},
		"nan":                {Float(math.NaN()), "null"},
		"infinity":           {Float(math.Inf(-1)), "null"},
		"string":             {String("plain"), `"plain"`},
		"escapes":            {String("\"\\\b\f\n\r\t\x00\x1f\x7f"), `"\"\\\b\f\n\r\t\u0000\u001f` + "\x7f\""},
		"left alone":         {String("/<>&\u2028é"), "\"/<>&\u2028é\""},
		"invalid":            {String("a\xffb\xc3"), "\"a\ufffdb\ufffd\""},
		"invalid and escape": {String("a\xff\"\n" + strings.Repeat("é", 5)), "\"a\ufffd\\\"\\n" + strings.Repeat("é", 5) + `"`},
		"bytes":              {BytesValue([]byte("b\xfe\x01")), "\"b\ufffd\\u0001\""},
		"time":               {Time(1_773_480_413_589_123_456), `"2026-03-14T09:26:53.589Z"`},
		"time with nanos":    {TimeNanos(1_773_480_413_589_123_456), `"2026-03-14T09:26:53.589123456Z"`},
		"time before 1970":   {Time(-1), `"1969-12-31T23:59:59.999Z"`},
		"object":             {ObjectValue(o), `{"a":1,"q\"\\":null,"a name of more than 16 bytes":[true,false,[]]}`},
		"empty object":       {ObjectValue(a.NewObject()), "{}"},
		"empty list":         {a.NewArray(0), "[]"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff("x"+c.want, string(AppendJSONValue([]byte("x"), c.v))); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

func TestEncodeLeavesMetadataOut(t *testing.T) {
	e := parse(t, `{"a":{"b":1}}`)
	if err := e.Set(MustPath("@metadata.index"), String("x")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"a":{"b":1}}`, written(e)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// TestEncodeStringsOfEveryLength puts everything that is special at every place of strings of every
// length, behind and before words of 8 bytes, and reads the result with encoding/json.
func TestEncodeStringsOfEveryLength(t *testing.T) {
	specials := []string{"", `"`, `\`, "\n", "\x00", "\x1f", " ", "\x7f", "é", "€", "🎉", "\x80", "\xff", "!", "#", "]", "\xe2\x82"}
	for n := range 65 {
		for at := range n + 1 {
			for _, special := range specials {
				s := strings.Repeat("x", at) + special + strings.Repeat("y", n-at)
				got := appendJSONString(make([]byte, 0, n%9), s)
				var back string
				if err := json.Unmarshal(got, &back); err != nil {
					t.Fatalf("%q became %q: %v", s, got, err)
				}
				if want := string([]rune(s)); back != want {
					t.Fatalf("%q became %q", s, got)
				}
				v, err := DecodeJSON(new(Arena), string(got))
				if text, _ := v.AsString(); err != nil || text != back {
					t.Fatalf("%q is read as %q: %v", got, text, err)
				}
			}
		}
	}
}

// TestEncodeWritesOnlyItsPart guards the wide stores: nothing before the start may change, and a slice
// of exactly the room there is must not be passed.
func TestEncodeWritesOnlyItsPart(t *testing.T) {
	e := parse(t, ecsLine)
	want := written(e)
	for room := range 2 * len(want) {
		buf := make([]byte, 4, 4+room)
		copy(buf, "head")
		if got := string(AppendJSON(buf, e)); got != "head"+want {
			t.Fatalf("with room for %d: %q", room, got)
		}
	}
}

func TestEncodeFloatsLikeStandard(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		f := math.Float64frombits(r.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := AppendJSONValue(nil, Float(f)); string(got) != string(want) {
			t.Fatalf("want %s, got %s", want, got)
		}
	}
}

func TestEncodeRoundTrip(t *testing.T) {
	for _, line := range benchLines {
		if diff := cmp.Diff(line.text, written(parse(t, line.text))); diff != "" {
			t.Errorf("%s: want -, got +\n%s", line.name, diff)
		}
	}
}

func TestEncodeNamesOfEveryLength(t *testing.T) {
	for n := range 40 {
		for _, name := range []string{strings.Repeat("k", n), strings.Repeat("k", n) + "\n", strings.Repeat("é", n), strings.Repeat("k", n) + "\xff"} {
			a := new(Arena)
			o := a.NewObject()
			o.Set(a, Intern(name), Int(int64(n)))
			o.Set(a, Intern("next"), Null)
			text := string(AppendJSONObject(nil, o))
			want := map[string]any{string([]rune(name)): json.Number(strconv.Itoa(n)), "next": nil}
			if diff := cmp.Diff(canonical(t, want), canonical(t, standard(t, text))); diff != "" {
				t.Errorf("%s: want -, got +\n%s", text, diff)
			}
		}
	}
}
