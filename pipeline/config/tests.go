package config

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Test is a test block: what a pipeline makes of some input.
type Test struct {
	Name     string
	Range    hcl.Range
	Pipeline *Pipeline
	From     *Input // nil: events are given
	Options  TestOptions
}

// TestOptions are the options of a test block.
type TestOptions struct {
	// Pipeline that is tested. It may be left out when there is one only.
	Pipeline string `hcl:"pipeline,optional"`
	// Input whose codec and metadata apply to the text. It may be left out when there is one only.
	From string `hcl:"from,optional"`
	// What the input reads.
	Text string `hcl:"text,optional"`
	// Fields of an event that enters behind the input. Names of metadata begin with @metadata.
	Event plugin.Assignments `hcl:"event,optional"`
	// Name of an output with filters of its own: what is expected is then expected of its copies, as
	// these filters leave them.
	At string `hcl:"at,optional"`
	// Conditions that must hold for every event that comes out.
	Expect []*expr.Expr `hcl:"expect,optional"`
	// Names of the outputs that the events must go to, all of them and no other.
	ExpectOutputs *[]string `hcl:"expect_outputs,optional"`
	// Number of events that must come out.
	ExpectEvents *int `hcl:"expect_events,optional"`
	// Tags that every event must have.
	ExpectTags []string `hcl:"expect_tags,optional"`
	// Whether all events must be dropped.
	ExpectDropped bool `hcl:"expect_dropped,optional"`
}

func (s *load) tests() {
	seen := make(map[string]hcl.Range)
	for _, b := range s.top.tests {
		if len(b.Labels) != 1 {
			s.problem(b.DefRange(), "A test needs a name", "Write test \"what is expected\" { ... }")
			continue
		}
		if at, twice := seen[b.Labels[0]]; twice {
			s.problem(b.DefRange(), fmt.Sprintf("Two tests named %q", b.Labels[0]), "The other stands at %s. Give each a name of its own.", place(at))
		}
		seen[b.Labels[0]] = b.DefRange()
		s.test(b)
	}
}

func (s *load) test(b *hclsyntax.Block) {
	t := &Test{Name: b.Labels[0], Range: b.DefRange()}
	ranges, diags := s.decoder.Decode(b.Body, "test", &t.Options)
	s.add(diags)
	if diags.HasErrors() || !s.testPipeline(t, ranges) || !s.testInput(t, ranges) {
		return
	}
	o := &t.Options
	if (o.Text == "") == (len(o.Event) == 0) {
		s.problem(t.Range, "What does this test put in?", "Give it either text = \"...\" (what the input reads) or event = { ... } (an event behind the input).")
		return
	}
	if len(o.Expect) == 0 && o.ExpectOutputs == nil && o.ExpectEvents == nil && len(o.ExpectTags) == 0 && !o.ExpectDropped {
		s.problem(t.Range, "This test expects nothing", "Add expect = [condition, ...], expect_outputs, expect_events, expect_tags or expect_dropped.")
		return
	}
	s.testOutputs(t, ranges)
	s.plan.Tests = append(s.plan.Tests, t)
}

func (s *load) testPipeline(t *Test, ranges map[string]hcl.Range) bool {
	name := t.Options.Pipeline
	if name == "" && len(s.plan.Pipelines) == 1 {
		t.Pipeline = s.plan.Pipelines[0]
		return true
	}
	if t.Pipeline = s.plan.Pipeline(name); t.Pipeline != nil {
		return true
	}
	var names []string
	for _, p := range s.plan.Pipelines {
		names = append(names, p.Name)
	}
	at, ok := ranges["pipeline"]
	if !ok {
		s.problem(t.Range, "Which pipeline does this test mean?", "Add pipeline = \"NAME\".%s", known(names))
		return false
	}
	s.problem(at, fmt.Sprintf("No pipeline %q", name), "The test names a pipeline that is not in this configuration.%s%s", plugin.DidYouMean(name, names), known(names))
	return false
}

func known(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(" There is %s.", plugin.List(names, "and"))
}

func (s *load) testInput(t *Test, ranges map[string]hcl.Range) bool {
	if t.Options.Text == "" && t.Options.From == "" {
		return true
	}
	var names []string
	for _, in := range t.Pipeline.Inputs {
		names = append(names, in.Name)
		if in.Name == t.Options.From || t.Options.From == "" && len(t.Pipeline.Inputs) == 1 {
			t.From = in
		}
	}
	switch at, given := ranges["from"]; {
	case t.From == nil && given:
		s.problem(at, fmt.Sprintf("No input %q", t.Options.From), "Pipeline %q has no input of this name.%s%s", t.Pipeline.Name, plugin.DidYouMean(t.Options.From, names), known(names))
		return false
	case t.From == nil:
		s.problem(t.Range, "Which input does this test mean?", "Add from = \"NAME\", the input whose codec and metadata apply.%s", known(names))
		return false
	case t.Options.Text != "" && !t.From.Spec.Bytes:
		s.problem(t.Range, fmt.Sprintf("Input %q does not read text", t.From.Name), "Give the event itself instead of text: event = { message = \"...\" }.")
		return false
	}
	return true
}

func (s *load) testOutputs(t *Test, ranges map[string]hcl.Range) {
	var names, filtering []string
	for _, o := range t.Pipeline.Outputs {
		names = append(names, o.Name)
		if len(o.Filters) > 0 {
			filtering = append(filtering, o.Name)
		}
	}
	if at := t.Options.At; at != "" && !contains(filtering, at) {
		s.problem(ranges["at"], fmt.Sprintf("No output %q with filters", at), "It must be an output of pipeline %q that holds filter blocks of its own.%s%s", t.Pipeline.Name, plugin.DidYouMean(at, filtering), known(filtering))
	}
	if t.Options.ExpectOutputs == nil {
		return
	}
	for _, want := range *t.Options.ExpectOutputs {
		if !contains(names, want) {
			s.problem(ranges["expect_outputs"], fmt.Sprintf("No output %q", want), "Pipeline %q has no output of this name.%s%s", t.Pipeline.Name, plugin.DidYouMean(want, names), known(names))
		}
	}
}

func contains(list []string, s string) bool {
	return slices.Contains(list, s)
}
