package file

import (
	"slices"
	"sync/atomic"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// entry is what is known of one file, whether or not it is there. Its fields but settled are guarded
// by the store.
type entry struct {
	path    string // where it was found last
	id      string // identity of its stream, see newID
	node    inode  // zero when the inode has other content now
	born    int64  // when it was created, nanoseconds since 1970, 0 if unknown
	gen     int    // how many times the inode got new content
	archive bool   // compressed: positions count decompressed bytes
	head    span   // its first bytes
	marks   []span // stretches that were read last, the newest at the end
	size    int64  // in bytes on disk when it was done
	changed int64  // time of its last change when it was done, nanoseconds since 1970
	done    bool   // read to its end; archives are not looked into again
	damaged bool   // it could not be read whole
	seen    int64  // when it was there last, seconds since 1970

	settled atomic.Int64 // everything before this position is settled
	file    *file        // nil when no file has this content
	stream  *stream      // nil until it is read
	anew    bool         // its inode was seen to get other content
}

// mark remembers a stretch that was just read.
func (e *entry) mark(s span) {
	if len(e.marks) > 0 && e.marks[len(e.marks)-1].End == s.End {
		return
	}
	if len(e.marks) >= maxMarks {
		e.marks = slices.Delete(e.marks, 0, 1)
	}
	e.marks = append(e.marks, s)
}

// pos is how far the content was read.
func (e *entry) pos() int64 {
	if e.stream != nil {
		return e.stream.pos()
	}
	return e.settled.Load()
}

// stream is the reading side of an entry: it cuts the content into records and knows what of them is
// settled. It belongs to one worker at a time.
type stream struct {
	entry    *entry
	cut      plugin.Cutter
	source   *event.Source
	last     []byte // the bytes before pos, as many as a span has
	flushing bool   // its rest is being pushed after its file was lost
	headed   bool   // the framer knows how the content begins, if it wants to
}

// newStream makes a stream that reads on where the entry is settled.
func (in *input) newStream(e *entry, sink plugin.Sink) *stream {
	s := &stream{entry: e}
	s.source = event.NewSource(func(pos int64) {
		e.settled.Store(pos)
		in.store.touch()
		if in.awaiting.Load() {
			select {
			case in.settled <- struct{}{}:
			default:
			}
		}
	})
	s.cut = plugin.Cutter{
		Framer: in.env.Codec.NewFramer(), Origin: in.origin(e.id, e.path), Sink: sink,
		Lane: event.NewLane(), Source: s.source, Base: e.settled.Load(), Size: in.env.BatchSize,
	}
	return s
}

// pos is the position of the next byte to read.
func (s *stream) pos() int64 { return s.cut.Base + int64(s.cut.Rest()) }

// settledAll reports whether everything that was pushed is settled.
func (s *stream) settledAll() bool { return s.source.Pending() == 0 }

// remember keeps the last bytes of what was read.
func (s *stream) remember(b []byte) {
	if len(b) >= spanBytes {
		s.last = append(s.last[:0], b[len(b)-spanBytes:]...)
		return
	}
	if over := len(s.last) + len(b) - spanBytes; over > 0 {
		s.last = s.last[:copy(s.last, s.last[over:])]
	}
	s.last = append(s.last, b...)
}
