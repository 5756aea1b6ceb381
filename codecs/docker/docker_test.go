package docker

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/codecs/internal/codectest"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

const (
	at    = "2016-10-06T00:17:09.669794202Z"
	begin = `{"@timestamp":"` + at + `","stream":"`
)

func line(text, stream string) string {
	return `{"log":"` + text + `","stream":"` + stream + `","time":"` + at + `"}`
}

func TestDecode(t *testing.T) {
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{
			"messages", "", plugintest.Lines(line(`say \"hi\" \\n\n`, "stdout"), line(`x\r\n`, "stderr"), line(`\n`, "stdout")),
			[]string{begin + `stdout","message":"say \"hi\" \\n"}`, begin + `stderr","message":"x"}`, begin + `stdout","message":""}`},
		},
		{
			"parts", "", plugintest.Lines(line(`one \\n`, "stdout"), line(`1 \"`, "stderr"), line(`two\n`, "stdout"), line(`\" 2\n`, "stderr")),
			[]string{begin + `stdout","message":"one \\ntwo"}`, begin + `stderr","message":"1 \"\" 2"}`},
		},
		{"end is missing", "", plugintest.Lines(line(`one`, "stdout"), line(` two`, "stdout")), []string{begin + `stdout","message":"one two"}`}},
		{
			"other order and blanks", "", `{ "time" : "` + at + `", "attrs": {"a":["}"],"b":{}}, "stream":"stdout" , "log" : "x\n" }`,
			[]string{begin + `stdout","message":"x","container":{"labels":{"a":["}"],"b":{}}}}`},
		},
		{"text only", "", `{"log":"x\n"}`, []string{`{"message":"x"}`}},
		{
			"long messages", `max_line = 5`, plugintest.Lines(line(`abcdefgh\n`, "stdout"), line(`abcd\n`, "stdout"), line(`abc`, "stdout"), line(`\u00e9x`, "stdout"), line(`y\n`, "stdout"), line(`abc\n`, "stdout")),
			[]string{
				begin + `stdout","message":"abcde","tags":["_line_truncated"]}`, begin + `stdout","message":"abcd","tags":["_line_truncated"]}`,
				begin + `stdout","message":"abc","tags":["_line_truncated"]}`, begin + `stdout","message":"abc"}`,
			},
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

func TestClassicNames(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), "", func(e *plugin.Env) { e.ECS = plugin.ECSDisabled })
	want := []string{`{"message":"x","docker":{"attrs":{"tag":"t"}}}`}
	if diff := cmp.Diff(want, plugintest.DecodeStream(t, c, `{"log":"x\n","attrs":{"tag":"t"}}`, 100)); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeFailures(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"text", `hello`, `hello`},
		{"broken", `{"log":"x`, `{\"log\":\"x`},
		{"no log", `{"stream":"stdout"}`, `{\"stream\":\"stdout\"}`},
		{"log is no text", `{"log":1}`, `{\"log\":1}`},
		{"time is none", `{"log":"x\n","time":"now"}`, `{\"log\":\"x\\n\",\"time\":\"now\"}`},
		{"nothing behind a name", `{"log":`, `{\"log\":`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), "")
			want := []string{`{"message":"` + tt.want + `","tags":["_dockerparsefailure"]}`, `{"message":"x"}`}
			if diff := cmp.Diff(want, plugintest.Cuts(t, c, plugintest.Lines(tt.line, `{"log":"x\n"}`))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBuildErrors(t *testing.T) {
	if _, diags := plugintest.BuildCodec(t, Plugin(), `max_line = 0`); !diags.HasErrors() {
		t.Error("built without an error")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(plugintest.Lines(line(`one \\n`, "stdout"), line(`1 \"`, "stderr"), line(`two\n`, "stdout")))
	f.Add(`{"log":"\u00e9\\\"abcdefghij","x":[{"y":"]"}],"stream":1}`)
	f.Fuzz(func(t *testing.T, stream string) {
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), `max_line = 8`), stream)
	})
}

func BenchmarkDecode(b *testing.B) {
	codectest.Decode(b, plugintest.MustCodec(b, Plugin(), ""),
		line(`{\"level\":\"info\",\"msg\":\"request done\",\"status\":200,\"path\":\"/api/v1/carts/38291/items\"}\n`, "stdout")+"\n")
}
