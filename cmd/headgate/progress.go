package main

import (
	"fmt"
	"io"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
)

// progress shows a live line while finite inputs are read.
type progress struct {
	done  chan struct{}
	ended chan struct{}
}

// startProgress shows progress when finite inputs are read and the stream is a terminal.
func startProgress(w io.Writer, e *pipeline.Engine, once bool) *progress {
	p := &progress{done: make(chan struct{}), ended: make(chan struct{})}
	if !once || !isTerminal(w) {
		close(p.ended)
		return p
	}
	go p.show(w, e)
	return p
}

func (p *progress) show(w io.Writer, e *pipeline.Engine) {
	defer close(p.ended)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	start := time.Now()
	for {
		select {
		case <-p.done:
			fmt.Fprint(w, "\r\x1b[K")
			return
		case <-tick.C:
			fmt.Fprintf(w, "\r\x1b[K%s", progressLine(e.Accounts(), time.Since(start)))
		}
	}
}

func progressLine(accounts []pipeline.Account, since time.Duration) string {
	var in, settled, rejected int64
	for i := range accounts {
		a := &accounts[i]
		in += a.In + a.Made
		settled += a.In + a.Made - a.Open()
		rejected += a.Ends[event.Rejected]
	}
	rate := int64(float64(settled) / since.Seconds())
	line := fmt.Sprintf("%s in, %s settled, %s/s", pipeline.Group(in), pipeline.Group(settled), pipeline.Group(rate))
	if rejected > 0 {
		line += fmt.Sprintf(", %s dead-lettered", pipeline.Group(rejected))
	}
	return line
}

func (p *progress) stop() {
	close(p.done)
	<-p.ended
}
