package mutate

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/decimal"
	"github.com/headgate/headgate/plugin"
)

// converter converts one value that is neither null nor an object nor a list.
type converter func(a *event.Arena, v event.Value) (event.Value, error)

// kinds are the kinds to convert to, in the order of the documentation.
var kinds = []string{"integer", "float", "integer_eu", "float_eu", "string", "boolean"}

func converterOf(kind string) converter {
	switch kind {
	case "integer":
		return toInteger
	case "float":
		return toFloat
	case "integer_eu":
		return func(a *event.Arena, v event.Value) (event.Value, error) { return toInteger(a, european(v)) }
	case "float_eu":
		return func(a *event.Arena, v event.Value) (event.Value, error) { return toFloat(a, european(v)) }
	case "string":
		return toString
	case "boolean":
		return toBoolean
	}
	return nil
}

type conversion struct {
	path event.Path
	kind string
	to   converter
}

func (b *builder) conversions() []operation {
	ops := []operation{}
	for _, c := range b.Convert {
		to := converterOf(c.Value)
		if to == nil {
			b.diags = append(b.diags, b.Invalid("convert", "%q is no kind to convert %q to: use %s.%s",
				c.Value, c.Name, plugin.List(kinds, "or"), plugin.DidYouMean(c.Value, kinds))...)
			continue
		}
		ops = append(ops, &conversion{c.Path, c.Value, to})
	}
	return ops
}

func (c *conversion) touches() []touch { return []touch{{path: c.path, writes: true}} }

func (c *conversion) apply(_ *worker, ev *event.Event) error {
	v := ev.Get(c.path)
	if v.Kind() == event.KindArray {
		return c.list(ev.Arena(), v.AsArray())
	}
	n, err := c.value(ev.Arena(), v)
	if err != nil || n == v {
		return err
	}
	return plugin.Assign(ev, c.path, n)
}

// list converts all elements or, if one fails, none.
func (c *conversion) list(a *event.Arena, list []event.Value) error {
	converted := a.NewArray(len(list)).AsArray()
	for i, v := range list {
		n, err := c.value(a, v)
		if err != nil {
			return err
		}
		converted[i] = n
	}
	copy(list, converted)
	return nil
}

func (c *conversion) value(a *event.Arena, v event.Value) (event.Value, error) {
	switch v.Kind() {
	case event.KindNull, event.KindObject, event.KindArray:
		return v, nil
	}
	n, err := c.to(a, v)
	if err != nil {
		return v, fmt.Errorf("convert %q to %s: %w", c.path, c.kind, err)
	}
	return n, nil
}

func noNumber(s string) error { return fmt.Errorf("%s is not a number", plugin.Quote(s)) }

func toInteger(_ *event.Arena, v event.Value) (event.Value, error) {
	switch v.Kind() {
	case event.KindBool:
		if b, _ := v.AsBool(); b {
			return event.Int(1), nil
		}
		return event.Int(0), nil
	case event.KindFloat:
		return truncate(v)
	case event.KindNumber:
		text, _ := v.NumberText()
		return wholeNumber(text)
	case event.KindString:
		s, _ := v.AsString()
		return integerOf(s)
	case event.KindTime:
		at, _ := v.AsTime()
		return event.Int(floorSeconds(at)), nil
	case event.KindBytes:
		b, _ := v.AsBytes()
		return integerOf(string(b))
	}
	return v, nil
}

func floorSeconds(nanos int64) int64 {
	const second = 1_000_000_000
	if nanos < 0 {
		nanos -= second - 1
	}
	return nanos / second
}

func truncate(v event.Value) (event.Value, error) {
	f, _ := v.AsFloat()
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return v, noNumber(strconv.FormatFloat(f, 'g', -1, 64))
	}
	f = math.Trunc(f)
	if f >= -(1<<63) && f < 1<<63 {
		return event.Int(int64(f)), nil
	}
	whole, _ := big.NewFloat(f).Int(nil)
	return event.Number(whole.String()), nil
}

// wholeNumber reads a decimal number and cuts its fraction off.
func wholeNumber(text string) (event.Value, error) {
	whole, ok := decimal.Whole(text)
	if !ok {
		return event.Null, noNumber(text)
	}
	return integer(whole), nil
}

// integer makes a value of plain digits, of any number.
func integer(digits string) event.Value {
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return event.Int(n)
	}
	return event.Number(digits)
}

// integerOf reads a text as Logstash does: hexadecimal digits behind 0x, a number with an exponent, or
// else the digits that the text begins with, which may be none.
func integerOf(s string) (event.Value, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return event.Int(n), nil
	}
	t := plainNumber(s)
	switch {
	case isHex(t):
		n, ok := new(big.Int).SetString(t, 0)
		if !ok {
			return event.Null, noNumber(s)
		}
		return integer(n.String()), nil
	case strings.Contains(t, "e"):
		whole, ok := decimal.Whole(strings.ReplaceAll(t, "_", ""))
		if !ok {
			return event.Null, noNumber(s)
		}
		return integer(whole), nil
	}
	return integer(leadingDigits(t)), nil
}

// plainNumber takes away white space around a text and the commas in it.
func plainNumber(s string) string {
	s = strings.Trim(s, space)
	if strings.Contains(s, ",") {
		s = strings.ReplaceAll(s, ",", "")
	}
	return s
}

func isHex(s string) bool {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	return len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x'
}

// leadingDigits returns the whole number that a text begins with, "0" if it begins with none. Single
// underscores may stand between digits.
func leadingDigits(s string) string {
	end := 0
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		end = 1
	}
	for end < len(s) && (isDigit(s[end]) || s[end] == '_' && isDigit(s[end-min(end, 1)]) && end+1 < len(s) && isDigit(s[end+1])) {
		end++
	}
	whole, ok := decimal.Whole(strings.ReplaceAll(s[:end], "_", ""))
	if !ok {
		return "0"
	}
	return whole
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func toFloat(_ *event.Arena, v event.Value) (event.Value, error) {
	switch v.Kind() {
	case event.KindBool:
		if b, _ := v.AsBool(); b {
			return event.Float(1), nil
		}
		return event.Float(0), nil
	case event.KindInt:
		f, _ := v.AsFloat()
		return event.Float(f), nil
	case event.KindString:
		s, _ := v.AsString()
		return floatOf(s)
	case event.KindTime:
		at, _ := v.AsTime()
		return event.Float(float64(at) / 1e9), nil
	case event.KindBytes:
		b, _ := v.AsBytes()
		return floatOf(string(b))
	}
	return v, nil // a Float, or a number that keeps all its digits
}

func floatOf(s string) (event.Value, error) {
	t := plainNumber(s)
	if isHex(t) {
		n, ok := new(big.Int).SetString(t, 0)
		if !ok {
			return event.Null, noNumber(s)
		}
		f, _ := new(big.Float).SetInt(n).Float64()
		return event.Float(f), nil
	}
	if strings.Contains(t, "_") {
		t = strings.ReplaceAll(t, "_", "")
	}
	f, err := strconv.ParseFloat(t, 64)
	if err != nil || !numeric(t) {
		return event.Null, noNumber(s)
	}
	return event.Float(f), nil
}

// numeric reports whether a text has only what decimal numbers are written with: NaN, infinities and
// hexadecimal fractions are no numbers here.
func numeric(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c), c == '.', c == '-', c == '+', c|0x20 == 'e':
		default:
			return false
		}
	}
	return true
}

// european exchanges points and commas of a text.
func european(v event.Value) event.Value {
	s, ok := v.AsString()
	if !ok || !strings.ContainsAny(s, ",.") {
		return v
	}
	return event.String(strings.Map(func(r rune) rune {
		switch r {
		case ',':
			return '.'
		case '.':
			return ','
		}
		return r
	}, s))
}

func toString(a *event.Arena, v event.Value) (event.Value, error) {
	if v.Kind() == event.KindString {
		return v, nil
	}
	b := event.AppendText(a.Begin(32), v)
	if f, ok := v.AsFloat(); ok && v.Kind() == event.KindFloat && f == math.Trunc(f) && math.Abs(f) < 1e16 {
		b = append(b, ".0"...)
	}
	return event.String(a.EndString(b)), nil
}

func toBoolean(_ *event.Arena, v event.Value) (event.Value, error) {
	if v.Kind() == event.KindBool {
		return v, nil
	}
	var buf [32]byte
	switch strings.ToLower(string(event.AppendText(buf[:0], v))) {
	case "true", "t", "yes", "y", "1", "1.0":
		return event.Bool(true), nil
	case "false", "f", "no", "n", "0", "0.0", "":
		return event.Bool(false), nil
	}
	return v, nil
}
