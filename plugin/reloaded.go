package plugin

import (
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Reloaded is what was made of a file, made anew when the file changes. A changed file that can't be
// used is reported once, and what was made of the old one stays in use.
type Reloaded[T any] struct {
	path  string
	every time.Duration
	load  func(path string) (T, error)
	log   *slog.Logger

	value atomic.Pointer[T]
	due   atomic.Int64 // when to look next, unix nanoseconds

	mu    sync.Mutex
	state fileState
}

// fileState is what tells one version of a file from another.
type fileState struct {
	size  int64
	mtime time.Time
	info  os.FileInfo
}

func (s fileState) same(o fileState) bool {
	return s.size == o.size && s.mtime.Equal(o.mtime) && os.SameFile(s.info, o.info)
}

// NewReloaded loads the file and looks at most every so often whether it has changed.
func NewReloaded[T any](path string, every time.Duration, log *slog.Logger, load func(path string) (T, error)) (*Reloaded[T], error) {
	r := &Reloaded[T]{path: path, every: every, load: load, log: log}
	state, err := statFile(path)
	if err != nil {
		return nil, err
	}
	v, err := load(path)
	if err != nil {
		return nil, err
	}
	r.state = state
	r.value.Store(&v)
	r.due.Store(time.Now().Add(every).UnixNano())
	return r, nil
}

func statFile(path string) (fileState, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fileState{}, err
	}
	return fileState{info.Size(), info.ModTime(), info}, nil
}

// Get returns what was made of the newest version of the file. Ask once for each batch.
func (r *Reloaded[T]) Get() T {
	now := time.Now()
	if due := r.due.Load(); now.UnixNano() >= due && r.due.CompareAndSwap(due, now.Add(r.every).UnixNano()) {
		r.look()
	}
	return *r.value.Load()
}

// look loads the file again if it is another one than before.
func (r *Reloaded[T]) look() {
	r.mu.Lock()
	defer r.mu.Unlock()
	state, err := statFile(r.path)
	if err != nil {
		r.log.Warn("file can't be read any more, its last content stays in use", "path", r.path, "error", err)
		return
	}
	if state.same(r.state) {
		return
	}
	r.state = state // a broken version is reported once
	v, err := r.load(r.path)
	if err != nil {
		r.log.Warn("changed file can't be used, its last content stays in use", "path", r.path, "error", err)
		return
	}
	r.value.Store(&v)
	r.log.Info(fmt.Sprintf("loaded %q again", r.path))
}
