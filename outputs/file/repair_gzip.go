package file

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// gzipSync is the end of a sync flush: an empty stored block (RFC 1951, section 3.2.4).
const gzipSync = 0x0000ffff

// gzipTear finds the unfinished member at the end of a gzip file, nil if all are complete. It reads the
// members from an offset on.
func gzipTear(r io.ReaderAt, from, size int64, lines bool) (*tear, error) {
	src := &counter{r: bufio.NewReaderSize(io.NewSectionReader(r, from, size-from), chunk), pos: from}
	buf := make([]byte, chunk)
	for src.pos < size {
		m := gzipMember{start: src.pos, rest: restOf{lines: lines}}
		err := m.read(src, buf)
		if err == nil {
			continue
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			if zeros, readErr := onlyZeros(r, src.pos, size); readErr != nil || !zeros {
				return nil, errors.Join(readErr, &damage{err})
			}
		}
		if m.full != nil {
			return nil, m.full
		}
		return m.tear(), nil
	}
	return nil, nil
}

// gzipMember is what is known of a member.
type gzipMember struct {
	start int64
	mark  int64 // behind the last mark, 0 if there was none
	// sum and size of the data up to the mark, and up to where it was read
	markSum, sum   uint32
	markSize, size uint32
	rest           restOf
	full           error // why the rest can't be kept
}

// read reads to the end of the member, checks it, and notes the marks on the way.
func (m *gzipMember) read(src *counter, buf []byte) error {
	z, err := gzip.NewReader(src)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	z.Multistream(false)
	for {
		// The decoder gives out all that it has when it meets an empty stored block, at most its
		// window of 32 KiB, which fits into buf.
		n, err := z.Read(buf)
		m.note(buf[:n], src)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (m *gzipMember) note(data []byte, src *counter) {
	m.sum = crc32.Update(m.sum, crc32.IEEETable, data)
	m.size += uint32(len(data))
	if m.full == nil {
		m.full = m.rest.add(data)
	}
	atEvent := !m.rest.lines || len(data) > 0 && data[len(data)-1] == '\n'
	if src.last == gzipSync && atEvent {
		m.mark, m.markSum, m.markSize = src.pos, m.sum, m.size
		m.rest.Reset()
		m.full = nil
	}
}

// tear completes the member at its last mark by an empty last block, checksum and size (RFC 1952).
func (m *gzipMember) tear() *tear {
	if m.mark == 0 {
		return &tear{at: m.start, rest: m.rest.events()}
	}
	tail := append(make([]byte, 0, 10), 0x03, 0x00)
	tail = binary.LittleEndian.AppendUint32(tail, m.markSum)
	tail = binary.LittleEndian.AppendUint32(tail, m.markSize)
	return &tear{at: m.mark, tail: tail, rest: m.rest.events()}
}

// counter counts the bytes that are read. It offers ReadByte, so that no decoder reads too far.
type counter struct {
	r    *bufio.Reader
	pos  int64
	last uint32 // the last four bytes
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.pos++
		c.last = c.last<<8 | uint32(b)
	}
	return b, err
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.pos += int64(n)
	for _, b := range p[max(0, n-4):n] {
		c.last = c.last<<8 | uint32(b)
	}
	return n, err
}
