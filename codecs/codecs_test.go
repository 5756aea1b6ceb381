package codecs

import (
	"slices"
	"testing"

	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestNames(t *testing.T) {
	all := plugin.NewRegistry(nil, nil, nil, All()).Codecs
	for alias, name := range map[string]string{
		"plain": "lines", "line": "lines", "json_lines": "ndjson", "rubydebug": "pretty", "csv": "csv",
	} {
		if got := all[alias].Name; got != name {
			t.Errorf("%q is the codec %q, want %q", alias, got, name)
		}
	}
}

func TestOrder(t *testing.T) {
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
	}
	if !slices.IsSorted(names) {
		t.Errorf("the codecs are not in alphabetical order: %v", names)
	}
}

// TestDirections makes sure that each codec can do in full what it can do at all.
func TestDirections(t *testing.T) {
	options := map[string]string{"multiline": "pattern = \"^ \"\nwhat = \"previous\""}
	for _, s := range All() {
		t.Run(s.Name, func(t *testing.T) {
			c := plugintest.MustCodec(t, s, options[s.Name])
			if (c.NewFramer == nil) != (c.NewDecoder == nil) {
				t.Error("framer and decoder belong together")
			}
			if c.NewFramer == nil && c.NewEncoder == nil {
				t.Error("neither reads nor writes")
			}
		})
	}
}
