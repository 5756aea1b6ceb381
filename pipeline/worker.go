package pipeline

import (
	"context"
	"errors"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/queue"
)

// worker decodes batches, sends them through the chain and on to the outputs, in one goroutine.
type worker struct {
	r        *runner
	decoders []*inputDecoder
	chain    *chain
	router   *router
}

func newWorker(r *runner) *worker {
	w := &worker{r: r, chain: newChain(r.plan.Body, r), router: newRouter(r.plan, r.trouble)}
	for _, in := range r.plan.Inputs {
		w.decoders = append(w.decoders, newInputDecoder(in, r))
	}
	return w
}

// run works until the queue is closed and empty.
func (w *worker) run(ctx context.Context) error {
	for {
		it, err := w.r.queue.Next(ctx)
		if errors.Is(err, queue.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.process(ctx, it); err != nil {
			return err
		}
	}
}

// process takes one batch from the records to the outputs.
func (w *worker) process(ctx context.Context, it queue.Item) error {
	b := it.Batch
	w.decoders[it.Input].decode(b)
	err := plugin.Guard(func() error {
		if err := w.chain.Process(ctx, b); err != nil {
			return err
		}
		w.router.route(ctx, b)
		return nil
	})
	if err != nil {
		failAll(b) // empty now, it still takes its turn: the batches behind it wait for that
	}
	if b.Lane != nil {
		b.Lane.Release(b, func(b *event.Batch) { w.r.dispatch(ctx, b) })
	} else {
		w.r.dispatch(ctx, b)
	}
	return err
}

// failAll ends all events of a batch that can't be worked on.
func failAll(b *event.Batch) {
	for range 2 { // the second time for those that a filter was about to add
		for _, e := range b.Every() {
			e.End(event.Failed)
		}
		b.Compact(0)
	}
}

// inputDecoder decodes what one input gives, and adds what its shared options ask for.
type inputDecoder struct {
	in      *config.Input
	decoder plugin.Decoder
	tag     string
	env     *expr.Env
	trouble *trouble
	stats   *Stats
}

var (
	pathType     = event.MustPath("type")
	pathOriginal = event.MustPath("event.original")
)

func newInputDecoder(in *config.Input, r *runner) *inputDecoder {
	d := &inputDecoder{in: in, env: expr.NewEnv(), trouble: r.trouble, stats: r.stats[in.Address]}
	if in.Codec != nil {
		d.decoder, d.tag = in.Codec.NewDecoder(), in.Codec.FailureTag
	}
	return d
}

// decode turns the batch's records into events.
func (d *inputDecoder) decode(b *event.Batch) {
	b.Decode(func(_ int, r *event.Record) {
		if err := plugin.DecodeRecord(b, r, d.decoder, d.tag); err != nil {
			d.trouble.Failed(d.in.Address, b.Every()[len(b.Every())-1], err)
		}
	})
	d.stats.In.Add(int64(b.Len()))
	s := &d.in.Shared
	if len(s.AddField)+len(s.AddTag) == 0 && s.Type == "" && !s.KeepOriginal {
		return
	}
	for e := range b.Events() {
		d.share(e)
	}
}

// share applies the options that every input has.
func (d *inputDecoder) share(e *event.Event) {
	s := &d.in.Shared
	if s.KeepOriginal && e.Raw() != "" && !e.Has(pathOriginal) {
		_ = e.Set(pathOriginal, event.String(e.Raw())) // data that has text at "event" keeps it
	}
	if s.Type != "" && !e.Has(pathType) {
		_ = e.Set(pathType, event.String(s.Type))
	}
	d.env.Bind(e)
	err := plugin.AddFields(d.env, e, s.AddField)
	for _, t := range s.AddTag {
		if tag := plugin.Text(d.env, t); tag != "" {
			e.AddTag(tag)
		}
	}
	if failure := d.env.TakeErr(); failure != nil {
		err = failure
	}
	if err != nil {
		d.trouble.Failed(d.in.Address, e, err)
	}
}

// router decides which outputs each event goes to.
type router struct {
	always  uint64 // outputs that stand in no branch
	conds   []*condition
	outputs []*config.Output
	trouble *trouble
}

func newRouter(p *config.Pipeline, t *trouble) *router {
	r := &router{outputs: p.Outputs, trouble: t}
	for _, o := range p.Outputs {
		if !o.Branch {
			r.always |= 1 << o.Index
		}
		r.conds = append(r.conds, newCondition(o.Shared.When, o.Address, nil, t))
	}
	return r
}

// route sets the outputs of each event. An output's condition that fails sends the event to the
// dead-letter queue: nothing is withheld by accident.
func (r *router) route(ctx context.Context, b *event.Batch) {
	ended := false
	for e := range b.Events() {
		set := e.Outputs() | r.always
		for i, c := range r.conds {
			if c != nil && set&(1<<i) != 0 && !r.wants(ctx, c, e) {
				set &^= 1 << i
			}
		}
		e.SetOutputs(set)
		ended = ended || e.Dropped()
	}
	if ended {
		b.Compact(0)
	}
}

func (r *router) wants(ctx context.Context, c *condition, e *event.Event) bool {
	c.env.Bind(e)
	ok := c.when.Holds(c.env)
	if err := c.env.TakeErr(); err != nil {
		if o := r.trouble.Reject(ctx, c.address, e, err); o == event.Failed {
			e.End(o) // it is nowhere safe: the source gives it again, for all outputs
		} else {
			e.Note(o)
		}
		return false
	}
	return ok
}
