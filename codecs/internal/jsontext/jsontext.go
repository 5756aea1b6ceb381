// Package jsontext turns JSON texts into events and back, for the codecs json and ndjson.
package jsontext

import (
	"fmt"
	"strings"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/codecs/internal/reserved"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// FailureTag is the tag of an event whose text is not JSON.
const FailureTag = "_jsonparsefailure"

// Decoder decodes records of one JSON object each, or one list of objects that become an event each. A
// blank record gives no event.
type Decoder struct {
	json    event.Decoder
	target  event.Path // where the object goes, zero for the event itself
	charset *charset.Charset
}

var _ plugin.Decoder = (*Decoder)(nil)

// NewDecoder makes a decoder for one goroutine.
func NewDecoder(target event.Path, c *charset.Charset) *Decoder {
	return &Decoder{target: target, charset: c}
}

// Decode implements plugin.Decoder.
func (d *Decoder) Decode(b *event.Batch, r *event.Record) error {
	text := d.charset.Decode(r.Data)
	if text != "" && text[0] == bom[0] {
		text = strings.TrimPrefix(text, bom)
	}
	switch first(text) {
	case 0:
		return nil
	case '[':
		return d.list(b, r, text)
	}
	e := b.AddDecoded(r)
	if !d.target.IsZero() {
		o := b.Arena().NewObject()
		if err := d.json.Object(b.Arena(), text, o); err != nil {
			return err
		}
		return e.Set(d.target, event.ObjectValue(o))
	}
	if err := d.json.Object(b.Arena(), text, e.Fields()); err != nil {
		return err
	}
	reserved.Fix(e)
	return nil
}

const bom = "\ufeff"

// first is the first byte that is not blank, 0 if there is none.
func first(s string) byte {
	for i := range len(s) {
		if c := s[i]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c
		}
	}
	return 0
}

func (d *Decoder) list(b *event.Batch, r *event.Record, text string) error {
	v, err := d.json.Value(b.Arena(), text)
	if err != nil {
		return err
	}
	for i, item := range v.AsArray() {
		o := item.AsObject()
		if o == nil {
			return fmt.Errorf("json: element %d of the list is a %s: expected an object", i, item.Kind())
		}
		if err := d.add(b.AddDecoded(r), o); err != nil {
			return err
		}
	}
	return nil
}

func (d *Decoder) add(e *event.Event, o *event.Object) error {
	if !d.target.IsZero() {
		return e.Set(d.target, event.ObjectValue(o))
	}
	for k, v := range o.All() {
		e.Fields().Add(e.Arena(), k, v)
	}
	reserved.Fix(e)
	return nil
}

// Encoder writes each event as one line of JSON.
type Encoder struct{}

var _ plugin.Encoder = Encoder{}

// Encode implements plugin.Encoder.
func (Encoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	return append(event.AppendJSON(dst, e), '\n'), nil
}
