package csv

import (
	"bytes"

	"github.com/headgate/headgate/event"
)

type encoder struct {
	*codec
	columns []column
	header  bool // the names are still to be written
}

// column is a field to write: a name as it stands, else the path that it spells.
type column struct {
	key  *event.Key
	path event.Path
}

func newEncoder(c *codec) *encoder {
	e := &encoder{codec: c, header: c.IncludeHeaders}
	for _, name := range c.Columns {
		p, err := event.ParsePath(name)
		if err != nil {
			p = event.PathOf(name)
		}
		e.columns = append(e.columns, column{event.ConfigKey(name), p})
	}
	return e
}

// Encode implements plugin.Encoder.
func (c *encoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	if c.header {
		c.header = false
		dst = c.names(dst, e)
	}
	first := true
	next := func(v event.Value) {
		if !first {
			dst = append(dst, c.Separator...)
		}
		first = false
		dst = c.value(dst, v)
	}
	if len(c.columns) == 0 {
		for _, v := range e.Fields().All() {
			next(v)
		}
	}
	for _, col := range c.columns {
		next(col.get(e))
	}
	return append(dst, '\n'), nil
}

func (c column) get(e *event.Event) event.Value {
	if i := e.Fields().Find(c.key); i >= 0 {
		_, v := e.Fields().At(i)
		return v
	}
	return e.Get(c.path)
}

func (c *encoder) names(dst []byte, e *event.Event) []byte {
	names := c.Columns
	if len(names) == 0 {
		for k := range e.Fields().All() {
			names = append(names, k.String())
		}
	}
	for i, name := range names {
		if i > 0 {
			dst = append(dst, c.Separator...)
		}
		dst = c.value(dst, event.String(name))
	}
	return append(dst, '\n')
}

// value writes a value, in quotes where it needs them. Null is written as nothing, an empty text as "".
func (c *encoder) value(dst []byte, v event.Value) []byte {
	if v.IsNull() {
		return dst
	}
	start := len(dst)
	dst = event.AppendText(dst, v)
	if text := dst[start:]; !c.needsQuotes(text) {
		return dst
	}
	text := bytes.Clone(dst[start:])
	dst = append(dst[:start], c.quote)
	for _, b := range text {
		if b == c.quote {
			dst = append(dst, b)
		}
		dst = append(dst, b)
	}
	return append(dst, c.quote)
}

func (c *encoder) needsQuotes(text []byte) bool {
	if len(text) == 0 || text[0] == ' ' || text[len(text)-1] == ' ' {
		return true
	}
	return bytes.IndexByte(text, c.quote) >= 0 || bytes.ContainsAny(text, "\r\n") || bytes.Contains(text, []byte(c.Separator))
}
