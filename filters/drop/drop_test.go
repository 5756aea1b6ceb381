package drop_test

import (
	"testing"

	"github.com/headgate/headgate/filters/drop"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, drop.Plugin()) }

func TestAll(t *testing.T) {
	f := plugintest.MustFilter(t, drop.Plugin(), "")
	if got := f.Run(t, `{"n":1}`, `{"n":2}`); len(got) != 0 {
		t.Errorf("kept %q", got)
	}
}

func TestShare(t *testing.T) {
	f := plugintest.MustFilter(t, drop.Plugin(), "percentage = 50")
	events := make([]string, 10000)
	for i := range events {
		events[i] = `{}`
	}
	// Ten standard deviations are 500 events.
	if got := len(f.Run(t, events...)); got < 4500 || got > 5500 {
		t.Errorf("kept %d of 10000 events, want about 5000", got)
	}
}
