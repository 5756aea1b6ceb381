package null

import (
	"context"
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestWriteDeliversEverything(t *testing.T) {
	out, diags := plugintest.BuildOutput(t, Plugin(), "", nil)
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	for _, events := range [][]string{nil, {`{"message":"a"}`, `{}`}} {
		res, err := plugintest.Write(t, out, events...)
		if err != nil || res.Open() != 0 {
			t.Fatalf("%d events: %d left open, error %v", len(events), res.Open(), err)
		}
		for i := range events {
			if o, why := res.Outcome(i); o != event.Delivered || why != nil {
				t.Errorf("event %d: outcome %v, reason %v", i, o, why)
			}
		}
	}
}

func TestOptionsAreRefused(t *testing.T) {
	if _, diags := plugintest.BuildOutput(t, Plugin(), `path = "x"`, nil); !diags.HasErrors() {
		t.Error("an option that does not exist was accepted")
	}
}

func BenchmarkWrite(b *testing.B) {
	out, _ := plugintest.BuildOutput(b, Plugin(), "", nil)
	batch := event.NewBatch()
	for range 256 {
		batch.Add()
	}
	view := event.NewView(batch.Every(), 0)
	res := new(plugin.Results)
	b.ReportAllocs()
	for b.Loop() {
		res.Reset(view.Len())
		if err := out.Write(context.Background(), view, res); err != nil {
			b.Fatal(err)
		}
	}
}
