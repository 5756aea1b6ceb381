package urldecode_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/urldecode"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, urldecode.Plugin()) }

// FuzzDecode compares with net/url where that understands the text.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"a%20b", "%", "%4", "%zz", "%C3%A9", "%E9", "a+b", "%%41"} {
		f.Add(s)
	}
	filter := plugintest.MustFilter(f, urldecode.Plugin(), "")
	f.Fuzz(func(t *testing.T, s string) {
		b := event.NewBatch()
		ev := b.Add()
		ev.SetMessage(s)
		if _, err := filter.Step().NewWorker().Process(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		got, _ := ev.Message()
		if strings.Contains(s, "%") && !utf8.ValidString(got) {
			t.Errorf("%q gave invalid text %q", s, got)
		}
		if want, err := url.PathUnescape(s); err == nil && utf8.ValidString(want) && got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	})
}

func BenchmarkURLDecode(b *testing.B) {
	plugintest.BenchmarkFilter(b, urldecode.Plugin(), "", `{"message":"/search?q=caf%C3%A9%20cr%C3%A8me&lang=fr&page=2"}`)
}
