package pretty

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestEncode(t *testing.T) {
	const ev = `{"@timestamp":"2015-05-17T10:05:03Z","a":"x\"y","n":{"i":1,"f":1.50,"e":{}},"l":["a",true,null],"o":[{"k":[]},2],"@metadata":{"m":1}}`
	const want = `{
  "@timestamp": "2015-05-17T10:05:03.000Z",
  "a": "x\"y",
  "n": {
    "i": 1,
    "f": 1.50,
    "e": {}
  },
  "l": ["a", true, null],
  "o": [
    {
      "k": []
    },
    2
  ]
}
`
	c := plugintest.MustCodec(t, Plugin(), "")
	if diff := cmp.Diff(want, plugintest.Encode(t, c, ev)); diff != "" {
		t.Error(diff)
	}
}

func TestEncodeMetadata(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), "metadata = true")
	got := plugintest.Encode(t, c, `{"a":1,"@metadata":{"m":1}}`, `{}`)
	want := "{\n  \"a\": 1,\n  \"@metadata\": {\n    \"m\": 1\n  }\n}\n{}\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestColor(t *testing.T) {
	const plain = "{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n"
	const colored = "{\n  \x1b[34m\"a\"\x1b[0m: \x1b[36m1\x1b[0m,\n  \x1b[34m\"b\"\x1b[0m: \x1b[32m\"x\"\x1b[0m\n}\n"
	tests := []struct {
		name, options  string
		told, terminal bool
		want           string
	}{
		{"auto, not told", "", false, false, plain},
		{"auto on a terminal", "", true, true, colored},
		{"auto elsewhere", "", true, false, plain},
		{"always", `color = "always"`, true, false, colored},
		{"never", `color = "never"`, true, true, plain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			enc := plugintest.MustCodec(t, Plugin(), tt.options).NewEncoder()
			if tt.told {
				enc.(plugin.Colorer).Color(tt.terminal)
			}
			got, err := enc.Encode(nil, plugintest.Batch(t, `{"a":1,"b":"x"}`).Every()[0])
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
