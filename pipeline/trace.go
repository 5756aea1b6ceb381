package pipeline

import (
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

// Step is what one block did to the events of a trial.
type Step struct {
	Address string
	Node    config.Node // nil for the input
	Depth   int         // blocks around it
	Took    time.Duration
	Ran     bool     // whether some event went through it
	Copy    bool     // an output whose own filters follow, on its copy of the events
	Changes []Change // in the order of the fields
	Dropped int      // events that it dropped
	Added   int      // events that it made
	Errors  []string // why it failed
	Stops   []plugin.Stopped
}

// Change is one field that a block changed. Old or New is empty for a field that it added or removed.
type Change struct {
	Event    int // number of the event in the trial
	Field    string
	Old, New string // as JSON
}

// tracer notes what happens to events, block by block.
type tracer struct {
	batch   *event.Batch
	steps   []Step
	open    []int // indexes of the steps that are running
	states  map[*event.Event]map[string]string
	numbers map[*event.Event]int
}

func (t *tracer) begin(b *event.Batch) {
	*t = tracer{batch: b, states: make(map[*event.Event]map[string]string), numbers: make(map[*event.Event]int)}
}

// decoded notes the events as the input gave them.
func (t *tracer) decoded(in *config.Input, b *event.Batch) {
	s := Step{Address: in.Address, Ran: true}
	t.compare(&s, b)
	s.Added = 0
	t.steps = append(t.steps, s)
}

// before implements observer.
func (t *tracer) before(n config.Node, b *event.Batch) {
	s := Step{Node: n, Depth: len(t.open), Ran: b.Current() > 0}
	switch n := n.(type) {
	case *config.Filter:
		s.Address = n.Step.Address
		t.stops(&s, n, b)
	case *config.Group:
		s.Address = n.Address
	case *config.Route:
		s.Address = n.Address
	case *config.Send:
		s.Address = n.Output.Address
	}
	t.open = append(t.open, len(t.steps))
	t.steps = append(t.steps, s)
}

// stops notes where a filter's patterns stop. It is asked before the filter runs, on the event as it
// comes; what is noted is kept only if the filter fails.
func (t *tracer) stops(s *Step, n *config.Filter, b *event.Batch) {
	x, ok := n.Step.Filter.(plugin.Explainer)
	if !ok {
		return
	}
	for e := range b.Events() {
		s.Stops = append(s.Stops, x.Explain(e)...)
	}
}

// after implements observer.
func (t *tracer) after(n config.Node, b *event.Batch, took time.Duration) {
	s := &t.steps[t.open[len(t.open)-1]]
	t.open = t.open[:len(t.open)-1]
	s.Took = took
	t.compare(s, b)
	if f, ok := n.(*config.Filter); ok {
		s.Ran = s.Ran && (f.Step.Shared.When == nil || len(s.Changes) > 0 || len(s.Errors) > 0 || s.Dropped > 0)
	}
	if len(s.Errors) == 0 {
		s.Stops = nil
	}
}

// enter begins the steps of an output's own filters, which work on a batch of copies.
func (t *tracer) enter(o *config.Output, copies *event.Batch) (leave func()) {
	states, numbers := t.states, t.numbers
	t.states, t.numbers = make(map[*event.Event]map[string]string), make(map[*event.Event]int)
	for i, e := range copies.Every() {
		t.states[e], _ = flatten(e)
		t.numbers[e] = i
	}
	t.open = append(t.open, len(t.steps))
	t.steps = append(t.steps, Step{Address: o.Address, Node: &config.Send{Output: o}, Ran: true, Copy: true})
	return func() {
		t.states, t.numbers = states, numbers
		t.open = t.open[:len(t.open)-1]
	}
}

// failed notes a failure in the block that is running.
func (t *tracer) failed(_ string, _ *event.Event, err error) {
	if n := len(t.open); n > 0 {
		s := &t.steps[t.open[n-1]]
		s.Errors = append(s.Errors, err.Error())
	}
}

// compare notes what has changed since the last comparison.
func (t *tracer) compare(s *Step, b *event.Batch) {
	seen := make(map[*event.Event]bool)
	for _, e := range b.Every() {
		seen[e] = true
		now, order := flatten(e)
		old, known := t.states[e]
		if !known {
			s.Added++
			t.numbers[e] = len(t.numbers)
		}
		for _, field := range order {
			if o := old[field]; o != now[field] {
				s.Changes = append(s.Changes, Change{t.numbers[e], field, o, now[field]})
			}
		}
		for field, o := range old {
			if _, there := now[field]; !there {
				s.Changes = append(s.Changes, Change{t.numbers[e], field, o, ""})
			}
		}
		t.states[e] = now
	}
	for e := range t.states {
		if !seen[e] {
			s.Dropped++
			delete(t.states, e)
		}
	}
}

// flatten returns an event's leaves as JSON by dotted name, metadata included, and their order.
func flatten(e *event.Event) (map[string]string, []string) {
	m := make(map[string]string)
	var order []string
	var walk func(p event.Path, v event.Value)
	walk = func(p event.Path, v event.Value) {
		if o := v.AsObject(); o != nil && o.Len() > 0 {
			for k, inner := range o.All() {
				walk(p.Child(k), inner)
			}
			return
		}
		name := p.String()
		m[name] = string(event.AppendJSONValue(nil, v))
		order = append(order, name)
	}
	for k, v := range e.Fields().All() {
		walk(event.PathOf(k.String()), v)
	}
	if meta := e.Meta(); meta != nil {
		for k, v := range meta.All() {
			walk(event.MetaPath(k.String()), v)
		}
	}
	return m, order
}
