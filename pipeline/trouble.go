package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/queue"
)

// quiet is how long a block that keeps failing is not logged again.
const quiet = 10 * time.Second

// deadLetterPause is how long a dead-letter queue that can't be written is left alone.
const deadLetterPause = time.Second

// trouble counts, logs and keeps what goes wrong with single events. It is shared by all workers of
// a pipeline.
type trouble struct {
	pipeline string
	log      *slog.Logger
	letters  *queue.DeadLetters // nil: rejected events are dropped
	stats    map[string]*Stats
	// watch is told of every failure and rejection, for trials; nil otherwise.
	watch func(address string, e *event.Event, err error)

	mu   sync.Mutex
	said map[string]*lastSaid
}

// lastSaid is when a block was logged last, and what was left out since.
type lastSaid struct {
	at   time.Time
	held int64
}

func newTrouble(name string, log *slog.Logger, letters *queue.DeadLetters, stats map[string]*Stats) *trouble {
	return &trouble{pipeline: name, log: log, letters: letters, stats: stats, said: make(map[string]*lastSaid)}
}

// Failed implements plugin.Trouble.
func (t *trouble) Failed(address string, e *event.Event, err error) {
	t.Ignored(address, e, err)
	t.say(address, "event failed", err)
}

// Ignored implements plugin.Trouble.
func (t *trouble) Ignored(address string, e *event.Event, err error) {
	if s := t.stats[address]; s != nil {
		s.Failed.Add(1)
	}
	if t.watch != nil {
		t.watch(address, e, err)
	}
}

// say logs at most one line of each kind for a block in a while. The error is formatted only then.
func (t *trouble) say(address, what string, err error) {
	now := time.Now()
	t.mu.Lock()
	last := t.said[address+what]
	if last == nil {
		last = new(lastSaid)
		t.said[address+what] = last
	}
	if now.Sub(last.at) < quiet {
		last.held++
		t.mu.Unlock()
		return
	}
	held := last.held
	*last = lastSaid{at: now}
	t.mu.Unlock()
	args := []any{"component", address, "error", err}
	if held > 0 {
		args = append(args, "more_since_last", held)
	}
	t.log.Warn(what, args...)
}

// Reject implements plugin.Trouble. It waits while the dead-letter queue can't be written: an event
// that nobody keeps must not be confirmed.
func (t *trouble) Reject(ctx context.Context, address string, e *event.Event, err error) event.Outcome {
	if s := t.stats[address]; s != nil {
		s.Rejected.Add(1)
	}
	if t.watch != nil {
		t.watch(address, e, err)
	}
	if t.letters == nil {
		t.say(address, "event rejected and dropped: the dead-letter queue is off", err)
		return event.Dropped
	}
	t.say(address, "event rejected", err)
	reason, stack := err.Error(), ""
	if p, ok := errors.AsType[*plugin.PanicError](err); ok {
		stack = string(p.Stack)
	}
	letter := queue.NewDeadLetter(t.pipeline, address, e, reason, stack)
	for {
		put := t.letters.Put(ctx, letter)
		if put == nil {
			return event.Rejected
		}
		t.say(address, "the dead-letter queue can't be written, events are held back", put)
		select {
		case <-ctx.Done():
			return event.Failed
		case <-time.After(deadLetterPause):
		}
	}
}
