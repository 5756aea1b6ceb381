package config

import (
	"slices"
	"strings"

	"github.com/headgate/headgate/plugin"
)

// Sender is an output that sends to another pipeline of the process.
type Sender interface{ SendsTo() string }

// Receiver is an input that takes what is sent from other pipelines.
type Receiver interface{ Receives() string }

// checkBus checks that what is sent is received, and that pipelines do not send in a circle.
func (s *load) checkBus() {
	receivers := make(map[string]*Pipeline)
	for _, p := range s.plan.Pipelines {
		for _, in := range p.Inputs {
			r, ok := in.Plugin.(Receiver)
			if !ok {
				continue
			}
			if other := receivers[r.Receives()]; other != nil {
				s.problem(in.Range, "Two inputs take what is sent to the same pipeline", "Both receive what is sent to %q; remove one.", r.Receives())
			}
			receivers[r.Receives()] = p
		}
	}
	for _, p := range s.plan.Pipelines {
		for _, target := range s.targets(p, receivers) {
			s.circle(p, target, receivers, []string{p.Name})
		}
	}
}

func (s *load) targets(p *Pipeline, receivers map[string]*Pipeline) []*Pipeline {
	var list []*Pipeline
	for _, o := range p.Outputs {
		snd, ok := o.Plugin.(Sender)
		if !ok {
			continue
		}
		to := receivers[snd.SendsTo()]
		if to == nil {
			s.problem(o.Range, "Nobody takes what this output sends", "There is no pipeline %q with an input \"pipeline\" {}. Add that input to it, or correct send_to.%s", snd.SendsTo(), plugin.DidYouMean(snd.SendsTo(), s.pipelineNames(p)))
			continue
		}
		list = append(list, to)
	}
	return list
}

// pipelineNames lists the pipelines that another one may send to.
func (s *load) pipelineNames(from *Pipeline) []string {
	var names []string
	for _, p := range s.plan.Pipelines {
		if p != from {
			names = append(names, p.Name)
		}
	}
	return names
}

// circle reports pipelines that send to each other in a circle, which would never come to an end.
func (s *load) circle(start, at *Pipeline, receivers map[string]*Pipeline, way []string) {
	if at == start {
		if slices.Min(way) != start.Name {
			return // reported where the circle begins at its first name
		}
		s.problem(start.Range, "Pipelines send in a circle", "Events would go round for ever: %s. Remove one of the outputs \"pipeline\".", strings.Join(append(way, at.Name), " -> "))
		return
	}
	if slices.Contains(way, at.Name) {
		return
	}
	for _, o := range at.Outputs {
		if snd, ok := o.Plugin.(Sender); ok && receivers[snd.SendsTo()] != nil {
			s.circle(start, receivers[snd.SendsTo()], receivers, append(way, at.Name))
		}
	}
}
