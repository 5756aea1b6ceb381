package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// blockedPause is how long a destination at which a person must act is left alone.
const blockedPause = 30 * time.Second

// delivery delivers batches to one output, in one goroutine. It owns retrying, backing off, halving
// and dead-lettering; the plugin makes single attempts.
type delivery struct {
	o   *outputRunner
	res plugin.Results
}

func newDelivery(o *outputRunner) *delivery { return &delivery{o: o} }

// deliver settles every event of the batch, or gives up when the context ends: what is not delivered
// then counts as failed.
func (d *delivery) deliver(ctx context.Context, b *bundle) {
	defer b.close()
	all := span{b: b, events: b.events}
	if d.whole(ctx, &all) {
		for _, s := range b.shares {
			s.SettleAll(event.Delivered)
		}
		return
	}
	d.rest(ctx, all)
}

// span is a part of a batch: events, and their numbers in it once the two differ.
type span struct {
	b      *bundle
	events []*event.Event
	index  []int // nil: the i-th event is the i-th of the batch
	tried  int
	since  time.Time // of the first failure
	err    error     // of the last attempt
}

func (s *span) at(i int) int {
	if s.index == nil {
		return i
	}
	return s.index[i]
}

// part is the span of some events.
func (s *span) part(keep func(i int) bool) span {
	p := span{b: s.b, tried: s.tried, since: s.since, err: s.err, index: []int{}}
	for i, e := range s.events {
		if keep(i) {
			p.events = append(p.events, e)
			p.index = append(p.index, s.at(i))
		}
	}
	return p
}

// whole makes the first attempt and reports whether everything was delivered, the common case.
func (d *delivery) whole(ctx context.Context, s *span) bool {
	s.err = d.attempt(ctx, s)
	if s.err != nil || d.res.Open() > 0 {
		return false
	}
	for i := range s.events {
		if o, _ := d.res.Outcome(i); o != event.Delivered {
			return false
		}
	}
	return true
}

func (d *delivery) attempt(ctx context.Context, s *span) error {
	d.res.Reset(len(s.events))
	view := event.NewView(s.events, s.b.bytes*len(s.events)/max(1, len(s.b.events)))
	start := time.Now()
	err := plugin.Guard(func() error { return d.o.out.Plugin.Write(ctx, view, &d.res) })
	d.o.stats.Nanos.Add(int64(time.Since(start)))
	s.tried++
	return err
}

// rest settles what an attempt decided and tries the others until all are settled.
func (d *delivery) rest(ctx context.Context, s span) {
	for {
		s = d.settle(ctx, &s)
		if len(s.events) == 0 {
			return
		}
		if plugin.IsGone(s.err) {
			d.o.r.gone()
			return
		}
		if s.since.IsZero() {
			s.since = time.Now()
		}
		if refused(s.err) {
			d.halve(ctx, s)
			return
		}
		if give := d.o.out.Retry.GiveUpAfter.Std(); give > 0 && time.Since(s.since) > give {
			d.reject(ctx, &s, fmt.Errorf("given up after %s: %w", give, cause(s.err)))
			return
		}
		if !d.pause(ctx, &s) {
			return
		}
		s.err = d.attempt(ctx, &s)
	}
}

// refused reports whether the error has to do with what the batch holds. A panic has.
func refused(err error) bool {
	_, panicked := errors.AsType[*plugin.PanicError](err)
	return panicked || plugin.IsRefused(err)
}

func cause(err error) error {
	if err == nil {
		return errors.New("the destination did not take the event")
	}
	return err
}

// settle settles what the last attempt decided and returns the rest.
func (d *delivery) settle(ctx context.Context, s *span) span {
	for i, e := range s.events {
		switch o, why := d.res.Outcome(i); o {
		case event.Undecided:
		case event.Rejected:
			s.b.settle(s.at(i), d.o.trouble.Reject(ctx, d.o.out.Address, e, why))
		default:
			s.b.settle(s.at(i), o)
		}
	}
	return s.part(func(i int) bool {
		o, _ := d.res.Outcome(i)
		return o == event.Undecided
	})
}

// halve tries the two halves of a refused batch on their own, until the culprit stands alone.
func (d *delivery) halve(ctx context.Context, s span) {
	if len(s.events) == 1 {
		d.reject(ctx, &s, cause(s.err))
		return
	}
	mid := len(s.events) / 2
	for _, half := range []span{
		s.part(func(i int) bool { return i < mid }),
		s.part(func(i int) bool { return i >= mid }),
	} {
		if ctx.Err() != nil {
			return
		}
		half.err = d.attempt(ctx, &half)
		d.rest(ctx, half)
	}
}

func (d *delivery) reject(ctx context.Context, s *span, why error) {
	for i, e := range s.events {
		s.b.settle(s.at(i), d.o.trouble.Reject(ctx, d.o.out.Address, e, why))
	}
}

// pause waits before the next attempt and reports whether there is to be one.
func (d *delivery) pause(ctx context.Context, s *span) bool {
	d.o.stats.Failed.Add(1)
	what := "writing failed, it is tried again"
	wait := max(backoff(d.o.out.Retry, s.tried), plugin.BusyFor(s.err))
	if plugin.IsBlocked(s.err) {
		what, wait = "the destination refuses everything until somebody acts, events are held back", blockedPause
	}
	d.o.trouble.say(d.o.out.Address, what, cause(s.err))
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// backoff doubles the pause with each attempt, up to the longest, and takes a random part of the
// second half off, so that many do not come back at once.
func backoff(r plugin.RetryOptions, tried int) time.Duration {
	d := r.Initial.Std()
	for i := 1; i < tried && d < r.Max.Std(); i++ {
		d *= 2
	}
	d = min(d, r.Max.Std())
	return d - time.Duration(rand.Int64N(int64(d/2)+1)) //nolint:gosec // spreads load, guards nothing
}
