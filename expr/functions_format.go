package expr

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

// formatFunctions write values by a specification with verbs.
func formatFunctions() []function {
	spec, value := text("spec"), some("value", kAny)
	return []function{
		{
			name: "format", params: []param{spec}, rest: &value, result: kString, call: format,
			summary: "Text with values at its verbs: %s text, %d whole number, %f decimals, %05.1f with width and precision, %x hexadecimal, %q quoted, %t bool, %v anything.",
			example: `format("%s took %.1f ms", "GET", 12.34)`, want: `"GET took 12.3 ms"`,
		},
		{
			name: "formatlist", params: []param{spec}, rest: &value, result: kList, call: formatList,
			summary: "A list of texts: format() for the elements of the lists among the arguments, one after the other.",
			example: `formatlist("%s:%d", ["a", "b"], 80)`, want: `["a:80","b:80"]`,
		},
	}
}

// verb is one %-sequence of a specification.
type verb struct {
	sharp, plus, minus, zero, space bool
	width, precision                int // -1: none
	arg                             int // 1-based, 0: the next one
	letter                          rune
}

// maxWidth bounds width and precision.
const maxWidth = 1024

// parseVerb reads what follows a percent sign and returns its length, 0 if it is not valid.
func parseVerb(s string) (v verb, n int) {
	v.width, v.precision = -1, -1
	for n < len(s) {
		switch s[n] {
		case '#':
			v.sharp = true
		case '+':
			v.plus = true
		case '-':
			v.minus = true
		case '0':
			v.zero = true
		case ' ':
			v.space = true
		default:
			return v.rest(s, n)
		}
		n++
	}
	return v, 0
}

func (v verb) rest(s string, n int) (verb, int) {
	v.width, n = parseCount(s, n)
	if n < len(s) && s[n] == '.' {
		if v.precision, n = parseCount(s, n+1); v.precision < 0 {
			v.precision = 0
		}
	}
	if n < len(s) && s[n] == '[' {
		v.arg, n = parseCount(s, n+1)
		if v.arg < 1 || n >= len(s) || s[n] != ']' {
			return v, 0
		}
		n++
	}
	if n >= len(s) || v.width > maxWidth || v.precision > maxWidth {
		return v, 0
	}
	r, size := utf8.DecodeRuneInString(s[n:])
	v.letter = r
	return v, n + size
}

func parseCount(s string, n int) (count, end int) {
	count = -1
	for ; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ {
		count = min(max(count, 0)*10+int(s[n]-'0'), 10*maxWidth)
	}
	return count, n
}

func format(e *Env, s *site, args []event.Value) event.Value {
	spec, _ := args[0].AsString()
	b, ok := e.appendFormat(nil, s, spec, args[1:])
	if !ok {
		return event.Null
	}
	return event.String(event.Alias(b))
}

func (e *Env) appendFormat(dst []byte, s *site, spec string, args []event.Value) (out []byte, ok bool) {
	next, highest := 0, 0
	for {
		i := strings.IndexByte(spec, '%')
		if i < 0 {
			break
		}
		dst = append(dst, spec[:i]...)
		spec = spec[i+1:]
		if strings.HasPrefix(spec, "%") {
			dst, spec = append(dst, '%'), spec[1:]
			continue
		}
		v, n := parseVerb(spec)
		if n == 0 {
			e.fail(Failure{site: s, code: failValue, arg: "the verb", value: event.String("%" + spec), note: "not a valid verb: double the % to write one"})
			return dst, false
		}
		if next++; v.arg > 0 {
			next = v.arg
		}
		if next > len(args) {
			e.fail(Failure{site: s, code: failValue, arg: "the verb", value: event.String("%" + spec[:n]), note: "there is no value for it"})
			return dst, false
		}
		highest = max(highest, next)
		if dst, ok = e.appendVerb(dst, s, &v, args[next-1]); !ok {
			return dst, false
		}
		spec = spec[n:]
		if len(dst) > maxText {
			e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
			return dst, false
		}
	}
	if highest < len(args) {
		e.fail(Failure{site: s, code: failValue, arg: "the value", value: args[highest], note: "there is no verb for it"})
		return dst, false
	}
	return append(dst, spec...), true
}

func (e *Env) appendVerb(dst []byte, s *site, v *verb, arg event.Value) (out []byte, ok bool) {
	var field []byte
	switch v.letter {
	case 'v':
		field, ok = v.any(arg), true
	case 's', 'q':
		field, ok = v.text(e, arg)
	case 't':
		var b bool
		if b, ok = boolOf(arg); ok {
			field = strconv.AppendBool(nil, b)
		}
	case 'd', 'b', 'o', 'x', 'X', 'f', 'e', 'E', 'g', 'G':
		field, ok = v.number(arg)
	}
	if !ok {
		e.fail(Failure{site: s, code: failValue, arg: "the value", value: arg, note: "not fit for the verb %" + string(v.letter)})
		return dst, false
	}
	return v.pad(dst, field), true
}

func (v *verb) any(arg event.Value) []byte {
	switch {
	case v.sharp || kindOf(arg)&(kObject|kList|kNull) != 0:
		return event.AppendJSONValue(nil, arg)
	case arg.IsNumber():
		g := *v
		g.letter = 'g'
		field, _ := g.number(arg)
		return field
	}
	return event.AppendText(nil, arg)
}

func (v *verb) text(e *Env, arg event.Value) ([]byte, bool) {
	if kindOf(arg)&kScalar == 0 {
		return nil, false
	}
	t, _ := e.textOf(arg)
	s := textOf(t)
	if arg.Kind() == event.KindString {
		s = textOf(arg)
	}
	if v.letter == 'q' {
		return event.AppendJSONValue(nil, event.String(s)), true
	}
	if v.precision >= 0 {
		s = s[:skipCharacters(s, int64(v.precision))]
	}
	return []byte(s), true
}

func (v *verb) number(arg event.Value) ([]byte, bool) {
	n, ok := numberOrText(arg, textOf(arg), arg.Kind() == event.KindString)
	if !ok || math.IsNaN(n.f) || math.IsInf(n.f, 0) {
		return nil, false
	}
	var field []byte
	switch v.letter {
	case 'd', 'b', 'o', 'x', 'X':
		field = v.whole(n)
	default:
		field = v.float(n)
	}
	if field[0] != '-' && v.plus {
		field = append([]byte{'+'}, field...)
	} else if field[0] != '-' && v.space {
		field = append([]byte{' '}, field...)
	}
	return field, true
}

func (v *verb) whole(n number) []byte {
	base := map[rune]int{'d': 10, 'b': 2, 'o': 8, 'x': 16, 'X': 16}[v.letter]
	i := new(big.Int)
	if n.whole {
		i.SetInt64(n.i)
	} else {
		big.NewFloat(n.f).Int(i)
	}
	field := i.Text(base)
	if v.letter == 'X' {
		field = strings.ToUpper(field)
	}
	return []byte(field)
}

func (v *verb) float(n number) []byte {
	precision := v.precision
	if n.whole && (v.letter == 'g' || v.letter == 'G') && precision < 0 {
		return strconv.AppendInt(nil, n.i, 10)
	}
	if precision < 0 && v.letter != 'g' && v.letter != 'G' {
		precision = 6
	}
	return strconv.AppendFloat(nil, n.float(), byte(v.letter), precision, 64)
}

// pad brings a field to its width.
func (v *verb) pad(dst, field []byte) []byte {
	missing := v.width - characters(string(field))
	switch {
	case missing <= 0:
		return append(dst, field...)
	case v.minus:
		return append(append(dst, field...), strings.Repeat(" ", missing)...)
	case v.zero:
		if len(field) > 0 && (field[0] == '-' || field[0] == '+') {
			dst, field = append(dst, field[0]), field[1:]
		}
		return append(append(dst, strings.Repeat("0", missing)...), field...)
	}
	return append(append(dst, strings.Repeat(" ", missing)...), field...)
}

func formatList(e *Env, s *site, args []event.Value) event.Value {
	spec, _ := args[0].AsString()
	rows := -1
	for _, v := range args[1:] {
		if v.Kind() != event.KindArray {
			continue
		}
		n := len(v.AsArray())
		if rows >= 0 && rows != n {
			return e.fail(Failure{site: s, code: failValue, value: v, note: "all lists must have the same number of elements"})
		}
		rows = n
	}
	if rows < 0 {
		rows = 1
	}
	list, size := e.arena.NewArray(rows), 0
	row := make([]event.Value, len(args)-1)
	for i := range rows {
		for j, v := range args[1:] {
			row[j] = v
			if v.Kind() == event.KindArray {
				row[j] = v.AsArray()[i]
			}
		}
		b, ok := e.appendFormat(nil, s, spec, row)
		if !ok {
			return event.Null
		}
		if size += len(b); size > maxText {
			return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
		}
		list.AsArray()[i] = event.String(event.Alias(b))
	}
	return list
}
