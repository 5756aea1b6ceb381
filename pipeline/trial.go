package pipeline

import (
	"context"
	"log/slog"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

// Trial runs single events through a pipeline without opening anything: for `test` and `explain`.
type Trial struct {
	plan   *config.Pipeline
	runner *runner
	worker *worker
	trace  *tracer
	copies []*chain // of the outputs with filters of their own
}

// NewTrial makes a trial of a pipeline.
func NewTrial(p *config.Pipeline, s *config.Settings) *Trial {
	t := &Trial{plan: p, runner: newRunner(p, s, slog.New(slog.DiscardHandler)), trace: new(tracer)}
	t.runner.letters, t.runner.trouble.letters = nil, nil
	t.runner.trouble.watch = t.trace.failed
	t.worker = newWorker(t.runner)
	t.worker.chain.observer = t.trace
	t.copies = make([]*chain, len(p.Outputs))
	for i, o := range p.Outputs {
		if len(o.Filters) > 0 {
			t.copies[i] = newChain(o.Filters, t.runner)
			t.copies[i].observer = t.trace
		}
	}
	return t
}

// Outcome is what a pipeline made of some input.
type Outcome struct {
	Steps  []Step
	Events []Result
	// Copies are the events as the filters of outputs left them, by output.
	Copies map[string][]*event.Event
}

// Result is one event that came to the end of the pipeline.
type Result struct {
	Event   *event.Event // valid until the next run
	Outputs []string     // names of the outputs that it goes to
}

// Text runs what an input would read.
func (t *Trial) Text(ctx context.Context, in *config.Input, text string) (*Outcome, error) {
	b := event.NewBatch()
	framer := in.Codec.NewFramer()
	frames, used := framer.Frame([]byte(text), 0, nil)
	frames = framer.Flush([]byte(text[used:]), int64(used), frames)
	for _, f := range frames {
		b.AddRecord(event.Record{Data: f.Data, Aux: f.Aux, Tag: f.Tag, Origin: in.Origin, Offset: f.Offset, Time: time.Now().UnixNano()})
	}
	return t.run(ctx, b, t.index(in))
}

// Assignments runs one event with the given fields, as if it came from the first input.
func (t *Trial) Assignments(ctx context.Context, fields plugin.Assignments) (*Outcome, error) {
	b := event.NewBatch()
	e := b.Add()
	e.SetTimestamp(event.Time(time.Now().UnixNano()))
	w := t.worker.decoders[0]
	w.env.Bind(e)
	for i := range fields {
		if err := plugin.Assign(e, fields[i].Path, e.Arena().Clone(fields[i].Value.Eval(w.env))); err != nil {
			return nil, err
		}
	}
	return t.run(ctx, b, 0)
}

// JSON runs one event given as a JSON object; "@metadata" in it is the metadata.
func (t *Trial) JSON(ctx context.Context, text string) (*Outcome, error) {
	b := event.NewBatch()
	e := b.Add()
	e.SetTimestamp(event.Time(time.Now().UnixNano()))
	v, err := event.DecodeJSON(e.Arena(), text)
	if err != nil {
		return nil, err
	}
	for k, f := range v.AsObject().All() {
		if err := plugin.Assign(e, event.PathOf(k.String()), f); err != nil && k.String() != "@metadata" {
			return nil, err
		}
		if o := f.AsObject(); k.String() == "@metadata" && o != nil {
			for mk, mv := range o.All() {
				_ = e.Set(event.MetaPath(mk.String()), mv) // an object of metadata takes any field
			}
		}
	}
	return t.run(ctx, b, 0)
}

func (t *Trial) index(in *config.Input) int {
	for i, other := range t.plan.Inputs {
		if other == in {
			return i
		}
	}
	return 0
}

func (t *Trial) run(ctx context.Context, b *event.Batch, input int) (*Outcome, error) {
	b.SetTally(t.runner.tally)
	t.trace.begin(b)
	t.worker.decoders[input].decode(b)
	t.trace.decoded(t.plan.Inputs[input], b)
	if err := t.worker.chain.Process(ctx, b); err != nil {
		return nil, err
	}
	t.worker.router.route(ctx, b)
	out := &Outcome{Copies: make(map[string][]*event.Event)}
	for i, c := range t.copies {
		if c == nil {
			continue
		}
		if err := t.runCopy(ctx, out, t.plan.Outputs[i], c, b); err != nil {
			return nil, err
		}
	}
	out.Steps = t.trace.steps
	for _, e := range b.Every() {
		r := Result{Event: e}
		for _, o := range t.plan.Outputs {
			if e.Outputs()&(1<<o.Index) != 0 {
				r.Outputs = append(r.Outputs, o.Name)
				t.runner.stats[o.Address].In.Add(1)
			}
		}
		out.Events = append(out.Events, r)
	}
	return out, nil
}

// runCopy runs an output's own filters on copies of the events that it takes.
func (t *Trial) runCopy(ctx context.Context, out *Outcome, o *config.Output, c *chain, b *event.Batch) error {
	own := event.NewBatch()
	own.SetTally(t.runner.tally)
	for _, e := range b.Every() {
		if e.Outputs()&(1<<o.Index) != 0 {
			own.Add().CopyFrom(e)
		}
	}
	if own.Len() == 0 {
		return nil
	}
	leave := t.trace.enter(o, own)
	defer leave()
	if err := c.Process(ctx, own); err != nil {
		return err
	}
	out.Copies[o.Name] = own.Every()
	return nil
}

// Reached tells how many events went into each block so far, by address.
func (t *Trial) Reached() map[string]int64 {
	m := make(map[string]int64, len(t.runner.stats))
	for address, s := range t.runner.stats {
		m[address] = s.In.Load()
	}
	return m
}
