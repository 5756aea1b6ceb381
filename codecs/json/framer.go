package json

import (
	"bytes"
	"strings"

	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// framer cuts a stream into JSON texts. An object or a list ends with its last bracket; anything else,
// which can't become an event, ends with its line. So that one broken text does not take those behind
// it along, a text also ends where it can't go on: at a newline inside a string, and before a line
// that begins with a bracket where none may stand.
type framer struct {
	limit    int
	scan     scanner // of the text that has not ended
	skipping bool    // the text was too long: a line is awaited that begins with a bracket
}

// utf8Room is how much must stand behind the limit to see whether it falls into a character.
const utf8Room = 4

// Frame implements plugin.Framer.
func (f *framer) Frame(buf []byte, base int64, out []plugin.Frame) (frames []plugin.Frame, used int) {
	at := 0
	for {
		if f.skipping {
			if at = f.skip(buf, at); f.skipping {
				return out, at
			}
		}
		if !f.scan.begun {
			if at = skipBlanks(buf, at, base); at == len(buf) {
				return out, at
			}
			f.scan = scanner{begun: true}
		}
		text := buf[at:]
		end, more := f.scan.end(text[:min(len(text), f.limit+1)])
		switch {
		case end > f.limit || end < 0 && len(text) >= f.limit+utf8Room:
			out = append(out, f.tooLong(text, base+int64(at)))
			at += f.limit
			f.scan, f.skipping = scanner{}, true
			continue
		case end < 0:
			return out, at
		}
		out = append(out, plugin.Frame{Data: data(text[:end]), Offset: base + int64(at), Next: base + int64(at+end+more)})
		at += end + more
		f.scan = scanner{}
	}
}

func (f *framer) tooLong(text []byte, offset int64) plugin.Frame {
	return plugin.Frame{
		Data: event.CutUTF8(event.Alias(text), f.limit), Tag: newline.Truncated,
		Offset: offset, Next: offset + int64(f.limit),
	}
}

func data(text []byte) string { return strings.TrimRight(event.Alias(text), " \t\r\n") }

const bom = "\xef\xbb\xbf"

// skipBlanks passes over what may stand between texts: blanks, and a byte order mark at the beginning.
func skipBlanks(buf []byte, at int, base int64) int {
	for ; at < len(buf); at++ {
		c := buf[at]
		if pos := base + int64(at); pos < int64(len(bom)) && c == bom[pos] {
			continue
		}
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			break
		}
	}
	return at
}

// skip looks for a newline with a bracket behind it.
func (f *framer) skip(buf []byte, at int) int {
	for {
		i := bytes.IndexByte(buf[at:], '\n')
		if i < 0 {
			return len(buf)
		}
		if at += i; at+1 == len(buf) {
			return at
		}
		at++
		if buf[at] == '{' || buf[at] == '[' {
			f.skipping = false
			return at
		}
	}
}

// Flush implements plugin.Framer. What is left is given as it is; it is not a whole text.
func (f *framer) Flush(rest []byte, base int64, out []plugin.Frame) []plugin.Frame {
	out, used := f.Frame(rest, base, out)
	f.scan = scanner{}
	if f.skipping || used == len(rest) {
		return out
	}
	last := plugin.Frame{Data: data(rest[used:]), Offset: base + int64(used), Next: base + int64(len(rest))}
	if len(last.Data) > f.limit {
		last.Data, last.Tag = event.CutUTF8(last.Data, f.limit), newline.Truncated
	}
	return append(out, last)
}

// Pending implements plugin.Framer. Nothing is held back.
func (f *framer) Pending() bool { return false }
