// Package pipeline takes in what outputs of the same type send from other pipelines of the process.
package pipeline

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/plugin"
)

// Options of the pipeline input.
type Options struct {
	// Name under which other pipelines send to this one. By default the name of the pipeline.
	Address string `hcl:"address,optional"`
}

// Plugin describes the input.
func Plugin() plugin.InputSpec { return plugin.NewInput("pipeline", Options{}, build) }

func build(o Options, env plugin.Env) (plugin.Input, hcl.Diagnostics) {
	if o.Address == "" {
		o.Address = env.Pipeline
	}
	return &input{address: o.Address, name: env.Name, pipeline: env.Pipeline, port: env.Bus.Port(o.Address)}, nil
}

type input struct {
	address, name, pipeline string
	port                    *plugin.Port
}

// Receives is the address that the input listens to.
func (in *input) Receives() string { return in.address }

// SetOnce implements plugin.Finite: the input ends when its senders have.
func (in *input) SetOnce() bool { return true }

// Run serves the port until the last sender has left: senders deliver what they have in flight when
// the process stops, and leave then.
func (in *input) Run(_ context.Context, sink plugin.Sink) error {
	in.port.Serve(&entrance{sink, in.name, in.pipeline})
	<-in.port.Done()
	return nil
}
