package grok

import (
	"testing"

	"github.com/headgate/headgate/internal/match"
)

func dictionaries() map[string]*Dictionary {
	return map[string]*Dictionary{"legacy": Legacy(), "ecs": ECS()}
}

func TestAllDefinitionsCompile(t *testing.T) {
	least := map[string]int{"legacy": 320, "ecs": 364}
	for mode, dict := range dictionaries() {
		names := dict.Names()
		if len(names) < least[mode] {
			t.Errorf("%s: %d definitions, want at least %d", mode, len(names), least[mode])
		}
		for _, name := range names {
			g, err := dict.Compile("%{"+name+"}", Options{})
			if err != nil {
				t.Errorf("%s: %s: %v", mode, name, err)
				continue
			}
			if s := g.Pattern().Stats(); s.Engine != match.EngineMemo {
				t.Errorf("%s: %s runs on %s: %s", mode, name, s.Engine, s.Slow)
			}
		}
	}
}
