// Package lint finds mistakes of a configuration that loads.
package lint

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/pipeline/config"
)

// Options of a check.
type Options struct {
	// Broken says that the configuration did not load: only what does not depend on it is judged.
	Broken bool
	// Connect says that destinations are to be tried.
	Connect bool
}

// Check returns what is wrong or doubtful in a plan.
func Check(_ context.Context, _ *config.Plan, _ Options) hcl.Diagnostics { return nil }
