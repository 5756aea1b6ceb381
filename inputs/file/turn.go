package file

import (
	"context"
	"errors"
	"time"
)

// resume goes on in a file that has the content it had before.
func (w *watcher) resume(f *file, e *entry, c *candidate) {
	asDone := e.done && e.size == c.size && (e.changed == c.changed || c.format == plain)
	w.store.attach(e, f, c.born)
	f.active = time.Now()
	switch {
	case !asDone:
		w.store.change(func() { e.done = false })
		w.read(f)
	case w.Mode == modeTail && c.format == plain:
		w.read(f)
	default:
		w.ended(f)
	}
}

// claim goes on in a file that turned out to be a copy of a content that has lost its file.
func (w *watcher) claim(f *file, e *entry, c *candidate) {
	if c.format == plain && e.pos() > c.size {
		f.start = c.size // the original was read further than the copy goes
		w.begin(f, c)
		return
	}
	w.env.Log.Info("file is a copy of one that is gone, and is read on", "path", f.path, "original", e.path, "offset", e.pos())
	w.store.attach(e, f, c.born)
	f.active = time.Now()
	if f.stream != nil {
		f.stream.cut.Origin = w.origin(e.id, f.path)
	}
	w.store.change(func() { e.done = false })
	w.read(f)
}

// begin reads a file that was never seen before.
func (w *watcher) begin(f *file, c *candidate) {
	gen := 0
	if f.former != nil {
		gen = f.former.gen + 1
	}
	start := f.start
	if start > c.size {
		start = 0
	}
	e := &entry{
		id: newID(f.node, c.born, gen, c.head), gen: gen, head: spanOf(c.head, int64(len(c.head))), size: c.size, changed: c.changed,
	}
	f.active = time.Now()
	if c.format != plain && start > 0 {
		e.done = true // it was there before, and what is in it is not wanted
		w.store.attach(e, f, c.born)
		f.state = over
		return
	}
	if last, err := readLast(c.in, start); err == nil && start > 0 {
		e.mark(spanOf(last, start))
	}
	e.settled.Store(start)
	w.store.attach(e, f, c.born)
	w.read(f)
}

// replaced notes that the content of a file is gone and other content has come.
func (w *watcher) replaced(f *file, e *entry) {
	w.env.Log.Info("file has new content and is read from its beginning", "path", f.path)
	f.entry, f.stream, f.former, f.start, f.inTurn, f.held = nil, nil, e, 0, false, false
	f.state = unknown
	w.abandon(e, true)
}

// read lets a file wait for its turn to be read.
func (w *watcher) read(f *file) {
	if f.stream == nil {
		e := f.entry
		f.stream = w.newStream(e, w.sink)
		w.store.change(func() { e.stream = f.stream })
	}
	do := func(ctx context.Context) outcome { return w.readPlain(ctx, f) }
	if f.format != plain {
		do = func(ctx context.Context) outcome { return w.readArchive(ctx, f) }
	}
	w.enqueue(&job{f: f, reads: true, do: do, then: func(out outcome) { w.afterRead(f, out) }})
}

func (w *watcher) afterRead(f *file, out outcome) {
	f.inTurn = out.verdict == moreLeft
	switch out.verdict {
	case moreLeft:
		w.read(f)
	case replaced:
		w.replaced(f, f.entry)
		w.close(f)
		w.look = true
	case unread:
		w.unreadable(f, out.err)
	default:
		f.active, f.held = time.Now(), out.held
		switch {
		case f.format != plain:
			w.close(f)
			w.afterArchive(f, out.err)
		case w.once:
			w.close(f)
			w.finishFile(f)
		}
	}
}

// unreadable gives a file up until it changes.
func (w *watcher) unreadable(f *file, err error) {
	w.trouble.about(f.path, "file can't be read", err)
	w.close(f)
	f.size = -1
}

func (w *watcher) afterArchive(f *file, err error) {
	damaged := errors.Is(err, errDamaged)
	switch {
	case damaged:
		w.env.Log.Error("archive is damaged: what could be read of it was read", "path", f.path,
			"offset", f.stream.pos(), "error", err)
	case err != nil:
		w.unreadable(f, err)
		return
	}
	w.store.change(func() { f.entry.damaged = damaged })
	w.finishFile(f)
}

// finishFile pushes what is left of a file of which no more is expected.
func (w *watcher) finishFile(f *file) {
	w.enqueue(&job{
		f: f, do: func(ctx context.Context) outcome { return finish(ctx, f.stream) },
		then: func(outcome) {
			f.held = false
			if f.gone {
				w.forget(f)
				return
			}
			w.close(f)
			w.store.change(func() {
				f.entry.done, f.entry.size, f.entry.changed = true, f.size, f.changed.UnixNano()
			})
			w.ended(f)
		},
	})
}

// flushFile pushes what the framer of a file holds back.
func (w *watcher) flushFile(f *file) {
	w.enqueue(&job{
		f: f, do: func(ctx context.Context) outcome {
			if err := f.stream.cut.FlushHeld(ctx); err != nil {
				return pushed(ctx, err)
			}
			return outcome{}
		},
		then: func(outcome) { f.held = false },
	})
}

// flushLost pushes what is left of a content whose file is gone.
func (w *watcher) flushLost(e *entry) {
	s := e.stream
	s.flushing = true
	w.enqueue(&job{
		do:   func(ctx context.Context) outcome { return finish(ctx, s) },
		then: func(outcome) { s.flushing = false },
	})
}

func finish(ctx context.Context, s *stream) outcome {
	if err := s.cut.Flush(ctx); err != nil {
		return pushed(ctx, err)
	}
	return outcome{}
}

// again reads on in a file of which nothing more was expected, but which has changed.
func (w *watcher) again(f *file) {
	if f.format != plain || f.entry == nil {
		f.state = unknown // it is seen to when it is quiet
		return
	}
	w.store.change(func() { f.entry.done = false })
	w.read(f)
}
