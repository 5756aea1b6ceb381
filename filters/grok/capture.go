package grok

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match/grok"
	"github.com/headgate/headgate/plugin"
)

// capture is a field that a pattern captures.
type capture struct {
	slot    int // of the spans
	kind    string
	path    event.Path
	replace bool // what the field holds, instead of making a list
	// parents and last are the steps of a path that is followed by hand; parents hold no list.
	parents []*event.Key
	last    *event.Key
	special bool // the timestamp, the tags and the metadata have rules of their own
}

var tagsPath = event.MustPath("tags")

func newCapture(f grok.Field, path event.Path, replace bool) capture {
	keys := path.Keys()
	c := capture{slot: f.Slot, kind: f.Type, path: path, replace: replace}
	c.special = path.IsMeta() || path.IsTimestamp() || path.Equal(tagsPath)
	c.parents, c.last = keys[:len(keys)-1], keys[len(keys)-1]
	return c
}

// value converts what was captured. Text that is no number of the wanted type stays text.
func (c *capture) value(text string) event.Value {
	switch c.kind {
	case grok.TypeInt:
		return toInt(text)
	case grok.TypeFloat:
		return toFloat(text)
	}
	return event.String(text)
}

// toInt reads the whole number at the begin of the text, as Ruby does: "1.9" is 1.
func toInt(text string) event.Value {
	s := strings.TrimLeft(text, " \t\n\r")
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	start := i
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	if i == start {
		return event.String(text)
	}
	n, err := strconv.ParseInt(s[:i], 10, 64)
	switch {
	case err == nil:
		return event.Int(n)
	case errors.Is(err, strconv.ErrRange):
		return event.Number(longNumber(s[:i]))
	}
	return event.String(text)
}

// longNumber writes the digits of a number as JSON wants them: without plus and leading zeros.
func longNumber(s string) string {
	digits := strings.TrimLeft(strings.TrimLeft(s, "+-"), "0")
	if s[0] == '-' {
		return "-" + digits
	}
	return digits
}

func toFloat(text string) event.Value {
	s := strings.TrimSpace(text)
	if s == "" || strings.IndexByte("+-.0123456789", s[0]) < 0 {
		return event.String(text)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return event.String(text)
	}
	return event.Float(f)
}

// set puts a value into the field. Beside an old value it makes a list; an object stays as it is.
func (c *capture) set(ev *event.Event, v event.Value) error {
	if c.special {
		return c.setSpecial(ev, v)
	}
	o := ev.Fields()
	for _, k := range c.parents {
		at := o.Find(k)
		if at < 0 {
			inner := ev.Arena().NewObjectSize(4)
			o.Add(ev.Arena(), k, event.ObjectValue(inner))
			o = inner
			continue
		}
		_, old := o.At(at)
		if o = old.AsObject(); o == nil {
			return c.setAt(ev, v)
		}
	}
	at := o.Find(c.last)
	if at < 0 {
		o.Add(ev.Arena(), c.last, v)
		return nil
	}
	if _, old := o.At(at); old.Kind() != event.KindObject || c.replace {
		o.SetAt(at, c.beside(ev.Arena(), old, v))
	}
	return nil
}

// beside is what becomes of a field that holds old when v is captured.
func (c *capture) beside(a *event.Arena, old, v event.Value) event.Value {
	switch {
	case c.replace || old.IsNull():
		return v
	case old.Kind() == event.KindArray:
		return a.Append(old, v)
	}
	return a.Array(old, v)
}

// setAt is set for a path that leads through a list, or through what is no object.
func (c *capture) setAt(ev *event.Event, v event.Value) error {
	old := ev.Get(c.path)
	if old.Kind() == event.KindObject && !c.replace {
		return nil
	}
	return ev.Set(c.path, c.beside(ev.Arena(), old, v))
}

// setSpecial captures into a field whose kind is fixed. Every event has a timestamp, so only one that is to be replaced
// changes.
func (c *capture) setSpecial(ev *event.Event, v event.Value) error {
	switch {
	case c.path.IsMeta():
		return c.setAt(ev, v)
	case c.path.IsTimestamp() && !c.replace && ev.Timestamp() != 0:
		return nil
	case c.replace || !ev.Has(c.path):
		return plugin.Assign(ev, c.path, v)
	}
	if tag, ok := v.AsString(); ok {
		ev.AddTag(tag)
	}
	return nil
}
