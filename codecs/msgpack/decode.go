package msgpack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/tinylib/msgp/msgp"

	"github.com/headgate/headgate/codecs/internal/reserved"
	"github.com/headgate/headgate/event"
)

type decoder struct{ target event.Path }

// Decode implements plugin.Decoder. Text in the event shares a copy of the record.
func (d *decoder) Decode(b *event.Batch, r *event.Record) error {
	a := b.Arena()
	text := a.End(append(a.Begin(len(r.Data)), r.Data...))
	v, rest, err := read(a, text, 0)
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return fmt.Errorf("msgpack: %d bytes follow the value", len(rest))
	case v.AsObject() != nil:
		return d.add(b.AddDecoded(r), v)
	case v.Kind() != event.KindArray:
		return fmt.Errorf("msgpack: found a %s: expected a map or a list of maps", v.Kind())
	}
	for i, item := range v.AsArray() {
		if item.AsObject() == nil {
			return fmt.Errorf("msgpack: element %d of the list is a %s: expected a map", i, item.Kind())
		}
		if err := d.add(b.AddDecoded(r), item); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) add(e *event.Event, v event.Value) error {
	if !d.target.IsZero() {
		return e.Set(d.target, v)
	}
	for k, f := range v.AsObject().All() {
		e.Fields().Add(e.Arena(), k, f)
	}
	reserved.Fix(e)
	return nil
}

var errDeep = fmt.Errorf("msgpack: nested deeper than the limit of %d levels", event.MaxDepth)

// read reads the value that b begins with.
func read(a *event.Arena, b []byte, depth int) (v event.Value, rest []byte, err error) {
	if len(b) == 0 {
		return event.Null, nil, msgp.ErrShortBytes
	}
	if h, ok := head(b); !ok || h.size > int64(len(b)) {
		return event.Null, nil, msgp.ErrShortBytes
	} else if h.inner > 0 && depth == event.MaxDepth {
		return event.Null, nil, errDeep
	}
	switch kind := msgp.NextType(b); kind {
	case msgp.MapType:
		return readMap(a, b, depth)
	case msgp.ArrayType:
		return readList(a, b, depth)
	case msgp.StrType:
		s, rest, err := msgp.ReadStringZC(b)
		return event.String(event.Alias(s)), rest, err
	case msgp.BinType:
		s, rest, err := msgp.ReadBytesZC(b)
		return event.BytesValue(s), rest, err
	case msgp.NilType:
		rest, err := msgp.ReadNilBytes(b)
		return event.Null, rest, err
	case msgp.BoolType:
		t, rest, err := msgp.ReadBoolBytes(b)
		return event.Bool(t), rest, err
	case msgp.IntType, msgp.UintType, msgp.Float64Type, msgp.Float32Type:
		return readNumber(b, kind)
	case msgp.InvalidType:
		return event.Null, nil, errors.New("msgpack: a value begins with the byte 0xc1, which the format does not use")
	}
	return readExtension(b)
}

func readNumber(b []byte, kind msgp.Type) (event.Value, []byte, error) {
	switch kind {
	case msgp.IntType:
		n, rest, err := msgp.ReadInt64Bytes(b)
		return event.Int(n), rest, err
	case msgp.UintType:
		n, rest, err := msgp.ReadUint64Bytes(b)
		if n > math.MaxInt64 {
			return event.Number(strconv.FormatUint(n, 10)), rest, err
		}
		return event.Int(int64(n)), rest, err
	case msgp.Float32Type:
		f, rest, err := msgp.ReadFloat32Bytes(b)
		return event.Float(float64(f)), rest, err
	}
	f, rest, err := msgp.ReadFloat64Bytes(b)
	return event.Float(f), rest, err
}

func readMap(a *event.Arena, b []byte, depth int) (event.Value, []byte, error) {
	n, b, err := msgp.ReadMapHeaderBytes(b)
	if err != nil {
		return event.Null, nil, err
	}
	if n > event.MaxFields {
		return event.Null, nil, fmt.Errorf("msgpack: a map has %d entries, more than the limit of %d", n, event.MaxFields)
	}
	o := a.NewObjectSize(int(min(n, smallMap)))
	for range n {
		var name event.Value
		if name, b, err = read(a, b, depth+1); err != nil {
			return event.Null, nil, err
		}
		k, ok := key(name)
		if !ok {
			return event.Null, nil, fmt.Errorf("msgpack: the key of a map is a %s: expected text or a whole number", name.Kind())
		}
		var v event.Value
		if v, b, err = read(a, b, depth+1); err != nil {
			return event.Null, nil, err
		}
		o.Set(a, k, v)
	}
	return event.ObjectValue(o), b, nil
}

// smallMap is how many fields room is made for before they are seen.
const smallMap = 64

func key(v event.Value) (*event.Key, bool) {
	switch v.Kind() {
	case event.KindString, event.KindInt:
		if s, ok := v.AsString(); ok {
			return event.Intern(s), true
		}
		n, _ := v.AsInt()
		return event.Intern(strconv.FormatInt(n, 10)), true
	case event.KindBytes:
		s, _ := v.AsBytes()
		return event.Intern(event.Alias(s)), true
	}
	return nil, false
}

func readList(a *event.Arena, b []byte, depth int) (event.Value, []byte, error) {
	n, b, err := msgp.ReadArrayHeaderBytes(b)
	if err != nil {
		return event.Null, nil, err
	}
	if int64(n) > int64(len(b)) { // every element takes a byte at least
		return event.Null, nil, msgp.ErrShortBytes
	}
	list := a.NewArray(int(n))
	for i := range list.AsArray() {
		if list.AsArray()[i], b, err = read(a, b, depth+1); err != nil {
			return event.Null, nil, err
		}
	}
	return list, b, nil
}

// timeExtension is the type number of the format's own extension for times.
const timeExtension = -1

// readExtension reads a time. Extensions of other types are binary data.
func readExtension(b []byte) (event.Value, []byte, error) {
	h, _ := head(b)
	at := map[byte]int{0xc7: 2, 0xc8: 3, 0xc9: 5}[b[0]] // of the type
	if at == 0 {
		at = 1
	}
	data, rest := b[at+1:h.size:h.size], b[h.size:]
	if int8(b[at]) == timeExtension {
		if t, ok := readTime(data); ok {
			return t, rest, nil
		}
	}
	return event.BytesValue(data), rest, nil
}

// readTime reads the three forms of a time; false if it is none or out of range.
func readTime(b []byte) (event.Value, bool) {
	var sec int64
	var nano uint32
	switch len(b) {
	case 4:
		sec = int64(binary.BigEndian.Uint32(b))
	case 8:
		n := binary.BigEndian.Uint64(b)
		sec, nano = int64(n&(1<<34-1)), uint32(n>>34)
	case 12:
		nano, sec = binary.BigEndian.Uint32(b), int64(binary.BigEndian.Uint64(b[4:]))
	default:
		return event.Null, false
	}
	const second = 1_000_000_000
	if nano >= second || sec > math.MaxInt64/second-1 || sec < math.MinInt64/second+1 {
		return event.Null, false
	}
	return event.TimeNanos(sec*second + int64(nano)), true
}
