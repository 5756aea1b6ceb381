package file

import (
	"context"
	"os"
	"time"

	"github.com/headgate/headgate/plugin"
)

// state says what is going on with a file.
type state uint8

const (
	unknown state = iota // it was found, what it is has to be seen: it is empty or not yet quiet
	waiting              // all of it was read for now
	queued               // something is to be done
	busy                 // a worker does it
	ending               // all of it was read, but not all is settled
	over                 // nothing more is expected of it
)

// file is a file that was found. It belongs to the watcher, and while it is busy to a worker.
type file struct {
	path    string
	node    inode
	in      *os.File // nil while it is closed
	format  format
	entry   *entry  // nil while it is unknown
	stream  *stream // nil until it is read
	state   state
	size    int64     // as seen last
	changed time.Time // as seen last
	quiet   time.Time // since when size and time of change were seen to stay
	active  time.Time // when something was read last
	start   int64     // where to begin when it turns out to be a file never seen before
	former  *entry    // what the inode held before its content was replaced
	gone    bool      // its path leads elsewhere now
	inTurn  bool      // its last turn ended before its content did
	held    bool      // the framer holds records back
	pass    int       // when it was found last
}

// job says what to do with a file or, when that is nil, with a stream that has lost its file.
type job struct {
	do     func(ctx context.Context) outcome
	then   func(out outcome)
	f      *file
	reads  bool // needs the file to be open
	result outcome
}

// watcher finds files and has workers read them. All its fields belong to the goroutine of loop.
type watcher struct {
	*input
	sink     plugin.Sink
	workers  int
	live     map[inode]*file
	queue    []*job
	lost     []loss
	jobs     chan *job
	results  chan *job
	endings  []*file // all of them was read, for what is left to do when it is settled
	spent    []*file // as endings, where nothing is left to do
	running  int     // jobs
	archives int     // jobs that unpack
	open     int     // files
	full     bool    // no file can be opened now
	pass     int
	look     bool // for files, at once
	trouble  *complaints
}

func newWatcher(in *input, sink plugin.Sink, workers int) *watcher {
	return &watcher{
		input: in, sink: sink, workers: workers, live: make(map[inode]*file),
		jobs: make(chan *job, workers), results: make(chan *job, workers),
		trouble: &complaints{log: in.env.Log.Warn, last: make(map[string]string)},
	}
}

func (w *watcher) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var g plugin.Group
	stop := make(chan struct{})
	for range w.workers {
		g.Go(func() error {
			w.work(ctx)
			return nil
		})
	}
	if w.Checkpoint {
		g.Go(func() error {
			w.store.keepSaving(w.CheckpointInterval.Std(), stop)
			return nil
		})
	}
	err := w.loop(ctx)
	cancel()
	close(w.jobs)
	close(stop)
	_ = g.Wait() // jobs are guarded one by one
	w.closeAll()
	if w.Checkpoint {
		w.store.report(w.store.save())
	}
	return err
}

// work does jobs until there are no more.
func (w *watcher) work(ctx context.Context) {
	for j := range w.jobs {
		err := plugin.Guard(func() error {
			j.result = j.do(ctx)
			return nil
		})
		if err != nil {
			j.result = outcome{verdict: stopped, fatal: err}
		}
		w.results <- j
	}
}

// loop runs until the context is done, the pipeline fails or, with --once, all is read.
func (w *watcher) loop(ctx context.Context) error {
	var stat, discover <-chan time.Time // with --once nothing is looked at twice
	if !w.once {
		s, d := time.NewTicker(w.StatInterval.Std()), time.NewTicker(w.DiscoverInterval.Std())
		defer s.Stop()
		defer d.Stop()
		stat, discover = s.C, d.C
	}
	w.discover(true)
	for {
		if w.look {
			w.discover(false)
		}
		w.dispatch()
		if w.once && w.running == 0 && len(w.queue) == 0 && len(w.endings) == 0 {
			return nil
		}
		select {
		case j := <-w.results:
			if err := w.done(j); err != nil {
				return err
			}
		case now := <-stat:
			w.poll(now)
		case <-discover:
			w.discover(false)
		case <-w.settled:
			w.conclude()
		case <-ctx.Done():
			return nil
		}
	}
}

// enqueue lets a job wait for its turn.
func (w *watcher) enqueue(j *job) {
	if j.f != nil {
		j.f.state = queued
	}
	w.queue = append(w.queue, j)
}

// dispatch hands jobs to free workers, as far as files may be open.
func (w *watcher) dispatch() {
	queue := w.queue
	kept := queue[:0]
	w.queue, w.full = nil, false
	for i, j := range queue {
		if w.running == w.workers {
			kept = append(kept, queue[i:]...)
			break
		}
		switch w.prepare(j) {
		case ready:
			w.running++
			w.jobs <- j
		case notYet:
			kept = append(kept, j)
		}
	}
	clear(queue[len(kept):])
	w.queue = append(kept, w.queue...)
}

type readiness uint8

const (
	ready  readiness = iota
	notYet           // try again later
	never            // the file is not there any more
)

func (w *watcher) prepare(j *job) readiness {
	if j.f == nil {
		return ready
	}
	unpacks := j.reads && j.f.format != plain
	if unpacks && w.archives >= max(1, w.workers/2) {
		return notYet
	}
	if j.reads {
		if r := w.ensureOpen(j.f); r != ready {
			return r
		}
	}
	if unpacks {
		w.archives++
	}
	j.f.state = busy
	return ready
}

// done goes on after a job.
func (w *watcher) done(j *job) error {
	w.running--
	if j.f != nil {
		if j.reads && j.f.format != plain {
			w.archives--
		}
		j.f.state = waiting
	}
	if j.result.fatal != nil {
		return j.result.fatal
	}
	if j.result.verdict != stopped {
		j.then(j.result)
	}
	return nil
}

// ensureOpen opens a file unless it is open, for which another one may have to be closed.
func (w *watcher) ensureOpen(f *file) readiness {
	if f.in != nil {
		return ready
	}
	if w.full || w.open >= w.MaxOpenFiles && !w.closeOldest() {
		w.full = true
		return notYet
	}
	in, err := os.Open(f.path)
	if err == nil {
		var info os.FileInfo
		if info, err = in.Stat(); err == nil && inodeOf(info) == f.node {
			w.trouble.settled(f.path)
			f.in = in
			w.open++
			return ready
		}
		_ = in.Close()
	}
	if err == nil || os.IsNotExist(err) {
		w.forget(f)
		w.look = !w.once
		return never
	}
	w.trouble.about(f.path, "file can't be opened", err)
	f.state, f.size = waiting, -1 // the next look for files tries again
	return never
}

// closeOldest closes the open file that has waited longest. A file whose path leads elsewhere could
// not be opened again.
func (w *watcher) closeOldest() bool {
	var oldest *file
	for _, f := range w.live {
		if f.in != nil && !f.gone && (f.state == waiting || f.state == unknown) &&
			(oldest == nil || f.active.Before(oldest.active)) {
			oldest = f
		}
	}
	if oldest == nil {
		return false
	}
	w.close(oldest)
	return true
}

func (w *watcher) close(f *file) {
	if f.in != nil {
		_ = f.in.Close()
		f.in = nil
		w.open--
	}
}

func (w *watcher) closeAll() {
	for _, f := range w.live {
		w.close(f)
	}
}

// forget drops a file that is not there any more. What is known of its content is kept.
func (w *watcher) forget(f *file) {
	w.close(f)
	delete(w.live, f.node)
	f.state = over
	if e := f.entry; e != nil {
		f.entry, f.stream = nil, nil
		w.abandon(e, false)
	}
}

// loss is a content whose file is not there any more. It may turn up again in another file.
type loss struct {
	e     *entry
	since time.Time
}

// abandon notes that a content has lost its file.
func (w *watcher) abandon(e *entry, anew bool) {
	w.store.abandon(e, anew)
	if e.stream == nil {
		return
	}
	w.lost = append(w.lost, loss{e, time.Now()})
	if w.once {
		w.flushLost(e)
	}
}
