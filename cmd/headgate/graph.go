package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/headgate/headgate/pipeline/graph"
)

func newGraph() *cobra.Command {
	var f configFlags
	var format string
	cmd := &cobra.Command{
		Use:   "graph [flags] PATH...",
		Short: "Draw the pipelines as Mermaid or DOT",
		Example: `  headgate graph conf.d
  headgate graph --format dot conf.d | dot -Tsvg > pipelines.svg`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			draw := map[string]func(io.Writer, graph.Graph) error{"mermaid": graph.Mermaid, "dot": graph.DOT}[format]
			if draw == nil {
				return &statusError{statusCannot, fmt.Errorf("--format %q: it is mermaid or dot", format)}
			}
			plan, diags, err := f.load(paths, slog.New(slog.DiscardHandler), false)
			if err != nil {
				return err
			}
			if diags.HasErrors() {
				report(cmd.ErrOrStderr(), plan, diags)
				return exit(statusBad)
			}
			return draw(cmd.OutOrStdout(), graph.Of(plan))
		},
	}
	f.register(cmd)
	cmd.Flags().StringVar(&format, "format", "mermaid", "what to write: mermaid or dot")
	return cmd
}
