package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/headgate/headgate/internal/diag"
	"github.com/headgate/headgate/pipeline/lint"
)

type lintFlags struct {
	configFlags
	format  string
	strict  bool
	connect bool
}

func newLint() *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint [flags] PATH...",
		Short: "Find every mistake of configurations without starting anything",
		Long: `Check each PATH, a file or a folder, as a configuration of its own. All mistakes
are reported at once, each with its place, what is wrong and what to do.

Exit status: 0 clean (warnings pass unless --strict), 1 mistakes, 2 could not read.`,
		Example: `  headgate lint conf.d
  headgate lint --format sarif conf.d > headgate.sarif`,
		Args: cobra.ArbitraryArgs,
		RunE: f.run,
	}
	f.register(cmd)
	f.registerInline(cmd)
	cmd.Flags().StringVar(&f.format, "format", "text", "how to report: text, json or sarif")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "refuse warnings too")
	cmd.Flags().BoolVar(&f.connect, "connect", false, "also try the destinations")
	return cmd
}

func (f *lintFlags) run(cmd *cobra.Command, paths []string) error {
	if f.format != "text" && f.format != "json" && f.format != "sarif" {
		return &statusError{statusCannot, fmt.Errorf("--format %q: it is one of text, json and sarif", f.format)}
	}
	if len(paths) == 0 && len(f.inline) == 0 {
		return &statusError{statusCannot, errors.New("nothing to check: give a file or folder, or blocks by -e")}
	}
	var all hcl.Diagnostics
	files := make(map[string]*hcl.File)
	groups := make([][]string, 0, len(paths))
	for _, p := range paths {
		groups = append(groups, []string{p})
	}
	if len(f.inline) > 0 {
		groups = [][]string{paths}
	}
	for _, group := range groups {
		plan, diags, err := f.load(group, slog.New(slog.DiscardHandler), false)
		if err != nil {
			return err
		}
		diags = append(diags, lint.Check(cmd.Context(), plan, lint.Options{Broken: diags.HasErrors(), Connect: f.connect})...)
		all = append(all, diags...)
		maps.Copy(files, parsed(plan))
	}
	return f.report(cmd.OutOrStdout(), all, files, len(groups))
}

func (f *lintFlags) report(w io.Writer, diags hcl.Diagnostics, files map[string]*hcl.File, n int) error {
	bad := diags.HasErrors() || f.strict && len(diags) > 0
	var err error
	switch f.format {
	case "json":
		err = diag.WriteJSON(w, diags, files)
	case "sarif":
		err = diag.WriteSARIF(w, diags)
	default:
		p := diag.Printer{W: w, Files: files, Color: isColor(w)}
		var mistakes, warnings int
		if mistakes, warnings, err = p.Print(diags); err == nil {
			err = summary(w, n, mistakes, warnings)
		}
	}
	if err != nil {
		return err
	}
	if bad {
		return exit(statusBad)
	}
	return nil
}

func summary(w io.Writer, n, mistakes, warnings int) error {
	what := "1 configuration"
	if n != 1 {
		what = fmt.Sprintf("%d configurations", n)
	}
	found := "no mistakes"
	if mistakes > 0 {
		found = counted(mistakes, "mistake")
	}
	if warnings > 0 {
		found += ", " + counted(warnings, "warning")
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", what, found)
	return err
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
