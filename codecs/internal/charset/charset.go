// Package charset reads text that is not UTF-8.
package charset

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// Charset converts text to and from UTF-8. It is immutable. A nil Charset is UTF-8 and changes nothing.
type Charset struct {
	enc  encoding.Encoding
	unit int
}

// Lookup finds a charset by its name: those of the WHATWG encoding standard in any case, such as
// "ISO-8859-1", "windows-1252" or "UTF-16LE", and Ruby's names for bytes as they are. It is nil for
// UTF-8 and for the latter.
func Lookup(name string) (*Charset, error) {
	switch strings.ToUpper(name) {
	case "", "UTF-8", "UTF8", "US-ASCII", "ASCII-8BIT", "BINARY":
		return nil, nil //nolint:nilnil // a nil Charset works
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, fmt.Errorf("charset %q is not known: use a name such as \"UTF-8\", \"ISO-8859-1\", \"windows-1252\" or \"UTF-16LE\"", name)
	}
	c := &Charset{enc: enc, unit: 1}
	if n, err := htmlindex.Name(enc); err == nil && strings.HasPrefix(n, "utf-16") {
		c.unit = 2
	}
	return c, nil
}

// Unit is the number of bytes of a code unit.
func (c *Charset) Unit() int {
	if c == nil {
		return 1
	}
	return c.unit
}

// Decode returns the text in UTF-8. What the charset does not have becomes U+FFFD; a byte order mark at
// the beginning is taken off.
func (c *Charset) Decode(text string) string {
	if c == nil {
		return text
	}
	s, err := c.enc.NewDecoder().String(text)
	if err != nil {
		return text
	}
	return strings.TrimPrefix(s, "\ufeff")
}

// Encode returns UTF-8 text in the charset. What the charset does not have is replaced.
func (c *Charset) Encode(text string) string {
	if c == nil {
		return text
	}
	s, err := encoding.ReplaceUnsupported(c.enc.NewEncoder()).String(text)
	if err != nil {
		return text
	}
	return s
}
