// Package archtest guards who may import whom.
package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/headgate/headgate/"

// pkg is what `go list` tells of a package.
type pkg struct {
	ImportPath string
	Imports    []string
}

// packages lists the packages of the module by their paths inside it, with their imports of each other
// and of others.
func packages(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-pgo=off", "-json=ImportPath,Imports", "../../...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	m := make(map[string]pkg)
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		m[strings.TrimPrefix(p.ImportPath, module)] = p
	}
	if len(m) < 20 {
		t.Fatalf("only %d packages are found", len(m))
	}
	return m
}

// ground are rooms that everybody may use: they hold no knowledge of the engine.
var ground = []string{
	"internal/decimal", "internal/lru", "internal/match", "internal/match/grok", "internal/timefmt", "internal/hcltext",
	"internal/diag", "internal/linediff",
}

// shelf holds what plugins share beyond the contracts.
var shelf = []string{"internal/fieldtree"}

// room is the part of the house that a package belongs to: the first name of its path, with those that
// stand higher up told apart.
func room(path string) string {
	first, rest, _ := strings.Cut(path, "/")
	switch {
	case slices.Contains([]string{"inputs", "filters", "outputs", "codecs"}, first) && rest == "":
		return "list" // of all plugins, for cmd
	case slices.Contains([]string{"inputs", "filters", "outputs", "codecs"}, first):
		return "plugins"
	case slices.Contains(ground, path):
		return "ground"
	case slices.Contains(shelf, path):
		return "shelf"
	}
	return first
}

// allowed says which rooms a room may import; its own always.
var allowed = map[string][]string{
	"ground":   {},
	"event":    {"ground"},
	"shelf":    {"ground", "event"},
	"expr":     {"ground", "event"},
	"plugin":   {"ground", "event", "expr"},
	"plugins":  {"ground", "shelf", "event", "expr", "plugin"},
	"queue":    {"ground", "event", "expr", "plugin"},
	"pipeline": {"ground", "event", "expr", "plugin", "queue"},
	"list":     {"plugin", "plugins"},
	"internal": {"ground", "event", "expr", "plugin", "queue", "pipeline"},
	"cmd":      {"ground", "event", "expr", "plugin", "queue", "pipeline", "list", "internal"},
	"examples": {},
}

func TestWhoMayImportWhom(t *testing.T) {
	for path, p := range packages(t) {
		if strings.HasPrefix(path, "plugin/plugintest") || strings.Contains(path, "/internal/codectest") {
			continue // used by tests only, see TestHelpersOfTests
		}
		from := room(path)
		rooms, known := allowed[from]
		if !known {
			t.Errorf("nobody has said what %s may import", path)
		}
		for _, imported := range p.Imports {
			to, inside := strings.CutPrefix(imported, module)
			if !inside {
				continue
			}
			if r := room(to); r != from && !slices.Contains(rooms, r) {
				t.Errorf("%s imports %s, which stands higher up or beside it", path, to)
			}
		}
	}
}

// TestPluginsStandAlone: a plugin imports no other one; codecs share what is in codecs/internal.
func TestPluginsStandAlone(t *testing.T) {
	for path, p := range packages(t) {
		if room(path) != "plugins" {
			continue
		}
		for _, imported := range p.Imports {
			to := strings.TrimPrefix(imported, module)
			if to == imported || room(to) != "plugins" || strings.HasPrefix(to, path+"/") || strings.Contains(to, "/internal/") {
				continue
			}
			if parent(path) != to {
				t.Errorf("plugin %s imports plugin %s", path, to)
			}
		}
	}
}

// parent is the plugin whose part a package is: filters/redact of filters/redact/find.
func parent(path string) string {
	parts := strings.Split(path, "/")
	return strings.Join(parts[:2], "/")
}

// TestMatchStandsOnTheGround: the matcher can be used by expressions, codecs and filters alike.
func TestMatchStandsOnTheGround(t *testing.T) {
	for path, p := range packages(t) {
		if path != "internal/match" && !strings.HasPrefix(path, "internal/match/") {
			continue
		}
		for _, imported := range p.Imports {
			if to, inside := strings.CutPrefix(imported, module); inside && !strings.HasPrefix(to, "internal/match") {
				t.Errorf("%s imports %s", path, to)
			}
		}
	}
}

// TestUnsafe: only the event model knows how values lie in memory.
func TestUnsafe(t *testing.T) {
	for path, p := range packages(t) {
		if path != "event" && slices.Contains(p.Imports, "unsafe") {
			t.Errorf("%s imports unsafe", path)
		}
	}
}

// TestHelpersOfTests: what helps tests is in no program.
func TestHelpersOfTests(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "../../cmd/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.Lines(string(out)) {
		dep = strings.TrimSpace(dep)
		for _, helper := range []string{"plugintest", "codectest", "goleak"} {
			if dep == helper || strings.HasSuffix(dep, "/"+helper) {
				t.Errorf("the program contains %s", dep)
			}
		}
	}
}

// TestTheProgramKnowsPluginsByTheirLists: nothing but the four lists and the plugins' own tests names a
// plugin.
func TestTheProgramKnowsPluginsByTheirLists(t *testing.T) {
	for path, p := range packages(t) {
		if room(path) != "cmd" && room(path) != "pipeline" {
			continue
		}
		for _, imported := range p.Imports {
			if room(strings.TrimPrefix(imported, module)) == "plugins" {
				t.Errorf("%s imports the plugin %s", path, imported)
			}
		}
	}
}
