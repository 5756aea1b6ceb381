package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/queue"
)

// runner is one pipeline at work.
type runner struct {
	plan    *config.Pipeline
	log     *slog.Logger
	queue   queue.Queue
	letters *queue.DeadLetters
	trouble *trouble
	tally   *event.Tally
	stats   map[string]*Stats
	outputs []*outputRunner
	opened  []plugin.Closer
	gone    func() // stops the process: a destination has gone for good
}

func newRunner(p *config.Pipeline, s *config.Settings, log *slog.Logger) *runner {
	r := &runner{
		plan: p, log: log, tally: event.NewTally(len(p.Reasons)), stats: newStats(p),
		queue: queue.NewMemory(p.Queue.MaxEvents, int64(p.Queue.MaxSize)),
		gone:  func() {},
	}
	if d := p.DeadLetter; d.Enabled {
		dir := filepath.Join(s.DataDir, p.Name, "dead_letter")
		r.letters = queue.NewDeadLetters(dir, int64(d.MaxSize), d.Retain.Std(), d.OnFull == "block", log)
	}
	r.trouble = newTrouble(p.Name, log, r.letters, r.stats)
	for _, o := range p.Outputs {
		r.outputs = append(r.outputs, newOutputRunner(o, r))
	}
	return r
}

// newStats makes the counters of every block.
func newStats(p *config.Pipeline) map[string]*Stats {
	m := make(map[string]*Stats)
	add := func(address string) { m[address] = &Stats{Address: address} }
	visit := func(n config.Node) {
		switch n := n.(type) {
		case *config.Filter:
			add(n.Step.Address)
		case *config.Group:
			add(n.Address)
		case *config.Route:
			for _, c := range n.Cases {
				add(c.Address)
			}
		}
	}
	for _, in := range p.Inputs {
		add(in.Address)
	}
	for _, o := range p.Outputs {
		add(o.Address)
		config.Walk(o.Filters, visit)
	}
	config.Walk(p.Body, visit)
	return m
}

// open opens outputs first and inputs last, so that nothing comes in before it can go out.
func (r *runner) open(ctx context.Context) error {
	for _, o := range r.plan.Outputs {
		if err := r.openOne(ctx, o.Address, o.Plugin); err != nil {
			return err
		}
	}
	for _, f := range filtersOf(r.plan) {
		if err := r.openOne(ctx, f.Step.Address, f.Step.Filter); err != nil {
			return err
		}
	}
	for _, in := range r.plan.Inputs {
		if err := r.openOne(ctx, in.Address, in.Plugin); err != nil {
			return err
		}
	}
	return nil
}

func filtersOf(p *config.Pipeline) []*config.Filter {
	var list []*config.Filter
	visit := func(n config.Node) {
		if f, ok := n.(*config.Filter); ok {
			list = append(list, f)
		}
	}
	config.Walk(p.Body, visit)
	for _, o := range p.Outputs {
		config.Walk(o.Filters, visit)
	}
	return list
}

func (r *runner) openOne(ctx context.Context, address string, p any) error {
	if c, ok := p.(plugin.Closer); ok {
		r.opened = append(r.opened, c)
	}
	o, ok := p.(plugin.Opener)
	if !ok {
		return nil
	}
	if err := plugin.Guard(func() error { return o.Open(ctx) }); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return nil
}

// run works until the intake has ended and everything is settled. The context intake ends the
// inputs, work ends everything.
func (r *runner) run(intake, work context.Context) error {
	intake, stopIntake := context.WithCancel(intake)
	defer stopIntake()
	work, stopWork := context.WithCancel(work)
	defer stopWork()
	fail := func(f func() error) func() error {
		return func() error { // what fails for good takes the whole pipeline with it
			err := f()
			if err != nil && work.Err() == nil {
				stopIntake()
				stopWork()
			}
			return err
		}
	}
	var inputs, workers, outputs plugin.Group
	for i, in := range r.plan.Inputs {
		inputs.Go(fail(func() error { return r.runInput(intake, work, i, in) }))
	}
	for range r.plan.Options.Workers {
		workers.Go(fail(func() error { return newWorker(r).run(work) }))
	}
	for _, o := range r.outputs {
		outputs.Go(fail(func() error { return o.run(work) }))
	}
	errIn := inputs.Wait()
	r.queue.Close()
	errWork := workers.Wait()
	r.abandonQueue()
	for _, o := range r.outputs {
		close(o.in)
	}
	errOut := outputs.Wait()
	r.abandonShares()
	return errors.Join(own(intake, errIn), own(work, errWork), own(work, errOut))
}

// own leaves out errors that only say that the work was told to stop.
func own(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (r *runner) runInput(ctx, work context.Context, i int, in *config.Input) error {
	err := in.Plugin.Run(ctx, &sink{r, i, work})
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%s: %w", in.Address, err)
	}
	return nil
}

// abandonQueue gives back what no worker took because the pipeline was stopped hard.
func (r *runner) abandonQueue() {
	for {
		it, err := r.queue.Next(context.Background())
		if err != nil {
			return
		}
		giveBack(it.Batch)
	}
}

// giveBack gives up a batch that no worker has decoded. Each of its records counts as an event that
// came in and failed.
func giveBack(b *event.Batch) {
	b.Decode(func(_ int, r *event.Record) { b.AddDecoded(r) })
	b.Abandon()
}

func (r *runner) abandonShares() {
	for _, o := range r.outputs {
		for s := range o.in {
			s.Close()
		}
	}
}

// close closes the plugins, those that were opened last first.
func (r *runner) close() error {
	var errs []error
	for _, v := range slices.Backward(r.opened) {
		errs = append(errs, plugin.Guard(v.Close))
	}
	r.opened = nil
	if r.letters != nil {
		r.letters.Close()
	}
	return errors.Join(errs...)
}

// dispatch ends the owned phase of a batch and hands each output its share.
func (r *runner) dispatch(ctx context.Context, b *event.Batch) {
	for i, s := range b.FanOut(len(r.outputs)) {
		if s == nil {
			continue
		}
		select {
		case r.outputs[i].in <- s:
		case <-ctx.Done():
			s.Close()
		}
	}
}

// sink is where one input puts its batches.
type sink struct {
	r     *runner
	input int
	work  context.Context // ends later than that of the input: what was read when the intake ends is still worked on
}

// Push implements plugin.Sink.
func (s *sink) Push(_ context.Context, b *event.Batch) error {
	b.SetTally(s.r.tally)
	if s.r.plan.Options.Order != "source" {
		b.Lane = nil
	}
	err := s.r.queue.Append(s.work, queue.Item{Batch: b, Input: s.input})
	if err != nil {
		lane, seq := b.Lane, b.Seq
		giveBack(b)
		if lane != nil { // what comes behind it must not wait for it
			lane.Vacate(seq, func(b *event.Batch) { s.r.dispatch(s.work, b) })
		}
	}
	return err
}

// once tells the inputs to read what is there and end. It returns the addresses of those that never end.
func once(plans []*config.Pipeline) []string {
	var endless []string
	for _, p := range plans {
		for _, in := range p.Inputs {
			if f, ok := in.Plugin.(plugin.Finite); !ok || !f.SetOnce() {
				endless = append(endless, in.Address)
			}
		}
	}
	return endless
}

// together runs functions at the same time and gathers their errors.
func together[T any](items []T, f func(T) error) error {
	errs := make([]error, len(items))
	var wg sync.WaitGroup
	for i, it := range items {
		wg.Go(func() { errs[i] = plugin.Guard(func() error { return f(it) }) })
	}
	wg.Wait()
	return errors.Join(errs...)
}
