package msgpack

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tinylib/msgp/msgp"

	"github.com/headgate/headgate/codecs/internal/codectest"
	"github.com/headgate/headgate/plugin/plugintest"
)

// pack makes a map of names and values, which are msgpack already.
func pack(pairs ...string) string {
	b := msgp.AppendMapHeader(nil, uint32(len(pairs)/2))
	for i := 0; i < len(pairs); i += 2 {
		b = append(msgp.AppendString(b, pairs[i]), pairs[i+1]...)
	}
	return string(b)
}

func text(s string) string { return string(msgp.AppendString(nil, s)) }

func TestDecode(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{"maps", "", pack("a", "\x01") + pack() + pack("b", text("x")), []string{`{"a":1}`, `{}`, `{"b":"x"}`}},
		{
			"numbers", "", pack("a", "\xff", "b", "\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "c", "\xd3\x80\x00\x00\x00\x00\x00\x00\x00", "d", "\xca\x3f\xc0\x00\x00", "e", "\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00", "f", "\xcd\x01\x00"),
			[]string{`{"a":-1,"b":18446744073709551615,"c":-9223372036854775808,"d":1.5,"e":1.5,"f":256}`},
		},
		{"words, lists, maps", "", pack("a", "\xc0", "b", "\xc3", "c", "\x93\xc2\x90\x81\xa1k\x01"), []string{`{"a":null,"b":true,"c":[false,[],{"k":1}]}`}},
		{"long text", "", pack("a", text(long), "b", "\xc4\x02hi"), []string{`{"a":"` + long + `","b":"hi"}`}},
		{"other keys", "", "\x82\x07\x01\xc4\x01k\x02", []string{`{"7":1,"k":2}`}},
		{"same key", "", pack("a", "\x01", "a", "\x02"), []string{`{"a":2}`}},
		{"list of maps", "", "\x92" + pack("a", "\x01") + pack("a", "\x02"), []string{`{"a":1}`, `{"a":2}`}},
		{
			"times", "", pack("a", "\xd6\xff\x55\x58\x68\x0f", "b", "\xd7\xff\x1d\x6f\x34\x54\x55\x58\x68\x0f", "c", "\xc7\x0c\xff\x00\x00\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff"),
			[]string{`{"a":"2015-05-17T10:06:07.000Z","b":"2015-05-17T10:06:07.123456789Z","c":"1969-12-31T23:59:59.000000001Z"}`},
		},
		{"time of the event", "", pack("@timestamp", "\xd6\xff\x55\x58\x68\x0f"), []string{`{"@timestamp":"2015-05-17T10:06:07.000Z"}`}},
		{"other extensions", "", pack("a", "\xd4\x05x", "b", "\xc7\x03\xffabc"), []string{`{"a":"x","b":"abc"}`}},
		{"target", `target = "doc"`, pack("a", "\x01"), []string{`{"doc":{"a":1}}`}},
		{"large map is skipped", `max_size = 8`, pack("a", text("0123456789"), "b", pack("c", "\x01")) + pack("d", "\x01"), []string{
			`{"message":"` + "\ufffd\ufffda\ufffd0123" + `","tags":["_msgpackparsefailure","_line_truncated"]}`, `{"d":1}`,
		}},
		{"nothing", "", "", nil},
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
	failed := func(message string) string {
		return `{"message":"` + message + `","tags":["_msgpackparsefailure"]}`
	}
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{"unfinished", "", pack("a", "\x01") + "\x81\xa1b", []string{`{"a":1}`, failed("\ufffd\ufffdb")}},
		{"list of numbers", "", "\x91\x01" + pack("a", "\x01"), []string{failed(`\ufffd\u0001`), `{"a":1}`}},
		{"text in pieces", `max_size = 4`, "hello world", []string{failed("hell"), failed("o wo"), failed("rld")}},
		{"unused byte inside", "", pack("a", "\x01") + "\x81\xa1b\xc1rest", []string{`{"a":1}`, failed("\ufffd\ufffdb\ufffdrest")}},
		{"key that is a list", "", "\x81\x90\x01" + pack("a", "\x01"), []string{failed(`\ufffd\ufffd\u0001`), `{"a":1}`}},
		{"too deep", "", strings.Repeat("\x91", 70) + "\x01", []string{failed(strings.Repeat("\ufffd", 70) + `\u0001`)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), tt.options)
			got := plugintest.Cuts(t, c, tt.stream)
			for i := range tt.want {
				tt.want[i] = strings.ReplaceAll(tt.want[i], `\ufffd`, "\ufffd")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTooManyFields(t *testing.T) {
	var pairs []string
	for i := range 1025 {
		pairs = append(pairs, fmt.Sprint(i), "\x01")
	}
	c := plugintest.MustCodec(t, Plugin(), "")
	got := plugintest.DecodeStream(t, c, pack(pairs...), 1<<20)
	if len(got) != 1 || !strings.Contains(got[0], "_msgpackparsefailure") {
		t.Errorf("got %d events, want one that failed", len(got))
	}
}

func TestRoundTrip(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), "")
	for _, ev := range []string{
		`{}`, `{"a":"x","b":-1,"c":1.5,"d":[true,false,null,{"e":{}}],"f":18446744073709551615,"g":300}`,
		`{"@timestamp":"2015-05-17T10:05:03.000Z"}`,
	} {
		if diff := cmp.Diff([]string{ev}, plugintest.DecodeStream(t, c, plugintest.Encode(t, c, ev), 1000)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestBuildErrors(t *testing.T) {
	if _, diags := plugintest.BuildCodec(t, Plugin(), `max_size = 0`); !diags.HasErrors() {
		t.Error("built without an error")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(pack("a", "\x01", "b", "\x93\xc2\x90\x81\xa1k\x01") + pack("t", "\xd6\xff\x55\x58\x68\x0f"))
	f.Add("\x81\xa1a\xdf\xff\xff\xff\xff\xc1")
	f.Fuzz(func(t *testing.T, stream string) {
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), `max_size = 24`), stream)
	})
}

func BenchmarkDecode(b *testing.B) {
	codectest.Decode(b, plugintest.MustCodec(b, Plugin(), ""),
		pack("host", text("web-1"), "service", text("checkout"), "level", text("info"), "status", "\xcc\xc8", "path", text("/api/v1/carts/38291/items"), "message", text("request done")))
}
