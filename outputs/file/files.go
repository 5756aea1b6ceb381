package file

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/headgate/headgate/plugin"
)

// Bounds of what is kept.
const (
	maxCompressing = 32      // open compressed files; each takes about 1 MiB, with zstd 2 MiB
	maxBegun       = 1 << 17 // paths remembered as replaced in this run
)

// files is the set of open files. All its methods may be called from several goroutines.
type files struct {
	log        *slog.Logger
	method     string // compression; "auto" goes by the path
	level      int
	fsync      fsync
	lines      bool // every event ends with a newline
	dirMode    os.FileMode
	fileMode   os.FileMode
	create     bool
	overwrite  bool
	max        int
	staleAfter time.Duration

	// mu is held while files are written, because their order and their length must not change
	// meanwhile.
	mu          sync.Mutex
	open        map[string]*handle
	compressing int                 // open compressed files
	spare       compressors         // not in use
	begun       map[string]struct{} // with overwrite: opened in this run
	closed      bool
}

// begin prepares what is known before the first event.
func (s *files) begin(p *place) error {
	if s.create {
		root := filepath.Clean(p.root)
		if err := s.makeDirs(root); err != nil {
			return problem("make folder", root, err)
		}
	}
	if p.fixed == "" {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _, err := s.acquire(p.fixed)
	switch {
	case err == nil, errors.Is(err, errMissing):
		return nil
	case misplaced(err) || plugin.IsBlocked(err):
		return err
	}
	s.log.Warn("file can't be opened yet", "error", err)
	return nil
}

// write appends data, which ends with a complete event, to a file.
func (s *files) write(path string, data []byte) error {
	if len(data) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h, size, err := s.acquire(path)
	if err != nil {
		return err
	}
	h.used = time.Now()
	if err := s.append(h, size, data); err != nil {
		return problem("write", path, err)
	}
	return nil
}

// acquire returns the open file and its size. One that was deleted, renamed or replaced is opened anew.
func (s *files) acquire(path string) (*handle, int64, error) {
	if h := s.open[path]; h != nil {
		now, err := os.Stat(path)
		if err == nil && os.SameFile(now, h.info) && !h.broken {
			return h, now.Size(), nil
		}
		s.release(h)
	}
	if s.closed {
		return nil, 0, problem("write", path, fs.ErrClosed)
	}
	method := s.method
	if method == "auto" {
		method = bySuffix(path)
	}
	s.makeRoom(method)
	h, err := s.openFile(path, method)
	for isAny(err, syscall.EMFILE, syscall.ENFILE) && len(s.open) > 0 {
		s.release(s.oldest(false))
		h, err = s.openFile(path, method)
	}
	if err != nil {
		return nil, 0, problem("open", path, err)
	}
	s.open[path] = h
	if method != "none" {
		s.compressing++
	}
	return h, h.info.Size(), nil
}

func isAny(err error, of ...error) bool {
	for _, e := range of {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// makeRoom closes files until one more may be opened.
func (s *files) makeRoom(method string) {
	for len(s.open) >= s.max {
		s.release(s.oldest(false))
	}
	for method != "none" && s.compressing >= maxCompressing {
		s.release(s.oldest(true))
	}
}

// oldest is the open file that was not written for longest.
func (s *files) oldest(compressed bool) *handle {
	var oldest *handle
	for _, h := range s.open {
		if compressed && h.method == "none" {
			continue
		}
		if oldest == nil || h.used.Before(oldest.used) {
			oldest = h
		}
	}
	return oldest
}

// release completes and closes a file. What fails is logged: the next time the file is opened it is
// brought into order.
func (s *files) release(h *handle) {
	delete(s.open, h.path)
	if h.method != "none" {
		s.compressing--
	}
	if err := s.finish(h); err != nil {
		s.log.Error("file could not be completed", "error", problem("close", h.path, err))
	}
	if err := h.f.Close(); err != nil {
		s.log.Error("file could not be closed", "error", problem("close", h.path, err))
	}
}

// closeAll closes all files for good.
func (s *files) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, h := range s.open {
		s.release(h)
	}
	s.spare = compressors{}
}

// keep closes files that are not written any more and forces files to the disk by time, until the
// context is done.
func (s *files) keep(ctx context.Context) error {
	every := s.staleAfter
	if s.fsync.every > 0 {
		every = min(every, s.fsync.every)
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			s.syncDirty()
			s.closeStale(now)
		}
	}
}

func (s *files) closeStale(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.open {
		if now.Sub(h.used) >= s.staleAfter {
			s.release(h)
		}
	}
}

// syncDirty forces what was written since the last time to the disk. Writing goes on meanwhile.
func (s *files) syncDirty() {
	if s.fsync.every == 0 {
		return
	}
	s.mu.Lock()
	var dirty []*os.File
	for _, h := range s.open {
		if h.dirty {
			dirty = append(dirty, h.f)
			h.dirty = false
		}
	}
	s.mu.Unlock()
	for _, f := range dirty {
		if err := f.Sync(); err != nil && !errors.Is(err, fs.ErrClosed) {
			s.log.Error("what was written last may be lost if the machine stops", "error", problem("sync", f.Name(), err))
		}
	}
}
