package fingerprint

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"net/netip"
	"slices"
	"unicode"

	"github.com/google/uuid"
	"github.com/spaolacci/murmur3"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

type filter struct {
	Options
	sources []source
	bits    int // of a network
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) { return []event.Path{f.Target}, false }

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	return &worker{filter: f, digest: f.newDigest(), murmur: murmur3.New32()}
}

type worker struct {
	*filter
	digest hash.Hash // nil for methods that need none
	murmur hash.Hash32
	buf    []byte // the text to hash
	sum    []byte
}

// maxKept bounds the scratch memory that is kept from one event to the next, in bytes.
const maxKept = 1 << 20

// errNothing says that there is no field to compute from.
var errNothing = errors.New("no source is there")

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		v, err := w.compute(ev)
		if err == nil {
			err = plugin.Assign(ev, w.Target, v)
		}
		switch {
		case errors.Is(err, errNothing):
			ev.Skip()
		case err != nil:
			b.Fail(ev, fmt.Errorf("fingerprint: %w", err))
		}
		if cap(w.buf) > maxKept {
			w.buf = nil
		}
	}
	return nil
}

func (w *worker) compute(ev *event.Event) (event.Value, error) {
	switch w.Method {
	case "UUID":
		return event.String(uuid.NewString()), nil
	case "EVENT_ID":
		return w.eventID(ev)
	case "PUNCTUATION":
		return w.each(ev, w.punctuation)
	}
	switch {
	case w.ConcatenateAllFields:
		w.buf = w.appendAll(w.buf[:0], ev.Fields())
		return w.hash(ev.Arena(), event.Null)
	case w.ConcatenateSources:
		w.buf = w.buf[:0]
		for i := range w.sources {
			w.buf = appendPair(w.buf, w.sources[i].name, ev.Get(w.sources[i].path))
		}
		w.buf = append(w.buf, '|')
		return w.hash(ev.Arena(), event.Null)
	}
	return w.each(ev, w.ofValue)
}

// each computes from every source that is there and returns the last result.
func (w *worker) each(ev *event.Event, of func(*event.Arena, event.Value) (event.Value, error)) (event.Value, error) {
	result, err := event.Null, errNothing
	for i := range w.sources {
		v := ev.Get(w.sources[i].path)
		if v.IsNull() {
			continue
		}
		if result, err = of(ev.Arena(), v); err != nil {
			return event.Null, fmt.Errorf("%q: %w", w.sources[i].path, err)
		}
	}
	return result, err
}

// ofValue computes from one value, or from each element of a list.
func (w *worker) ofValue(a *event.Arena, v event.Value) (event.Value, error) {
	if v.Kind() != event.KindArray {
		w.buf = appendRuby(w.buf[:0], v)
		return w.hash(a, v)
	}
	old := v.AsArray()
	list := a.NewArray(len(old))
	for i, e := range old {
		w.buf = appendRuby(w.buf[:0], e)
		h, err := w.hash(a, e)
		if err != nil {
			return event.Null, err
		}
		list.AsArray()[i] = h
	}
	return list, nil
}

// appendPair appends a field as "|name|value".
func appendPair(dst []byte, name string, v event.Value) []byte {
	dst = append(append(append(dst, '|'), name...), '|')
	return appendRuby(dst, v)
}

// appendAll appends all fields, sorted by name. Logstash gives each event a field "@version" that is "1"; it counts
// here too, so that fingerprints are the same.
func (w *worker) appendAll(dst []byte, o *event.Object) []byte {
	fields := make([]event.Field, 0, o.Len()+1)
	version := false
	for k, v := range o.All() {
		fields = append(fields, event.Field{Key: k, Value: v})
		version = version || k.String() == "@version"
	}
	if !version {
		fields = append(fields, event.Field{Key: event.ConfigKey("@version"), Value: event.String("1")})
	}
	slices.SortFunc(fields, byName)
	for i := range fields {
		dst = appendPair(dst, fields[i].Key.String(), fields[i].Value)
	}
	return append(dst, '|')
}

func byName(a, b event.Field) int { return cmp.Compare(a.Key.String(), b.Key.String()) }

// punctuation keeps punctuation and symbols.
func (w *worker) punctuation(a *event.Arena, v event.Value) (event.Value, error) {
	w.buf = appendRuby(w.buf[:0], v)
	kept := a.Begin(len(w.buf))
	for _, r := range string(w.buf) {
		if r != unicode.ReplacementChar && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			kept = append(kept, string(r)...)
		}
	}
	return event.String(a.EndString(kept)), nil
}

// network is the network that the address in the scratch text belongs to.
func (w *worker) network() (event.Value, error) {
	addr, err := netip.ParseAddr(string(w.buf))
	if err != nil {
		return event.Null, fmt.Errorf("%s is not an IP address", plugin.Quote(string(w.buf)))
	}
	p, err := addr.Prefix(w.bits)
	if err != nil {
		return event.Null, fmt.Errorf("%q has fewer than %d bits", addr, w.bits)
	}
	return event.String(p.Addr().String()), nil
}

// eventID makes an identifier of the event's place in its source: half a SHA-256 of the stream's identity, a zero byte,
// the offset of the record and the number of the event among those of the record, both with the high byte first.
func (w *worker) eventID(ev *event.Event) (event.Value, error) {
	o := ev.Origin()
	offset, sub := ev.Position()
	if o == nil || o.ID == "" || offset < 0 {
		return event.Null, errors.New("the event has no place in its source that stays the same: EVENT_ID works for inputs such as file; use method = \"SHA256\" with concatenate_all_fields = true instead")
	}
	w.buf = append(append(w.buf[:0], o.ID...), 0)
	w.buf = binary.BigEndian.AppendUint64(w.buf, uint64(offset))
	w.buf = binary.BigEndian.AppendUint64(w.buf, uint64(sub))
	sum := sha256.Sum256(w.buf)
	return w.encode(ev.Arena(), sum[:len(sum)/2]), nil
}
