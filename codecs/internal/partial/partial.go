// Package partial joins the messages that container runtimes break into several lines, for the codecs
// cri and docker.
package partial

import (
	"strings"

	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Streams is how many streams of a container are told apart: its standard output and error.
const Streams = 2

// Part is what one line holds.
type Part struct {
	Stream   int  // less than Streams
	Last     bool // the message ends with this line
	From, To int  // where in the line the text of the message stands
}

// Format is how a runtime writes its lines.
type Format struct {
	// Split looks at a line; false says that the line is malformed.
	Split func(line string) (Part, bool)
	// Shorten cuts the text of a message to so many bytes at most.
	Shorten func(text string, most int) string
	// Limit is the number of bytes of a message that are kept.
	Limit int
}

// lineRoom is how much longer than a message its line may be.
const lineRoom = 64 << 10

// Framer cuts a stream into messages. A message of several lines becomes one line, with what stands
// around the text of its first one. A malformed line is given as it is.
type Framer struct {
	Format
	lines   *newline.Framer
	scratch []plugin.Frame
	open    [Streams]message
}

// message is one that has begun. It is empty when line is nil.
type message struct {
	line    []byte // what stood before the text, and the text so far
	tail    string // what stood behind the text
	room    int    // bytes that the text may still grow
	offset  int64
	cutting bool
}

var _ plugin.Framer = (*Framer)(nil)

// New makes a framer for one stream.
func New(f Format) *Framer {
	return &Framer{Format: f, lines: newline.New(newline.Options{Limit: f.Limit + lineRoom})}
}

// Frame implements plugin.Framer.
func (f *Framer) Frame(buf []byte, base int64, out []plugin.Frame) ([]plugin.Frame, int) {
	lines, used := f.lines.Frame(buf, base, f.scratch[:0])
	return f.add(lines, out), used
}

func (f *Framer) add(lines, out []plugin.Frame) []plugin.Frame {
	for i := range lines {
		if strings.TrimSpace(lines[i].Data) != "" {
			out = f.line(&lines[i], out)
		}
	}
	clear(lines)
	f.scratch = lines[:0]
	return out
}

func (f *Framer) line(line *plugin.Frame, out []plugin.Frame) []plugin.Frame {
	p, ok := f.Split(line.Data)
	if !ok {
		line.Next = f.resume(line.Next)
		return append(out, *line)
	}
	m := &f.open[p.Stream]
	if p.Last && m.line == nil {
		if p.To-p.From > f.Limit {
			text := f.Shorten(line.Data[p.From:p.To], f.Limit)
			line.Data, line.Tag = line.Data[:p.From]+text+line.Data[p.To:], newline.Truncated
		}
		line.Next = f.resume(line.Next)
		return append(out, *line)
	}
	f.grow(m, p, line)
	if !p.Last {
		return out
	}
	return f.end(m, line.Next, out)
}

// grow adds the text of a line to a message.
func (f *Framer) grow(m *message, p Part, line *plugin.Frame) {
	text := line.Data[p.From:p.To]
	if m.line == nil {
		m.line = append(make([]byte, 0, 2*len(line.Data)), line.Data[:p.From]...)
		m.tail, m.offset, m.room = strings.Clone(line.Data[p.To:]), line.Offset, f.Limit
	}
	if m.cutting {
		return
	}
	if m.cutting = len(text) > m.room || line.Tag != ""; len(text) > m.room {
		text = f.Shorten(text, m.room)
	}
	m.line = append(m.line, text...)
	m.room -= len(text)
}

// end gives a message whose last line ends at next.
func (f *Framer) end(m *message, next int64, out []plugin.Frame) []plugin.Frame {
	fr := plugin.Frame{Data: event.Alias(append(m.line, m.tail...)), Offset: m.offset}
	if m.cutting {
		fr.Tag = newline.Truncated
	}
	*m = message{}
	fr.Next = f.resume(next)
	return append(out, fr)
}

// resume is where to read on after a restart: not behind the beginning of an open message.
func (f *Framer) resume(next int64) int64 {
	for i := range f.open {
		if m := &f.open[i]; m.line != nil {
			next = min(next, m.offset)
		}
	}
	return next
}

// Flush implements plugin.Framer. Messages whose last line is missing are given as far as they came.
func (f *Framer) Flush(rest []byte, base int64, out []plugin.Frame) []plugin.Frame {
	out = f.add(f.lines.Flush(rest, base, f.scratch[:0]), out)
	for f.Pending() {
		first := &f.open[0]
		for i := range f.open {
			if m := &f.open[i]; m.line != nil && (first.line == nil || m.offset < first.offset) {
				first = m
			}
		}
		out = f.end(first, base+int64(len(rest)), out)
	}
	return out
}

// Pending implements plugin.Framer.
func (f *Framer) Pending() bool {
	for i := range f.open {
		if f.open[i].line != nil {
			return true
		}
	}
	return false
}
