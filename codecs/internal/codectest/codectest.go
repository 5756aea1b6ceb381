// Package codectest measures codecs.
package codectest

import (
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// BatchSize is how many records a batch has, as in a pipeline.
const BatchSize = 256

// Decode measures how long the codec takes to cut and decode a record.
func Decode(b *testing.B, c *plugin.Codec, record string) {
	b.Helper()
	f, d := c.NewFramer(), c.NewDecoder()
	block := make([]byte, 0, BatchSize*len(record))
	for range BatchSize {
		block = append(block, record...)
	}
	var frames []plugin.Frame
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if n%BatchSize > 0 {
			continue // the batch was worked on in the first of its rounds
		}
		frames, _ = f.Frame(block, 0, frames[:0])
		batch := event.NewBatch()
		for _, fr := range frames {
			batch.AddRecord(event.Record{Data: fr.Data, Aux: fr.Aux, Tag: fr.Tag, Offset: fr.Offset})
		}
		batch.Decode(func(_ int, r *event.Record) {
			if err := d.Decode(batch, r); err != nil {
				b.Fatal(err)
			}
		})
		Discard(batch)
	}
}

// Discard gives the memory of a batch back.
func Discard(b *event.Batch) {
	for _, e := range b.Every() {
		e.SetOutputs(1)
	}
	for _, share := range b.FanOut(1) {
		if share != nil {
			share.SettleAll(event.Delivered)
			share.Close()
		}
	}
}
