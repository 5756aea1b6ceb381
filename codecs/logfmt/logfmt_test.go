package logfmt

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
		{"pairs", "", "level=info  msg=\"request done\"\tn=12\r\n", []string{`{"level":"info","msg":"request done","n":"12"}`}},
		{"keys without values", "", "debug a= b=\"\" last\n", []string{`{"debug":true,"a":"","b":"","last":true}`}},
		{"escapes", "", `a="x\"y\\z\n\t\u00e9\q" b="\u12"` + "\n", []string{`{"a":"x\"y\\z\n\té\\q","b":"\\u12"}`}},
		{"signs in values", "", "url=http://x/?a=b&c=\"d\" t={1}\n", []string{`{"url":"http://x/?a=b&c=\"d\"","t":"{1}"}`}},
		{"same key", "", "a=1 b=2 a=3\n", []string{`{"a":"3","b":"2"}`}},
		{"dots are part of a key", "", "a.b=1\n", []string{`{"a.b":"1"}`}},
		{"blank lines give nothing", "", "\n \t\na=1\n", []string{`{"a":"1"}`}},
		{"target", `target = "kv.in"`, "a=1\n", []string{`{"kv":{"in":{"a":"1"}}}`}},
		{"time of the event", "", "@timestamp=2015-05-17T10:05:03Z tags=x\n", []string{`{"@timestamp":"2015-05-17T10:05:03.000Z","tags":["x"]}`}},
		{"Latin-1", `charset = "ISO-8859-1"`, "a=\xe9\n", []string{`{"a":"é"}`}},
		{"long line", `max_line = 4`, "ab=cdefghijk\n", []string{`{"ab":"c","tags":["_line_truncated"]}`}},
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
	tests := []struct{ name, line, want string }{
		{"no pair", `panic: runtime error`, `panic: runtime error`},
		{"no key", `a=1 =2`, `a=1 =2`},
		{"quote in a key", `a"b=1`, `a\"b=1`},
		{"no closing quote", `a="b c`, `a=\"b c`},
		{"escape at the end", `a="b\`, `a=\"b\\`},
		{"text behind a quote", `a="b"c`, `a=\"b\"c`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), "")
			want := []string{`{"message":"` + tt.want + `","tags":["_logfmtparsefailure"]}`, `{"a":"1"}`}
			if diff := cmp.Diff(want, plugintest.Cuts(t, c, plugintest.Lines(tt.line, "a=1"))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	tests := []struct{ name, event, want string }{
		{"values", `{"a":"x","b":1.50,"c":true,"d":null,"e":""}`, `a=x b=1.50 c=true d=null e=""`},
		{"quotes", `{"a":"x y","b":"k=v","c":"say \"hi\"\n\t\\","d":"\u0001"}`, `a="x y" b="k=v" c="say \"hi\"\n\t\\" d="\u0001"`},
		{"inside", `{"a":{"b":{"c":1},"d":{}},"e":[1,"x"]}`, `a.b.c=1 a.d={} e="[1,\"x\"]"`},
		{"keys", `{"a b=\"c":1,"":2}`, `a_b__c=1 _=2`},
		{"nothing", `{}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), "")
			if diff := cmp.Diff(tt.want+"\n", plugintest.Encode(t, c, tt.event)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRoundTrip(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), "")
	const ev = `{"a":"x \"y\" \\ \n\t\r\u0002 é","b":"="}`
	if diff := cmp.Diff([]string{ev}, plugintest.DecodeStream(t, c, plugintest.Encode(t, c, ev), 1000)); diff != "" {
		t.Error(diff)
	}
}

func TestBuildErrors(t *testing.T) {
	for _, options := range []string{`charset = "x"`, `max_line = 0`} {
		if _, diags := plugintest.BuildCodec(t, Plugin(), options); !diags.HasErrors() {
			t.Errorf("%s: built without an error", options)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`a=1 b="x\"\u00e9\\" c` + "\n=\na\"=\n")
	f.Add(strings.Repeat("k=v ", 20))
	f.Fuzz(func(t *testing.T, stream string) {
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), `max_line = 64`), stream)
	})
}

func BenchmarkDecode(b *testing.B) {
	codectest.Decode(b, plugintest.MustCodec(b, Plugin(), ""),
		`ts=2015-05-17T10:05:03Z level=info service=checkout msg="request done" status=200 duration=12.5ms path=/api/v1/carts/38291/items`+"\n")
}
