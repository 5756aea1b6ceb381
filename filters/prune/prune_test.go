package prune_test

import (
	"testing"

	"github.com/headgate/headgate/filters/prune"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, prune.Plugin()) }

func BenchmarkPrune(b *testing.B) {
	plugintest.BenchmarkFilter(b, prune.Plugin(), `whitelist_names = ["^@timestamp$", "^(method|status|path)$"]`,
		`{"@timestamp":"2020-01-01T00:00:00Z","method":"GET","status":200,"path":"/index.html","debug":"x","trace":"y"}`)
}
