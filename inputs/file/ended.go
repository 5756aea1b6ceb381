package file

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// maxNamesakes bounds the search for a free name in the folder of files that are done.
const maxNamesakes = 1000

// ended sees to a file that was read to its end: what on_done asks for waits until it is settled.
func (w *watcher) ended(f *file) {
	if w.OnDone == doneKeep || f.entry.damaged || f.gone {
		f.state = over
		w.spent = append(w.spent, f)
		w.dropSpent()
		return
	}
	f.state = ending
	w.endings = append(w.endings, f)
	w.awaiting.Store(true)
	w.conclude()
}

// dropSpent gives up the streams of files that are read to their end and settled.
func (w *watcher) dropSpent() {
	for len(w.spent) > 0 {
		f := w.spent[0]
		if f.state == over && f.stream != nil {
			if !f.stream.settledAll() {
				return
			}
			w.dropStream(f)
		}
		w.spent[0] = nil
		w.spent = w.spent[1:]
	}
}

func (w *watcher) dropStream(f *file) {
	e := f.entry
	e.settled.Store(max(e.settled.Load(), f.stream.pos()))
	f.stream = nil
	w.store.change(func() { e.stream = nil })
}

// conclude does what on_done asks for with the files that are settled by now.
func (w *watcher) conclude() {
	kept := w.endings[:0]
	for _, f := range w.endings {
		if f.stream != nil && !f.stream.settledAll() {
			kept = append(kept, f)
			continue
		}
		w.putAway(f)
	}
	clear(w.endings[len(kept):])
	w.endings = kept
	w.awaiting.Store(len(kept) > 0)
}

// putAway deletes or moves a file of which everything was delivered, unless it has changed since.
func (w *watcher) putAway(f *file) {
	f.state = over
	if f.stream != nil {
		w.dropStream(f)
	}
	info, err := os.Stat(f.path)
	if err != nil || inodeOf(info) != f.node {
		return // somebody else has put it away
	}
	if info.Size() != f.size || !info.ModTime().Equal(f.changed) {
		f.size = -1 // what was added is read when files are looked for the next time
		return
	}
	if w.OnDone == doneDelete {
		err = os.Remove(f.path)
	} else {
		err = w.move(f.path)
	}
	if err != nil {
		w.env.Log.Error(fmt.Sprintf("file is done, but on_done = %q did not work", w.OnDone), "path", f.path, "error", err)
		return
	}
	w.env.Log.Debug("file is done", "path", f.path, "on_done", w.OnDone)
	w.forget(f)
}

// move moves a file into the folder for files that are done, under a name that is free there.
func (w *watcher) move(path string) error {
	if err := os.MkdirAll(w.MoveTo, 0o750); err != nil {
		return err
	}
	base := filepath.Join(w.MoveTo, filepath.Base(path))
	for i := range maxNamesakes {
		to := base
		if i > 0 {
			to = fmt.Sprintf("%s.%d", base, i)
		}
		err := os.Link(path, to) // unlike a rename it never replaces a file
		switch {
		case err == nil:
			return os.Remove(path)
		case errors.Is(err, os.ErrExist):
			continue
		case errors.Is(err, syscall.EXDEV):
			return fmt.Errorf("move_to %q is on another file system: name a folder on the same one", w.MoveTo)
		case errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOTSUP):
			return os.Rename(path, to) // there are no links here
		}
		return err
	}
	return fmt.Errorf("there are %d files named %q already", maxNamesakes, base)
}
