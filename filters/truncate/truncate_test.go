package truncate_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/truncate"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, truncate.Plugin()) }

func TestNeverTooLongAndAlwaysWhole(t *testing.T) {
	text := strings.Repeat("aé€😀", 20)
	for limit := 3; limit < len(text); limit++ {
		e := event.NewBatch()
		ev := e.Add()
		ev.SetMessage(text)
		f := plugintest.MustFilter(t, truncate.Plugin(), "max = "+string(event.AppendText(nil, event.Int(int64(limit)))))
		if _, err := f.Step().NewWorker().Process(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		got, _ := ev.Message()
		if len(got) > limit || len(got) <= limit-utf8.UTFMax || !utf8.ValidString(got) || !strings.HasSuffix(got, "...") {
			t.Errorf("limit %d: got %q of %d bytes", limit, got, len(got))
		}
	}
}

func BenchmarkTruncate(b *testing.B) {
	plugintest.BenchmarkFilter(b, truncate.Plugin(), "fields = [\"message\"]\nmax = 64", `{"message":"`+strings.Repeat("text ", 40)+`","n":1}`)
}
