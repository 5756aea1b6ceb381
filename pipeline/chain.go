package pipeline

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

// Stats counts what went through one block.
type Stats struct {
	Address  string
	In       atomic.Int64 // events that went in
	Failed   atomic.Int64 // events on which the block failed
	Rejected atomic.Int64 // events that went to the dead-letter queue
	Nanos    atomic.Int64 // time spent
}

// observer watches a chain at work, block by block.
type observer interface {
	before(n config.Node, b *event.Batch)
	after(n config.Node, b *event.Batch, took time.Duration)
}

// chain is the body of a pipeline, made ready for one goroutine.
type chain struct {
	nodes    []step
	observer observer
}

// step is one block of a chain.
type step interface {
	node() config.Node
	run(ctx context.Context, c *chain, b *event.Batch) error
}

// newChain makes a chain of a body.
func newChain(body []config.Node, r *runner) *chain { return &chain{nodes: newSteps(body, r)} }

func newSteps(body []config.Node, r *runner) []step {
	steps := make([]step, 0, len(body))
	for _, n := range body {
		switch n := n.(type) {
		case *config.Filter:
			s := n.Step
			s.Trouble = r.trouble
			steps = append(steps, &filterStep{n, s.NewWorker(), r.stats[s.Address]})
		case *config.Group:
			g := &groupStep{n: n, body: newSteps(n.Body, r), stats: r.stats[n.Address]}
			g.cond = newCondition(n.When, n.Address, n.Tags, r.trouble)
			steps = append(steps, g)
		case *config.Route:
			steps = append(steps, newRoute(n, r))
		case *config.Send:
			steps = append(steps, &sendStep{n})
		}
	}
	return steps
}

// run sends the current events of the batch through the steps.
func (c *chain) run(ctx context.Context, steps []step, b *event.Batch) error {
	for _, s := range steps {
		if c.observer != nil {
			c.observer.before(s.node(), b)
		}
		start := time.Now()
		if err := s.run(ctx, c, b); err != nil {
			return err
		}
		if c.observer != nil {
			c.observer.after(s.node(), b, time.Since(start))
		}
	}
	return nil
}

// Process sends a batch through the chain.
func (c *chain) Process(ctx context.Context, b *event.Batch) error { return c.run(ctx, c.nodes, b) }

type filterStep struct {
	n      *config.Filter
	worker *plugin.StepWorker
	stats  *Stats
}

func (s *filterStep) node() config.Node { return s.n }

func (s *filterStep) run(ctx context.Context, _ *chain, b *event.Batch) error {
	start := time.Now()
	n, err := s.worker.Process(ctx, b)
	s.stats.In.Add(int64(n))
	s.stats.Nanos.Add(int64(time.Since(start)))
	return err
}

type groupStep struct {
	n     *config.Group
	cond  *condition
	body  []step
	stats *Stats
}

func (s *groupStep) node() config.Node { return s.n }

func (s *groupStep) run(ctx context.Context, c *chain, b *event.Batch) error {
	if s.cond == nil {
		s.stats.In.Add(int64(b.Current()))
		return c.run(ctx, s.body, b)
	}
	n := b.Narrow(s.cond.holds)
	defer b.Widen()
	s.stats.In.Add(int64(n))
	if n == 0 {
		return nil
	}
	return c.run(ctx, s.body, b)
}

type routeStep struct {
	n     *config.Route
	conds []*condition
	bodys [][]step
	stats []*Stats
}

func newRoute(n *config.Route, r *runner) *routeStep {
	s := &routeStep{n: n}
	for _, c := range n.Cases {
		s.conds = append(s.conds, newCondition(c.When, c.Address, []string{"_routefailure"}, r.trouble))
		s.bodys = append(s.bodys, newSteps(c.Body, r))
		s.stats = append(s.stats, r.stats[c.Address])
	}
	return s
}

func (s *routeStep) node() config.Node { return s.n }

func (s *routeStep) run(ctx context.Context, c *chain, b *event.Batch) error {
	b.Choose(s.choose)
	for i, body := range s.bodys {
		n := b.Branch(i)
		s.stats[i].In.Add(int64(n))
		var err error
		if n > 0 {
			err = c.run(ctx, body, b)
		}
		b.Widen()
		if err != nil {
			return err
		}
	}
	return nil
}

// choose returns the first case that holds for the event; one without a condition always does.
func (s *routeStep) choose(e *event.Event) int {
	for i, cond := range s.conds {
		if cond == nil || cond.holds(e) {
			return i
		}
	}
	return -1
}

type sendStep struct{ n *config.Send }

func (s *sendStep) node() config.Node { return s.n }

func (s *sendStep) run(_ context.Context, _ *chain, b *event.Batch) error {
	b.SendTo(s.n.Output.Index)
	return nil
}

// condition is the `when` of a block, for one goroutine.
type condition struct {
	when    *expr.Expr
	env     *expr.Env
	address string
	tags    []string
	trouble plugin.Trouble
}

// newCondition returns nil for a block that has no condition.
func newCondition(when *expr.Expr, address string, tags []string, t plugin.Trouble) *condition {
	if when == nil {
		return nil
	}
	return &condition{when, expr.NewEnv(), address, tags, t}
}

// holds evaluates the condition. One that fails counts as false, and the event is tagged.
func (c *condition) holds(e *event.Event) bool {
	c.env.Bind(e)
	ok := c.when.Holds(c.env)
	if err := c.env.TakeErr(); err != nil {
		for _, t := range c.tags {
			e.AddTag(t)
		}
		c.trouble.Failed(c.address, e, err)
		return false
	}
	return ok
}
