package plugin

import (
	"context"
	"slices"
	"time"

	"github.com/headgate/headgate/event"
)

// Sizes of the blocks that streams are read into. 64 to 128 KiB measured best.
const (
	cutterBlock = 128 << 10
	cutterRoom  = 32 << 10 // a block with less room is left to the collector
)

// Cutter turns one stream of bytes into batches of records: read into Buffer, then call Filled. It is
// used by one goroutine.
type Cutter struct {
	// Framer cuts the records.
	Framer Framer
	// Origin describes the stream.
	Origin *event.Origin
	// Sink takes the batches.
	Sink Sink
	// Lane keeps the stream's order; nil where order does not matter.
	Lane *event.Lane
	// Source is told how far the stream is settled; nil for a stream that can't be read again.
	Source *event.Source
	// Base is the position in the stream of the first byte that will be read.
	Base int64
	// Size is the number of records in a batch at most. By default 256.
	Size int
	// Expect is how many bytes are about to be read, so that little of them needs no large block. By
	// default, that is 0, a stream is expected to go on.
	Expect int

	block  []byte // read but not used up; its end is where reading goes on
	frames []Frame
}

// Buffer returns where to read the next bytes of the stream to. It is never empty.
func (c *Cutter) Buffer() []byte {
	block, room := cutterBlock, cutterRoom
	if c.Expect > 0 && c.Expect < cutterRoom {
		block, room = max(512, c.Expect), c.Expect
	}
	if cap(c.block)-len(c.block) < room {
		bigger := make([]byte, len(c.block), max(block, 2*len(c.block)+room))
		copy(bigger, c.block)
		c.block = bigger
	}
	return c.block[len(c.block):cap(c.block)]
}

// Filled says that n bytes were read into what Buffer returned. The records that are complete now
// are pushed.
func (c *Cutter) Filled(ctx context.Context, n int) error {
	c.block = c.block[:len(c.block)+n]
	frames, used := c.Framer.Frame(c.block, c.Base, c.frames[:0])
	c.block = c.block[used:]
	c.Base += int64(used)
	return c.push(ctx, frames)
}

// Flush pushes what is still held back: at the end of the stream, or when nothing has come for a
// while and Pending says that something waits.
func (c *Cutter) Flush(ctx context.Context) error {
	frames := c.Framer.Flush(c.block, c.Base, c.frames[:0])
	c.Base += int64(len(c.block))
	c.block = nil
	return c.push(ctx, frames)
}

// FlushHeld pushes the records that the framer holds back and keeps the unfinished rest, for a stream
// that goes on after a pause.
func (c *Cutter) FlushHeld(ctx context.Context) error {
	return c.push(ctx, c.Framer.Flush(nil, c.Base, c.frames[:0]))
}

// Park gives up the room for reading, for a stream that pauses. The unfinished rest is kept.
func (c *Cutter) Park() {
	c.block, c.frames = slices.Clone(c.block), nil
	if len(c.block) == 0 {
		c.block = nil
	}
}

// Pending reports whether Flush would give complete records that the framer holds back, such as the
// lines of an event that may go on.
func (c *Cutter) Pending() bool { return c.Framer.Pending() }

// Rest is the number of bytes read that do not make a whole record yet.
func (c *Cutter) Rest() int { return len(c.block) }

func (c *Cutter) push(ctx context.Context, frames []Frame) error {
	size := c.Size
	if size == 0 {
		size = 256
	}
	now := time.Now().UnixNano()
	for len(frames) > 0 {
		n := min(size, len(frames))
		if err := c.Sink.Push(ctx, c.batch(frames[:n], now)); err != nil {
			return err
		}
		clear(frames[:n]) // the text belongs to the batch now
		frames = frames[n:]
	}
	c.frames = frames[:0]
	return nil
}

func (c *Cutter) batch(frames []Frame, now int64) *event.Batch {
	b := event.NewBatch()
	if c.Lane != nil {
		c.Lane.Stamp(b)
	}
	if c.Source != nil {
		b.AddTicket(c.Source.Issue(len(frames), frames[len(frames)-1].Next))
	}
	for i := range frames {
		f := &frames[i]
		b.AddRecord(event.Record{
			Data: f.Data, Aux: f.Aux, Tag: f.Tag, Origin: c.Origin, Offset: f.Offset, Time: now,
		})
	}
	return b
}
