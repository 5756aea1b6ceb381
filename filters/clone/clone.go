// Package clone makes copies of events.
package clone

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the clone filter. Options like add_field act on the copies only.
type Options struct {
	// Names of the copies: one is made for each. With the names of ECS a copy gets its name as a tag,
	// with the classic names as its type.
	Clones []string `hcl:"clones"`
}

// Plugin describes the clone filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("clone", Options{}, build) }

// maxClones bounds the copies of one event.
const maxClones = 1000

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	switch n := len(o.Clones); {
	case n == 0:
		return nil, env.Invalid("clones", "clones is empty, so no copies would be made: name at least one.")
	case n > maxClones:
		return nil, env.Invalid("clones", "%d copies of each event are more than the limit of %d.", n, maxClones)
	}
	return &filter{o.Clones, env.ECS.On()}, nil
}

type filter struct {
	clones []string
	ecs    bool
}

var typePath = event.MustPath("type")

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	if f.ecs {
		return nil, false
	}
	return []event.Path{typePath}, false
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return f }

// Process implements plugin.FilterWorker.
func (f *filter) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		for _, name := range f.clones {
			c := b.After(ev)
			c.CopyFrom(ev)
			if f.ecs {
				c.AddTag(name)
			} else if err := c.Set(typePath, event.String(name)); err != nil {
				b.Fail(c, err)
			}
		}
		ev.Skip() // the original stays as it is
	}
	return nil
}
