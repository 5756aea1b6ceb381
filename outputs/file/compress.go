package file

import (
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A compressed file is a sequence of members: gzip members (RFC 1952) or zstd frames (RFC 8878). One
// is begun when a file is opened and completed when it is closed. Each Write ends at a mark, from
// which a reader gets all that was written so far: with gzip the empty stored block of a sync flush,
// with zstd an empty raw block.
//
// Behind the last member of a file that was closed in order stands an end mark, an empty member. A
// file that ends with it needs no repair.

// End marks. The gzip one is an empty member with the extra field "HG", the zstd one a skippable frame.
const (
	gzipEnd = "\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\x0c\x00HG\x08\x00headgate\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	zstdEnd = "\x5a\x2a\x4d\x18\x08\x00\x00\x00headgate"
)

// zstdMark is an empty raw block that is not the last of its frame.
const zstdMark = "\x00\x00\x00"

// zstdWindow, in bytes, is how far back repetitions are found. It decides on the memory that an open
// file takes.
const zstdWindow = 512 << 10

// compressor writes one member after the other.
type compressor interface {
	// begin forgets the last member, finished or not, and begins one.
	begin()
	// add compresses data and returns what there is to write, up to and including the mark. It is
	// valid until the next call.
	add(data []byte) ([]byte, error)
	// finish completes the member and returns the end of it. It is valid until the next call.
	finish() ([]byte, error)
}

// compressors are kept for reuse, because making one costs more than compressing a batch.
type compressors struct{ gzip, zstd []compressor }

func (c *compressors) list(method string) *[]compressor {
	if method == "gzip" {
		return &c.gzip
	}
	return &c.zstd
}

func (s *files) takeCompressor(method string) (compressor, error) {
	var c compressor
	var err error
	if list := s.spare.list(method); len(*list) > 0 {
		last := len(*list) - 1
		c, *list = (*list)[last], (*list)[:last]
	} else if method == "gzip" {
		c, err = newGzip(s.level)
	} else {
		c, err = newZstd(s.level)
	}
	if err != nil {
		return nil, err
	}
	c.begin()
	return c, nil
}

// abandon gives up the member that is being written. It remains unfinished until it is repaired.
func (s *files) abandon(h *handle) {
	if h.comp == nil {
		return
	}
	list := s.spare.list(h.method)
	if len(*list) < 2 {
		*list = append(*list, h.comp)
	}
	h.comp = nil
}

// compress returns what there is to write for data. size is the size of the file; a member that an
// earlier failure left unfinished is completed before, which changes it.
func (s *files) compress(h *handle, size *int64, data []byte) ([]byte, error) {
	if *size != h.size && h.info.Mode().IsRegular() { // truncated by logrotate, say
		s.abandon(h)
		if *size < h.start {
			h.start = 0
		}
	}
	if h.comp == nil {
		if err := s.beginMember(h, size); err != nil {
			return nil, err
		}
	}
	return h.comp.add(data)
}

func (s *files) beginMember(h *handle, size *int64) error {
	if *size > h.start && h.info.Mode().IsRegular() {
		if _, err := s.repair(h.path, h.method, h.start); err != nil {
			return err
		}
		now, err := os.Stat(h.path)
		if err != nil {
			return err
		}
		*size = now.Size()
	}
	h.start = *size
	var err error
	h.comp, err = s.takeCompressor(h.method)
	return err
}

// finishMember completes the member and adds the end mark.
func (s *files) finishMember(h *handle) error {
	now, err := h.f.Stat()
	if err != nil {
		return err
	}
	if now.Mode().IsRegular() && now.Size() != h.size {
		return nil // somebody else has truncated it
	}
	end, err := h.comp.finish()
	if err != nil {
		return err
	}
	mark := gzipEnd
	if h.method == "zstd" {
		mark = zstdEnd
	}
	s.abandon(h)
	n, err := h.f.WriteString(string(end) + mark)
	if err != nil {
		s.undo(h, h.size, n)
		return err
	}
	h.dirty = true
	return nil
}

// sink collects what a compressor writes.
type sink []byte

func (s *sink) Write(p []byte) (int, error) {
	*s = append(*s, p...)
	return len(p), nil
}

// take returns what was collected and makes room for more.
func (s *sink) take() []byte {
	b := *s
	if cap(b) > maxKept {
		*s = nil
	} else {
		*s = b[:0]
	}
	return b
}

type gzipCompressor struct {
	w   *gzip.Writer
	out sink
}

func newGzip(level int) (compressor, error) {
	if level == 0 {
		level = 6
	}
	c := &gzipCompressor{}
	var err error
	c.w, err = gzip.NewWriterLevel(&c.out, level)
	return c, err
}

func (c *gzipCompressor) begin() {
	c.out = c.out[:0]
	c.w.Reset(&c.out)
}

func (c *gzipCompressor) add(data []byte) ([]byte, error) {
	if _, err := c.w.Write(data); err != nil {
		return nil, err
	}
	if err := c.w.Flush(); err != nil {
		return nil, err
	}
	return c.out.take(), nil
}

func (c *gzipCompressor) finish() ([]byte, error) {
	err := c.w.Close()
	return c.out.take(), err
}

type zstdCompressor struct {
	w   *zstd.Encoder
	out sink
}

func newZstd(level int) (compressor, error) {
	if level == 0 {
		level = 3
	}
	c := &zstdCompressor{}
	var err error
	c.w, err = zstd.NewWriter(&c.out, zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)),
		zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(zstdWindow), zstd.WithLowerEncoderMem(true))
	return c, err
}

func (c *zstdCompressor) begin() {
	c.out = c.out[:0]
	c.w.Reset(&c.out)
}

func (c *zstdCompressor) add(data []byte) ([]byte, error) {
	if _, err := c.w.Write(data); err != nil {
		return nil, err
	}
	if err := c.w.Flush(); err != nil {
		return nil, err
	}
	c.out = append(c.out, zstdMark...)
	return c.out.take(), nil
}

func (c *zstdCompressor) finish() ([]byte, error) {
	err := c.w.Close()
	return c.out.take(), err
}
