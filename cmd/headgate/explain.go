package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/pipeline/config"
)

// maxExplained bounds what is read for explain.
const maxExplained = 16 << 20

type explainFlags struct {
	configFlags
	paths    []string
	pipeline string
	from     string
	file     string
	json     bool
}

func newExplain() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain [flags] [TEXT]",
		Short: "Show what each step of a pipeline makes of an event",
		Long: `Run one event through a pipeline without starting anything, and show what each
step changed and how long it took. The event is what an input would read, given
as an argument, from a file (-f), or on stdin; --json takes it as a JSON object
that enters behind the input.

For a grok filter that fails: the longest beginning of the pattern that matched,
the part at which it stopped, and the character there.`,
		Example: `  headgate explain -c examples/quickstart '83.149.9.216 - - [bad'
  tail -1 access.log | headgate explain -c conf.d --pipeline web`,
		Args: cobra.MaximumNArgs(1),
		RunE: f.run,
	}
	f.register(cmd)
	f.registerInline(cmd)
	cmd.Flags().StringArrayVarP(&f.paths, "config", "c", nil, "file or folder of the configuration (repeatable)")
	cmd.Flags().StringVar(&f.pipeline, "pipeline", "", "name of the pipeline, when there are several")
	cmd.Flags().StringVar(&f.from, "from", "", "name of the input, when there are several")
	cmd.Flags().StringVarP(&f.file, "file", "f", "", "read the event from a file")
	cmd.Flags().BoolVar(&f.json, "json", false, "the event is a JSON object")
	return cmd
}

func (f *explainFlags) run(cmd *cobra.Command, args []string) error {
	if len(f.paths) == 0 && len(f.inline) == 0 {
		return &statusError{statusCannot, errors.New("which configuration? Give it by -c PATH or by -e BLOCKS")}
	}
	plan, diags, err := f.load(f.paths, slog.New(slog.DiscardHandler), false)
	if err != nil {
		return err
	}
	if diags.HasErrors() {
		report(cmd.ErrOrStderr(), plan, diags)
		return exit(statusBad)
	}
	p, in, err := f.choose(plan)
	if err != nil {
		return &statusError{statusCannot, err}
	}
	text, err := f.text(cmd.InOrStdin(), args)
	if err != nil {
		return &statusError{statusCannot, err}
	}
	out, err := f.try(cmd.Context(), pipeline.NewTrial(p, &plan.Settings), in, text)
	if err != nil {
		return &statusError{statusBad, err}
	}
	return writeExplanation(cmd.OutOrStdout(), out, isColor(cmd.OutOrStdout()))
}

func (f *explainFlags) try(ctx context.Context, t *pipeline.Trial, in *config.Input, text string) (*pipeline.Outcome, error) {
	if f.json || in.Codec == nil {
		return t.JSON(ctx, text)
	}
	return t.Text(ctx, in, text)
}

// choose finds the pipeline and input that are meant.
func (f *explainFlags) choose(plan *config.Plan) (*config.Pipeline, *config.Input, error) {
	var names []string
	var p *config.Pipeline
	for _, pl := range plan.Pipelines {
		names = append(names, pl.Name)
		if pl.Name == f.pipeline || f.pipeline == "" && len(plan.Pipelines) == 1 {
			p = pl
		}
	}
	if p == nil {
		return nil, nil, fmt.Errorf("which pipeline? --pipeline takes one of %s", strings.Join(names, ", "))
	}
	names = nil
	for _, in := range p.Inputs {
		names = append(names, in.Name)
		if in.Name == f.from || f.from == "" && (len(p.Inputs) == 1 || f.json) {
			return p, in, nil
		}
	}
	return nil, nil, fmt.Errorf("which input of pipeline %q? --from takes one of %s", p.Name, strings.Join(names, ", "))
}

func (f *explainFlags) text(stdin io.Reader, args []string) (string, error) {
	switch {
	case len(args) == 1 && f.file != "":
		return "", errors.New("give the event either as an argument or by -f")
	case len(args) == 1:
		return args[0], nil
	case f.file != "" && f.file != "-":
		file, err := os.Open(f.file)
		if err != nil {
			return "", err
		}
		defer func() { _ = file.Close() }() // opened for reading only
		stdin = file
	}
	text, err := io.ReadAll(io.LimitReader(bufio.NewReader(stdin), maxExplained))
	return string(text), err
}
