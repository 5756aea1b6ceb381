package config

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Plan is a checked configuration whose plugins are built but not opened.
type Plan struct {
	Settings  Settings
	Pipelines []*Pipeline
	Tests     []*Test
	// Files are the sources by name, for printing diagnostics.
	Files map[string]*File
	// Bus joins the pipelines.
	Bus *plugin.Bus
	// Unread says that some file could not be read as HCL: nothing is built.
	Unread bool
}

// Pipeline is one pipeline of a plan.
type Pipeline struct {
	Name       string
	Range      hcl.Range
	Options    PipelineOptions
	Queue      QueueOptions
	DeadLetter DeadLetterOptions
	Inputs     []*Input
	Body       []Node
	Outputs    []*Output
	Reasons    []string // addresses of the blocks that may drop events, by event.Reason
	// Gaps says that blocks are left out because of their mistakes.
	Gaps bool
}

// Address is the pipeline's name in logs and messages.
func (p *Pipeline) Address() string { return "pipeline." + p.Name }

// Input is one input of a pipeline.
type Input struct {
	Name, Type, Address string
	Range               hcl.Range
	Shared              plugin.InputShared
	Spec                plugin.InputSpec
	Options             any // as decoded
	Plugin              plugin.Input
	Codec               *plugin.Codec // nil for inputs that make events themselves
	CodecType           string
	Origin              *event.Origin // of what test blocks and explain put in
	ECS                 plugin.ECS
}

// Output is one output of a pipeline, wherever it stands.
type Output struct {
	Name, Type, Address string
	Range               hcl.Range
	Index               int  // bit in the set of outputs of an event
	Branch              bool // only for events that took the branch in which it stands
	Shared              plugin.OutputShared
	Spec                plugin.OutputSpec
	Options             any
	Plugin              plugin.Output
	Batch               plugin.BatchOptions
	Retry               plugin.RetryOptions
	Workers             int
	Filters             []Node
}

// Node is one block of a pipeline's body: *Filter, *Group, *Route or *Send.
type Node interface {
	// At is where the block begins.
	At() hcl.Range
}

// Filter is a filter block.
type Filter struct {
	Name, Type string
	Range      hcl.Range
	Step       plugin.Step
	Spec       plugin.FilterSpec
	Options    any
}

// Group is a group block, or a use of a chain: events for which When holds go through its body.
type Group struct {
	Name    string
	Chain   bool
	Address string
	Range   hcl.Range
	When    *expr.Expr // nil: always
	Body    []Node
	Tags    []string // for events on which When fails
}

// Route is a route block: each event takes the first case that holds.
type Route struct {
	Address string
	Range   hcl.Range
	Cases   []*Case
}

// Complete reports whether every event takes one of the cases.
func (r *Route) Complete() bool {
	for _, c := range r.Cases {
		if c.When == nil {
			return true
		}
		if v, ok := c.When.Const(); ok && v.Truthy() {
			return true
		}
	}
	return false
}

// Case is one branch of a route. The last may be the else, which has no condition.
type Case struct {
	Name    string // "else" for the else
	Address string
	Range   hcl.Range
	When    *expr.Expr
	Body    []Node
}

// Send stands where an output stands in a branch.
type Send struct{ Output *Output }

// At implements Node.
func (f *Filter) At() hcl.Range { return f.Range }

// At implements Node.
func (g *Group) At() hcl.Range { return g.Range }

// At implements Node.
func (r *Route) At() hcl.Range { return r.Range }

// At implements Node.
func (s *Send) At() hcl.Range { return s.Output.Range }

// Walk calls visit for every node of a body, outer ones first, filters of outputs not included.
func Walk(body []Node, visit func(Node)) {
	for _, n := range body {
		visit(n)
		switch n := n.(type) {
		case *Group:
			Walk(n.Body, visit)
		case *Route:
			for _, c := range n.Cases {
				Walk(c.Body, visit)
			}
		}
	}
}

// Pipeline returns the pipeline of a name, or nil.
func (p *Plan) Pipeline(name string) *Pipeline {
	for _, pl := range p.Pipelines {
		if pl.Name == name {
			return pl
		}
	}
	return nil
}

// KeepsState reports whether some plugin of the pipeline keeps state in the data folder.
func (p *Pipeline) KeepsState() bool {
	for _, in := range p.Inputs {
		if s, ok := in.Plugin.(plugin.Stateful); ok && s.KeepsState() {
			return true
		}
	}
	return false
}
