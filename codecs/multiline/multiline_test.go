package multiline

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/codecs/internal/codectest"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

const indented = "pattern = \"^\\s\"\nwhat = \"previous\"\n"

func one(message string, tags ...string) string {
	s := `{"message":` + strconv.Quote(message)
	if len(tags) > 0 {
		s += `,"tags":["` + strings.Join(tags, `","`) + `"]`
	}
	return s + "}"
}

func TestDecode(t *testing.T) {
	const lines, bytes = "multiline_codec_max_lines_reached", "multiline_codec_max_bytes_reached"
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{
			"previous", indented, "a\n  b\n\tc\nd\ne\n f\n",
			[]string{one("a\n  b\n\tc", "multiline"), one("d"), one("e\n f", "multiline")},
		},
		{"begins with a line that belongs to none", indented, " a\nb\n", []string{one(" a"), one("b")}},
		{"carriage returns stay between lines", indented, "a\r\n b\r\n\r\nc\r\n", []string{one("a\r\n b", "multiline"), one(""), one("c")}},
		{"no newline at the end", indented, "a\n b", []string{one("a\n b", "multiline")}},
		{
			"next", "pattern = \"\\\\\\\\$\"\nwhat = \"next\"", "a\\\nb\\\nc\nd\ne\\\n",
			[]string{one("a\\\nb\\\nc", "multiline"), one("d"), one("e\\")},
		},
		{
			"negate with grok", "pattern = \"^%{TIMESTAMP_ISO8601} \"\nnegate = true\nwhat = \"previous\"",
			"2015-05-17 10:05:03 a\nb\n\n2015-05-17T10:05:03Z c\n",
			[]string{one("2015-05-17 10:05:03 a\nb\n", "multiline"), one("2015-05-17T10:05:03Z c")},
		},
		{
			"negate and next", "pattern = \";$\"\nnegate = true\nwhat = \"next\"", "a\nb;\nc;\nd\n",
			[]string{one("a\nb;", "multiline"), one("c;"), one("d")},
		},
		{"other tag", indented + `multiline_tag = "joined"`, "a\n b\n", []string{one("a\n b", "joined")}},
		{"no tag", indented + `multiline_tag = ""`, "a\n b\n", []string{one("a\n b")}},
		{
			"too many lines", indented + `max_lines = 2`, "a\n b\n c\n d\n e\nf\n",
			[]string{one("a\n b\n c", "multiline", lines), one(" d\n e", "multiline"), one("f")},
		},
		{
			"too many bytes", indented + `max_bytes = 5`, "a\n bbb\n c\nd\n",
			[]string{one("a\n bbb", "multiline", bytes), one(" c"), one("d")},
		},
		{
			"long line", indented + `max_bytes = 4`, "a\n bbbbbbbbbbbbbbbbbbbbbb\nc\nd\n",
			[]string{one("a\n bbb", "multiline", bytes, "_line_truncated"), one("c"), one("d")},
		},
		{"delimiter", indented + `delimiter = "|"`, "a| b|c", []string{one("a| b", "multiline"), one("c")}},
		{"Latin-1", "charset = \"ISO-8859-1\"\npattern = \"^é\"\nwhat = \"previous\"", "a\n\xe9\nb", []string{one("a\né", "multiline"), one("b")}},
		{"UTF-16", indented + `charset = "UTF-16LE"`, "a\x00\r\x00\n\x00 \x00b\x00\n\x00c\x00\n\x00", []string{one("a\r\n b", "multiline"), one("c")}},
		{"nothing", indented, "", nil},
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

func TestPatternsDir(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine"), []byte("BEGIN <begin %{INT}>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := plugintest.MustCodec(t, Plugin(), "pattern = \"^%{BEGIN}\"\nnegate = true\nwhat = \"previous\"\npatterns_dir = "+strconv.Quote(dir))
	want := []string{one("<begin 1>\nx", "multiline"), one("<begin 2>")}
	if diff := cmp.Diff(want, plugintest.Cuts(t, c, "<begin 1>\nx\n<begin 2>\n")); diff != "" {
		t.Error(diff)
	}
}

func TestPositions(t *testing.T) {
	f := plugintest.MustCodec(t, Plugin(), indented).NewFramer()
	out, used := f.Frame([]byte("a\n b\nc\n d\npart"), 100, nil)
	want := []plugin.Frame{{Data: "a\n b", Offset: 100, Next: 105}}
	if diff := cmp.Diff(want[0].Data, out[0].Data); diff != "" || len(out) != 1 || out[0].Offset != 100 || out[0].Next != 105 {
		t.Errorf("got %+v, want %+v", out, want)
	}
	if used != 10 || !f.Pending() {
		t.Errorf("got %d bytes used and pending %t, want 10 and true", used, f.Pending())
	}
	out = f.Flush(nil, 110, nil)
	if len(out) != 1 || out[0].Data != "c\n d" || out[0].Offset != 105 || out[0].Next != 110 || f.Pending() {
		t.Errorf("got %+v after the flush", out)
	}
	out, _ = f.Frame([]byte("part\n"), 110, nil)
	if len(out) != 0 || !f.Pending() {
		t.Errorf("got %+v, want the rest to go on", out)
	}
}

func TestFlushAfter(t *testing.T) {
	if got := plugintest.MustCodec(t, Plugin(), indented).Idle(); got != 5*time.Second {
		t.Errorf("got %s by default", got)
	}
	if got := plugintest.MustCodec(t, Plugin(), indented+`auto_flush_interval = "2s"`).Idle(); got != 2*time.Second {
		t.Errorf("got %s", got)
	}
}

func TestBuildErrors(t *testing.T) {
	tests := []struct{ name, options, want string }{
		{"what", "pattern = \"x\"\nwhat = \"before\"", `"before"`},
		{"no pattern", `what = "next"`, "pattern"},
		{"wrong pattern", "pattern = \"(\"\nwhat = \"next\"", "is no pattern"},
		{"unknown name", "pattern = \"%{NOPE}\"\nwhat = \"next\"", "NOPE"},
		{"folder", indented + `patterns_dir = "/nonexistent/patterns"`, "can't be read"},
		{"lines", indented + `max_lines = 0`, "leaves nothing of an event"},
		{"bytes", indented + `max_bytes = 0`, "leaves nothing of an event"},
		{"time", indented + `auto_flush_interval = "0s"`, "leaves no time"},
		{"charset", indented + `charset = "x"`, "is not known"},
		{"delimiter", indented + `delimiter = ""`, "ends no line"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildCodec(t, Plugin(), tt.options)
			if got := plugintest.Messages(diags); !diags.HasErrors() || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want it to say %q", got, tt.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("a\n b\r\n\nlong long long long long\n c\n d", false)
	f.Add("a\n b\n c\n d\n e\n f", true)
	f.Fuzz(func(t *testing.T, stream string, next bool) {
		options := indented
		if next {
			options = "pattern = \"[ab]$\"\nwhat = \"next\"\n"
		}
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), options+"max_lines = 3\nmax_bytes = 12"), stream)
	})
}

func BenchmarkDecode(b *testing.B) {
	c := plugintest.MustCodec(b, Plugin(), indented)
	codectest.Decode(b, c, "java.lang.IllegalStateException: cart is closed\n\tat shop.Cart.add(Cart.java:42)\n\tat shop.Main.main(Main.java:7)\n")
}
