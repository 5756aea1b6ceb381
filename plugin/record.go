package plugin

import "github.com/headgate/headgate/event"

// DecodeRecord decodes one record of a batch, and completes its events with what the stream and the
// record bring. A record that can't be decoded becomes one event that holds it as its message, with
// the tag; the error is returned. Call it from inside Batch.Decode.
func DecodeRecord(b *event.Batch, r *event.Record, d Decoder, tag string) error {
	from := len(b.Every())
	err := Guard(func() error { return d.Decode(b, r) })
	if err != nil {
		b.UndoDecoded(from)
		e := b.AddDecoded(r)
		e.SetMessage(r.Data)
		if tag != "" {
			e.AddTag(tag)
		}
	}
	for _, e := range b.Every()[from:] {
		complete(e, r)
	}
	return err
}

// Metadata that only the engine gives.
var (
	keyInput    = event.ConfigKey("input")
	keyPipeline = event.ConfigKey("pipeline")
)

// complete adds what an event does not have of itself. What data says of the input and the pipeline is
// left out: it could take another way through the pipeline then.
func complete(e *event.Event, r *event.Record) {
	if m := e.Meta(); m != nil {
		m.Delete(keyInput)
		m.Delete(keyPipeline)
	}
	for i := range r.Meta {
		e.Default(r.Meta[i].Path, r.Meta[i].Value)
	}
	if o := r.Origin; o != nil {
		for i := range o.Fields {
			e.Default(o.Fields[i].Path, o.Fields[i].Value)
		}
		if r.Offset >= 0 && !o.OffsetField.IsZero() {
			e.Default(o.OffsetField, event.Int(r.Offset))
		}
	}
	if r.Tag != "" {
		e.AddTag(r.Tag)
	}
	if r.Time != 0 {
		e.DefaultTimestamp(r.Time)
	}
}
