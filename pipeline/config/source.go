// Package config turns configuration files into a checked plan: every mistake is found, and every
// plugin is built, before anything is opened or started.
package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/internal/hcltext"
)

// maxFileSize bounds one configuration file.
const maxFileSize = 16 << 20

// Source is one configuration file, or text given on the command line.
type Source struct {
	Name   string // as diagnostics print it
	Dir    string // folder that relative paths in it start from
	Bytes  []byte
	Inline bool // from the command line: its blocks may be those of one implied pipeline
}

// ReadSources reads configuration files: a file as it is, of a folder the *.hcl files in lexical
// order. The error says what could not be read.
func ReadSources(paths []string) ([]Source, error) {
	var sources []Source
	for _, path := range paths {
		files, err := filesOf(path)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			s, err := readSource(f)
			if err != nil {
				return nil, err
			}
			sources = append(sources, s)
		}
	}
	return sources, nil
}

func filesOf(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, readError(path, err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, readError(path, err)
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".hcl") && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, filepath.Join(path, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("the folder %q holds no .hcl file", path)
	}
	sort.Strings(files)
	return files, nil
}

func readSource(file string) (Source, error) {
	info, err := os.Stat(file)
	if err != nil {
		return Source{}, readError(file, err)
	}
	if info.Size() > maxFileSize {
		return Source{}, fmt.Errorf("%q has %d bytes; a configuration file may have %d", file, info.Size(), maxFileSize)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return Source{}, readError(file, err)
	}
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return Source{}, err
	}
	return Source{Name: file, Dir: dir, Bytes: text}, nil
}

func readError(path string, err error) error {
	if os.IsNotExist(err) {
		return fmt.Errorf("there is no file or folder %q", path)
	}
	if pathErr, ok := err.(*fs.PathError); ok { //nolint:errorlint // os returns it unwrapped
		err = pathErr.Err
	}
	return fmt.Errorf("%q can't be read: %w", path, err)
}

// File is a parsed source.
type File struct {
	Source
	Text *hcltext.Text
	HCL  *hcl.File
}

func parse(s Source) (*File, hcl.Diagnostics) {
	text := hcltext.New(s.Bytes, s.Name, hcl.InitialPos)
	file, diags := text.Parse()
	return &File{Source: s, Text: text, HCL: file}, diags
}
