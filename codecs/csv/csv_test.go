package csv

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/codecs/internal/codectest"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

const autodetect = "autodetect_column_names = true\n"

func TestDecode(t *testing.T) {
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{"numbered columns", "", "a,b\n1,2\n", []string{`{"column1":"a","column2":"b"}`, `{"column1":"1","column2":"2"}`}},
		{"named columns", `columns = ["x", "y"]`, "1,2,3\n4\n", []string{`{"x":"1","y":"2","column3":"3"}`, `{"x":"4"}`}},
		{"no names made", "columns = [\"x\"]\nautogenerate_column_names = false", "1,2\n", []string{`{"x":"1"}`}},
		{"header", autodetect, "x,y\r\n1,2\r\n3,4", []string{`{"x":"1","y":"2"}`, `{"x":"3","y":"4"}`}},
		{"header with byte order mark and quotes", autodetect, "\ufeff\"x y\",\n1,2\n", []string{`{"x y":"1","column2":"2"}`}},
		{"names stand twice", autodetect, "x,x\n1,2\n", []string{`{"x":"2"}`}},
		{"columns win over a header", autodetect + `columns = ["a"]`, "x\n1\n", []string{`{"a":"x"}`, `{"a":"1"}`}},
		{"repeated header is skipped", "columns = [\"a\", \"b\"]\nskip_header = true", "a,b\n1,2\na,b\na\n", []string{`{"a":"1","b":"2"}`, `{"a":"a"}`}},
		{"quotes", "", "\"a,b\",\"c \"\"d\"\"\",\"\"\n", []string{`{"column1":"a,b","column2":"c \"d\"","column3":""}`}},
		{"newline in quotes", "", "1,\"a\r\nb\n\"\n2,c\n", []string{`{"column1":"1","column2":"a\r\nb\n"}`, `{"column1":"2","column2":"c"}`}},
		{"quote at the end of the stream", "", "1,\"a\nb\"", []string{`{"column1":"1","column2":"a\nb"}`}},
		{"empty values", "", "a,,\"\"\n,\n", []string{`{"column1":"a","column2":null,"column3":""}`, `{"column1":null,"column2":null}`}},
		{"empty values skipped", `skip_empty_columns = true`, "a,,\"\"\n", []string{`{"column1":"a"}`}},
		{"blank lines give nothing", autodetect, "\nx\n\n1\n\r\n", []string{`{"x":"1"}`}},
		{"tabs", `separator = "\t"`, "a\tb\n", []string{`{"column1":"a","column2":"b"}`}},
		{"long separator and other quote", "separator = \"||\"\nquote_char = \"'\"", "a||'b||''c'||\"d\n", []string{`{"column1":"a","column2":"b||'c","column3":"\"d"}`}},
		{
			"types", autodetect + `convert = { i = "integer", f = "float", b = "boolean", d = "date", t = "date_time", column6 = "integer" }`,
			"i,f,b,d,t\n 12,1.50,TRUE,2015-05-17,2015-05-17 10:05:03,7\nx,nan,yes,never,no,0x1f\n",
			[]string{
				`{"i":12,"f":1.5,"b":true,"d":"2015-05-17T00:00:00.000Z","t":"2015-05-17T10:05:03.000Z","column6":7}`,
				`{"i":"x","f":"nan","b":"yes","d":"never","t":"no","column6":31}`,
			},
		},
		{"target", `target = "row.in"`, "a\n", []string{`{"row":{"in":{"column1":"a"}}}`}},
		{"time of the event", `columns = ["@timestamp", "x"]`, "2015-05-17T10:05:03Z,1\n", []string{`{"@timestamp":"2015-05-17T10:05:03.000Z","x":"1"}`}},
		{"Latin-1", autodetect + `charset = "ISO-8859-1"`, "\xe9t\xe9\n\xe0\n", []string{`{"été":"à"}`}},
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
	const fail = `"tags":["_csvparsefailure"]}`
	tests := []struct {
		name, options, stream string
		want                  []string
	}{
		{"quote inside", "", "5\" disk,x\n1,2\n", []string{`{"message":"5\" disk,x",` + fail, `{"column1":"1","column2":"2"}`}},
		{"text behind a quote", "", "\"a\"b,c\n", []string{`{"message":"\"a\"b,c",` + fail}},
		{"quote not closed", "", "\"a,b\n1\n", []string{`{"message":"\"a,b",` + fail, `{"column1":"1"}`}},
		{
			"quote not closed within the limit", `max_line = 8`, "1,\"a\n2,b\n3,c\n4,d\n",
			[]string{`{"message":"1,\"a",` + fail, `{"column1":"2","column2":"b"}`, `{"column1":"3","column2":"c"}`, `{"column1":"4","column2":"d"}`},
		},
		{
			"long row", `max_line = 4`, "a,bcdefghijk\nabcd\nabcde\nx\n",
			[]string{
				`{"column1":"a","column2":"bc","tags":["_line_truncated"]}`, `{"column1":"abcd"}`,
				`{"column1":"abcd","tags":["_line_truncated"]}`, `{"column1":"x"}`,
			},
		},
		{"broken header", autodetect, "\"x\"y\na\n1\n", []string{`{"message":"\"x\"y",` + fail, `{"a":"1"}`}},
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

func TestGoingOnInTheMiddle(t *testing.T) {
	tests := []struct {
		name, head string
		want       []string
	}{
		{"with the beginning", "x,y\n1,2\n", []string{`{"x":"3","y":"4"}`}},
		{"without", "", []string{`{"column1":"3","column2":"4","tags":["_csvheadermissing"]}`}},
		{"beginning without a whole row", "x,y", []string{`{"column1":"3","column2":"4","tags":["_csvheadermissing"]}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), autodetect)
			f := c.NewFramer()
			if tt.head != "" {
				f.(plugin.HeadReader).Head([]byte(tt.head))
			}
			frames, _ := f.Frame([]byte("3,4\n"), 8, nil)
			b := event.NewBatch()
			for _, fr := range frames {
				b.AddRecord(event.Record{Data: fr.Data, Aux: fr.Aux, Tag: fr.Tag, Offset: fr.Offset})
			}
			d := c.NewDecoder()
			b.Decode(func(_ int, r *event.Record) {
				if err := plugin.DecodeRecord(b, r, d, c.FailureTag); err != nil {
					t.Error(err)
				}
			})
			if diff := cmp.Diff(tt.want, plugintest.Events(b)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	const ev = `{"a":"x,y","b":{"c":1.50},"d":"say \"hi\"","e":null,"f":"","g":" x","b.c":true}`
	tests := []struct{ name, options, want string }{
		{"all fields", "", "\"x,y\",\"{\"\"c\"\":1.50}\",\"say \"\"hi\"\"\",,\"\",\" x\",true\n"},
		{"columns", `columns = ["a", "b.c", "[b][c]", "none"]`, "\"x,y\",true,1.50,\n"},
		{"header", "columns = [\"a\", \"b,c\"]\ninclude_headers = true", "a,\"b,c\"\n\"x,y\",\n"},
		{"other signs", "columns = [\"a\", \"d\"]\nseparator = \";\"\nquote_char = \"'\"", "x,y;say \"hi\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := plugintest.MustCodec(t, Plugin(), tt.options)
			if diff := cmp.Diff(tt.want, plugintest.Encode(t, c, ev)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHeaderIsWrittenOnce(t *testing.T) {
	c := plugintest.MustCodec(t, Plugin(), `include_headers = true`)
	if diff := cmp.Diff("a,b\n1,2\n3,4\n", plugintest.Encode(t, c, `{"a":1,"b":2}`, `{"a":3,"b":4}`)); diff != "" {
		t.Error(diff)
	}
}

func TestBuildErrors(t *testing.T) {
	tests := []struct{ name, options, want string }{
		{"type", `convert = { a = "number" }`, `"number" is no type`},
		{"separator", `separator = ""`, "Without a separator"},
		{"quote", `quote_char = "ab"`, "is not one ASCII character"},
		{"charset", `charset = "UTF-16LE"`, "can't be told where they end"},
		{"limit", `max_line = 0`, "leaves nothing of a row"},
		{"converted column that is none", "columns = [\"a\"]\nconvert = { b = \"float\" }", "is none of the columns"},
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
	f.Add("a,b\n1,\"x\"\"\n\"\n", true)
	f.Add("\"\n\"\"\n,\"a\"b\n,,\r\n", false)
	f.Fuzz(func(t *testing.T, stream string, header bool) {
		options := "max_line = 16\n"
		if header {
			options += autodetect
		}
		plugintest.Cuts(t, plugintest.MustCodec(t, Plugin(), options), stream)
	})
}

func BenchmarkDecode(b *testing.B) {
	c := plugintest.MustCodec(b, Plugin(), `columns = ["time", "host", "level", "status", "duration", "path", "user"]`)
	codectest.Decode(b, c, "2015-05-17T10:05:03Z,web-1,info,200,12.5,\"/api/v1/carts/38291/items\",u-38291\n")
}
