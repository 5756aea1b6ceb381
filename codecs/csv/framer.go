package csv

import (
	"bytes"
	"strings"

	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// framer cuts a stream into rows. A newline in quotes does not end a row. Where quotes are opened and
// not closed within the limit, the line is a row of its own, so that it takes no others along.
type framer struct {
	*codec
	header   *header // nil until it is known
	missing  bool    // the first row of the stream was not seen
	begun    bool
	scan     scanner
	skipping bool // the rest of a row that was too long
}

var (
	_ plugin.Framer     = (*framer)(nil)
	_ plugin.HeadReader = (*framer)(nil)
)

// utf8Room is how much must stand behind the limit to see whether it falls into a character.
const utf8Room = 4

// begin decides where the names of the columns come from.
func (f *framer) begin(base int64) {
	f.begun = true
	switch {
	case f.header != nil:
	case !f.AutodetectColumnNames || len(f.Columns) > 0:
		f.header = f.names
	case base > 0:
		f.header, f.missing = f.names, true
	}
}

// Head implements plugin.HeadReader.
func (f *framer) Head(start []byte) {
	if !f.AutodetectColumnNames || len(f.Columns) > 0 {
		return
	}
	first := framer{codec: f.codec}
	first.Frame(bytes.Clone(start), 0, nil)
	f.header = first.header
}

// Frame implements plugin.Framer.
func (f *framer) Frame(buf []byte, base int64, out []plugin.Frame) (frames []plugin.Frame, used int) {
	if !f.begun {
		f.begin(base)
	}
	limit, at := int(f.MaxLine), 0
	for {
		if f.skipping {
			i := bytes.IndexByte(buf[at:], '\n')
			if i < 0 {
				return out, len(buf)
			}
			at, f.skipping = at+i+1, false
		}
		text := buf[at:]
		end := f.scan.end(text[:min(len(text), limit+1)], f.codec)
		if end < 0 && len(text) < limit+utf8Room {
			return out, at
		}
		row, next, tag := text[:max(end, 0)], end+1, ""
		if end < 0 {
			row, next, tag = f.broken(text, limit)
		}
		out = f.give(out, row, base+int64(at), base+int64(at+next), tag)
		at += next
		f.scan = scanner{}
	}
}

// broken gives what stands for a row that does not end within the limit.
func (f *framer) broken(text []byte, limit int) (row []byte, next int, tag string) {
	if f.scan.quoted {
		if i := bytes.IndexByte(text[:limit], '\n'); i >= 0 {
			return text[:i], i + 1, ""
		}
	}
	f.skipping = true
	n := len(event.CutUTF8(event.Alias(text), limit))
	return text[:n], n, newline.Truncated
}

// give appends a row, or learns the names of the columns from it.
func (f *framer) give(out []plugin.Frame, row []byte, offset, next int64, tag string) []plugin.Frame {
	text := strings.TrimSuffix(event.Alias(row), "\r")
	if offset == 0 {
		text = strings.TrimPrefix(text, "\ufeff")
	}
	if text == "" {
		return out
	}
	h := f.header
	if h == nil {
		if f.learn(text) {
			return out
		}
		h = f.names
	}
	if tag == "" && f.missing {
		tag = headerTag
	}
	return append(out, plugin.Frame{Data: text, Aux: h, Offset: offset, Next: next, Tag: tag})
}

// learn takes the names from the first row that can be read.
func (f *framer) learn(text string) bool {
	var a event.Arena
	p := parser{codec: f.codec}
	if err := p.row(&a, f.charset.Decode(text)); err != nil {
		return false
	}
	names := make([]string, 0, len(p.values))
	for _, v := range p.values {
		s, _ := v.AsString()
		names = append(names, strings.Clone(s))
	}
	f.header = f.newHeader(names)
	return true
}

// Flush implements plugin.Framer. A last row needs no newline.
func (f *framer) Flush(rest []byte, base int64, out []plugin.Frame) []plugin.Frame {
	for {
		var used int
		out, used = f.Frame(rest, base, out)
		if rest, base = rest[used:], base+int64(used); len(rest) == 0 {
			return out
		}
		row, next, tag := rest, len(rest), ""
		if i := bytes.IndexByte(rest, '\n'); i >= 0 && f.scan.open(rest) {
			row, next = rest[:i], i+1
		}
		if limit := int(f.MaxLine); len(row) > limit {
			row, tag = row[:len(event.CutUTF8(event.Alias(row), limit))], newline.Truncated
		}
		out = f.give(out, row, base, base+int64(next), tag)
		f.scan = scanner{}
		rest, base = rest[next:], base+int64(next)
	}
}

// Pending implements plugin.Framer. Nothing is held back.
func (f *framer) Pending() bool { return false }

// scanner looks for the newline that ends a row. It goes on where it stopped when more is there.
type scanner struct {
	pos    int
	quoted bool
}

// end returns where the newline stands, or -1.
func (s *scanner) end(text []byte, c *codec) int {
	for s.pos < len(text) {
		if s.quoted {
			if !s.closing(text, c.quote) {
				return -1
			}
			continue
		}
		n := bytes.IndexByte(text[s.pos:], '\n')
		line := text[s.pos:]
		if n >= 0 {
			line = line[:n]
		}
		switch q := opening(text, s.pos, s.pos+len(line), c); {
		case q >= 0:
			s.pos, s.quoted = q+1, true
		case n >= 0:
			return s.pos + n
		default:
			s.pos = len(text)
		}
	}
	return -1
}

// closing looks for the quote that closes. It is false if that is not there yet.
func (s *scanner) closing(text []byte, quote byte) bool {
	for s.pos < len(text) {
		i := bytes.IndexByte(text[s.pos:], quote)
		if i < 0 {
			s.pos = len(text)
			return false
		}
		if s.pos += i; s.pos+1 == len(text) {
			return false // it may be doubled
		}
		if text[s.pos+1] != quote {
			s.pos, s.quoted = s.pos+1, false
			return true
		}
		s.pos += 2
	}
	return false
}

// open reports whether a quote is still open at the end of the stream.
func (s *scanner) open(text []byte) bool { return s.quoted && s.pos == len(text) }

// opening returns where in text[from:to] a field begins with a quote, or -1.
func opening(text []byte, from, to int, c *codec) int {
	for from < to {
		i := bytes.IndexByte(text[from:to], c.quote)
		if i < 0 {
			return -1
		}
		if from += i; from == 0 || strings.HasSuffix(event.Alias(text[:from]), c.Separator) {
			return from
		}
		from++
	}
	return -1
}
