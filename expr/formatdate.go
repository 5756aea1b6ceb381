package expr

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/headgate/headgate/event"
)

// dateStep is a part of a formatdate specification: text, or a layout of package time.
type dateStep struct {
	text   string
	layout bool
}

// dateLayouts are Terraform's sequences in the letters of package time.
var dateLayouts = map[string]string{
	"YYYY": "2006", "YY": "06", "MMMM": "January", "MMM": "Jan", "MM": "01", "M": "1", "DD": "02", "D": "2", "EEEE": "Monday", "EEE": "Mon",
	"hh": "15", "HH": "03", "H": "3", "AA": "PM", "aa": "pm", "mm": "04", "m": "4", "ss": "05", "s": "5",
	"ZZZZZ": "-07:00", "ZZZZ": "-0700", "Z": "Z07:00",
}

// compileFormatDate takes a specification apart: repeated letters are sequences, text stands in
// single quotes, all else is text.
func compileFormatDate(spec string) ([]dateStep, error) {
	var steps []dateStep
	for spec != "" {
		c := spec[0]
		switch {
		case c == '\'':
			text, n, err := quotedText(spec)
			if err != nil {
				return nil, err
			}
			steps, spec = append(steps, dateStep{text: text}), spec[n:]
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			seq := spec[:len(spec)-len(strings.TrimLeft(spec, spec[:1]))]
			spec = spec[len(seq):]
			layout, ok := dateLayouts[seq]
			switch {
			case seq == "h" || seq == "ZZZ":
				steps = append(steps, dateStep{text: seq, layout: true})
			case ok:
				steps = append(steps, dateStep{text: layout, layout: true})
			default:
				return nil, fmt.Errorf("the date format has no sequence %q: text stands in single quotes", seq)
			}
		default:
			n := strings.IndexFunc(spec, func(r rune) bool { return r == '\'' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
			if n < 0 {
				n = len(spec)
			}
			steps, spec = append(steps, dateStep{text: spec[:n]}), spec[n:]
		}
	}
	return steps, nil
}

// quotedText reads text in single quotes, in which two of them stand for one.
func quotedText(spec string) (text string, n int, err error) {
	var b strings.Builder
	for i := 1; i < len(spec); i++ {
		if spec[i] != '\'' {
			b.WriteByte(spec[i])
			continue
		}
		if i+1 == len(spec) || spec[i+1] != '\'' {
			return b.String(), i + 1, nil
		}
		b.WriteByte('\'')
		i++
	}
	return "", 0, errors.New("a single quote in the date format has no partner")
}

func appendDate(dst []byte, steps []dateStep, t time.Time) []byte {
	for _, s := range steps {
		switch {
		case !s.layout:
			dst = append(dst, s.text...)
		case s.text == "h":
			dst = append(dst, strings.TrimPrefix(t.Format("15"), "0")...)
			if t.Hour() == 0 {
				dst = append(dst, '0')
			}
		case s.text == "ZZZ":
			if _, offset := t.Zone(); offset == 0 {
				dst = append(dst, "UTC"...)
			} else {
				dst = t.AppendFormat(dst, "-0700")
			}
		default:
			dst = t.AppendFormat(dst, s.text)
		}
	}
	return dst
}

// withOffset reads a time; a text keeps its offset, as in Terraform.
func withOffset(v event.Value) (time.Time, bool) {
	if s, ok := v.AsString(); ok {
		t, err := time.Parse(time.RFC3339Nano, s)
		return t, err == nil
	}
	nanos, ok := v.AsTime()
	return time.Unix(0, nanos).UTC(), ok
}

func prepareFormatDate(c *compiler, s *site, args []node) evalFunc {
	spec, when := prepared(s, 0, &args[0]), prepared(s, 1, &args[1])
	var fixed []dateStep
	if text, ok := args[0].val.AsString(); ok && args[0].konst {
		steps, err := compileFormatDate(text)
		if err != nil && c.tolerant == 0 {
			c.error("Invalid time format", sentence(s.name+": "+err.Error()), args[0].rng)
			return nil
		}
		fixed = steps
	}
	return func(e *Env) event.Value {
		v, ok := when.get(e)
		if !ok {
			return event.Null
		}
		t, ok := withOffset(v)
		if !ok {
			return e.fail(Failure{site: s, code: failValue, arg: "the time is", value: v, note: "use a time, or a text in RFC 3339 such as \"2018-01-02T23:12:01Z\""})
		}
		if fixed != nil {
			return e.text(appendDate(e.arena.Begin(64), fixed, t))
		}
		w, ok := spec.get(e)
		if !ok {
			return event.Null
		}
		steps, err := compileFormatDate(textOf(w))
		if err != nil {
			return e.fail(Failure{site: s, code: failValue, arg: "the format is", value: w, err: err})
		}
		return e.text(appendDate(e.arena.Begin(64), steps, t))
	}
}
