package file

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/cespare/xxhash/v2"
)

// Bounds of the option fingerprint, and the length of the stretches that are remembered.
const (
	minFingerprint = 64
	maxFingerprint = 64 << 10
	spanBytes      = 256
	maxMarks       = 4 // stretches that are remembered of one file
)

// inode names a file on this machine as long as it exists.
type inode struct{ Dev, Ino uint64 }

func inodeOf(info os.FileInfo) inode {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return inode{}
	}
	return inode{st.Dev, st.Ino}
}

// span is a stretch of content, by its end, its length and the hash of its bytes.
type span struct {
	End int64  `json:"end"`
	Len int    `json:"len"`
	Sum uint64 `json:"sum,string"`
}

func spanOf(b []byte, end int64) span { return span{end, len(b), xxhash.Sum64(b)} }

// matchesIn reports whether the content holds the stretch.
func (s span) matchesIn(r io.ReaderAt) bool {
	b := make([]byte, s.Len)
	n, err := r.ReadAt(b, s.End-int64(s.Len))
	return n == s.Len && (err == nil || err == io.EOF) && xxhash.Sum64(b) == s.Sum
}

// startsWith reports whether the content whose first bytes are given begins with the stretch.
func (s span) startsWith(head []byte) bool {
	return s.Len <= len(head) && xxhash.Sum64(head[:s.Len]) == s.Sum
}

// lastUpTo returns the last mark that lies within the first size bytes.
func lastUpTo(marks []span, size int64) (span, bool) {
	best, found := span{}, false
	for _, m := range marks {
		if m.End <= size && m.End >= best.End {
			best, found = m, true
		}
	}
	return best, found
}

// readHead reads the first n bytes of a file, or as many as it has.
func readHead(r io.ReaderAt, n int) ([]byte, error) {
	b := make([]byte, n)
	got, err := r.ReadAt(b, 0)
	if err == io.EOF {
		err = nil
	}
	return b[:got], err
}

// readLast reads the bytes before a position, as many as a stretch has.
func readLast(r io.ReaderAt, pos int64) ([]byte, error) {
	b := make([]byte, min(pos, spanBytes))
	_, err := r.ReadAt(b, pos-int64(len(b)))
	if err == io.EOF {
		err = nil
	}
	return b, err
}

// newID makes the identity of a stream, which survives a restart. Different contents of one inode
// differ in the time of creation, in the generation or in how they begin.
func newID(node inode, born int64, generation int, head []byte) string {
	h := xxhash.New()
	var b [32]byte
	binary.LittleEndian.PutUint64(b[0:], node.Dev)
	binary.LittleEndian.PutUint64(b[8:], node.Ino)
	binary.LittleEndian.PutUint64(b[16:], uint64(born))
	binary.LittleEndian.PutUint64(b[24:], uint64(generation))
	_, _ = h.Write(b[:])
	_, _ = h.Write(head)
	return fmt.Sprintf("%016x", h.Sum64())
}
