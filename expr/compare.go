package expr

import "github.com/headgate/headgate/event"

// equal is the meaning of ==. Null equals only null, numbers compare as numbers whatever their
// representation, a string that is compared with a time is read as RFC 3339, and objects are equal
// in any order of their fields. All other mixed kinds differ.
func equal(a, b event.Value) bool {
	switch a.Kind() {
	case event.KindNull:
		return b.IsNull()
	case event.KindBool:
		x, _ := a.AsBool()
		y, ok := b.AsBool()
		return ok && x == y
	case event.KindInt, event.KindFloat, event.KindNumber:
		return equalNumbers(a, b)
	case event.KindString:
		x, _ := a.AsString()
		if t, ok := b.AsTime(); ok {
			return equalTime(t, x)
		}
		y, ok := b.AsString()
		return ok && x == y
	case event.KindBytes:
		x, _ := a.AsBytes()
		y, ok := b.AsBytes()
		return ok && string(x) == string(y)
	case event.KindTime:
		return equalToTime(a, b)
	case event.KindArray:
		return b.Kind() == event.KindArray && equalLists(a.AsArray(), b.AsArray())
	case event.KindObject:
		return b.Kind() == event.KindObject && equalObjects(a.AsObject(), b.AsObject())
	}
	return false
}

func equalNumbers(a, b event.Value) bool {
	x, _ := numberOf(a)
	y, ok := numberOf(b)
	if !ok {
		return false
	}
	c, ok := compareNumbers(x, y)
	return ok && c == 0
}

func equalToTime(a, b event.Value) bool {
	x, _ := a.AsTime()
	if s, ok := b.AsString(); ok {
		return equalTime(x, s)
	}
	y, ok := b.AsTime()
	return ok && x == y
}

func equalTime(t int64, s string) bool {
	u, ok := parseInstant(s)
	return ok && t == u
}

func equalLists(a, b []event.Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalObjects(a, b *event.Object) bool {
	if a.Len() != b.Len() {
		return false
	}
	for k, v := range a.All() {
		i := b.Find(k)
		if i < 0 {
			return false
		}
		if _, w := b.At(i); !equal(v, w) {
			return false
		}
	}
	return true
}

// ordering is how two values compare.
type ordering uint8

const (
	less ordering = iota
	same
	greater
	unordered // null or NaN: no order holds
	noOrder   // kinds that can't be ordered: a failure
)

func orderingOf(c int) ordering { return ordering(c + 1) }

// compare is the meaning of < <= > >=: strings by their bytes, numbers with numeric strings, times
// with RFC 3339 texts.
func compare(a, b event.Value) ordering {
	if a.IsNull() || b.IsNull() {
		return unordered
	}
	if a.IsNumber() && b.IsNumber() {
		return compareNumeric(a, b)
	}
	x, xIsText := a.AsString()
	y, yIsText := b.AsString()
	if xIsText && yIsText {
		return orderingOf(order(x, y))
	}
	if a.Kind() == event.KindTime || b.Kind() == event.KindTime {
		return compareTimes(a, b)
	}
	m, ok := numberOrText(a, x, xIsText)
	n, ok2 := numberOrText(b, y, yIsText)
	if !ok || !ok2 {
		return noOrder
	}
	if c, ok := compareNumbers(m, n); ok {
		return orderingOf(c)
	}
	return unordered
}

func compareNumeric(a, b event.Value) ordering {
	x, _ := numberOf(a)
	y, _ := numberOf(b)
	if c, ok := compareNumbers(x, y); ok {
		return orderingOf(c)
	}
	return unordered
}

func numberOrText(v event.Value, s string, isText bool) (number, bool) {
	if isText {
		return parseNumber(s)
	}
	return numberOf(v)
}

func compareTimes(a, b event.Value) ordering {
	x, ok := instantOf(a)
	y, ok2 := instantOf(b)
	if !ok || !ok2 {
		return noOrder
	}
	return orderingOf(order(x, y))
}

// instantOf reads a time, or a string that holds one as RFC 3339.
func instantOf(v event.Value) (nanos int64, ok bool) {
	if s, isText := v.AsString(); isText {
		return parseInstant(s)
	}
	return v.AsTime()
}
