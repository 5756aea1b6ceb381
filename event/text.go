package event

import (
	"strconv"

	"github.com/headgate/headgate/internal/timefmt"
)

// AppendText appends a value as it reads inside a template: text and binary data as they are, numbers
// and times as in JSON but without quotes, the elements of a list joined by commas, objects as JSON.
// Null appends nothing.
func AppendText(dst []byte, v Value) []byte {
	switch v.Kind() {
	case KindString, KindNumber, KindBytes:
		return append(dst, v.text()...)
	case KindBool:
		return strconv.AppendBool(dst, v.n != 0)
	case KindInt:
		return strconv.AppendInt(dst, int64(v.n), 10)
	case KindFloat:
		return appendFloat(dst, v.float())
	case KindTime:
		return timefmt.AppendRFC3339(dst, int64(v.n), v.HasNanos())
	case KindObject:
		return AppendJSONObject(dst, v.AsObject())
	case KindArray:
		return appendTextList(dst, v.AsArray())
	}
	return dst
}

func appendTextList(dst []byte, list []Value) []byte {
	for i, e := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendText(dst, e)
	}
	return dst
}
