// Package trial runs the test blocks of a configuration, and tells what no test reached.
package trial

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

// Suite is the tests of one configuration.
type Suite struct {
	Name  string
	Took  time.Duration
	Cases []Case
	Parts []Part
}

// Case is one test.
type Case struct {
	Name     string
	Range    hcl.Range
	Took     time.Duration
	Failures []string          // what was expected and is not so
	Outcome  *pipeline.Outcome // nil when the test could not run
}

// Part is something that tests may or may not reach.
type Part struct {
	Name  string
	Range hcl.Range
	Hits  int64
}

// Failed is the number of tests that failed.
func (s *Suite) Failed() int {
	n := 0
	for i := range s.Cases {
		if len(s.Cases[i].Failures) > 0 {
			n++
		}
	}
	return n
}

// Unreached are the parts that no test reached.
func (s *Suite) Unreached() []Part {
	return slices.DeleteFunc(slices.Clone(s.Parts), func(p Part) bool { return p.Hits > 0 })
}

// Run runs the tests whose name contains some text.
func Run(ctx context.Context, name string, plan *config.Plan, only string) (Suite, error) {
	s := Suite{Name: name}
	start := time.Now()
	trials := make(map[*config.Pipeline]*pipeline.Trial)
	for _, p := range plan.Pipelines {
		trials[p] = pipeline.NewTrial(p, &plan.Settings)
	}
	for _, t := range plan.Tests {
		if !strings.Contains(t.Name, only) {
			continue
		}
		s.Cases = append(s.Cases, runCase(ctx, t, trials[t.Pipeline]))
	}
	for _, p := range plan.Pipelines {
		s.Parts = append(s.Parts, parts(p, trials[p].Reached())...)
	}
	s.Took = time.Since(start)
	return s, nil
}

func runCase(ctx context.Context, t *config.Test, trial *pipeline.Trial) Case {
	c := Case{Name: t.Name, Range: t.Range}
	start := time.Now()
	var err error
	if len(t.Options.Event) > 0 {
		c.Outcome, err = trial.Assignments(ctx, t.Options.Event)
	} else {
		c.Outcome, err = trial.Text(ctx, t.From, t.Options.Text)
	}
	c.Took = time.Since(start)
	if err != nil {
		c.Failures = append(c.Failures, "could not run: "+err.Error())
		return c
	}
	c.check(&t.Options)
	return c
}

func (c *Case) fail(format string, args ...any) {
	c.Failures = append(c.Failures, fmt.Sprintf(format, args...))
}

func (c *Case) check(o *config.TestOptions) {
	events := c.Outcome.Events
	if o.At != "" {
		events = nil
		for _, e := range c.Outcome.Copies[o.At] {
			events = append(events, pipeline.Result{Event: e, Outputs: []string{o.At}})
		}
	}
	switch {
	case o.ExpectDropped && len(events) > 0:
		c.fail("expected that all events are dropped, but %d came out", len(events))
	case !o.ExpectDropped && len(events) == 0 && (o.ExpectEvents == nil || *o.ExpectEvents > 0):
		c.fail("no event came out")
	case o.ExpectEvents != nil && *o.ExpectEvents != len(events):
		c.fail("expected %d events, got %d", *o.ExpectEvents, len(events))
	}
	env := expr.NewEnv()
	for i := range events {
		number := ""
		if len(events) > 1 {
			number = fmt.Sprintf(" for event %d", i+1)
		}
		env.Bind(events[i].Event)
		for _, x := range o.Expect {
			c.holds(x, env, number)
		}
		for _, tag := range o.ExpectTags {
			if !events[i].Event.HasTag(tag) {
				c.fail("expected the tag %q%s", tag, number)
			}
		}
		if o.ExpectOutputs != nil {
			c.outputs(*o.ExpectOutputs, events[i].Outputs, number)
		}
	}
}

// holds checks one condition and says what the fields in it are when it does not hold.
func (c *Case) holds(x *expr.Expr, env *expr.Env, number string) {
	ok := x.Holds(env)
	if err := env.TakeErr(); err != nil {
		c.fail("line %d%s: %s", x.Range().Start.Line, number, err)
		return
	}
	if ok {
		return
	}
	var read []string
	for _, p := range x.Reads() {
		read = append(read, fmt.Sprintf("%s is %s", p, appendJSON(env.Event().Get(p))))
	}
	c.fail("line %d does not hold%s: %s", x.Range().Start.Line, number, strings.Join(read, ", "))
}

func (c *Case) outputs(want, got []string, number string) {
	for _, w := range want {
		if !slices.Contains(got, w) {
			c.fail("expected output %q%s", w, number)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			c.fail("output %q was not expected%s", g, number)
		}
	}
}

// parts lists what tests of a pipeline may reach.
func parts(p *config.Pipeline, reached map[string]int64) []Part {
	var list []Part
	add := func(address string, at hcl.Range) { list = append(list, Part{address, at, reached[address]}) }
	visit := func(n config.Node) {
		switch n := n.(type) {
		case *config.Filter:
			add(n.Step.Address, n.Range)
			if c, ok := n.Step.Filter.(plugin.Coverer); ok {
				for _, part := range c.Coverage() {
					list = append(list, Part{n.Step.Address + " pattern " + part.Name, part.Range, part.Hits})
				}
			}
		case *config.Group:
			add(n.Address, n.Range)
		case *config.Route:
			for _, c := range n.Cases {
				add(c.Address, c.Range)
			}
		}
	}
	config.Walk(p.Body, visit)
	for _, o := range p.Outputs {
		config.Walk(o.Filters, visit)
		add(o.Address, o.Range)
	}
	return list
}
