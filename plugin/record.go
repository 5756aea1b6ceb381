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

// complete adds what an event does not have of itself.
func complete(e *event.Event, r *event.Record) {
	preset(e, r.Meta)
	if r.Origin != nil {
		preset(e, r.Origin.Fields)
		if p := r.Origin.OffsetField; !p.IsZero() && r.Offset >= 0 && !e.Has(p) {
			_ = e.Set(p, event.Int(r.Offset)) // as in preset, what does not fit is left out
		}
	}
	if r.Tag != "" {
		e.AddTag(r.Tag)
	}
	if r.Time != 0 && e.Timestamp() == 0 {
		e.SetTimestamp(event.Time(r.Time))
	}
}

// preset sets fields that the event does not have. One that does not fit, because data has put text
// where the field needs an object, is left out.
func preset(e *event.Event, fields []event.Preset) {
	for _, f := range fields {
		if !e.Has(f.Path) {
			_ = e.Set(f.Path, f.Value)
		}
	}
}
