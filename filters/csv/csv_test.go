package csv_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	filter "github.com/headgate/headgate/filters/csv"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, filter.Plugin()) }

func TestFailureMessages(t *testing.T) {
	tests := []struct{ name, event, want string }{
		{"open", `{"message":"a,\"b"}`, `parse "message": "a,\"b": column 2: a quoted column does not end`},
		{"behind", `{"message":"\"a\"b"}`, `parse "message": "\"a\"b": column 1: "b" stands behind the closing quote`},
		{"inside", `{"message":"a\"b"}`, `parse "message": "a\"b": column 1: a quote stands inside a column that is not quoted`},
		{"empty", `{"message":""}`, `parse "message": "": the text is empty: skip_empty_rows lets it pass`},
		{"number", `{"message":5}`, `parse "message" as CSV: it is a number, not text`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, filter.Plugin(), "")
			f.Run(t, tt.event)
			if len(f.Failures) != 1 {
				t.Fatalf("got %d failures, want 1", len(f.Failures))
			}
			if diff := cmp.Diff(tt.want, f.Failures[0].Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTooManyColumns(t *testing.T) {
	f := plugintest.MustFilter(t, filter.Plugin(), "")
	f.Run(t, `{"message":"`+strings.Repeat(",", event.MaxFields)+`"}`)
	if len(f.Failures) != 1 || !strings.HasSuffix(f.Failures[0].Error(), "there are more than 1024 columns") {
		t.Errorf("got %v", f.Failures)
	}
}

// The names that one worker detects hold for all workers.
func TestDetectedNamesAreShared(t *testing.T) {
	f := plugintest.MustFilter(t, filter.Plugin(), "autodetect_column_names = true")
	if got := f.Run(t, `{"message":"a,b"}`); len(got) != 0 {
		t.Errorf("header was kept: %q", got)
	}
	got := f.Run(t, `{"message":"1,2"}`) // by another worker
	if diff := cmp.Diff([]string{`{"message":"1,2","a":"1","b":"2"}`}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzCSV compares with encoding/csv where both understand the row.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b", `"a,b","c ""d"""`, "a,\"b\nc\"", `a"b`, `"a`, ",", "\r\n", "é,ü"} {
		f.Add(s)
	}
	plain := plugintest.MustFilter(f, filter.Plugin(), `target = "row"`)
	f.Fuzz(func(t *testing.T, s string) {
		b := event.NewBatch()
		e := b.Add()
		e.SetMessage(s)
		if _, err := plain.Step().NewWorker().Process(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		failed := len(plain.Failures) > 0
		plain.Failures = nil
		if failed || strings.ContainsAny(s, "\r\n") {
			return
		}
		want, err := csv.NewReader(strings.NewReader(s)).Read()
		if err != nil {
			t.Fatalf("%q was read, encoding/csv says: %v", s, err)
		}
		var got []string
		if row := e.Get(event.MustPath("row")).AsObject(); row != nil {
			for _, v := range row.All() {
				text, _ := v.AsString()
				got = append(got, text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-encoding/csv +got):\n%s", s, diff)
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	const line = `{"message":"2,123456789010,eni-1235b8ca123456789,172.31.16.139,172.31.16.21,20641,22,6,20,4249,1418530010,1418530070,ACCEPT,OK"}`
	const body = `columns = ["version", "account_id", "interface_id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "action", "log_status"]
		convert = { srcport = "integer", dstport = "integer", bytes = "integer" }`
	plugintest.BenchmarkFilter(b, filter.Plugin(), body, line)
}
