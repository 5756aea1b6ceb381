package csv

import (
	"errors"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
	"github.com/headgate/headgate/plugin"
)

// converter makes a value of a column's text, the text itself when that can't be done.
type converter func(s string) event.Value

// conversion is one entry of the option convert.
type conversion struct {
	path event.Path
	to   converter
}

var kinds = []string{"integer", "float", "boolean", "date", "date_time"}

// Layouts of dates and times besides ISO 8601.
var (
	dateLayouts = []string{"yyyy-MM-dd", "MMM d, yyyy", "MMM d yyyy", "EEE, MMM d, yyyy", "EEE MMM d, yyyy", "EEE MMM d yyyy"}
	timeLayouts = []string{
		"ISO8601", "MMM d, yyyy HH:mm:ss", "MMM d, yyyy HH:mm", "MMM d yyyy HH:mm:ss", "MMM d yyyy HH:mm",
		"MMM d, yyyy h:mm a", "MMM d, yyyy h:mm:ss a", "EEE, MMM d, yyyy HH:mm:ss", "EEE MMM d yyyy HH:mm:ss",
	}
)

func newConverters(m plugin.Map[string], env plugin.Env) ([]conversion, hcl.Diagnostics) {
	var list []conversion
	var diags hcl.Diagnostics
	for _, e := range m {
		to, err := newConverter(e.Value)
		switch {
		case err != nil:
			diags = append(diags, env.Invalid("convert", "%v.", err)...)
		case to == nil:
			diags = append(diags, env.Invalid("convert", "%q is no kind to convert %q to: use %s.%s",
				e.Value, e.Name, plugin.List(kinds, "or"), plugin.DidYouMean(e.Value, kinds))...)
		default:
			list = append(list, conversion{e.Path, to})
		}
	}
	return list, diags
}

func (f *filter) converterFor(p event.Path) converter {
	for _, c := range f.converters {
		if c.path.Equal(p) {
			return c.to
		}
	}
	return nil
}

func newConverter(kind string) (converter, error) {
	switch kind {
	case "integer":
		return toInteger, nil
	case "float":
		return toFloat, nil
	case "boolean":
		return toBoolean, nil
	case "date":
		return timeConverter(dateLayouts)
	case "date_time":
		return timeConverter(timeLayouts)
	}
	return nil, nil //nolint:nilnil // no such kind is for the caller to say
}

// toInteger reads the integers of Ruby: with the prefixes 0x, 0o and 0b, and 0 alone for octal digits.
func toInteger(s string) event.Value {
	t := strings.TrimSpace(s)
	n, err := strconv.ParseInt(t, 0, 64)
	switch {
	case err == nil:
		return event.Int(n)
	case !errors.Is(err, strconv.ErrRange):
		return event.String(s)
	}
	if large, ok := new(big.Int).SetString(t, 0); ok {
		return event.Number(large.String())
	}
	return event.String(s)
}

func toFloat(s string) event.Value {
	t := strings.TrimSpace(s)
	if strings.IndexFunc(t, notInNumbers) >= 0 { // NaN and infinities stay text
		return event.String(s)
	}
	f, err := strconv.ParseFloat(t, 64)
	if err != nil {
		return event.String(s)
	}
	return event.Float(f)
}

func notInNumbers(r rune) bool { return !strings.ContainsRune("0123456789.+-eE", r) }

// toBoolean leaves a text that is neither in lower case, as Logstash does.
func toBoolean(s string) event.Value {
	switch t := strings.ToLower(strings.TrimSpace(s)); t {
	case "true":
		return event.Bool(true)
	case "false":
		return event.Bool(false)
	default:
		return event.String(t)
	}
}

// timeConverter reads times in UTC by the first layout that fits.
func timeConverter(names []string) (converter, error) {
	var layouts []*timefmt.Layout
	for _, name := range names {
		l, err := timefmt.Compile(name)
		if err != nil {
			return nil, err
		}
		layouts = append(layouts, l)
	}
	return func(s string) event.Value {
		for _, l := range layouts {
			if at, err := l.Parse(s, timefmt.ParseOptions{}); err == nil {
				return event.Time(at)
			}
		}
		return event.String(s)
	}, nil
}
