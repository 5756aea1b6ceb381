package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/headgate/headgate/internal/diag"
	"github.com/headgate/headgate/internal/hcltext"
	"github.com/headgate/headgate/internal/linediff"
	"github.com/headgate/headgate/pipeline/config"
)

type fmtFlags struct{ check, diff bool }

func newFmt() *cobra.Command {
	var f fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt [flags] [PATH...]",
		Short: "Lay configuration files out in the canonical style",
		Long: `Rewrite files, and the *.hcl files of folders, in the canonical style. Comments,
pasted patterns and the order of everything stay. Without a PATH the current
folder is meant; - reads from stdin and writes to stdout.

Exit status with --check: 0 all files are in style, 1 some are not.`,
		Example: `  headgate fmt conf.d
  headgate fmt --check --diff conf.d`,
		RunE: f.run,
	}
	cmd.Flags().BoolVar(&f.check, "check", false, "write nothing, name the files that are not in style")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "show what is changed")
	return cmd
}

func (f *fmtFlags) run(cmd *cobra.Command, paths []string) error {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if len(paths) == 1 && paths[0] == "-" {
		return f.stream(cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	sources, err := config.ReadSources(paths)
	if err != nil {
		return &statusError{statusCannot, err}
	}
	differ, broken := false, false
	for _, src := range sources {
		changed, err := f.file(cmd, src)
		if errors.Is(err, errNotHCL) {
			broken = true
			continue
		}
		if err != nil {
			return &statusError{statusCannot, err}
		}
		differ = differ || changed
	}
	if broken || differ && f.check {
		return exit(statusBad)
	}
	return nil
}

var errNotHCL = errors.New("the text is no HCL")

// formatted returns the text in style. Text that is no HCL is reported and left alone.
func formatted(src config.Source, stderr io.Writer) ([]byte, error) {
	file, diags := hcltext.Parse(src.Bytes, src.Name)
	if diags.HasErrors() {
		p := diag.Printer{W: stderr, Files: map[string]*hcl.File{src.Name: file}, Color: isColor(stderr)}
		if _, _, err := p.Print(diags); err != nil {
			return nil, err
		}
		return nil, errNotHCL
	}
	return hcltext.Format(src.Bytes), nil
}

func (f *fmtFlags) file(cmd *cobra.Command, src config.Source) (changed bool, err error) {
	out, err := formatted(src, cmd.ErrOrStderr())
	if err != nil || bytes.Equal(out, src.Bytes) {
		return false, err
	}
	if f.diff {
		if err := linediff.Write(cmd.OutOrStdout(), src.Name, string(src.Bytes), string(out)); err != nil {
			return true, err
		}
	} else if _, err := fmt.Fprintln(cmd.OutOrStdout(), src.Name); err != nil {
		return true, err
	}
	if f.check {
		return true, nil
	}
	return true, replaceFile(src.Name, out)
}

func (f *fmtFlags) stream(in io.Reader, out, stderr io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	styled, err := formatted(config.Source{Name: "stdin", Bytes: text}, stderr)
	if errors.Is(err, errNotHCL) {
		return exit(statusBad)
	}
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, strings.NewReader(string(styled))); err != nil {
		return err
	}
	if f.check && !bytes.Equal(styled, text) {
		return exit(statusBad)
	}
	return nil
}

// replaceFile writes a file beside the old one and puts it in its place, so that there is always a
// whole one.
func replaceFile(name string, text []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".fmt-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name()) // the first error is the one to tell
	}
	return err
}
