package pipeline

import (
	"context"
	"errors"
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func build1(t *testing.T, bus *plugin.Bus) *output {
	t.Helper()
	out, diags := plugintest.BuildOutput(t, Plugin(), `send_to = "other"`, nil, func(e *plugin.Env) { e.Bus = bus })
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	return out.(*output)
}

func TestSendToIsRequired(t *testing.T) {
	_, diags := plugintest.BuildOutput(t, Plugin(), "", nil, func(e *plugin.Env) { e.Bus = plugin.NewBus() })
	if !diags.HasErrors() {
		t.Error("an output that sends nowhere was accepted")
	}
}

// places is a sink that notes the places of batches in their lanes.
type places struct {
	seqs  []uint64
	lanes map[*event.Lane]bool
}

func (p *places) Push(_ context.Context, b *event.Batch) error {
	p.seqs = append(p.seqs, b.Seq)
	p.lanes[b.Lane] = true
	b.Abandon()
	return nil
}

func TestForwardKeepsOrder(t *testing.T) {
	bus := plugin.NewBus()
	out := build1(t, bus)
	if got := out.SendsTo(); got != "other" {
		t.Errorf("it sends to %q", got)
	}
	if err := out.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	sink := &places{lanes: make(map[*event.Lane]bool)}
	bus.Port("other").Serve(sink)
	for range 3 {
		if err := out.Forward(t.Context(), plugintest.Batch(t, `{}`)); err != nil {
			t.Error(err)
		}
	}
	for i, seq := range sink.seqs {
		if seq != uint64(i) {
			t.Errorf("places %v", sink.seqs)
		}
	}
	if len(sink.lanes) != 1 || sink.lanes[nil] {
		t.Error("batches came in several lanes or none")
	}
	if err := out.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-bus.Port("other").Done():
	default:
		t.Error("the port still waits for the sender that left")
	}
}

// TestForwardGivesUp gives a batch back when the receiver never comes.
func TestForwardGivesUp(t *testing.T) {
	out := build1(t, plugin.NewBus())
	b := event.NewBatch()
	var told []bool
	b.AddTicket(event.NewTicket(1, func(ok bool) { told = append(told, ok) }))
	b.Add()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := out.Forward(ctx, b); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(told) != 1 || told[0] {
		t.Errorf("the source was told %v", told)
	}
}

func TestWriteIsNoWay(t *testing.T) {
	res, err := plugintest.Write(t, build1(t, plugin.NewBus()), `{}`)
	if err == nil || res.Open() != 1 {
		t.Errorf("%d open, error %v", res.Open(), err)
	}
}
