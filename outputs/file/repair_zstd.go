package file

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"
)

// Parts of the format, RFC 8878 section 3.1.
const (
	zstdMagic     = 0xfd2fb528
	zstdSkippable = 0x184d2a50 // and the 15 numbers behind it
	zstdMaxBlock  = 128 << 10
	zstdMaxWindow = 128 << 20
)

// zstdLast is an empty raw block that is the last of its frame.
const zstdLast = "\x01\x00\x00"

// zstdTear finds the unfinished frame at the end of a zstd file, nil if all are complete. It walks
// from block to block, from an offset on, and decodes nothing but the unfinished frame.
func zstdTear(r io.ReaderAt, from, size int64, lines bool) (*tear, error) {
	w := &zstdWalk{r: bufio.NewReaderSize(io.NewSectionReader(r, from, size-from), chunk), pos: from}
	for w.pos < size {
		err := w.frame()
		if err == nil {
			continue
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			if zeros, readErr := onlyZeros(r, w.pos, size); readErr != nil || !zeros {
				return nil, errors.Join(readErr, &damage{err})
			}
		}
		return w.tear(r, lines)
	}
	return nil, nil
}

// zstdWalk is where in a file the walk has come, and what is known of the frame there.
type zstdWalk struct {
	r   *bufio.Reader
	pos int64

	start    int64    // of the frame
	marks    [2]int64 // behind the last two marks, the last one first; 0 if there was none
	end      int64    // behind the last complete block, 0 if there is none
	checksum bool
}

// take reads a little-endian number of up to four bytes.
func (w *zstdWalk) take(bytes int) (uint32, error) {
	var b [4]byte
	n, err := io.ReadFull(w.r, b[:bytes])
	w.pos += int64(n)
	return binary.LittleEndian.Uint32(b[:]), err
}

func (w *zstdWalk) skip(bytes int) error {
	n, err := w.r.Discard(bytes)
	w.pos += int64(n)
	return err
}

// frame walks over one frame.
func (w *zstdWalk) frame() error {
	w.start, w.marks, w.end, w.checksum = w.pos, [2]int64{}, 0, false
	magic, err := w.take(4)
	if err != nil {
		return err
	}
	if magic&^15 == zstdSkippable {
		n, err := w.take(4)
		if err != nil {
			return err
		}
		return w.skip(int(n))
	}
	if magic != zstdMagic {
		return fmt.Errorf("offset %d: not a zstd frame", w.start)
	}
	if err := w.header(); err != nil {
		return err
	}
	for {
		if last, err := w.block(); err != nil || last {
			return err
		}
	}
}

// header walks over the frame header behind the magic number.
func (w *zstdWalk) header() error {
	d, err := w.take(1)
	if err != nil {
		return err
	}
	w.checksum = d&4 != 0
	single := d&32 != 0
	n := [4]int{0, 1, 2, 4}[d&3] + [4]int{0, 2, 4, 8}[d>>6]
	if !single {
		n++ // the window
	} else if d>>6 == 0 {
		n++ // the shortest form of the content's size
	}
	return w.skip(n)
}

// block walks over one block, and over the checksum behind the last one.
func (w *zstdWalk) block() (last bool, err error) {
	at := w.pos
	head, err := w.take(3)
	if err != nil {
		return false, err
	}
	last = head&1 != 0
	kind, size := head>>1&3, int(head>>3)
	if kind == 3 || size > zstdMaxBlock {
		return false, fmt.Errorf("offset %d: not a zstd block", at)
	}
	if kind == 1 {
		size = 1 // a run of one byte
	}
	if err := w.skip(size); err != nil {
		return false, err
	}
	if head == 0 {
		w.mark(at)
		return false, nil
	}
	if last && w.checksum {
		return true, w.skip(4)
	}
	if !last {
		w.end = w.pos
	}
	return last, nil
}

// mark notes an empty raw block at an offset. Only the first of several in a row is a mark: zeros that
// a crash of the machine left look like more of them.
func (w *zstdWalk) mark(at int64) {
	if w.end == at {
		w.marks = [2]int64{w.pos, w.marks[0]}
	}
}

// tear decodes the unfinished frame and completes it at its last mark behind a complete event.
func (w *zstdWalk) tear(r io.ReaderAt, lines bool) (*tear, error) {
	for _, mark := range w.marks {
		if mark == 0 {
			break
		}
		p := prefix{rest: restOf{lines: lines}}
		if err := p.decode(r, w.start, mark, w.checksum); err != nil {
			return nil, err
		}
		if lines && p.lastByte != '\n' {
			continue
		}
		tail := []byte(zstdLast)
		if w.checksum {
			tail = binary.LittleEndian.AppendUint32(tail, uint32(p.sum.Sum64()))
		}
		rest, err := w.rest(r, p.size, lines)
		return &tear{at: mark, tail: tail, rest: rest}, err
	}
	rest, err := w.rest(r, 0, lines)
	return &tear{at: w.start, rest: rest}, err
}

// rest returns the complete events of the frame behind the first so many decoded bytes.
func (w *zstdWalk) rest(r io.ReaderAt, skip int64, lines bool) ([]byte, error) {
	if w.end == 0 || !lines {
		return nil, nil
	}
	p := prefix{rest: restOf{lines: lines}, skip: skip, keep: true}
	if err := p.decode(r, w.start, w.end, w.checksum); err != nil {
		return nil, err
	}
	return p.rest.events(), nil
}

// prefix decodes the beginning of an unfinished frame.
type prefix struct {
	skip     int64 // decoded bytes that are not kept
	keep     bool
	size     int64
	sum      xxhash.Digest
	lastByte byte
	rest     restOf
}

// decode decodes the blocks that stand between two offsets.
func (p *prefix) decode(r io.ReaderAt, start, end int64, checksum bool) error {
	p.sum.Reset()
	tail := zstdLast
	if checksum {
		tail += "\x00\x00\x00\x00" // not checked
	}
	src := io.MultiReader(io.NewSectionReader(r, start, end-start), bytes.NewReader([]byte(tail)))
	d, err := zstd.NewReader(src, zstd.WithDecoderConcurrency(1), zstd.IgnoreChecksum(true),
		zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdMaxWindow))
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err = io.CopyBuffer(p, struct{ io.Reader }{d}, make([]byte, chunk)); err != nil {
		if _, ok := errors.AsType[*damage](err); !ok {
			err = &damage{err}
		}
	}
	return err
}

// Write takes decoded bytes.
func (p *prefix) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	p.lastByte = b[len(b)-1]
	if p.keep {
		known := min(max(0, p.skip-p.size), int64(len(b)))
		if err := p.rest.add(b[known:]); err != nil {
			return 0, err
		}
	} else {
		_, _ = p.sum.Write(b) // never fails
	}
	p.size += int64(len(b))
	return len(b), nil
}
