// Package graph draws the pipelines of a plan.
package graph

import (
	"fmt"
	"io"
	"strings"

	"github.com/headgate/headgate/pipeline/config"
)

// Graph is what is drawn: blocks and the ways between them.
type Graph struct {
	Pipelines []Pipeline
	Edges     []Edge // also between pipelines
}

// Pipeline is the blocks of one pipeline.
type Pipeline struct {
	Name  string
	Nodes []Node
}

// Node is one block.
type Node struct {
	ID, Label string
	Kind      string // "input", "filter", "route", "group" or "output"
}

// Edge is a way that events take.
type Edge struct{ From, To, Label string }

// Of draws a plan.
func Of(plan *config.Plan) Graph {
	var g Graph
	entries := make(map[string]string) // inputs that take from other pipelines, by address
	for _, p := range plan.Pipelines {
		for _, in := range p.Inputs {
			if r, ok := in.Plugin.(config.Receiver); ok {
				entries[r.Receives()] = id(in.Address)
			}
		}
	}
	for _, p := range plan.Pipelines {
		d := &drawing{g: &g, p: Pipeline{Name: p.Name}, entries: entries}
		d.pipeline(p)
		g.Pipelines = append(g.Pipelines, d.p)
	}
	return g
}

// end is where a way stands open, with the label of its next edge.
type end struct{ node, label string }

type drawing struct {
	g       *Graph
	p       Pipeline
	entries map[string]string
	sends   map[string][]end // ways that lead to the outputs of branches
}

func id(address string) string {
	return strings.NewReplacer(".", "_", "-", "_", "[", "_", "]", "").Replace(address)
}

func (d *drawing) node(address, label, kind string) string {
	n := Node{id(address), label, kind}
	d.p.Nodes = append(d.p.Nodes, n)
	return n.ID
}

func (d *drawing) join(ends []end, to string) {
	for _, e := range ends {
		d.g.Edges = append(d.g.Edges, Edge{e.node, to, e.label})
	}
}

func (d *drawing) pipeline(p *config.Pipeline) {
	d.sends = make(map[string][]end)
	var ends []end
	for _, in := range p.Inputs {
		ends = append(ends, end{node: d.node(in.Address, label(in.Type, in.Name), "input")})
	}
	ends = d.body(p.Body, ends)
	for _, o := range p.Outputs {
		in := ends
		if o.Branch {
			in = d.sends[o.Address]
		}
		in = d.body(o.Filters, in)
		to := d.node(o.Address, label(o.Type, o.Name), "output")
		d.join(in, to)
		if s, ok := o.Plugin.(config.Sender); ok && d.entries[s.SendsTo()] != "" {
			d.g.Edges = append(d.g.Edges, Edge{From: to, To: d.entries[s.SendsTo()]})
		}
	}
}

func label(typ, name string) string {
	if name == "" || name == typ {
		return typ
	}
	return typ + " " + name
}

func (d *drawing) body(nodes []config.Node, ends []end) []end {
	for _, n := range nodes {
		switch n := n.(type) {
		case *config.Filter:
			to := d.node(n.Step.Address, label(n.Type, n.Name), "filter")
			d.join(ends, to)
			ends = []end{{node: to}}
		case *config.Group:
			ends = d.group(n, ends)
		case *config.Route:
			ends = d.route(n, ends)
		case *config.Send:
			d.sends[n.Output.Address] = append(d.sends[n.Output.Address], ends...)
		}
	}
	return ends
}

func (d *drawing) group(n *config.Group, ends []end) []end {
	kind := "group " + n.Name
	if n.Chain {
		kind = "chain " + n.Name
	}
	to := d.node(n.Address, kind, "group")
	d.join(ends, to)
	inside := d.body(n.Body, []end{{node: to}})
	if n.When != nil {
		inside = append(inside, end{to, "otherwise"})
	}
	return inside
}

func (d *drawing) route(n *config.Route, ends []end) []end {
	to := d.node(n.Address, "route", "route")
	d.join(ends, to)
	var out []end
	otherwise := false
	for _, c := range n.Cases {
		out = append(out, d.body(c.Body, []end{{to, c.Name}})...)
		otherwise = otherwise || c.When == nil
	}
	if !otherwise {
		out = append(out, end{to, "otherwise"})
	}
	return out
}

// Mermaid writes the graph as a Mermaid flowchart.
func Mermaid(w io.Writer, g Graph) error {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	shapes := map[string][2]string{"input": {"([", "])"}, "output": {"[(", ")]"}, "route": {"{", "}"}, "group": {"[[", "]]"}, "filter": {"[", "]"}}
	for _, p := range g.Pipelines {
		fmt.Fprintf(&b, "  subgraph %s[%q]\n", id("pipeline."+p.Name), p.Name)
		for _, n := range p.Nodes {
			s := shapes[n.Kind]
			fmt.Fprintf(&b, "    %s%s%q%s\n", n.ID, s[0], n.Label, s[1])
		}
		b.WriteString("  end\n")
	}
	for _, e := range g.Edges {
		if e.Label != "" {
			fmt.Fprintf(&b, "  %s -->|%q| %s\n", e.From, e.Label, e.To)
		} else {
			fmt.Fprintf(&b, "  %s --> %s\n", e.From, e.To)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// DOT writes the graph in the language of Graphviz.
func DOT(w io.Writer, g Graph) error {
	var b strings.Builder
	b.WriteString("digraph headgate {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n")
	shapes := map[string]string{"input": "oval", "output": "cylinder", "route": "diamond", "group": "component", "filter": "box"}
	for i, p := range g.Pipelines {
		fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=%q;\n", i, p.Name)
		for _, n := range p.Nodes {
			fmt.Fprintf(&b, "    %s [label=%q, shape=%s];\n", n.ID, n.Label, shapes[n.Kind])
		}
		b.WriteString("  }\n")
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "  %s -> %s [label=%q];\n", e.From, e.To, e.Label)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}
