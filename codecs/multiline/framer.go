package multiline

import (
	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// framer joins the lines of one stream to events. The lines keep what stands between them. As long as
// the event at hand lies in the buffer it is not copied.
type framer struct {
	*codec
	lines   *newline.Framer
	work    *match.Work
	scratch []plugin.Frame

	text  string // the buffer at hand
	base  int64  // its place in the stream
	start int    // where in it the event begins, or elsewhere
	end   int    // where in it the event ends so far, its last delimiter included
	held  []byte // the event so far, when it does not lie in the buffer

	count  int   // lines of the event
	bytes  int   // their bytes, without delimiters
	delim  int   // length of the last delimiter
	offset int64 // of the event
	tag    string
}

// elsewhere says that the event does not lie in the buffer.
const elsewhere = -1

// Frame implements plugin.Framer.
func (f *framer) Frame(buf []byte, base int64, out []plugin.Frame) (frames []plugin.Frame, used int) {
	lines, used := f.lines.Frame(buf, base, f.scratch[:0])
	f.text, f.base = event.Alias(buf), base
	out = f.add(lines, out)
	f.keep()
	return out, used
}

// add sorts lines into events.
func (f *framer) add(lines, out []plugin.Frame) []plugin.Frame {
	for i := range lines {
		line := &lines[i]
		belongs := f.pattern.Matches(f.work, f.charset.Decode(line.Data)) != f.Negate
		if f.What == "next" {
			f.push(line)
			if !belongs || f.full() {
				out = f.give(out, line.Next)
			}
			continue
		}
		if !belongs || f.full() {
			out = f.give(out, line.Offset)
		}
		f.push(line)
	}
	clear(lines)
	f.scratch = lines[:0]
	return out
}

// full reports whether the event has reached a limit.
func (f *framer) full() bool { return f.count > f.MaxLines || f.bytes >= int(f.MaxBytes) }

// push adds a line to the event.
func (f *framer) push(line *plugin.Frame) {
	at, to := int(line.Offset-f.base), int(line.Next-f.base)
	whole := at >= 0 && line.Tag == ""
	if f.count == 0 {
		f.offset, f.start, f.tag = line.Offset, elsewhere, ""
		if whole {
			f.start = at
		}
	}
	switch {
	case whole && f.start != elsewhere:
		f.end = to
	case whole:
		f.held = append(f.held, f.text[at:to]...)
	default: // its end is missing
		f.keep()
		f.held = append(append(f.held, line.Data...), f.charset.Encode(f.Delimiter)...)
		at, to = 0, len(line.Data)+len(f.charset.Encode(f.Delimiter))
	}
	if line.Tag != "" {
		f.tag = line.Tag
	}
	f.count++
	f.bytes += len(line.Data)
	f.delim = to - at - len(line.Data)
}

// keep copies the event out of the buffer, which is about to go.
func (f *framer) keep() {
	if f.count > 0 && f.start != elsewhere {
		f.held = append(f.held, f.text[f.start:f.end]...)
		f.start = elsewhere
	}
}

// give ends the event; next is where the one behind it begins.
func (f *framer) give(out []plugin.Frame, next int64) []plugin.Frame {
	if f.count == 0 {
		return out
	}
	fr := plugin.Frame{Offset: f.offset, Next: next, Tag: f.tag}
	if f.start != elsewhere {
		fr.Data = f.text[f.start : f.end-f.delim]
	} else {
		fr.Data = event.Alias(f.held[:len(f.held)-f.delim])
	}
	if i := f.index(); i > 0 {
		fr.Aux = &f.marks[i]
	}
	f.held, f.start = nil, elsewhere
	f.count, f.bytes = 0, 0
	return append(out, fr)
}

// index is that of the event's mark.
func (f *framer) index() int {
	i := 0
	if f.count > 1 {
		i |= merged
	}
	if f.bytes >= int(f.MaxBytes) {
		i |= tooManyBytes
	}
	if f.count > f.MaxLines {
		i |= tooManyLines
	}
	return i
}

// Flush implements plugin.Framer. The event at hand ends.
func (f *framer) Flush(rest []byte, base int64, out []plugin.Frame) []plugin.Frame {
	lines := f.lines.Flush(rest, base, f.scratch[:0])
	f.text, f.base = event.Alias(rest), base
	out = f.add(lines, out)
	return f.give(out, base+int64(len(rest)))
}

// Pending implements plugin.Framer.
func (f *framer) Pending() bool { return f.count > 0 }
