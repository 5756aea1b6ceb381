package plugin_test

import (
	"errors"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/headgate/headgate/plugin"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestGroupWaitsAndKeepsTheError(t *testing.T) {
	bad := errors.New("bad")
	var g plugin.Group
	done := make(chan struct{})
	g.Go(func() error { <-done; return nil })
	g.Go(func() error { defer close(done); return bad })
	if err := g.Wait(); !errors.Is(err, bad) {
		t.Errorf("error %v", err)
	}
}

func TestGuardCatchesPanics(t *testing.T) {
	for name, f := range map[string]func() error{
		"value": func() error { panic("oh") },
		"nil map": func() error {
			var m *struct{ x int }
			m.x = 1
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, ok := errors.AsType[*plugin.PanicError](plugin.Guard(f))
			if !ok || !strings.Contains(string(p.Stack), "group_test.go") || !strings.HasPrefix(p.Error(), "panic: ") {
				t.Errorf("got %+v", p)
			}
		})
	}
	if err := plugin.Guard(func() error { return nil }); err != nil {
		t.Error(err)
	}
}
