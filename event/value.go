package event

import (
	"math"
	"strconv"
	"unsafe"
)

// Kind says what a Value holds.
type Kind uint8

// The kinds of values.
const (
	KindNull   Kind = iota // nothing; also what a missing field reads as
	KindBool               // true or false
	KindInt                // a whole number that fits int64
	KindFloat              // an IEEE 754 double
	KindNumber             // any other JSON number, kept as its text until somebody computes with it
	KindString             // text, mostly UTF-8; invalid bytes stay until they are encoded
	KindBytes              // binary data
	KindTime               // an instant, nanoseconds since 1970 UTC
	KindObject             // ordered fields
	KindArray              // a list of values
	kindPoison             // a recycled value; only under -tags invariants
)

var kindNames = [...]string{"null", "bool", "number", "number", "number", "string", "bytes", "time", "object", "list", "recycled value"}

// String is the kind's name as error messages print it.
func (k Kind) String() string { return kindNames[k] }

// auxNanos marks a time that is to be written with all its nanoseconds.
const auxNanos = 1

// Value is one typed value in 24 bytes. Copy it freely. Strings alias the buffer in which they
// arrived and stay valid for ever; objects and arrays belong to the batch and die with it.
//
// It has four parts because the compiler keeps no struct of more in registers.
type Value struct {
	p   unsafe.Pointer // string data, *Object or first *Value
	n   uint64         // length, int64, float bits or unix nanoseconds
	k   Kind
	aux uint32 // capacity of an array, auxNanos of a time
}

// Null is the absent value.
var Null = Value{}

// String makes a string value. It shares the text.
func String(s string) Value {
	return Value{k: KindString, p: unsafe.Pointer(unsafe.StringData(s)), n: uint64(len(s))}
}

// Number makes a number from its JSON text, which is written back byte for byte.
func Number(text string) Value {
	v := String(text)
	v.k = KindNumber
	return v
}

// BytesValue makes a value of binary data. It shares b, which must not change afterwards.
func BytesValue(b []byte) Value {
	return Value{k: KindBytes, p: unsafe.Pointer(unsafe.SliceData(b)), n: uint64(len(b))}
}

// Bool makes a boolean.
func Bool(b bool) Value {
	v := Value{k: KindBool}
	if b {
		v.n = 1
	}
	return v
}

// Int makes a whole number.
func Int(i int64) Value { return Value{k: KindInt, n: uint64(i)} }

// Float makes a floating-point number.
func Float(f float64) Value { return Value{k: KindFloat, n: math.Float64bits(f)} }

// Time makes an instant from nanoseconds since 1970 UTC, written with milliseconds.
func Time(nanos int64) Value { return Value{k: KindTime, n: uint64(nanos)} }

// TimeNanos makes an instant that is written with all its digits.
func TimeNanos(nanos int64) Value { return Value{k: KindTime, n: uint64(nanos), aux: auxNanos} }

// ObjectValue makes a value of an object.
func ObjectValue(o *Object) Value { return Value{k: KindObject, p: unsafe.Pointer(o)} }

// Kind says what the value holds.
func (v Value) Kind() Kind {
	if invariants && v.k == kindPoison {
		panic("BUG: a value was used after its batch was recycled")
	}
	return v.k
}

// IsNull reports whether there is no value.
func (v Value) IsNull() bool { return v.Kind() == KindNull }

// IsNumber reports whether the value is a number of any representation.
func (v Value) IsNumber() bool { return v.k == KindInt || v.k == KindFloat || v.k == KindNumber }

// Truthy reports whether a condition on the value holds: everything but false and null does.
func (v Value) Truthy() bool { return v.k != KindNull && (v.k != KindBool || v.n != 0) }

// AsBool returns a boolean and whether the value is one.
func (v Value) AsBool() (b, ok bool) { return v.n != 0, v.Kind() == KindBool }

// AsString returns the text of a string and whether the value is one.
func (v Value) AsString() (string, bool) {
	if v.Kind() != KindString {
		return "", false
	}
	return v.text(), true
}

// text is the text of a string, number or bytes value.
func (v Value) text() string { return unsafe.String((*byte)(v.p), int(v.n)) }

// AsBytes returns binary data and whether the value is that.
func (v Value) AsBytes() ([]byte, bool) {
	if v.Kind() != KindBytes {
		return nil, false
	}
	return unsafe.Slice((*byte)(v.p), int(v.n)), true
}

// NumberText returns the text of a number kept as text and whether the value is one.
func (v Value) NumberText() (string, bool) {
	if v.Kind() != KindNumber {
		return "", false
	}
	return v.text(), true
}

// AsInt returns a whole number: an Int, or a Float or Number without a rest that fits.
func (v Value) AsInt() (int64, bool) {
	if v.k == KindInt {
		return int64(v.n), true
	}
	return v.asInt()
}

func (v Value) asInt() (int64, bool) {
	switch v.Kind() {
	case KindFloat:
		return wholeFloat(math.Float64frombits(v.n))
	case KindNumber:
		f, err := strconv.ParseFloat(v.text(), 64)
		if err != nil {
			return 0, false
		}
		return wholeFloat(f)
	}
	return 0, false
}

func wholeFloat(f float64) (int64, bool) {
	if f != math.Trunc(f) || f < -(1<<63) || f >= 1<<63 {
		return 0, false
	}
	return int64(f), true
}

// AsFloat returns any number as a double. A Number beyond the range of doubles is an infinity.
func (v Value) AsFloat() (float64, bool) {
	if v.k == KindFloat {
		return math.Float64frombits(v.n), true
	}
	return v.asFloat()
}

func (v Value) asFloat() (float64, bool) {
	switch v.Kind() {
	case KindInt:
		return float64(int64(v.n)), true
	case KindNumber:
		f, _ := strconv.ParseFloat(v.text(), 64)
		return f, true
	}
	return 0, false
}

// AsTime returns nanoseconds since 1970 UTC and whether the value is an instant.
func (v Value) AsTime() (nanos int64, ok bool) { return int64(v.n), v.Kind() == KindTime }

// HasNanos reports whether an instant is to be written with all its digits.
func (v Value) HasNanos() bool { return v.k == KindTime && v.aux&auxNanos != 0 }

// AsObject returns the object, or nil.
func (v Value) AsObject() *Object {
	if v.Kind() != KindObject {
		return nil
	}
	return (*Object)(v.p)
}

// AsArray returns the elements of a list, or nil. They may be changed in place, not appended to.
func (v Value) AsArray() []Value {
	if v.Kind() != KindArray {
		return nil
	}
	return unsafe.Slice((*Value)(v.p), int(v.n))[:v.n:v.n]
}

// Alias returns the bytes as a string without copying them. They must never change again: framers
// use it on read buffers that are left to the garbage collector, never on buffers used again.
func Alias(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func arrayOf(run []Value) Value {
	return Value{k: KindArray, p: unsafe.Pointer(unsafe.SliceData(run)), n: uint64(len(run)), aux: uint32(cap(run))}
}

func sliceOf(p unsafe.Pointer, n, c int) []Value { return unsafe.Slice((*Value)(p), c)[:n] }
