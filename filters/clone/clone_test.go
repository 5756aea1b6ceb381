package clone_test

import (
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/clone"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, clone.Plugin()) }

func TestCopyIsIndependent(t *testing.T) {
	b := plugintest.Batch(t, `{"list":[1]}`)
	if _, err := plugintest.MustFilter(t, clone.Plugin(), `clones = ["c"]`).Step().NewWorker().Process(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	first, second := b.Every()[0], b.Every()[1]
	first.Get(event.MustPath("list")).AsArray()[0] = event.Int(2)
	if got, _ := second.Get(event.MustPath("list.0")).AsInt(); got != 1 {
		t.Errorf("the copy changed with the original: %d", got)
	}
}

func BenchmarkClone(b *testing.B) {
	plugintest.BenchmarkFilter(b, clone.Plugin(), `clones = ["copy"]`, `{"host":{"name":"web1","ip":["192.0.2.1"]},"message":"order placed","total":17.5,"tags":["a"]}`)
}
