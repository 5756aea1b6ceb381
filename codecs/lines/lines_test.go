package lines

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/codecs/internal/codectest"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestDecode(t *testing.T) {
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{"newlines", "", "a\nb\n", []string{`{"message":"a"}`, `{"message":"b"}`}},
		{"carriage returns", "", "a\r\nb\rc\r\n", []string{`{"message":"a"}`, `{"message":"b\rc"}`}},
		{"empty lines are events", "", "\n\r\nx\n", []string{`{"message":""}`, `{"message":""}`, `{"message":"x"}`}},
		{"last line without newline", "", "a\nlast", []string{`{"message":"a"}`, `{"message":"last"}`}},
		{"empty stream", "", "", nil},
		{"NUL and invalid UTF-8", "", "a\x00b\n\xff\n", []string{`{"message":"a\u0000b"}`, "{\"message\":\"\ufffd\"}"}},
		{"delimiter", `delimiter = "||"`, "a||b|c\n||d", []string{`{"message":"a"}`, `{"message":"b|c\n"}`, `{"message":"d"}`}},
		{
			"long line is cut", `max_line = 4`, "abcd\nabcde\nabcdefghijklmnopqrstuvwxyz\nabcd\r\nx\n",
			[]string{
				`{"message":"abcd"}`, `{"message":"abcd","tags":["_line_truncated"]}`,
				`{"message":"abcd","tags":["_line_truncated"]}`, `{"message":"abcd"}`, `{"message":"x"}`,
			},
		},
		{
			"no character is cut in two", `max_line = 4`, "abc€€€€€€€€€€\nabc€\n",
			[]string{`{"message":"abc","tags":["_line_truncated"]}`, `{"message":"abc","tags":["_line_truncated"]}`},
		},
		{
			"long line at the end", `max_line = 4`, "a\nabcdefghijklmnopqrstuvwxyz",
			[]string{`{"message":"a"}`, `{"message":"abcd","tags":["_line_truncated"]}`},
		},
		{
			"long line with a delimiter", "max_line = 4\ndelimiter = \"ab\"", "xxaxxaxxaxxaxxaxxabyab",
			[]string{`{"message":"xxax","tags":["_line_truncated"]}`, `{"message":"y"}`},
		},
		{"Latin-1", `charset = "ISO-8859-1"`, "caf\xe9\n", []string{`{"message":"café"}`}},
		{
			"UTF-16 with newlines across units", `charset = "UTF-16LE"`, "\xff\xfeA\x00\x0d\x00\x0a\x00\x00\x0a\x41\x00\x0a\x00",
			[]string{`{"message":"A"}`, `{"message":"` + "\u0a00" + `A"}`},
		},
		{
			"UTF-16 cut", "charset = \"UTF-16LE\"\nmax_line = 3", "A\x00B\x00C\x00D\x00E\x00F\x00G\x00H\x00I\x00\n\x00Z\x00\n\x00",
			[]string{`{"message":"A","tags":["_line_truncated"]}`, `{"message":"Z"}`},
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

func TestPositions(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), `max_line = 4`)
	f := c.NewFramer()
	out, used := f.Frame([]byte("a\r\nlong line to be cut"), 100, nil)
	out, more := f.Frame([]byte("cut\nb\nrest"), 100+int64(used), out)
	want := []plugin.Frame{
		{Data: "a", Offset: 100, Next: 103},
		{Data: "long", Offset: 103, Next: 126, Tag: "_line_truncated"},
		{Data: "b", Offset: 126, Next: 128},
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
	if got := 100 + used + more; got != 128 {
		t.Errorf("read up to %d, want 128", got)
	}
}

func TestLongLineKeepsLittle(t *testing.T) {
	f := plugintest.MustCodec(t, Plugin(), `max_line = "1KiB"`).NewFramer()
	piece := []byte(strings.Repeat("x", 4096))
	var base int64
	for range 100 {
		out, used := f.Frame(piece, base, nil)
		if len(out) > 0 || used != len(piece) {
			t.Fatalf("got %d records and %d bytes used, want all of the line's bytes used up", len(out), used)
		}
		base += int64(used)
	}
	got := f.Flush(nil, base, nil)
	if len(got) != 1 || len(got[0].Data) != 1024 || got[0].Next != base {
		t.Errorf("got %d records, want the beginning of the line", len(got))
	}
}

func TestEncode(t *testing.T) {
	tests := []struct{ name, options, event, want string }{
		{"message", "", `{"message":"hello","x":1}`, "hello\n"},
		{"other kinds", "", `{"message":{"a":1}}`, "{\"a\":1}\n"},
		{"delimiter", `delimiter = ";"`, `{"message":"a"}`, "a;"},
		{"format", `format = "<${field.message}>"`, `{"message":"a"}`, "<a>\n"},
		{"format with a missing field", `format = "<${field.message}> ${field.host.name}"`, `{"message":"a"}`, "<a> \n"},
		{"format that is no template", `format = field.n + 1`, `{"n":41}`, "42\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), tt.options)
			if diff := cmp.Diff(tt.want, plugintest.Encode(t, c, tt.event)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEncodeWithoutMessage(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), "")
	out, err := c.NewEncoder().Encode([]byte("before"), plugintest.Batch(t, `{"x":1}`).Every()[0])
	if err == nil || string(out) != "before" {
		t.Errorf("got %q, %v, want an error", out, err)
	}
}

func TestEncodeFormatFails(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), `format = field.n + 1`)
	out, err := c.NewEncoder().Encode([]byte("before"), plugintest.Batch(t, `{"n":"x"}`).Every()[0])
	if err == nil || string(out) != "before" {
		t.Errorf("got %q, %v, want an error", out, err)
	}
}

func TestBuildErrors(t *testing.T) {
	tests := []struct{ name, options, want string }{
		{"charset", `charset = "latin-99"`, `charset "latin-99" is not known`},
		{"delimiter", `delimiter = ""`, "An empty delimiter ends no line"},
		{"limit", `max_line = 0`, "leaves nothing of a line"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildCodec(t, Plugin(), tt.options)
			if got := plugintest.Messages(diags); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want it to say %q", got, tt.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("a\r\nb\nlong long long line\n", false)
	f.Add("a||b|", true)
	f.Add("€€€€€€\xff", false)
	f.Fuzz(func(t *testing.T, stream string, other bool) {
		options := "max_line = 8\n"
		if other {
			options += "delimiter = \"||\"\n"
		}
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), options), stream)
	})
}

const accessLine = `83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /presentations/logstash-monitorama-2013/images/kibana-search.png HTTP/1.1" 200 203023 "http://semicomplete.com/presentations/logstash-monitorama-2013/" "Mozilla/5.0"`

func BenchmarkFrame(b *testing.B) {
	c := plugintest.MustCodec(b, Plugin(), "")
	f := c.NewFramer()
	block := []byte(strings.Repeat(accessLine+"\n", 512))
	var frames []plugin.Frame
	b.SetBytes(int64(len(block) / 512))
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if n%512 == 0 { // so that the figures are those of one line
			frames, _ = f.Frame(block, 0, frames[:0])
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	codectest.Decode(b, plugintest.MustCodec(b, Plugin(), ""), accessLine+"\n")
}

func BenchmarkEncode(b *testing.B) {
	e := plugintest.Batch(b, `{"message":"83.149.9.216 - - [17/May/2015:10:05:03 +0000] GET / 200"}`).Every()[0]
	enc := plugintest.MustCodec(b, Plugin(), "").NewEncoder()
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = enc.Encode(buf[:0], e)
	}
}
