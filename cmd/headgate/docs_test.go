package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	hclBlock  = regexp.MustCompile("(?ms)^```hcl\n(.*?)^```$")
	linkTo    = regexp.MustCompile(`\]\(([^)#:]+)\)`)
	wholeFile = regexp.MustCompile(`(?m)^pipeline "`)
)

// TestGuides holds the guides to what the program does: every piece of configuration in them is
// accepted, laid out by fmt, and passes its own tests. Links lead somewhere.
func TestGuides(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no guides: %v", err)
	}
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			text := read(t, page)
			for _, m := range hclBlock.FindAllStringSubmatch(text, -1) {
				checkSnippet(t, m[1])
			}
			for _, m := range linkTo.FindAllStringSubmatch(text, -1) {
				if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
					t.Errorf("a link leads nowhere: %v", err)
				}
			}
		})
	}
}

// anyInput gives pieces of a pipeline an input whose events may hold any field.
const anyInput = "input \"stdin\" {\n  codec \"json\" {}\n}"

// checkSnippet checks a piece of configuration: a file when it holds a pipeline, else blocks of one.
func checkSnippet(t *testing.T, text string) {
	t.Helper()
	file := write(t, filepath.Join(t.TempDir(), "snippet.hcl"), text)
	checks := [][]string{{"fmt", "--check", "--diff", file}, {"lint", "--strict", "-e", anyInput, "-e", text}}
	if wholeFile.MatchString(text) {
		checks[1] = []string{"lint", "--strict", file}
	}
	if strings.Contains(text, "\ntest \"") {
		checks = append(checks, []string{"test", file})
	}
	for _, args := range checks {
		if e := execute(t, "", args...); e.status != 0 {
			t.Errorf("%s\nheadgate %s: exit status %d\n%s%s", text, args[0], e.status, e.stdout, e.stderr)
		}
	}
}
