package plugin_test

import (
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// forger decodes a record as data that names its own metadata.
type forger struct{}

func (forger) Decode(b *event.Batch, r *event.Record) error {
	e := b.AddDecoded(r)
	for _, name := range []string{"input", "pipeline", "beat"} {
		if err := e.Set(event.MetaPath(name), event.String("forged")); err != nil {
			return err
		}
	}
	return nil
}

func TestDataDoesNotNameItsInput(t *testing.T) {
	b := event.NewBatch()
	b.AddRecord(event.Record{Data: "x", Origin: &event.Origin{Input: "in", Pipeline: "web"}, Offset: -1})
	b.Decode(func(_ int, r *event.Record) {
		if err := plugin.DecodeRecord(b, r, forger{}, ""); err != nil {
			t.Fatal(err)
		}
	})
	e := b.Every()[0]
	for name, want := range map[string]string{"input": "in", "pipeline": "web", "beat": "forged"} {
		if got, _ := e.Str(event.MetaPath(name)); got != want {
			t.Errorf("meta.%s is %q, want %q", name, got, want)
		}
	}
}
