// Package drop leaves events out on purpose.
package drop

import (
	"context"
	"math/rand/v2"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the drop filter.
type Options struct {
	// How many of 100 events to drop, chosen by chance. By default all that reach the filter: say with
	// the option when which ones these are.
	Percentage float64 `hcl:"percentage,optional"`
}

// Plugin describes the drop filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("drop", Options{Percentage: all}, build) }

const all = 100

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	if o.Percentage < 0 || o.Percentage > all {
		return nil, env.Invalid("percentage", "%v is no share of 100 events: give a number from 0 to 100.", o.Percentage)
	}
	return filter{o.Percentage}, nil
}

type filter struct{ percentage float64 }

// Worker implements plugin.Filter.
func (f filter) Worker() plugin.FilterWorker { return f }

// Process implements plugin.FilterWorker.
func (f filter) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		if f.percentage == all || rand.Float64()*all < f.percentage { //nolint:gosec // chance, not a secret
			ev.Drop()
		} else {
			ev.Skip() // as in Logstash, what survives does not get add_field
		}
	}
	return nil
}
