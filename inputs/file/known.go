package file

import (
	"context"
	"os"
	"slices"
	"time"
)

const (
	// settleTime is the age from which an archive is taken to be complete.
	settleTime = 5 * time.Second
	// copyGrace is how many discover intervals a file waits that looks like a copy of another one of
	// which everything was read.
	copyGrace = 5
	// maxCandidates bounds how many contents an archive is compared with.
	maxCandidates = 8
)

// discover looks for files. Those whose inode is known are looked at first, so that what is left
// over may be found again in the others.
func (w *watcher) discover(first bool) {
	w.look = false
	w.pass++
	now := time.Now()
	list := w.find(w.trouble)
	if first && len(list) == 0 {
		w.env.Log.Warn("no file matches", "paths", w.Paths)
	}
	var others []found
	for _, c := range list {
		f := w.sight(c, first, now)
		switch {
		case f.state != unknown:
		case w.store.byNode(c.node) != nil:
			w.identify(f, c.info, first)
		default:
			others = append(others, c)
		}
	}
	w.dropMissing()
	for _, c := range others {
		w.identify(w.live[c.node], c.info, first)
	}
}

// sight notes that a file is there, and reads on if a closed one has changed.
func (w *watcher) sight(c found, first bool, now time.Time) *file {
	f := w.live[c.node]
	if f == nil {
		f = &file{path: c.path, node: c.node, quiet: now, size: c.info.Size(), changed: c.info.ModTime()}
		if first && w.fromEnd() || w.ignored(c.info, now) {
			f.start = c.info.Size()
		}
		w.live[c.node] = f
	}
	f.pass = w.pass
	if f.path != c.path && !leadsTo(f.path, f.node) {
		w.renamed(f, c.path)
	}
	f.gone = false
	if f.state == over || f.state == waiting && f.in == nil {
		if w.changed(f, c.info, now) {
			w.again(f)
		}
	}
	return f
}

func (w *watcher) fromEnd() bool {
	return w.StartAt == startEnd || w.StartAt == "" && w.Mode == modeTail
}

func (w *watcher) ignored(info os.FileInfo, now time.Time) bool {
	return w.IgnoreOlder > 0 && now.Sub(info.ModTime()) > w.IgnoreOlder.Std()
}

// changed notes size and time of change of a file and reports whether they differ from before.
func (w *watcher) changed(f *file, info os.FileInfo, now time.Time) bool {
	if f.size == info.Size() && f.changed.Equal(info.ModTime()) {
		return false
	}
	f.size, f.changed, f.quiet = info.Size(), info.ModTime(), now
	return true
}

func leadsTo(path string, node inode) bool {
	info, err := os.Stat(path)
	return err == nil && inodeOf(info) == node
}

func (w *watcher) renamed(f *file, path string) {
	w.env.Log.Debug("file was renamed", "from", f.path, "to", path)
	f.path = path
	if e := f.entry; e != nil {
		w.store.change(func() { e.path = path })
	}
}

// dropMissing forgets files that were not found. Open ones are read to their end first, see poll.
func (w *watcher) dropMissing() {
	for _, f := range w.live {
		if f.pass == w.pass {
			continue
		}
		f.gone = !leadsTo(f.path, f.node)
		if f.in == nil && (f.state == unknown || f.state == waiting || f.state == over) {
			w.forget(f)
		}
	}
}

// identify finds out what a file is, and where to begin in it.
func (w *watcher) identify(f *file, info os.FileInfo, first bool) {
	now := time.Now()
	w.changed(f, info, now)
	known := w.store.byNode(f.node)
	switch {
	case f.size == 0 || known == nil && w.ignored(info, now):
		return
	case known != nil && known.stream != nil && known.stream.flushing:
		return // it is seen to again when that is over
	}
	in, err := os.Open(f.path)
	if err != nil {
		if !os.IsNotExist(err) {
			w.trouble.about(f.path, "file can't be opened", err)
		}
		return
	}
	defer func() { _ = in.Close() }()
	c, ok := w.examine(f, in)
	if !ok {
		return
	}
	if known != nil {
		if w.isSame(known, c) {
			w.resume(f, known, c)
			return
		}
		w.replaced(f, known)
	}
	w.compare(f, c, first)
}

// candidate is a file that is being identified.
type candidate struct {
	in      *os.File
	born    int64
	head    []byte // the first bytes of the content
	size    int64
	changed int64
	format  format
}

// examine reads how a file begins. It reports false when it is too early to tell what it is.
func (w *watcher) examine(f *file, in *os.File) (*candidate, bool) {
	info, err := in.Stat()
	if err != nil || inodeOf(info) != f.node {
		return nil, false // it was replaced this very moment
	}
	head, err := readHead(in, int(w.Fingerprint))
	if err != nil {
		w.trouble.about(f.path, "file can't be read", err)
		return nil, false
	}
	w.trouble.settled(f.path)
	c := &candidate{in, born(in), head, info.Size(), info.ModTime().UnixNano(), formatOf(head)}
	if c.format == unclear {
		if !w.once {
			return nil, false
		}
		c.format = plain
	}
	f.format = c.format
	if c.format == plain {
		return c, true
	}
	if now := time.Now(); !w.once && now.Sub(info.ModTime()) < settleTime && now.Sub(f.quiet) < w.StatInterval.Std() {
		return nil, false // it may still be written
	}
	if c.head, err = archiveHead(in, c.format, int(w.Fingerprint)); err != nil {
		w.trouble.about(f.path, "archive can't be unpacked", err) // what can be read of it is read nevertheless
	}
	return c, true
}

// isSame reports whether an inode still has the content that is known of it.
func (w *watcher) isSame(e *entry, c *candidate) bool {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	if e.archive != (c.format != plain) || e.born != 0 && c.born != 0 && e.born != c.born || !e.head.startsWith(c.head) {
		return false
	}
	if e.archive {
		return true
	}
	if c.size < e.settled.Load() {
		return false
	}
	for _, m := range e.marks {
		if m.End > c.size {
			return false
		}
	}
	m, ok := lastUpTo(e.marks, c.size)
	return !ok || m.matchesIn(c.in)
}

// compare looks whether a file is a copy of something that is known.
func (w *watcher) compare(f *file, c *candidate, first bool) {
	likely := w.store.beginningLike(c.head, f)
	if w.Mode == modeTail && !first && slices.ContainsFunc(likely, func(e *entry) bool { return w.copyOfLive(f, c, e) }) {
		return // it is seen to again when the other file is gone or was emptied, or after a while
	}
	likely = slices.DeleteFunc(likely, func(e *entry) bool { return !w.mayBe(f, c, e, first) })
	if c.format != plain && len(likely) > 0 {
		w.probe(f, c, likely[:min(len(likely), maxCandidates)])
		return
	}
	if len(likely) > 0 {
		w.claim(f, likely[0], c)
		return
	}
	w.begin(f, c)
}

// copyOfLive reports whether a file is, so far, a copy of one that is being read: it is perhaps about
// to be emptied (copytruncate), or is being packed. After a while the copy counts as a file of its
// own.
func (w *watcher) copyOfLive(f *file, c *candidate, e *entry) bool {
	o := e.file
	if o == nil || o == f || o.path == f.path || e.archive {
		return false
	}
	if !o.gone && o.state == waiting && time.Since(f.quiet) > copyGrace*w.DiscoverInterval.Std() {
		return false
	}
	if c.format != plain {
		return e.head.startsWith(c.head)
	}
	if o.in == nil {
		return w.store.hasMark(e, c)
	}
	left, err := remaining(o.in, c.size)
	if err != nil || left < 0 {
		return w.store.hasMark(e, c) // it was emptied a moment ago
	}
	b, err := readLast(c.in, c.size)
	return err == nil && spanOf(b, c.size).matchesIn(o.in)
}

// mayBe reports whether a file may be the content of an entry that has lost its file. A short
// beginning tells too little, unless the loss has just been seen or the file is an archive.
func (w *watcher) mayBe(f *file, c *candidate, e *entry, first bool) bool {
	if e.file != nil || e == f.former || e.stream != nil && e.stream.flushing || !first && e.path == f.path && !e.anew {
		return false
	}
	if c.format != plain {
		return len(e.marks) > 0
	}
	return (e.anew || e.head.Len >= int(w.Fingerprint)) && w.store.hasMark(e, c)
}

// probe has a worker unpack an archive to compare it.
func (w *watcher) probe(f *file, c *candidate, with []*entry) {
	marks := make([][]span, len(with))
	for i, e := range with {
		marks[i] = w.store.marksOf(e)
	}
	w.enqueue(&job{
		f: f, reads: true,
		do: func(ctx context.Context) outcome {
			for i, e := range with {
				held, err := archiveHolds(f.in, f.format, marks[i], func() bool { return ctx.Err() == nil })
				if err != nil {
					return outcome{verdict: stopped}
				}
				if slices.Contains(held, true) {
					return outcome{match: e}
				}
			}
			return outcome{}
		},
		then: func(out outcome) {
			switch e := out.match; {
			case e == nil || e.file != nil:
				w.begin(f, c)
			case e.stream != nil && e.stream.flushing:
				f.state = unknown // it is seen to again when that is over
			default:
				w.claim(f, e, c)
			}
		},
	})
}
