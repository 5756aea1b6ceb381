package mutate

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// fixedOrder is the order in which Logstash runs the operations, however they are written.
var fixedOrder = []string{
	"coerce", "rename", "update", "replace", "convert", "gsub", "uppercase", "capitalize", "lowercase",
	"strip", "split", "join", "merge", "copy",
}

// touch is a field that an operation uses.
type touch struct {
	path   event.Path
	writes bool
	makes  bool // the field need not be there before
}

// step is one option with its operations.
type step struct {
	name string
	ops  []operation
}

// orderWarnings points at options that touch the same field in another order than Logstash's.
func orderWarnings(steps []step, env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for j, later := range steps {
		for _, earlier := range steps[:j] {
			if slices.Index(fixedOrder, earlier.name) < slices.Index(fixedOrder, later.name) {
				continue
			}
			if p, ok := common(earlier.ops, later.ops); ok {
				diags = append(diags, env.Warning(later.name,
					"%s and %s both touch the field %q. They run in the order in which they are written, %s first; Logstash always runs %s first. Split them into two blocks, in the order that is meant.",
					earlier.name, later.name, p, earlier.name, later.name)...)
			}
		}
	}
	return diags
}

// common finds a field that both use and one of them writes.
func common(a, b []operation) (event.Path, bool) {
	for _, x := range a {
		for _, y := range b {
			if p, ok := clash(x.touches(), y.touches()); ok {
				return p, true
			}
		}
	}
	return event.Path{}, false
}

func clash(a, b []touch) (event.Path, bool) {
	for _, x := range a {
		for _, y := range b {
			if (x.writes || y.writes) && (x.path.HasPrefix(y.path) || y.path.HasPrefix(x.path)) {
				return y.path, true
			}
		}
	}
	return event.Path{}, false
}
