package file

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// handle is an open file.
type handle struct {
	path   string
	f      *os.File    // appends
	info   os.FileInfo // which file it is
	method string
	used   time.Time
	dirty  bool // written but not forced to the disk
	broken bool // a failed write could not be taken back: it has to be opened anew

	comp  compressor // nil between two members
	start int64      // where the member begins that comp writes
	size  int64      // of the compressed file behind the last write
}

// openFile opens a file to append, makes it if need be and brings into order what a crash left.
func (s *files) openFile(path, method string) (*handle, error) {
	before, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case fresh && !s.create:
		return nil, errMissing
	case fresh:
		err = s.makeDirs(filepath.Dir(path))
		if err == nil && s.overwrite {
			err = s.remember(path)
		}
	case err == nil && before.IsDir():
		err = syscall.EISDIR
	case err == nil && before.Mode().IsRegular():
		fresh, err = s.prepare(path, method, before.Size())
	}
	if err != nil {
		return nil, err
	}
	h := &handle{path: path, method: method, used: time.Now()}
	if h.f, err = s.openAppend(path, fresh, before); err != nil {
		return nil, err
	}
	if h.info, err = h.f.Stat(); err == nil && fresh {
		err = s.made(h)
	}
	if err != nil {
		return nil, errors.Join(err, h.f.Close())
	}
	h.start, h.size = h.info.Size(), h.info.Size()
	return h, nil
}

func (s *files) openAppend(path string, fresh bool, before os.FileInfo) (*os.File, error) {
	flags := os.O_WRONLY | os.O_APPEND
	if fresh || s.create {
		flags |= os.O_CREATE
	}
	if !fresh && before.Mode()&os.ModeNamedPipe != 0 {
		flags |= syscall.O_NONBLOCK // without a reader fail at once
	}
	return os.OpenFile(path, flags, s.fileMode)
}

// made gives a new file the permissions that were asked for, whatever the umask, and makes its name
// durable.
func (s *files) made(h *handle) error {
	if err := h.f.Chmod(s.fileMode); err != nil {
		return err
	}
	if s.fsync == (fsync{}) {
		return nil
	}
	return syncDir(filepath.Dir(h.path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// prepare truncates or repairs a file that is there already. gone says that it was renamed because it
// can't be continued.
func (s *files) prepare(path, method string, size int64) (gone bool, err error) {
	if _, ok := s.begun[path]; s.overwrite && !ok {
		if err := s.remember(path); err != nil {
			return false, err
		}
		return false, os.Truncate(path, 0)
	}
	if size == 0 {
		return false, nil
	}
	return s.repair(path, method, 0)
}

// remember notes that a file was begun in this run, so that opening it again does not truncate it.
func (s *files) remember(path string) error {
	if len(s.begun) >= maxBegun {
		return errTooMany
	}
	s.begun[path] = struct{}{}
	return nil
}

// makeDirs makes a folder and those above it that are missing.
func (s *files) makeDirs(dir string) error {
	err := os.Mkdir(dir, s.dirMode)
	if errors.Is(err, fs.ErrNotExist) {
		if err = s.makeDirs(filepath.Dir(dir)); err != nil {
			return err
		}
		err = os.Mkdir(dir, s.dirMode)
	}
	if err == nil {
		return os.Chmod(dir, s.dirMode) // whatever the umask
	}
	if info, statErr := os.Stat(dir); statErr == nil {
		if info.IsDir() {
			return nil
		}
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	}
	return err
}

// append writes data behind the end of the file, at size, as a whole or not at all.
func (s *files) append(h *handle, size int64, data []byte) error {
	out := data
	if h.method != "none" {
		var err error
		if out, err = s.compress(h, &size, data); err != nil {
			return err
		}
	}
	n, err := h.f.Write(out)
	if err == nil && s.fsync.batch {
		err = h.f.Sync()
	}
	if err != nil {
		s.undo(h, size, n)
		return err
	}
	h.size = size + int64(n)
	h.dirty = true
	return nil
}

// undo takes back the n bytes that a failed write left behind size. If that fails too, opening the
// file again cuts off what is unfinished.
func (s *files) undo(h *handle, size int64, n int) {
	s.abandon(h)
	now, err := h.f.Stat()
	if err == nil && !now.Mode().IsRegular() {
		return
	}
	if err == nil && now.Size() == size+int64(n) { // nobody else wrote meanwhile
		err = h.f.Truncate(size)
	}
	if err != nil {
		s.log.Error("an unfinished write could not be taken back yet", "error", problem("truncate", h.path, err))
		h.broken = true
	}
}

// finish completes what was written and forces it to the disk if that was asked for.
func (s *files) finish(h *handle) error {
	if h.comp != nil && !h.broken {
		if err := s.finishMember(h); err != nil {
			return err
		}
	}
	if s.fsync == (fsync{}) || !h.dirty {
		return nil
	}
	h.dirty = false
	return h.f.Sync()
}
