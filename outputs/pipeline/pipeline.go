// Package pipeline sends events to another pipeline of the process. A source is told that an event is
// safe only when that pipeline has delivered it too.
package pipeline

import (
	"context"
	"errors"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the pipeline output.
type Options struct {
	// Name of the pipeline that takes the events; it has a block input "pipeline" {}.
	SendTo string `hcl:"send_to"`
}

// Plugin describes the output.
func Plugin() plugin.OutputSpec { return plugin.NewOutput("pipeline", Options{}, build) }

func build(o Options, env plugin.Env) (plugin.Output, hcl.Diagnostics) {
	return &output{to: o.SendTo, port: env.Bus.Port(o.SendTo), lane: event.NewLane()}, nil
}

type output struct {
	to   string
	port *plugin.Port
	lane *event.Lane
}

// SendsTo is the address that the output sends to.
func (o *output) SendsTo() string { return o.to }

// Open implements plugin.Opener.
func (o *output) Open(context.Context) error {
	o.port.Join()
	return nil
}

// Close implements plugin.Closer.
func (o *output) Close() error {
	o.port.Leave()
	return nil
}

// Forward implements plugin.Forwarder. What is forwarded keeps its order.
func (o *output) Forward(ctx context.Context, b *event.Batch) error {
	select {
	case <-o.port.Ready():
	case <-ctx.Done():
		b.Abandon()
		return ctx.Err()
	}
	o.lane.Stamp(b)
	return o.port.Sink().Push(ctx, b)
}

// Write implements plugin.Output. Batches come by Forward only.
func (o *output) Write(context.Context, event.View, *plugin.Results) error {
	return errors.New("events for another pipeline are forwarded, not written")
}
