// Package newline cuts a stream of bytes at newlines, or at another delimiter. It is the framer of
// all codecs that read line by line.
package newline

import (
	"bytes"
	"strings"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Truncated is the tag of a record that was longer than the limit and was cut there.
const Truncated = "_line_truncated"

// Options say where lines end.
type Options struct {
	// Delimiter ends a line, in UTF-8. By default "\n", before which "\r" is taken off too.
	Delimiter string
	// Charset of the stream, nil for UTF-8.
	Charset *charset.Charset
	// Limit is the number of bytes of a line that are kept; the rest of a longer one is skipped.
	Limit int
}

// Framer cuts one stream into lines. A line that is longer than the limit is given when it has ended,
// with its beginning as its data; only that beginning is kept in memory.
type Framer struct {
	delim  string
	cr     string // taken off before the delimiter
	unit   int    // bytes that a code unit of the charset has: delimiters stand at multiples of it
	limit  int
	simple bool // the delimiter is the byte '\n'

	seen     int // bytes of the unfinished line that hold no delimiter
	skipping bool
	held     bool         // cut waits for the end of its line
	cut      plugin.Frame // the line that is being skipped
}

var _ plugin.Framer = (*Framer)(nil)

// New makes a framer for one stream.
func New(o Options) *Framer {
	f := &Framer{delim: "\n", cr: "\r", limit: o.Limit, unit: o.Charset.Unit()}
	if o.Delimiter != "" && o.Delimiter != "\n" {
		f.delim, f.cr = o.Delimiter, ""
	}
	f.simple = f.delim == "\n" && f.unit == 1
	f.delim, f.cr = o.Charset.Encode(f.delim), o.Charset.Encode(f.cr)
	return f
}

// Frame implements plugin.Framer.
func (f *Framer) Frame(buf []byte, base int64, out []plugin.Frame) ([]plugin.Frame, int) {
	start := 0
	if f.skipping {
		var found bool
		if start, found = f.skip(buf); !found {
			return out, start
		}
		out = f.release(out, base+int64(start))
	}
	text := event.Alias(buf)
	from := min(start+f.seen, len(buf))
	for {
		end := f.find(buf, start, from)
		if end < 0 {
			break
		}
		next := end + len(f.delim)
		out = append(out, plugin.Frame{Data: f.trim(text[start:end]), Offset: base + int64(start), Next: base + int64(next)})
		if line := &out[len(out)-1]; len(line.Data) > f.limit {
			line.Data, line.Tag = f.shorten(line.Data), Truncated
		}
		start, from = next, next
	}
	return out, f.keep(text, start, base)
}

// find returns where the first delimiter stands that begins at from or later, in a line that begins at
// start, or -1.
func (f *Framer) find(buf []byte, start, from int) int {
	if f.simple {
		if i := bytes.IndexByte(buf[from:], '\n'); i >= 0 {
			return from + i
		}
		return -1
	}
	for {
		i := strings.Index(event.Alias(buf[from:]), f.delim)
		if i < 0 {
			return -1
		}
		if from += i; (from-start)%f.unit == 0 {
			return from
		}
		from++
	}
}

// keep decides about the unfinished line at start: it stays in the buffer, unless it is too long by now.
func (f *Framer) keep(text string, start int, base int64) (used int) {
	rest := text[start:]
	f.seen = f.searched(len(rest))
	if len(rest) <= f.limit+len(f.delim)+len(f.cr)+utf8Room {
		return start
	}
	f.cut = plugin.Frame{Data: f.shorten(rest), Offset: base + int64(start), Tag: Truncated}
	f.skipping, f.held = true, true
	used = start + f.seen
	f.seen = 0
	return used
}

// utf8Room is how much must stand behind the limit to see whether it falls into a character.
const utf8Room = 4

// searched is how many of n bytes no delimiter can begin in, in whole units.
func (f *Framer) searched(n int) int {
	n = max(0, n-len(f.delim)+1)
	return n - n%f.unit
}

// skip looks for the end of a line whose rest is not wanted.
func (f *Framer) skip(buf []byte) (used int, found bool) {
	end := f.find(buf, 0, 0)
	if end < 0 {
		return f.searched(len(buf)), false
	}
	return end + len(f.delim), true
}

// release gives the line that was cut, now that its end is known.
func (f *Framer) release(out []plugin.Frame, next int64) []plugin.Frame {
	f.skipping = false
	return f.give(out, next)
}

func (f *Framer) give(out []plugin.Frame, next int64) []plugin.Frame {
	if f.held {
		f.cut.Next = next
		out = append(out, f.cut)
		f.held, f.cut = false, plugin.Frame{}
	}
	return out
}

// trim takes off a carriage return.
func (f *Framer) trim(line string) string {
	n := len(line) - len(f.cr)
	if f.cr != "" && n >= 0 && line[n:] == f.cr && n%f.unit == 0 {
		return line[:n]
	}
	return line
}

func (f *Framer) shorten(line string) string {
	if f.unit > 1 {
		return line[:f.limit-f.limit%f.unit]
	}
	return event.CutUTF8(line, f.limit)
}

// Flush implements plugin.Framer. What is left is a line of its own.
func (f *Framer) Flush(rest []byte, base int64, out []plugin.Frame) []plugin.Frame {
	out, used := f.Frame(rest, base, out)
	end := base + int64(len(rest))
	f.seen = 0
	if f.skipping {
		return f.give(out, end)
	}
	if used == len(rest) {
		return out
	}
	last := plugin.Frame{Data: f.trim(event.Alias(rest[used:])), Offset: base + int64(used), Next: end}
	if len(last.Data) > f.limit {
		last.Data, last.Tag = f.shorten(last.Data), Truncated
	}
	return append(out, last)
}

// Pending implements plugin.Framer. A line that was cut is not held back by choice: its end is awaited.
func (f *Framer) Pending() bool { return false }
