package event

import (
	"math"
	"slices"
	"strconv"

	"github.com/headgate/headgate/internal/timefmt"
)

// fieldRoom is the room made for a field beyond its name and text: quotes, comma, brackets, a number
// or a time, and what wide stores write past the end.
const fieldRoom = 64

// AppendJSON appends the event's fields as one line of JSON (RFC 8259) without a newline. Metadata is
// left out. Invalid UTF-8 becomes U+FFFD, NaN and infinities null, times RFC 3339 strings, and
// numbers kept as text are written byte for byte.
func AppendJSON(dst []byte, e *Event) []byte { return AppendJSONObject(dst, &e.root) }

// AppendJSONObject appends an object as AppendJSON does.
func AppendJSONObject(dst []byte, o *Object) []byte {
	if len(o.f) == 0 {
		return append(dst, "{}"...)
	}
	dst = append(dst, '{')
	for i := range o.f {
		f := &o.f[i]
		room := len(f.Key.quoted) + fieldRoom
		if f.k == KindString {
			room += int(f.n)
		}
		if cap(dst)-len(dst) < room {
			dst = slices.Grow(dst, room)
		}
		dst = putKey(dst, f.Key)
		switch f.k {
		case KindString:
			dst = quote(dst, f.text())
		case KindInt:
			dst = strconv.AppendInt(dst, int64(f.n), 10)
		case KindObject:
			dst = AppendJSONObject(dst, (*Object)(f.p))
		default:
			dst = AppendJSONValue(dst, f.Value)
		}
		dst = append(dst, ',')
	}
	dst[len(dst)-1] = '}'
	return dst
}

// AppendJSONValue appends any value as AppendJSON does. Binary data becomes a string.
func AppendJSONValue(dst []byte, v Value) []byte {
	switch v.Kind() {
	case KindString, KindBytes:
		return appendJSONString(dst, v.text())
	case KindInt:
		return strconv.AppendInt(dst, int64(v.n), 10)
	case KindNumber:
		return append(dst, v.text()...)
	case KindBool:
		return strconv.AppendBool(dst, v.n != 0)
	case KindFloat:
		return appendJSONFloat(dst, v.float())
	case KindTime:
		return append(timefmt.AppendRFC3339(append(dst, '"'), int64(v.n), v.HasNanos()), '"')
	case KindObject:
		return AppendJSONObject(dst, v.AsObject())
	case KindArray:
		return appendJSONList(dst, v.AsArray())
	}
	return append(dst, "null"...)
}

func appendJSONList(dst []byte, list []Value) []byte {
	if len(list) == 0 {
		return append(dst, "[]"...)
	}
	dst = append(dst, '[')
	for _, v := range list {
		dst = append(AppendJSONValue(dst, v), ',')
	}
	dst[len(dst)-1] = ']'
	return dst
}

// float is the number of a float value.
func (v Value) float() float64 { return math.Float64frombits(v.n) }

func appendJSONFloat(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return appendFloat(dst, f)
}

// appendFloat writes the shortest digits that read back as f, with an exponent where ECMAScript and
// encoding/json write one: below 1e-6 and from 1e21.
func appendFloat(dst []byte, f float64) []byte {
	abs := math.Abs(f)
	if abs == 0 || abs >= 1e-6 && abs < 1e21 || math.IsNaN(f) || math.IsInf(f, 0) {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	if n := len(dst); dst[n-4] == 'e' && dst[n-3] == '-' && dst[n-2] == '0' { // e-09 is e-9
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}
