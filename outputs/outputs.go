// Package outputs lists the outputs that are built into headgate.
package outputs

import (
	"github.com/headgate/headgate/outputs/file"
	"github.com/headgate/headgate/outputs/null"
	"github.com/headgate/headgate/outputs/pipeline"
	"github.com/headgate/headgate/outputs/stdout"
	"github.com/headgate/headgate/plugin"
)

// All describes every output.
func All() []plugin.OutputSpec {
	return []plugin.OutputSpec{
		file.Plugin(),
		null.Plugin(),
		pipeline.Plugin(),
		stdout.Plugin(),
	}
}
