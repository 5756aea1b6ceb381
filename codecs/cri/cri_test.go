package cri

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/codecs/internal/codectest"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

const (
	at    = "2016-10-06T00:17:09.669794202Z"
	later = "2016-10-06T00:17:10.5+02:00"
)

func message(time, stream, text string, tags ...string) string {
	s := `{"@timestamp":"` + time + `","stream":"` + stream + `","message":"` + text + `"`
	if len(tags) > 0 {
		s += `,"tags":["` + strings.Join(tags, `","`) + `"]`
	}
	return s + "}"
}

func TestDecode(t *testing.T) {
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{
			"full lines", "", plugintest.Lines(at+" stdout F hello  world ", later+" stderr F", later+" stdout F "),
			[]string{message(at, "stdout", "hello  world "), message("2016-10-05T22:17:10.500Z", "stderr", ""), message("2016-10-05T22:17:10.500Z", "stdout", "")},
		},
		{
			"parts", "", plugintest.Lines(at+" stdout P one ", later+" stdout P two ", later+" stdout F three", later+" stdout F x"),
			[]string{message(at, "stdout", "one two three"), message("2016-10-05T22:17:10.500Z", "stdout", "x")},
		},
		{
			"parts of two streams", "", plugintest.Lines(at+" stdout P a", at+" stderr P 1", at+" stdout F b", at+" stderr F 2"),
			[]string{message(at, "stdout", "ab"), message(at, "stderr", "12")},
		},
		{
			"end is missing", "", plugintest.Lines(at+" stderr P 1", at+" stdout P a", at+" stdout P b"),
			[]string{message(at, "stderr", "1"), message(at, "stdout", "ab")},
		},
		{"more flags", "", at + " stdout F:x:y text", []string{message(at, "stdout", "text")}},
		{"blank lines give nothing", "", "\n\r\n" + at + " stdout F x\r\n", []string{message(at, "stdout", "x")}},
		{
			"long messages", `max_line = 4`, plugintest.Lines(at+" stdout F abcdef", at+" stdout P abc", at+" stdout P €", at+" stdout F d", at+" stdout F abcd"),
			[]string{message(at, "stdout", "abcd", "_line_truncated"), message(at, "stdout", "abc", "_line_truncated"), message(at, "stdout", "abcd")},
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

func TestDecodeFailures(t *testing.T) {
	for _, line := range []string{
		"hello", "hello world", at + " stdin F x", at + " stdout X x", at + " stdout FF x", "yesterday stdout F x", " ",
	} {
		t.Run(line, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), "")
			want := []string{`{"message":"` + line + `","tags":["_criparsefailure"]}`, message(at, "stdout", "x")}
			if line == " " {
				want = want[1:]
			}
			if diff := cmp.Diff(want, plugintest.Cuts(t, c, plugintest.Lines(line, at+" stdout F x"))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPositions(t *testing.T) {
	f := plugintest.MustCodec(t, Plugin(), "").NewFramer()
	lines := []string{at + " stdout P a", at + " stderr F 1", at + " stdout F b", at + " stdout P c"}
	size := int64(len(lines[0]) + 1)
	out, used := f.Frame([]byte(plugintest.Lines(lines...)), 0, nil)
	want := []plugin.Frame{
		{Data: lines[1], Offset: size, Next: 0},
		{Data: at + " stdout P ab", Offset: 0, Next: 3 * size},
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
	if !f.Pending() {
		t.Error("nothing is pending, want the part of a message")
	}
	want = []plugin.Frame{{Data: lines[3], Offset: 3 * size, Next: 4 * size}}
	if diff := cmp.Diff(want, f.Flush(nil, int64(used), nil)); diff != "" {
		t.Error(diff)
	}
	if f.Pending() {
		t.Error("something is pending after the flush")
	}
}

func TestBuildErrors(t *testing.T) {
	if _, diags := plugintest.BuildCodec(t, Plugin(), `max_line = 0`); !diags.HasErrors() {
		t.Error("built without an error")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(plugintest.Lines(at+" stdout P one", at+" stderr F two", at+" stdout F three"))
	f.Add(at + " stdout P 0123456789012345€\nx\n\n")
	f.Fuzz(func(t *testing.T, stream string) {
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), `max_line = 8`), stream)
	})
}

func BenchmarkDecode(b *testing.B) {
	codectest.Decode(b, plugintest.MustCodec(b, Plugin(), ""),
		at+` stdout F {"level":"info","msg":"request done","status":200,"path":"/api/v1/carts/38291/items"}`+"\n")
}
