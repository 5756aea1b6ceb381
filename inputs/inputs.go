// Package inputs lists the inputs that headgate has.
package inputs

import (
	"github.com/headgate/headgate/inputs/exec"
	"github.com/headgate/headgate/inputs/file"
	"github.com/headgate/headgate/inputs/generator"
	"github.com/headgate/headgate/inputs/pipeline"
	"github.com/headgate/headgate/inputs/stdin"
	"github.com/headgate/headgate/plugin"
)

// All returns the descriptions of all inputs.
func All() []plugin.InputSpec {
	return []plugin.InputSpec{
		exec.Plugin(),
		file.Plugin(),
		generator.Plugin(),
		pipeline.Plugin(),
		stdin.Plugin(),
	}
}
