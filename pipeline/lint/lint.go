// Package lint finds mistakes of a configuration that loads.
package lint

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline/config"
)

// Options of a check.
type Options struct {
	// Broken says that the configuration did not load: only what does not depend on it is judged.
	Broken bool
	// Connect says that destinations are to be tried.
	Connect bool
}

// Listener is an input that listens on ports. Listens names each as "NETWORK HOST:PORT", such as
// "tcp :5044"; port 0 is left out.
type Listener interface{ Listens() []string }

// PathChecker is an output that writes files. CheckPaths returns what keeps it from writing, such as
// a folder that can't be written, without creating anything.
type PathChecker interface{ CheckPaths() []error }

// Connector is an output whose destination can be tried. Connect returns what keeps it from being
// written to. It is called on an output that is not opened, and leaves nothing open.
type Connector interface {
	Connect(ctx context.Context) error
}

// KindSetter is a filter that knows of which kind a field is that it sets: "bool", "number",
// "string", "time", "object" or "list"; empty: that depends on the event.
type KindSetter interface{ Kind(field event.Path) string }

// check is the state of one Check.
type check struct {
	plan   *config.Plan
	syntax *syntax
	diags  hcl.Diagnostics
}

// Check returns what is wrong or doubtful in a plan, in the order of the files.
func Check(ctx context.Context, plan *config.Plan, o Options) hcl.Diagnostics {
	c := &check{plan: plan, syntax: newSyntax(plan)}
	for _, p := range plan.Pipelines {
		c.conditions(p.Body)
		c.outputs(p)
		if !p.Gaps {
			c.reach(p)
			c.drops(p)
		}
	}
	c.fields()
	c.ports()
	c.paths()
	c.secrets()
	if !plan.Unread && !o.Broken { // what is misspelt elsewhere looks unused
		c.unused()
	}
	if o.Connect && !o.Broken {
		c.connect(ctx)
	}
	slices.SortStableFunc(c.diags, func(a, b *hcl.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Subject.Filename, b.Subject.Filename), a.Subject.Start.Byte-b.Subject.Start.Byte)
	})
	return slices.CompactFunc(c.diags, func(a, b *hcl.Diagnostic) bool {
		return a.Summary == b.Summary && a.Detail == b.Detail && *a.Subject == *b.Subject
	})
}

func (c *check) problem(at hcl.Range, summary, format string, args ...any) {
	c.add(hcl.DiagError, at, summary, format, args...)
}

func (c *check) warn(at hcl.Range, summary, format string, args ...any) {
	c.add(hcl.DiagWarning, at, summary, format, args...)
}

func (c *check) add(severity hcl.DiagnosticSeverity, at hcl.Range, summary, format string, args ...any) {
	c.diags = append(c.diags, &hcl.Diagnostic{Severity: severity, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: &at})
}
