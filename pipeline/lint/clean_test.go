package lint_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/headgate/headgate/pipeline/config"
)

// TestClean finds nothing in configurations that are right, among them the complete example of the
// language as far as its plugins exist.
func TestClean(t *testing.T) {
	registry := realPlugins()
	files, err := filepath.Glob("testdata/clean/*.hcl")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			src := config.Source{Name: filepath.Base(file), Dir: filepath.Dir(file), Bytes: text}
			if got, n := judge(t, []config.Source{src}, registry); n != 0 {
				t.Errorf("%d messages:\n%s", n, got)
			}
		})
	}
}

// TestExamples finds nothing in the examples of the project.
func TestExamples(t *testing.T) {
	registry := realPlugins()
	dirs, err := filepath.Glob("../../examples/*/*.hcl")
	if err != nil || len(dirs) == 0 {
		t.Skip("no examples here")
	}
	for _, file := range dirs {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			sources, err := config.ReadSources([]string{file})
			if err != nil {
				t.Fatal(err)
			}
			if got, n := judge(t, sources, registry); n != 0 {
				t.Errorf("%d messages:\n%s", n, got)
			}
		})
	}
}
