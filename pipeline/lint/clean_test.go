package lint_test

import (
	"os"
	"path/filepath"
	"strings"
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

// TestOneMistakeMore adds a mistake that HCL's parser finds to files that are right: whatever stands in
// them, nothing of it may be taken for a word of another tool.
func TestOneMistakeMore(t *testing.T) {
	registry := realPlugins()
	var files []string
	for _, pattern := range []string{"testdata/clean/*.hcl", "../../examples/*/*.hcl", "../../inputs/*/*.hcl", "../../filters/*/*.hcl", "../../outputs/*/*.hcl"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, "\nlocals {\n  broken = * 1\n}\n"...)
			src := config.Source{Name: filepath.Base(file), Dir: filepath.Dir(file), Bytes: text}
			got, n := judge(t, []config.Source{src}, registry)
			if n != 1 || !strings.Contains(got, "broken = * 1") {
				t.Errorf("%d messages:\n%s", n, got)
			}
		})
	}
}
