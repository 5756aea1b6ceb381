package plugintest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of the test cases in testdata")

// FilterCases runs every testdata/*.txtar of a filter: the file filter.hcl holds the inside of the
// filter's block, input.ndjson the events, want.ndjson what must come out, or want.err the messages
// that building must give. An archive comment that has the word "disabled" turns ECS names off.
func FilterCases(t *testing.T, spec plugin.FilterSpec) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test cases in testdata (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { filterCase(t, spec, file) })
	}
}

func filterCase(t *testing.T, spec plugin.FilterSpec, file string) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ecs := plugin.ECSv8
	if strings.Contains(string(a.Comment), "disabled") {
		ecs = plugin.ECSDisabled
	}
	f, diags := BuildFilter(t, spec, part(a, "filter.hcl"), func(e *plugin.Env) { e.ECS = ecs })
	if diags.HasErrors() {
		compare(t, file, a, "want.err", Messages(diags)+"\n")
		return
	}
	input := strings.Split(strings.TrimSpace(part(a, "input.ndjson")), "\n")
	compare(t, file, a, "want.ndjson", strings.Join(f.Run(t, input...), "\n")+"\n")
}

func part(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func compare(t *testing.T, file string, a *txtar.Archive, name, got string) {
	t.Helper()
	if *update {
		rewrite(t, file, a, name, got)
		return
	}
	if diff := cmp.Diff(part(a, name), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func rewrite(t *testing.T, file string, a *txtar.Archive, name, got string) {
	t.Helper()
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want.") })
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(got)})
	if err := os.WriteFile(file, txtar.Format(a), 0o600); err != nil {
		t.Fatal(err)
	}
}

func parseTime(s string) (event.Value, error) {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return event.Null, err
	}
	if at.Nanosecond()%1e6 != 0 {
		return event.TimeNanos(at.UnixNano()), nil
	}
	return event.Time(at.UnixNano()), nil
}
