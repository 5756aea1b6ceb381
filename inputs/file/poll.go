package file

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// How many stat intervals a file is kept open that can't be opened again: its writer may not have
// noticed yet that it was removed or renamed.
const (
	removedGrace = 5
	renamedGrace = 60
	lostGrace    = 5 // for a content to turn up again before the rest of it is given away
)

// poll looks whether files have changed.
func (w *watcher) poll(now time.Time) {
	for _, f := range w.live {
		switch {
		case f.state == unknown:
			w.pollUnknown(f, now)
		case f.state == waiting && f.in != nil:
			w.pollOpen(f, now)
		case f.state == waiting:
			w.pollHeld(f, now)
		}
	}
	w.pollLost(now)
	w.dropSpent()
}

// pollUnknown looks whether a file can be identified now: an empty one that got content, an archive
// that is not being written any more.
func (w *watcher) pollUnknown(f *file, now time.Time) {
	info, err := os.Stat(f.path)
	if err != nil || inodeOf(info) != f.node {
		w.look = w.look || !errors.Is(err, fs.ErrNotExist)
		return
	}
	if w.changed(f, info, now) || f.format != plain && now.Sub(f.quiet) >= w.StatInterval.Std() {
		w.identify(f, info, false)
	}
}

func (w *watcher) pollOpen(f *file, now time.Time) {
	info, err := os.Stat(f.path)
	if err != nil || inodeOf(info) != f.node {
		w.look = w.look || !f.gone // it may bear another name now, and another file its own
		f.gone = true
		if info, err = f.in.Stat(); err != nil {
			w.unreadable(f, err)
			return
		}
	} else {
		f.gone = false
	}
	idle := now.Sub(f.active)
	switch {
	case w.changed(f, info, now) || f.size > f.stream.pos():
		w.read(f)
	case f.gone && idle >= w.grace(info):
		w.finishFile(f)
	case w.Mode == modeRead && idle >= w.StatInterval.Std():
		w.finishFile(f)
	case f.held:
		w.pollHeld(f, now)
	case idle >= w.CloseOlder.Std() && !f.gone:
		w.close(f)
	}
}

// pollHeld gives away records that the framer has held back for too long.
func (w *watcher) pollHeld(f *file, now time.Time) {
	if f.held && now.Sub(f.active) >= w.env.Codec.Idle() {
		w.flushFile(f)
	}
}

// grace is how long an open file is kept whose path leads elsewhere.
func (w *watcher) grace(info os.FileInfo) time.Duration {
	if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Nlink == 0 {
		return removedGrace * w.StatInterval.Std()
	}
	return min(renamedGrace*w.StatInterval.Std(), w.CloseOlder.Std())
}

// pollLost gives away what is left of contents that did not turn up again.
func (w *watcher) pollLost(now time.Time) {
	kept := w.lost[:0]
	for _, l := range w.lost {
		s := l.e.stream
		switch {
		case l.e.file != nil || s == nil:
		case s.flushing || now.Sub(l.since) < lostGrace*w.StatInterval.Std():
			kept = append(kept, l)
		case s.cut.Rest() > 0 || s.cut.Pending():
			w.flushLost(l.e)
			kept = append(kept, l)
		case s.settledAll():
			w.store.change(func() { l.e.stream = nil })
		default:
			kept = append(kept, l)
		}
	}
	clear(w.lost[len(kept):])
	w.lost = kept
}
