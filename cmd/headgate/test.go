package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/pipeline/trial"
)

type testFlags struct {
	configFlags
	cover bool
	junit string
	run   string
}

func newTest() *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use:   "test [flags] PATH...",
		Short: "Run the test blocks of configurations",
		Long: `Run the test blocks of each PATH, a file or a folder, as a configuration of its
own. Nothing is opened or started.

Exit status: 0 all tests pass, 1 mistakes or failed tests, 2 could not run.`,
		Example: `  headgate test --cover conf.d
  headgate test --junit report.xml conf.d`,
		Args: cobra.MinimumNArgs(1),
		RunE: f.all,
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&f.cover, "cover", false, "name the blocks and patterns that no test reached")
	cmd.Flags().StringVar(&f.junit, "junit", "", "also write a report in JUnit's form to this file")
	cmd.Flags().StringVar(&f.run, "run", "", "run only tests whose name contains this text")
	return cmd
}

func (f *testFlags) all(cmd *cobra.Command, paths []string) error {
	var suites []trial.Suite
	failed := false
	for _, path := range paths {
		plan, diags, err := f.load([]string{path}, slog.New(slog.DiscardHandler), false)
		if err != nil {
			return err
		}
		if diags.HasErrors() {
			report(cmd.ErrOrStderr(), plan, diags)
			failed = true
			continue
		}
		suite, err := trial.Run(cmd.Context(), path, plan, f.run)
		if err != nil {
			return &statusError{statusBad, err}
		}
		suites = append(suites, suite)
		if err := f.print(cmd.OutOrStdout(), &suite, plan); err != nil {
			return err
		}
		failed = failed || suite.Failed() > 0
	}
	if err := f.writeJUnit(suites); err != nil {
		return &statusError{statusCannot, err}
	}
	if failed {
		return exit(statusBad)
	}
	return nil
}

func (f *testFlags) print(w io.Writer, s *trial.Suite, plan *config.Plan) error {
	color := isColor(w)
	for i := range s.Cases {
		c := &s.Cases[i]
		word := "ok"
		if len(c.Failures) > 0 {
			word = "FAILED"
		}
		if _, err := fmt.Fprintf(w, "%-6s %s (%s line %d)\n", word, c.Name, c.Range.Filename, c.Range.Start.Line); err != nil {
			return err
		}
		for _, why := range c.Failures {
			if _, err := fmt.Fprintf(w, "       %s\n", why); err != nil {
				return err
			}
		}
		if len(c.Failures) > 0 && c.Outcome != nil {
			if err := writeExplanation(indented(w), c.Outcome, color); err != nil {
				return err
			}
		}
	}
	passed := len(s.Cases) - s.Failed()
	if _, err := fmt.Fprintf(w, "%s: %d passed, %d failed\n", s.Name, passed, s.Failed()); err != nil {
		return err
	}
	if !f.cover {
		return nil
	}
	return writeCoverage(w, s, plan)
}

func writeCoverage(w io.Writer, s *trial.Suite, _ *config.Plan) error {
	if _, err := fmt.Fprintf(w, "%s: %d of %d filters, routes, outputs and patterns reached\n", s.Name, len(s.Parts)-len(s.Unreached()), len(s.Parts)); err != nil {
		return err
	}
	for _, p := range s.Unreached() {
		if _, err := fmt.Fprintf(w, "  no test reaches %s (%s line %d)\n", p.Name, p.Range.Filename, p.Range.Start.Line); err != nil {
			return err
		}
	}
	return nil
}

func (f *testFlags) writeJUnit(suites []trial.Suite) error {
	if f.junit == "" {
		return nil
	}
	file, err := os.Create(f.junit)
	if err != nil {
		return err
	}
	err = trial.WriteJUnit(file, suites)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
