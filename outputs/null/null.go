// Package null throws events away. They count as delivered.
package null

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the null output: there are none.
type Options struct{}

// Plugin describes the null output.
func Plugin() plugin.OutputSpec {
	return plugin.NewOutput("null", Options{}, func(Options, plugin.Env) (plugin.Output, hcl.Diagnostics) {
		return output{}, nil
	})
}

type output struct{}

// Write takes all events.
func (output) Write(_ context.Context, _ event.View, res *plugin.Results) error {
	res.DeliverRest()
	return nil
}
