package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// A crash of the process or the machine may leave a file whose last event is there in part only, or
// whose last compressed member is unfinished. Before a file is written again, it is cut to its last
// complete event:
//
//   - A plain file of lines is cut behind its last newline.
//   - The unfinished member of a compressed file is cut behind its last mark and completed there;
//     complete lines that can be read behind that mark are kept in a member of their own.
//
// A compressed file that can't be read at all is not touched but renamed, and a new one is begun.

const (
	chunk = 64 << 10
	// maxLine, in bytes, bounds what is cut off a plain file: what is longer was not written here.
	maxLine = 1 << 30
	// maxRest, in bytes, bounds the lines behind the last mark, which are held in memory.
	maxRest = 64 << 20
)

// tear is where an unfinished member is mended.
type tear struct {
	at   int64  // what stands behind is replaced
	tail []byte // completes the member up to there
	rest []byte // complete events that stood behind
}

// damage is an error for a file that can't be mended.
type damage struct{ err error }

func (d *damage) Error() string { return d.err.Error() }

func (d *damage) Unwrap() error { return d.err }

// repair brings a file that is not empty into order. Its members before from are known to be complete.
// gone says that the file was renamed.
func (s *files) repair(path, method string, from int64) (gone bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false, err
	}
	defer f.Close() //nolint:errcheck // every write was checked
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	if method == "none" {
		return false, s.repairLines(f, info.Size())
	}
	err = s.repairMembers(f, method, from, info.Size())
	if d, ok := errors.AsType[*damage](err); ok {
		return true, s.setAside(path, d)
	}
	return false, err
}

// repairLines cuts off what stands behind the last newline.
func (s *files) repairLines(f *os.File, size int64) error {
	if !s.lines {
		return nil
	}
	end, err := endOfLines(f, size)
	if err != nil || end == size {
		return err
	}
	s.log.Warn("cut off an unfinished line at the end of the file", "path", f.Name(), "bytes", size-end)
	return f.Truncate(end)
}

// endOfLines is the offset behind the last newline.
func endOfLines(r io.ReaderAt, size int64) (int64, error) {
	buf := make([]byte, 1, chunk) // mostly the last byte says it all
	for end := size; end > 0; {
		n := min(int64(len(buf)), end)
		if _, err := r.ReadAt(buf[:n], end-n); err != nil {
			return 0, err
		}
		if i := bytes.LastIndexByte(buf[:n], '\n'); i >= 0 {
			return end - n + int64(i) + 1, nil
		}
		if end -= n; size-end > maxLine {
			return 0, fmt.Errorf("the file has no newline in its last %d bytes, so it was not written by this output: move it away", maxLine)
		}
		buf = buf[:chunk]
	}
	return 0, nil
}

// repairMembers mends the last member if it is unfinished.
func (s *files) repairMembers(f *os.File, method string, from, size int64) error {
	mark, find := gzipEnd, gzipTear
	if method == "zstd" {
		mark, find = zstdEnd, zstdTear
	}
	if endsWith(f, size, mark) {
		return nil
	}
	t, err := find(f, from, size, s.lines)
	if err != nil || t == nil {
		return err
	}
	s.log.Warn("cut an unfinished member at the end of the file", "path", f.Name(), "bytes", size-t.at, "kept", len(t.rest))
	out := t.tail
	if len(t.rest) > 0 {
		member, err := s.member(method, t.rest)
		if err != nil {
			return err
		}
		out = append(out, member...)
	}
	if err := replaceEnd(f, t.at, size, out); err != nil || s.fsync == (fsync{}) {
		return err
	}
	return f.Sync()
}

func endsWith(r io.ReaderAt, size int64, mark string) bool {
	n := int64(len(mark))
	if size < n {
		return false
	}
	buf := make([]byte, n)
	_, err := r.ReadAt(buf, size-n)
	return err == nil && string(buf) == mark
}

// member compresses data into a whole member.
func (s *files) member(method string, data []byte) ([]byte, error) {
	c, err := s.takeCompressor(method)
	if err != nil {
		return nil, err
	}
	out, err := c.add(data)
	if err != nil {
		return nil, err
	}
	out = bytes.Clone(out)
	end, err := c.finish()
	return append(out, end...), err
}

// replaceEnd replaces what stands between at and size, the end of the file. What needs more room is
// written first, so that a full disk changes nothing.
func replaceEnd(f *os.File, at, size int64, out []byte) error {
	end := at + int64(len(out))
	if end > size {
		if _, err := f.WriteAt(out[size-at:], size); err != nil {
			return errors.Join(err, f.Truncate(size))
		}
		out = out[:size-at]
	}
	if _, err := f.WriteAt(out, at); err != nil {
		return err
	}
	if end < size {
		return f.Truncate(end)
	}
	return nil
}

// setAside renames a file that can't be mended.
func (s *files) setAside(path string, why *damage) error {
	to := path + ".damaged"
	for n := 1; ; n++ {
		if _, err := os.Lstat(to); err != nil {
			break
		}
		to = fmt.Sprintf("%s.damaged%d", path, n)
	}
	if err := os.Rename(path, to); err != nil {
		return err
	}
	s.log.Error("the file can't be continued and was renamed", "path", path, "to", to, "error", why)
	return nil
}

// restOf collects what was decoded since the last mark. With lines, only what ends with a newline is
// an event.
type restOf struct {
	bytes.Buffer
	lines bool
}

func (r *restOf) add(b []byte) error {
	if r.Len()+len(b) > maxRest {
		return &damage{fmt.Errorf("the unfinished member has more than %d bytes without a mark, so it was not written by this output", maxRest)}
	}
	r.Write(b)
	return nil
}

// events is what is complete.
func (r *restOf) events() []byte {
	if !r.lines {
		return nil
	}
	return r.Bytes()[:bytes.LastIndexByte(r.Bytes(), '\n')+1]
}

// onlyZeros reports whether there is nothing but zeros from one offset to the other: what a crash of
// the machine leaves of data that the file system had made room for but not written.
func onlyZeros(r io.ReaderAt, from, to int64) (bool, error) {
	buf := make([]byte, chunk)
	for from < to {
		n := min(int64(len(buf)), to-from)
		if _, err := r.ReadAt(buf[:n], from); err != nil {
			return false, err
		}
		if len(bytes.Trim(buf[:n], "\x00")) > 0 {
			return false, nil
		}
		from += n
	}
	return true, nil
}
