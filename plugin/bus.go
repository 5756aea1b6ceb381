package plugin

import "sync"

// Bus joins pipelines of one process: outputs send to ports, inputs take from them.
type Bus struct {
	mu    sync.Mutex
	ports map[string]*Port
}

// NewBus makes a bus without ports.
func NewBus() *Bus { return &Bus{ports: make(map[string]*Port)} }

// Port returns the port of a name, which both sides may ask for first.
func (b *Bus) Port(name string) *Port {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.ports[name]
	if p == nil {
		p = &Port{ready: make(chan struct{}), done: make(chan struct{})}
		b.ports[name] = p
	}
	return p
}

// Port is the entrance of one pipeline.
type Port struct {
	mu      sync.Mutex
	senders int
	sink    Sink
	ready   chan struct{} // closed when sink is there
	done    chan struct{} // closed when no sender is left
	ended   bool          // done is closed
}

// Join counts a sender in. Each must leave.
func (p *Port) Join() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.senders++
}

// Leave counts a sender out.
func (p *Port) Leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.senders--
	p.endIfLeft()
}

func (p *Port) endIfLeft() {
	if p.senders == 0 && !p.ended {
		p.ended = true
		close(p.done)
	}
}

// Serve makes the sink take what is sent to the port. Senders join before: a port that has none then
// is done.
func (p *Port) Serve(s Sink) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sink == nil {
		p.sink = s
		close(p.ready)
	}
	p.endIfLeft()
}

// Ready is closed once somebody serves the port.
func (p *Port) Ready() <-chan struct{} { return p.ready }

// Done is closed when no sender is left.
func (p *Port) Done() <-chan struct{} { return p.done }

// Sink is what takes what is sent, valid once Ready is closed.
func (p *Port) Sink() Sink {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sink
}
