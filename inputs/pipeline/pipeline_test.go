package pipeline

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func build1(t *testing.T, body string, bus *plugin.Bus) *input {
	t.Helper()
	in, diags := plugintest.BuildInput(t, Plugin(), body, nil, func(e *plugin.Env) { e.Bus, e.Pipeline, e.Name = bus, "web", "in" })
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	return in.(*input)
}

func TestAddress(t *testing.T) {
	for body, want := range map[string]string{"": "web", `address = "other"`: "other"} {
		if got := build1(t, body, plugin.NewBus()).Receives(); got != want {
			t.Errorf("with %q it receives %q, want %q", body, got, want)
		}
	}
}

// named is a sink that notes the origins of what comes.
type named struct{ origins []*event.Origin }

func (n *named) Push(_ context.Context, b *event.Batch) error {
	for _, e := range b.Every() {
		n.origins = append(n.origins, e.Origin())
	}
	b.Abandon()
	return nil
}

func TestRunServesUntilTheLastSenderLeaves(t *testing.T) {
	bus := plugin.NewBus()
	in := build1(t, "", bus)
	port := bus.Port("web")
	port.Join()
	port.Join()
	sink, done := new(named), make(chan error, 1)
	go func() { done <- in.Run(t.Context(), sink) }()
	<-port.Ready()
	for range 2 {
		b := plugintest.Batch(t, `{"a":1}`)
		if err := port.Sink().Push(t.Context(), b); err != nil {
			t.Error(err)
		}
		port.Leave()
	}
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on though nobody sends")
	}
	if len(sink.origins) != 2 || sink.origins[0].Input != "in" || sink.origins[0].Pipeline != "web" {
		t.Errorf("events came from %+v", sink.origins)
	}
}

func TestRunWithoutSenders(t *testing.T) {
	if err := build1(t, "", plugin.NewBus()).Run(t.Context(), new(named)); err != nil {
		t.Error(err)
	}
}
