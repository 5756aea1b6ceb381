package expr

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
)

// site is the place in the configuration where something can fail, and what stands there.
type site struct {
	rng    hcl.Range
	name   string // function or operator
	params []param
	rest   *param
}

// param returns the i-th parameter; all behind the last are the rest.
func (s *site) param(i int) *param {
	if i < len(s.params) {
		return &s.params[i]
	}
	return s.rest
}

type failCode uint8

const (
	failKind     failCode = iota // arg is of a kind that what does not take
	failValue                    // arg has a value that can't be used, for the reason in note
	failLeft                     // left side of an operator is no number
	failRight                    // right side of an operator is no number
	failDivide                   // division by zero
	failTooLarge                 // a number beyond the range of doubles
	failOrder                    // value and other can't be ordered
	failIterate                  // value is neither list nor object
	failKey                      // value can't be a key
	failTwice                    // two values for the key
	failTooLong                  // a result beyond the limit of its size
	failCount                    // too many or too few arguments after expanding a list
)

// Failure says where an expression could not be computed, and why. Nothing is formatted before
// somebody asks for the text.
type Failure struct {
	site         *site
	code         failCode
	arg          string
	value, other event.Value
	note         string
	err          error
}

// Range is the place in the configuration.
func (f *Failure) Range() hcl.Range { return f.site.rng }

// Value is the value that could not be used.
func (f *Failure) Value() event.Value { return f.value }

// Error is the message behind file, line and column.
func (f *Failure) Error() string {
	r := f.site.rng
	return fmt.Sprintf("%s:%d:%d: %s", r.Filename, r.Start.Line, r.Start.Column, f.Message())
}

// Message says what could not be computed, with the value quoted and cut.
func (f *Failure) Message() string {
	name, val := f.site.name, describe(f.value)
	switch f.code {
	case failKind:
		return fmt.Sprintf("%s: %s is %s, not %s%s", name, f.arg, val, f.note, f.remedy())
	case failLeft, failRight:
		side := "left"
		if f.code == failRight {
			side = "right"
		}
		return fmt.Sprintf("%s: %s side is %s, not a number%s", name, side, val, f.remedy())
	case failDivide:
		return fmt.Sprintf("%s: division of %s by zero", name, val)
	case failTooLarge:
		return name + ": the result is too large for a number"
	case failOrder:
		return fmt.Sprintf("%s: %s and %s can't be ordered: convert one side, for example with tonumber() or tostring()", name, val, describe(f.other))
	case failIterate:
		return fmt.Sprintf("%s: %s is neither a list nor an object", name, val)
	case failKey:
		return fmt.Sprintf("%s: %s can't be a key: use a string", name, val)
	case failTwice:
		return fmt.Sprintf("%s: two values for the key %s: write ... after the value to collect them in a list", name, val)
	case failTooLong:
		return fmt.Sprintf("%s: the result is longer than %s", name, f.note)
	case failCount:
		return fmt.Sprintf("%s: %s", name, f.note)
	default:
		return f.valueMessage(name, val)
	}
}

func (f *Failure) valueMessage(name, val string) string {
	msg := name + ": "
	if f.arg != "" {
		msg += f.arg + " "
	}
	msg += val
	if f.note != "" {
		msg += ": " + f.note
	}
	if f.err != nil {
		msg += ": " + f.err.Error()
	}
	return msg
}

// remedy names the conversion that helps when a string stands where a number is wanted.
func (f *Failure) remedy() string {
	s, ok := f.value.AsString()
	if !ok || f.code == failKind {
		return ""
	}
	if _, ok := parseNumber(s); ok {
		return ": convert it with tonumber()"
	}
	return ""
}

// maxQuoted is the number of bytes of a value that a message shows.
const maxQuoted = 64

// describe writes a value for a message: its kind, and itself cut short.
func describe(v event.Value) string {
	switch v.Kind() {
	case event.KindNull:
		return "null"
	case event.KindString:
		s, _ := v.AsString()
		return "the string " + quote(s)
	case event.KindBytes:
		b, _ := v.AsBytes()
		return "the bytes " + quote(string(b[:min(len(b), maxQuoted+1)]))
	case event.KindArray:
		return fmt.Sprintf("a list of %d", len(v.AsArray()))
	case event.KindObject:
		return fmt.Sprintf("an object of %d fields", v.AsObject().Len())
	default:
		return "the " + v.Kind().String() + " " + string(event.AppendText(nil, v))
	}
}

// quote quotes a text and cuts it, never in the middle of a character.
func quote(s string) string {
	if len(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	end := maxQuoted
	for end > maxQuoted-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return strconv.Quote(s[:end]) + "..."
}
