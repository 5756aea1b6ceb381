package csv

import (
	"strconv"
	"strings"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
)

// converter makes a value of another type of text; false leaves it text.
type converter func(s string) (event.Value, bool)

// converterTable are the types of the option convert.
func converterTable() map[string]converter {
	return map[string]converter{
		"integer": toInteger,
		"float":   toFloat,
		"boolean": toBoolean,
		"date":    toTime("yyyy-MM-dd", "%b %d, %Y", "%b %d %Y", "%a, %b %d, %Y", "%a %b %d, %Y", "%a, %b %d %Y"),
		"date_time": toTime("ISO8601", "yyyy-MM-dd HH:mm:ss", "%b %d %H:%M:%S, %Y", "%b %d %H:%M:%S %Y",
			"%a, %b %d %H:%M:%S, %Y", "%a %b %d %H:%M:%S %Y"),
	}
}

// toInteger reads what Ruby's Integer() does: also "0x1f", "0b11", "017" and "1_000".
func toInteger(s string) (event.Value, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 0, 64)
	return event.Int(n), err == nil
}

func toFloat(s string) (event.Value, bool) {
	s = strings.TrimSpace(s)
	if strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789+-.eE", r) }) >= 0 {
		return event.Null, false // ParseFloat takes words such as "inf" too
	}
	f, err := strconv.ParseFloat(s, 64)
	return event.Float(f), err == nil
}

func toBoolean(s string) (event.Value, bool) {
	s = strings.TrimSpace(s)
	switch {
	case strings.EqualFold(s, "true"):
		return event.Bool(true), true
	case strings.EqualFold(s, "false"):
		return event.Bool(false), true
	}
	return event.Null, false
}

// toTime reads the first of the layouts that fits. A time without a zone is in UTC.
func toTime(layouts ...string) converter {
	var list []*timefmt.Layout
	for _, l := range layouts {
		compiled, err := timefmt.Compile(l)
		if err != nil {
			panic("BUG: " + err.Error())
		}
		list = append(list, compiled)
	}
	return func(s string) (event.Value, bool) {
		s = strings.TrimSpace(s)
		for _, l := range list {
			if t, err := l.Parse(s, timefmt.ParseOptions{}); err == nil {
				return event.Time(t), true
			}
		}
		return event.Null, false
	}
}
