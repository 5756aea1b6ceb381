package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/internal/optiondoc"
)

const source = `// Package demo does
// things.
//
// In two paragraphs.
package demo

// Options of it.
type Options struct {
	// Where to write. It goes
	// on here.
	Path string ` + "`hcl:\"path\"`" + `
	// Not an option.
	n int
	Bare string ` + "`hcl:\"bare,optional\"`" + `
}

type other struct{ n int }

func f() {}
`

func TestCollect(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"demo.go": source, "demo_test.go": "package demo // broken {", "example.hcl": "a = 1\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := collect(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := optiondoc.Package{
		Doc:     "Package demo does things.\n\nIn two paragraphs.",
		Types:   map[string]map[string]string{"Options": {"path": "Where to write. It goes on here.", "bare": ""}},
		Example: "a = 1\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want(-) got(+):\n%s", diff)
	}
}

// TestOptionsAreUpToDate runs the generator over the module and compares with what is checked in.
func TestOptionsAreUpToDate(t *testing.T) {
	checked, err := os.ReadFile("../optiondoc/options.json")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, dir := range []string{"inputs", "filters", "outputs", "codecs", "plugin", "pipeline", "expr"} {
		if err := os.Symlink(filepath.Join(root, dir), dir); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := run(); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	var want, got optiondoc.Data
	for text, d := range map[*[]byte]*optiondoc.Data{&checked: &want, &made: &got} {
		if err := json.Unmarshal(*text, d); err != nil {
			t.Fatal(err)
		}
	}
	for name, p := range got.Packages {
		if !cmp.Equal(p, want.Packages[name]) {
			t.Errorf("the comments of %s have changed: run `make generate`", name)
		}
	}
	for name := range want.Packages {
		if _, there := got.Packages[name]; !there {
			t.Errorf("%s is gone: run `make generate`", name)
		}
	}
}
