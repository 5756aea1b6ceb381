package plugin_test

import (
	"testing"

	"github.com/headgate/headgate/plugin"
)

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestPort(t *testing.T) {
	bus := plugin.NewBus()
	p := bus.Port("a")
	if bus.Port("a") != p || bus.Port("b") == p {
		t.Error("a port is known by its name")
	}
	p.Join()
	p.Join()
	if isClosed(p.Ready()) || isClosed(p.Done()) {
		t.Error("a port that nobody serves is ready or done")
	}
	first := new(taken)
	p.Serve(first)
	p.Serve(new(taken))
	if !isClosed(p.Ready()) || p.Sink() != plugin.Sink(first) {
		t.Error("the port is not served by the first one")
	}
	p.Leave()
	if isClosed(p.Done()) {
		t.Error("the port is done though one sender is left")
	}
	p.Leave()
	if !isClosed(p.Done()) {
		t.Error("the port is not done though all senders have left")
	}
}

func TestPortWithoutSenders(t *testing.T) {
	p := plugin.NewBus().Port("a")
	p.Serve(new(taken))
	if !isClosed(p.Done()) {
		t.Error("the port waits for nobody")
	}
}

func TestPortServedAfterTheLastSenderLeft(t *testing.T) {
	p := plugin.NewBus().Port("a")
	p.Join()
	p.Leave()
	p.Serve(new(taken))
	if !isClosed(p.Done()) {
		t.Error("the port is not done")
	}
}
