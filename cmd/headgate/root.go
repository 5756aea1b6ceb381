package main

import (
	"github.com/spf13/cobra"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "headgate",
		Short: "A declarative engine for log and event streams",
		Long: `headgate takes in log and event streams, transforms them and delivers them, as
pipelines in HCL describe. Nothing is lost: a source is told that an event is
safe only after every destination has it.`,
		Example: `  headgate run conf.d                   run the pipelines of a folder
  headgate lint conf.d                  find every mistake without starting anything
  headgate explain -c conf.d 'a line'   see what each step makes of an event
  echo hello | headgate run --once -e 'filter "set" { fields = { x = upper(field.message) } }'`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(
		newRun(), newLint(), newFmt(), newTest(), newExplain(), newGraph(), newPlugins(), newVersion(),
	)
	return root
}
