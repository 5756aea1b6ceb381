package pipeline

import (
	"context"
	"sync"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

// Bounds of what waits in front of an output.
const (
	sharesWaiting = 4           // shares in the channel, when the output has no queue of its own
	flushAfter    = time.Second // an output that is idle for so long is flushed
)

// outputRunner gathers the shares of one output into batches and delivers them.
type outputRunner struct {
	out     *config.Output
	in      chan *event.Share
	trouble *trouble
	stats   *Stats
	r       *runner
	filters *chain
}

func newOutputRunner(out *config.Output, r *runner) *outputRunner {
	o := &outputRunner{out: out, in: make(chan *event.Share, sharesWaiting), trouble: r.trouble, stats: r.stats[out.Address], r: r}
	if len(out.Filters) > 0 {
		o.filters = newChain(out.Filters, r)
	}
	return o
}

// run delivers until the channel is closed and all is settled.
func (o *outputRunner) run(ctx context.Context) error {
	deliver, wait := o.workers(ctx)
	err := o.gather(ctx, deliver)
	wait()
	return err
}

// workers returns how a batch is delivered: directly when there is one worker, so that order is kept,
// else by whichever worker is free.
func (o *outputRunner) workers(ctx context.Context) (deliver func(*bundle), wait func()) {
	if o.out.Workers == 1 {
		d := newDelivery(o)
		return func(b *bundle) { d.deliver(ctx, b) }, func() {}
	}
	queue := make(chan *bundle)
	var wg sync.WaitGroup
	for range o.out.Workers {
		wg.Go(func() {
			d := newDelivery(o)
			for b := range queue {
				d.deliver(ctx, b)
			}
		})
	}
	return func(b *bundle) { queue <- b }, func() { close(queue); wg.Wait() }
}

// gather collects shares until a batch is complete, and hands it on.
func (o *outputRunner) gather(ctx context.Context, deliver func(*bundle)) error {
	idle := time.NewTimer(flushAfter)
	defer idle.Stop()
	b := new(bundle)
	for {
		select {
		case s, ok := <-o.in:
			if !ok {
				return nil
			}
			if err := o.take(ctx, b, s); err != nil {
				return err
			}
			more, err := o.fill(ctx, b)
			if len(b.events) > 0 {
				deliver(b)
				b = o.next(b)
			}
			if err != nil || !more {
				return err
			}
			idle.Reset(flushAfter)
		case <-idle.C:
			o.flush(ctx)
		}
	}
}

// next returns an empty bundle for the next batch: the same one if it is free again.
func (o *outputRunner) next(b *bundle) *bundle {
	if o.out.Workers == 1 {
		b.reset()
		return b
	}
	return new(bundle)
}

// fill takes more shares until the batch is complete, the linger is over, or nothing more can come.
func (o *outputRunner) fill(ctx context.Context, b *bundle) (more bool, err error) {
	size, bytes := o.out.Batch.Size, int(o.out.Batch.Bytes)
	var linger *time.Timer
	var over <-chan time.Time
	for len(b.events) < size && b.bytes < bytes {
		select {
		case s, ok := <-o.in:
			if !ok {
				return false, nil
			}
			if err := o.take(ctx, b, s); err != nil {
				return false, err
			}
			continue
		default:
		}
		if linger == nil {
			linger = time.NewTimer(o.out.Batch.Linger.Std())
			defer linger.Stop()
			over = linger.C
		}
		select {
		case s, ok := <-o.in:
			if !ok {
				return false, nil
			}
			if err := o.take(ctx, b, s); err != nil {
				return false, err
			}
		case <-over:
			return true, nil
		}
	}
	return true, nil
}

// take adds a share to the batch, by way of the output's own filters where it has some.
func (o *outputRunner) take(ctx context.Context, b *bundle, s *event.Share) error {
	o.stats.In.Add(int64(s.Len()))
	forwarder, forwards := o.out.Plugin.(plugin.Forwarder)
	if o.filters == nil && !forwards {
		b.add(s)
		return nil
	}
	own := s.Copy()
	if o.filters != nil {
		if err := plugin.Guard(func() error { return o.filters.Process(ctx, own) }); err != nil {
			own.Abandon()
			return err
		}
	}
	if forwards {
		return forwarder.Forward(ctx, own)
	}
	for _, e := range own.Every() {
		e.SetOutputs(1)
	}
	if shares := own.FanOut(1); shares[0] != nil {
		b.add(shares[0])
	}
	return nil
}

func (o *outputRunner) flush(ctx context.Context) {
	f, ok := o.out.Plugin.(plugin.Flusher)
	if !ok {
		return
	}
	if err := plugin.Guard(func() error { return f.Flush(ctx) }); err != nil {
		o.trouble.say(o.out.Address, "flushing failed", err)
	}
}

// bundle is a batch for an output: the events of whole shares.
type bundle struct {
	shares []*event.Share
	events []*event.Event
	from   []place // of each event, its share
	bytes  int
}

// place is an event's number in its share.
type place struct{ share, index int32 }

func (b *bundle) add(s *event.Share) {
	at := int32(len(b.shares))
	b.shares = append(b.shares, s)
	b.bytes += s.Bytes()
	for i := range s.Len() {
		b.events = append(b.events, s.At(i))
		b.from = append(b.from, place{at, int32(i)})
	}
}

func (b *bundle) settle(i int, o event.Outcome) {
	p := b.from[i]
	b.shares[p.share].Settle(int(p.index), o)
}

// close settles what is left as failed and gives the shares up.
func (b *bundle) close() (lost int) {
	for _, s := range b.shares {
		lost += s.Close()
	}
	return lost
}

func (b *bundle) reset() {
	clear(b.shares)
	clear(b.events)
	*b = bundle{shares: b.shares[:0], events: b.events[:0], from: b.from[:0]}
}
