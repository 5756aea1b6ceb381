package json

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/codecs/internal/codectest"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestDecode(t *testing.T) {
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{"one after the other", "", `{"a":1}{"b":2} {"c":3}`, []string{`{"a":1}`, `{"b":2}`, `{"c":3}`}},
		{"over several lines", "", "{\n  \"a\": {\n    \"b\": [1,\n{\"c\": 2}]\n  }\n}\n{\"d\":\n{}}\n", []string{`{"a":{"b":[1,{"c":2}]}}`, `{"d":{}}`}},
		{"brackets and quotes in strings", "", `{"a":"}]\"{["}{"b":"\\"}`, []string{`{"a":"}]\"{["}`, `{"b":"\\"}`}},
		{"list", "", "[{\"a\":1},\n{\"a\":2}]\n[]", []string{`{"a":1}`, `{"a":2}`}},
		{"byte order mark", "", "\ufeff{\n\"a\":1}", []string{`{"a":1}`}},
		{"target", `target = "doc"`, `{"a":1}`, []string{`{"doc":{"a":1}}`}},
		{"Latin-1", `charset = "ISO-8859-1"`, "{\"a\":\"\xe9\"}", []string{`{"a":"é"}`}},
		{"nothing", "", " \r\n\t\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), tt.options)
			if diff := cmp.Diff(tt.want, plugintest.Cuts(t, c, tt.stream)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func failed(record string, tags ...string) string {
	tags = append([]string{"_jsonparsefailure"}, tags...)
	return `{"message":"` + record + `","tags":["` + strings.Join(tags, `","`) + `"]}`
}

func TestDecodeFailures(t *testing.T) {
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{"number", "", "12\n{\"a\":1}", []string{failed("12"), `{"a":1}`}},
		{"text", "", "hello world\r\n{\"a\":1}", []string{failed("hello world"), `{"a":1}`}},
		{"list of numbers", "", "[1]", []string{failed("[1]")}},
		{"unfinished at the end", "", `{"a":1}{"b":`, []string{`{"a":1}`, failed(`{\"b\":`)}},
		{"broken off in a string", "", "{\"a\":\"x\n{\"b\":1}\n", []string{failed(`{\"a\":\"x`), `{"b":1}`}},
		{"broken off in an escape", "", "{\"a\":\"x\\\n{\"b\":1}\n", []string{failed(`{\"a\":\"x\\`), `{"b":1}`}},
		{"broken off behind a value", "", "{\"a\":1\n{\"b\":1}\n", []string{failed(`{\"a\":1`), `{"b":1}`}},
		{"broken off behind a comma", "", "{\"a\":1,\n{\"b\":1}\n", []string{failed(`{\"a\":1,`), `{"b":1}`}},
		{"too many brackets", "", "{\"a\":1}}\n{\"b\":1}\n", []string{`{"a":1}`, failed("}"), `{"b":1}`}},
		{
			"too long", `max_size = 8`, "{\"a\":\"xxxxxxxxxxxxxxxxxxxx\"}\n {}\n{\"b\":1}\n",
			[]string{failed(`{\"a\":\"xx`, "_line_truncated"), `{"b":1}`},
		},
		{"too long at the end", `max_size = 8`, "{}\n{\"a\":\"€€€€€", []string{`{}`, failed(`{\"a\":\"`, "_line_truncated")}},
		{"as long as the limit", `max_size = 7`, "{\"a\":1}\n{\"a\":22}\n{\"a\":3}", []string{`{"a":1}`, failed(`{\"a\":22`, "_line_truncated"), `{"a":3}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), tt.options)
			if diff := cmp.Diff(tt.want, plugintest.Cuts(t, c, tt.stream)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), "")
	if diff := cmp.Diff("{\"a\":1}\n{\"b\":[]}\n", plugintest.Encode(t, c, `{"a":1}`, `{"b":[]}`)); diff != "" {
		t.Error(diff)
	}
}

func TestBuildErrors(t *testing.T) {
	for _, options := range []string{`charset = "x"`, `charset = "UTF-16LE"`, `max_size = 0`} {
		if _, diags := plugintest.BuildCodec(t, Plugin(), options); !diags.HasErrors() {
			t.Errorf("%s: built without an error", options)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("{\"a\":1}\n[{\"tags\":\"x\"}]\n\nx\n")
	f.Add("{\"a\":\n[{\"b\":\"\\\"}\"}]}{\"c\":\"\n{}")
	f.Fuzz(func(t *testing.T, stream string) {
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), `max_size = 24`), stream)
	})
}

func BenchmarkDecode(b *testing.B) {
	codectest.Decode(b, plugintest.MustCodec(b, Plugin(), ""),
		`{"@timestamp":"2015-05-17T10:05:03.000Z","host":"web-1","service":"checkout","level":"info","status":200,"duration_ms":12.5,"user":"u-38291","path":"/api/v1/carts/38291/items","method":"GET","bytes":5821,"message":"request done"}`+"\n")
}
