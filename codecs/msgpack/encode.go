package msgpack

import (
	"strconv"

	"github.com/tinylib/msgp/msgp"

	"github.com/headgate/headgate/event"
)

type encoder struct{}

// Encode implements plugin.Encoder.
func (encoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	return appendObject(dst, e.Fields()), nil
}

func appendObject(dst []byte, o *event.Object) []byte {
	dst = msgp.AppendMapHeader(dst, uint32(o.Len()))
	for k, v := range o.All() {
		dst = appendValue(msgp.AppendString(dst, k.String()), v)
	}
	return dst
}

func appendValue(dst []byte, v event.Value) []byte {
	switch v.Kind() {
	case event.KindBool:
		t, _ := v.AsBool()
		return msgp.AppendBool(dst, t)
	case event.KindInt:
		n, _ := v.AsInt()
		return msgp.AppendInt64(dst, n)
	case event.KindFloat:
		f, _ := v.AsFloat()
		return msgp.AppendFloat64(dst, f)
	case event.KindNumber:
		return appendNumber(dst, v)
	case event.KindString:
		s, _ := v.AsString()
		return msgp.AppendString(dst, s)
	case event.KindBytes:
		b, _ := v.AsBytes()
		return msgp.AppendBytes(dst, b)
	case event.KindTime:
		var room [len("2015-05-17T10:05:03.123456789Z")]byte
		return msgp.AppendStringFromBytes(dst, event.AppendText(room[:0], v))
	case event.KindObject:
		return appendObject(dst, v.AsObject())
	case event.KindArray:
		list := v.AsArray()
		dst = msgp.AppendArrayHeader(dst, uint32(len(list)))
		for _, item := range list {
			dst = appendValue(dst, item)
		}
		return dst
	}
	return msgp.AppendNil(dst)
}

// appendNumber writes a number that is kept as text: whole if it fits, else as the nearest double.
func appendNumber(dst []byte, v event.Value) []byte {
	text, _ := v.NumberText()
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return msgp.AppendUint64(dst, n)
	}
	f, _ := v.AsFloat()
	return msgp.AppendFloat64(dst, f)
}
