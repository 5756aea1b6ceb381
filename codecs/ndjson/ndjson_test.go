package ndjson

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
		{"objects", "", "{\"a\":1}\n{\"b\":[true,null]}\r\n", []string{`{"a":1}`, `{"b":[true,null]}`}},
		{"blank lines give nothing", "", "\n  \n{\"a\":1}\n\n", []string{`{"a":1}`}},
		{"no newline at the end", "", `{"a":1}`, []string{`{"a":1}`}},
		{"list", "", "[{\"a\":1},{\"a\":2}]\n[]\n", []string{`{"a":1}`, `{"a":2}`}},
		{"byte order mark", "", "\ufeff{\"a\":1}\n", []string{`{"a":1}`}},
		{"target", `target = "doc.in"`, "{\"a\":1}\n", []string{`{"doc":{"in":{"a":1}}}`}},
		{"target of a list", `target = "doc"`, "[{\"a\":1},{\"a\":2}]\n", []string{`{"doc":{"a":1}}`, `{"doc":{"a":2}}`}},
		{"time", "", `{"@timestamp":"2015-05-17T10:05:03+02:00"}`, []string{`{"@timestamp":"2015-05-17T08:05:03.000Z"}`}},
		{"time with nanoseconds", "", `{"@timestamp":"2015-05-17T10:05:03.123456789Z"}`, []string{`{"@timestamp":"2015-05-17T10:05:03.123456789Z"}`}},
		{
			"time that is none", "", `{"@timestamp":"yesterday","a":1}`,
			[]string{`{"a":1,"_@timestamp":"yesterday","tags":["_timestampparsefailure"]}`},
		},
		{
			"time that is a number", "", `{"@timestamp":12}`,
			[]string{`{"_@timestamp":12,"tags":["_timestampparsefailure"]}`},
		},
		{"metadata", "", `{"@metadata":{"x":1},"a":2}`, []string{`{"a":2,"@metadata":{"x":1}}`}},
		{"tags", "", "{\"tags\":\"a\"}\n{\"tags\":[\"a\",\"b\",\"a\"]}\n{\"tags\":null}\n", []string{`{"tags":["a"]}`, `{"tags":["a","b"]}`, `{}`}},
		{"tags that are none", "", `{"tags":{"a":1}}`, []string{`{"_tags":{"a":1},"tags":["_tagsparsefailure"]}`}},
		{"Latin-1", `charset = "ISO-8859-1"`, "{\"a\":\"\xe9\"}\n", []string{`{"a":"é"}`}},
		{"delimiter", `delimiter = ";"`, `{"a":1};{"a":2}`, []string{`{"a":1}`, `{"a":2}`}},
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

func TestDecodeFailures(t *testing.T) {
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{
			"broken line", "", "{\"a\":1\n{\"b\":2}\n",
			[]string{`{"message":"{\"a\":1","tags":["_jsonparsefailure"]}`, `{"b":2}`},
		},
		{"no object", "", "12\n", []string{`{"message":"12","tags":["_jsonparsefailure"]}`}},
		{"list of other things", "", "[{\"a\":1},2]\n", []string{`{"message":"[{\"a\":1},2]","tags":["_jsonparsefailure"]}`}},
		{"text", "", "hello\n", []string{`{"message":"hello","tags":["_jsonparsefailure"]}`}},
		{
			"cut line", `max_line = 6`, "{\"a\":123456789}\n{\"b\":2}\n",
			[]string{`{"message":"{\"a\":1","tags":["_jsonparsefailure","_line_truncated"]}`, `{"message":"{\"b\":2","tags":["_jsonparsefailure","_line_truncated"]}`},
		},
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
	got := plugintest.Encode(t, c, `{"a":"x\ny","b":{"c":[1,2.50]}}`, `{}`)
	if diff := cmp.Diff("{\"a\":\"x\\ny\",\"b\":{\"c\":[1,2.50]}}\n{}\n", got); diff != "" {
		t.Error(diff)
	}
}

func TestBuildErrors(t *testing.T) {
	for _, options := range []string{`charset = "x"`, `delimiter = ""`, `max_line = "0B"`} {
		if _, diags := plugintest.BuildCodec(t, Plugin(), options); !diags.HasErrors() {
			t.Errorf("%s: built without an error", options)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("{\"a\":1}\n[{\"tags\":\"x\"}]\n\nx\n")
	f.Add(`{"@timestamp":"2015-05-17T10:05:03Z","@metadata":{"a":{"b":1}},"tags":["a","a"]}`)
	f.Fuzz(func(t *testing.T, stream string) {
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), `max_line = 64`), stream)
	})
}

const flat = `{"@timestamp":"2015-05-17T10:05:03.000Z","host":"web-1","service":"checkout","level":"info","status":200,"duration_ms":12.5,"user":"u-38291","path":"/api/v1/carts/38291/items","method":"GET","bytes":5821,"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","message":"request done"}`

func BenchmarkDecode(b *testing.B) {
	codectest.Decode(b, plugintest.MustCodec(b, Plugin(), ""), flat+"\n")
}

func BenchmarkEncode(b *testing.B) {
	e := plugintest.Batch(b, flat).Every()[0]
	enc := plugintest.MustCodec(b, Plugin(), "").NewEncoder()
	buf := make([]byte, 0, 2*len(flat))
	b.SetBytes(int64(len(flat)))
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = enc.Encode(buf[:0], e)
	}
	if !strings.HasSuffix(string(buf), "}\n") {
		b.Fatalf("got %q", buf)
	}
}
