package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory of one zstd stream; it is what the zstd program accepts by default.
const maxWindow = 128 << 20

// format says how the content of a file is packed.
type format uint8

const (
	plain format = iota
	gzipped
	zstded
	unclear // too short to tell
)

var magics = map[format][]byte{
	gzipped: {0x1f, 0x8b, 0x08},
	zstded:  {0x28, 0xb5, 0x2f, 0xfd},
}

// formatOf tells a file's format by its first bytes.
func formatOf(head []byte) format {
	for f, magic := range magics {
		if bytes.HasPrefix(head, magic) {
			return f
		}
		if len(head) > 0 && bytes.HasPrefix(magic, head) {
			return unclear
		}
	}
	return plain
}

// unpacked reads the content of an archive, all members one after the other.
type unpacked struct {
	io.Reader
	close func()
}

// unpack opens the content of an archive.
func unpack(f *os.File, packed format) (*unpacked, error) {
	src := io.NewSectionReader(f, 0, 1<<63-1)
	if packed == gzipped {
		r, err := gzip.NewReader(src)
		if err != nil {
			return nil, err
		}
		return &unpacked{r, func() { _ = r.Close() }}, nil
	}
	r, err := zstd.NewReader(src, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return &unpacked{r, r.Close}, nil
}

// errDamaged says that an archive can't be read any further.
var errDamaged = errors.New("archive is damaged")

// damaged tells an archive that ends too early or is broken from a disk that can't be read.
func damaged(err error) error {
	if _, disk := errors.AsType[*os.PathError](err); disk {
		return err
	}
	return fmt.Errorf("%w: %w", errDamaged, err)
}

// archiveHead reads the first n bytes of the content. What can be read of a damaged archive is
// enough.
func archiveHead(f *os.File, packed format, n int) ([]byte, error) {
	u, err := unpack(f, packed)
	if err != nil {
		return nil, damaged(err)
	}
	defer u.close()
	b := make([]byte, n)
	got, err := io.ReadFull(u, b)
	if got > 0 || errors.Is(err, io.EOF) {
		return b[:got], nil
	}
	return nil, damaged(err)
}

// archiveHolds tells which stretches the content of an archive holds; they must be sorted by their
// ends. keepOn is asked from time to time.
func archiveHolds(f *os.File, packed format, spans []span, keepOn func() bool) ([]bool, error) {
	held := make([]bool, len(spans))
	u, err := unpack(f, packed)
	if err != nil {
		return held, nil
	}
	defer u.close()
	var pos int64
	buf := make([]byte, 64<<10)
	for i, s := range spans {
		from := max(pos, s.End-int64(s.Len))
		for pos < from {
			if !keepOn() {
				return nil, errors.New("given up")
			}
			n, err := u.Read(buf[:min(int64(len(buf)), from-pos)])
			if pos += int64(n); err != nil && pos < from {
				return held, nil
			}
		}
		if pos > s.End-int64(s.Len) {
			continue // overlaps the one before, which tells enough
		}
		n, err := io.ReadFull(u, buf[:s.Len])
		pos += int64(n)
		if err != nil {
			return held, nil
		}
		held[i] = xxhash.Sum64(buf[:n]) == s.Sum
	}
	return held, nil
}
