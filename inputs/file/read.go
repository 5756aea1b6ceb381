package file

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/headgate/headgate/plugin"
)

// sliceBytes is how much is read of one file before others get their turn.
const sliceBytes = 4 << 20

// verdict says how a turn of reading ended.
type verdict uint8

const (
	atEnd    verdict = iota // all that is there was pushed, but for an unfinished record
	moreLeft                // the turn was used up
	replaced                // the file has other content than before
	stopped                 // the context is done
	unread                  // the file can't be read
)

// outcome is what a worker reports.
type outcome struct {
	verdict verdict
	err     error  // why the file can't be read, or what is wrong with it
	fatal   error  // the pipeline does not take any more
	held    bool   // the framer holds records back
	match   *entry // what an archive was found to be a copy of
}

// pushed makes the outcome of a push that failed.
func pushed(ctx context.Context, err error) outcome {
	if ctx.Err() != nil {
		return outcome{verdict: stopped}
	}
	return outcome{verdict: stopped, fatal: err}
}

// readPlain reads a growing file for one turn.
func (w *watcher) readPlain(ctx context.Context, f *file) outcome {
	s := f.stream
	if ok, err := w.sameContent(f); err != nil || !ok {
		return outcome{verdict: unlessRead(err), err: err}
	}
	if err := s.showHead(f); err != nil {
		return outcome{verdict: unread, err: err}
	}
	defer s.cut.Park()
	for budget := sliceBytes; budget > 0; {
		left, err := remaining(f.in, s.pos())
		switch {
		case err != nil:
			return outcome{verdict: unread, err: err}
		case left < 0:
			return outcome{verdict: replaced}
		case left == 0:
			return outcome{verdict: atEnd, held: s.cut.Pending()}
		}
		n, err := w.readBlock(f, left)
		if err != nil {
			return outcome{verdict: unread, err: err}
		}
		if err := s.cut.Filled(ctx, n); err != nil {
			return pushed(ctx, err)
		}
		if ctx.Err() != nil {
			return outcome{verdict: stopped}
		}
		budget -= n
	}
	return outcome{verdict: moreLeft}
}

func unlessRead(err error) verdict {
	if err != nil {
		return unread
	}
	return replaced
}

// remaining is the number of bytes behind a position, negative when the file ends before it.
func remaining(f *os.File, pos int64) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size() - pos, nil
}

// showHead shows a framer that asks for it how the content begins, when reading does not begin there.
func (s *stream) showHead(f *file) error {
	reader, ok := s.cut.Framer.(plugin.HeadReader)
	if s.headed || !ok || s.pos() == 0 {
		s.headed = true
		return nil
	}
	n := int(min(s.pos(), plugin.HeadSize))
	var head []byte
	var err error
	if f.format == plain {
		head = make([]byte, n)
		_, err = f.in.ReadAt(head, 0)
	} else {
		head, err = archiveHead(f.in, f.format, n)
	}
	if err == nil {
		reader.Head(head)
		s.headed = true
	}
	return err
}

// readBlock reads what comes next into the stream's buffer.
func (w *watcher) readBlock(f *file, left int64) (int, error) {
	s := f.stream
	s.cut.Expect = int(min(left, 1<<30))
	buf := s.cut.Buffer()
	if left < int64(len(buf)) {
		buf = buf[:left]
	}
	n, err := f.in.ReadAt(buf, s.pos())
	if errors.Is(err, io.EOF) {
		err = nil // it was cut meanwhile, which the next look at its size will show
	}
	s.remember(buf[:n])
	w.mark(s, s.pos()+int64(n)) // before it is pushed, which may take long
	return n, err
}

// mark remembers what was read last, up to a position, to recognise the file by.
func (w *watcher) mark(s *stream, end int64) {
	if len(s.last) == 0 {
		return
	}
	m := spanOf(s.last, end)
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	s.entry.mark(m)
}

// sameContent checks that a file that has waited still has the content that was read before: it may
// have been emptied and written anew meanwhile. The fingerprint of a short file grows with it.
func (w *watcher) sameContent(f *file) (bool, error) {
	s := f.stream
	if f.inTurn || s.pos() == 0 && s.entry.head.Len == 0 {
		return true, w.growHead(f)
	}
	size, err := remaining(f.in, 0)
	if err != nil || size < s.pos() {
		return false, err
	}
	last, err := readLast(f.in, s.pos())
	if err != nil {
		return false, err
	}
	if len(s.last) > 0 && string(last[len(last)-min(len(s.last), len(last)):]) != string(s.last) {
		return false, nil
	}
	s.last = last
	head, err := readHead(f.in, max(int(w.Fingerprint), s.entry.head.Len))
	if err != nil || !s.entry.head.startsWith(head) {
		return false, err
	}
	w.setHead(s.entry, head)
	return true, nil
}

func (w *watcher) growHead(f *file) error {
	if f.stream.entry.head.Len >= int(w.Fingerprint) {
		return nil
	}
	head, err := readHead(f.in, int(w.Fingerprint))
	if err == nil {
		w.setHead(f.stream.entry, head)
	}
	return err
}

func (w *watcher) setHead(e *entry, head []byte) {
	if len(head) <= e.head.Len {
		return
	}
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	e.head = spanOf(head, int64(len(head)))
}

// readArchive reads an archive to its end in one go. What can be read of a damaged one is pushed.
func (w *watcher) readArchive(ctx context.Context, f *file) outcome {
	s := f.stream
	if err := s.showHead(f); err != nil {
		return outcome{verdict: atEnd, err: damaged(err)}
	}
	u, err := unpack(f.in, f.format)
	if err != nil {
		return outcome{verdict: atEnd, err: damaged(err)}
	}
	defer u.close()
	skipped, err := skip(ctx, u, s.pos())
	switch {
	case ctx.Err() != nil:
		return outcome{verdict: stopped}
	case err == nil && skipped < s.pos():
		return outcome{verdict: replaced}
	}
	for err == nil {
		if ctx.Err() != nil {
			return outcome{verdict: stopped}
		}
		s.cut.Expect = 0
		buf := s.cut.Buffer()
		var n int
		n, err = u.Read(buf)
		s.remember(buf[:n])
		if n > 0 {
			if err := s.cut.Filled(ctx, n); err != nil {
				return pushed(ctx, err)
			}
		}
	}
	w.mark(s, s.pos())
	out := outcome{verdict: atEnd}
	if !errors.Is(err, io.EOF) {
		out.err = damaged(err)
	}
	return out
}

// skip reads what was read before a restart.
func skip(ctx context.Context, r io.Reader, n int64) (int64, error) {
	var done int64
	for done < n && ctx.Err() == nil {
		got, err := io.CopyN(io.Discard, r, min(sliceBytes, n-done))
		if done += got; errors.Is(err, io.EOF) {
			return done, nil
		} else if err != nil {
			return done, err
		}
	}
	return done, ctx.Err()
}
