package useragent

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

// TestWorkers lets several workers find out the same user agents at the same time.
func TestWorkers(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), `source = "agent"
		lru_cache_size = 20`)
	var events []string
	for range 3 {
		for _, line := range agents(t)[:40] {
			events = append(events, `{"agent":"`+line+`"}`)
		}
	}
	results := make([][]string, 4)
	var group plugin.Group
	for i := range results {
		b := plugintest.Batch(t, events...)
		group.Go(func() error {
			err := f.Step().Filter.Worker().Process(context.Background(), b)
			results[i] = plugintest.Events(b)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, r := range results[1:] {
		if diff := cmp.Diff(results[0], r); diff != "" {
			t.Errorf("workers differ:\n%s", diff)
		}
	}
}
