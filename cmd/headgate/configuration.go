package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/headgate/headgate/internal/diag"
	"github.com/headgate/headgate/pipeline/config"
)

// configFlags are the flags of commands that read a configuration.
type configFlags struct {
	vars     []string
	varFiles []string
	inline   []string
}

func (f *configFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.vars, "var", nil, "value of a variable, NAME=VALUE (repeatable)")
	cmd.Flags().StringArrayVar(&f.varFiles, "var-file", nil, "file of values, ending in .hclvars (repeatable)")
}

func (f *configFlags) registerInline(cmd *cobra.Command) {
	cmd.Flags().StringArrayVarP(&f.inline, "expression", "e", nil, "blocks of a pipeline, given here instead of in a file (repeatable)")
}

// sources reads the files and the blocks of the command line.
func (f *configFlags) sources(paths []string) ([]config.Source, error) {
	sources, err := config.ReadSources(paths)
	if err != nil {
		return nil, &statusError{statusCannot, err}
	}
	if len(f.inline) > 0 {
		dir, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		sources = append(sources, config.Source{
			Name: "command line", Dir: dir, Bytes: []byte(strings.Join(f.inline, "\n") + "\n"), Inline: true,
		})
	}
	return sources, nil
}

// load reads and checks a configuration. Mistakes are in the diagnostics, not in the error.
func (f *configFlags) load(paths []string, log *slog.Logger, once bool) (*config.Plan, hcl.Diagnostics, error) {
	sources, err := f.sources(paths)
	if err != nil {
		return nil, nil, err
	}
	vars := config.Variables{Args: f.vars, Env: os.Environ()}
	for _, path := range f.varFiles {
		if filepath.Ext(path) != ".hclvars" {
			return nil, nil, &statusError{statusCannot, fmt.Errorf("--var-file %s: a file of values ends in .hclvars", path)}
		}
		files, err := config.ReadSources([]string{path})
		if err != nil {
			return nil, nil, &statusError{statusCannot, err}
		}
		vars.Files = append(vars.Files, files...)
	}
	l := config.Loader{Registry: registry(), Variables: vars, LookupEnv: os.LookupEnv, Log: log, Once: once}
	plan, diags := l.Load(sources)
	return plan, diags, nil
}

// parsed returns the parsed files of a plan, for printing.
func parsed(plan *config.Plan) map[string]*hcl.File {
	files := make(map[string]*hcl.File, len(plan.Files))
	for name, f := range plan.Files {
		files[name] = f.HCL
	}
	return files
}

// report prints diagnostics for people and returns how many errors and warnings there were.
func report(w io.Writer, plan *config.Plan, diags hcl.Diagnostics) (errors, warnings int) {
	p := diag.Printer{W: w, Files: parsed(plan), Color: isColor(w)}
	errors, warnings, _ = p.Print(diags) // where it can't be printed nothing can be said either
	return errors, warnings
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// isColor reports whether colours are wanted on a stream.
func isColor(w any) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}
