package lint_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/headgate/headgate/codecs"
	"github.com/headgate/headgate/filters"
	"github.com/headgate/headgate/inputs"
	"github.com/headgate/headgate/internal/diag"
	"github.com/headgate/headgate/outputs"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/pipeline/lint"
	"github.com/headgate/headgate/plugin"
)

var update = flag.Bool("update", false, "rewrite the expected messages")

// realPlugins are all plugins of the program, and an input "listen" that says where it listens.
func realPlugins() *plugin.Registry {
	in := append(inputs.All(), listenerPlugin())
	return plugin.NewRegistry(in, filters.All(), outputs.All(), codecs.All())
}

// TestBroken loads and checks broken configurations, one mistake each, and compares the whole text
// that a user reads. The comment of an archive may say "messages: 2" where more than one is right.
func TestBroken(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.txtar")
	if err != nil || len(files) < 70 {
		t.Fatalf("%d broken configurations, %v", len(files), err)
	}
	registry := realPlugins()
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testBroken(t, file, registry) })
	}
}

func testBroken(t *testing.T, file string, registry *plugin.Registry) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var sources []config.Source
	want := ""
	for _, f := range archive.Files {
		switch {
		case f.Name == "want":
			want = string(f.Data)
		case strings.HasSuffix(f.Name, ".hcl"):
			sources = append(sources, config.Source{Name: f.Name, Dir: dir, Bytes: f.Data})
		default:
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	text, n := judge(t, sources, registry)
	got := strings.ReplaceAll(text, dir, "/etc/headgate")
	if count := messages(string(archive.Comment)); n != count {
		t.Errorf("%d messages, want %d:\n%s", n, count, got)
	}
	if *update {
		archive.Files = append(slices.Clip(archive.Files), txtar.File{Name: "want", Data: []byte(got)})
		for i, f := range archive.Files[:len(archive.Files)-1] {
			if f.Name == "want" {
				archive.Files = append(archive.Files[:i], archive.Files[i+1:]...)
				break
			}
		}
		if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func messages(comment string) int {
	for line := range strings.Lines(comment) {
		switch strings.TrimSpace(line) {
		case "messages: 2":
			return 2
		case "messages: 3":
			return 3
		}
	}
	return 1
}

// judge loads and checks sources and returns what is printed, and how many messages there are.
func judge(t *testing.T, sources []config.Source, registry *plugin.Registry) (text string, n int) {
	t.Helper()
	l := config.Loader{
		Registry: registry, Log: slog.New(slog.DiscardHandler),
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	plan, diags := l.Load(sources)
	diags = append(diags, lint.Check(context.Background(), plan, lint.Options{Broken: diags.HasErrors()})...)
	files := make(map[string]*hcl.File)
	for name, f := range plan.Files {
		files[name] = f.HCL
	}
	var out strings.Builder
	p := diag.Printer{W: &out, Files: files}
	if _, _, err := p.Print(diags); err != nil {
		t.Fatal(err)
	}
	return out.String(), len(diags)
}
