package redact

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, Plugin()) }

// A text that takes too long to search is hidden whole, and the event fails.
func TestHidesWhatCannotBeSearched(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), `patterns = ["(?<a>x+x+)+\\k<a>y"]`)
	got := f.Run(t, `{"message":"`+strings.Repeat("x", 4000)+`"}`)
	if want := `{"message":"***","tags":["_redactfailure"]}`; len(got) != 1 || got[0] != want {
		t.Errorf("got %.200q, want %q", got, want)
	}
	if len(f.Failures) != 1 || !strings.Contains(fmt.Sprint(f.Failures[0]), "the whole text of 4000 bytes was hidden") {
		t.Errorf("failures: %v", f.Failures)
	}
}

func TestNoAllocations(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), "fields = [\"*\"]\npatterns = [\"secret \\\\d+\"]\nkinds = [\"card\", \"email\", \"iban\", \"ip\", \"secret\"]")
	w := f.Step().Filter.Worker()
	batch := plugintest.Batch(t, fmt.Sprintf(`{"message":%q,"n":17,"user":{"name":"jane","tags":["a","b"]}}`, plainLine))
	got := testing.AllocsPerRun(100, func() {
		if err := w.Process(context.Background(), batch); err != nil {
			t.Fatal(err)
		}
	})
	if got != 0 {
		t.Errorf("%v allocations for an event in which nothing is hidden", got)
	}
}

func BenchmarkRedact(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"plain", plainLine}, {"hits", plainLine + " from 203.0.113.7 by jane@example.com password=x 4111111111111111"},
	} {
		for _, mask := range []string{"full", "hash"} {
			b.Run(bb.name+"/"+mask, func(b *testing.B) {
				body := "mask = \"" + mask + "\"\n"
				if mask == "hash" {
					body += "key = \"k\"\n"
				}
				w := plugintest.MustFilter(b, Plugin(), body).Step().Filter.Worker()
				batch := plugintest.Batch(b, fmt.Sprintf(`{"message":%q}`, bb.text))
				ev := batch.Every()[0]
				b.ReportAllocs()
				for b.Loop() {
					ev.SetMessage(bb.text)
					if err := w.Process(context.Background(), batch); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
