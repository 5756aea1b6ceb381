// Package stdout writes events to standard output.
package stdout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/term"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// maxKept bounds the buffer, in bytes, that is kept from one write to the next.
const maxKept = 8 << 20

// Options of the stdout output: it has none of its own. The codec says how events look, ndjson by
// default; codec "pretty" {} is easier to read.
type Options struct{}

// Plugin describes the stdout output.
func Plugin() plugin.OutputSpec {
	return plugin.NewByteOutput("stdout", Options{}, build)
}

func build(_ Options, env plugin.Env) (plugin.Output, hcl.Diagnostics) {
	if env.Codec == nil || env.Codec.NewEncoder == nil {
		return nil, env.Invalid("codec", "This codec can only read. Use one that writes, such as codec \"ndjson\" {}.")
	}
	enc := env.Codec.NewEncoder()
	if c, ok := enc.(plugin.Colorer); ok {
		c.Color(os.Getenv("NO_COLOR") == "" && term.IsTerminal(int(os.Stdout.Fd())))
	}
	return &output{w: os.Stdout, enc: enc}, nil
}

type output struct {
	mu   sync.Mutex // guards all; also keeps the lines of two workers apart
	w    io.Writer
	enc  plugin.Encoder
	buf  []byte
	ends []int  // where each event ends in buf
	rest []byte // end of an event of which only a part could be written
}

// Write encodes all events and writes them at once. If only a part can be written, the events in it
// are delivered; the one that was cut in two is completed by the next Write before it is written
// again, so that there is never half an event.
//
// When the reader has closed its end, as `head` does, the error is plugin.Gone.
func (o *output) Write(_ context.Context, v event.View, res *plugin.Results) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.writeRest(); err != nil {
		return err
	}
	o.encode(v, res)
	n, err := o.write(o.buf)
	if err == nil {
		res.DeliverRest()
		return nil
	}
	o.keepRest(n, res)
	return err
}

func (o *output) encode(v event.View, res *plugin.Results) {
	if cap(o.buf) > maxKept {
		o.buf = nil
	}
	o.buf, o.ends = o.buf[:0], o.ends[:0]
	for i, e := range v.All() {
		out, err := o.enc.Encode(o.buf, e)
		if err != nil {
			res.Reject(i, fmt.Errorf("encode for standard output: %w", err))
		} else {
			o.buf = out
		}
		o.ends = append(o.ends, len(o.buf))
	}
}

// keepRest notes how far writing came: n bytes.
func (o *output) keepRest(n int, res *plugin.Results) {
	start := 0
	for i, end := range o.ends {
		if end > n {
			if start < n {
				o.rest = append(o.rest[:0], o.buf[n:end]...)
			}
			return
		}
		if end > start {
			res.Deliver(i)
		}
		start = end
	}
}

func (o *output) writeRest() error {
	n, err := o.write(o.rest)
	o.rest = o.rest[n:]
	return err
}

// write writes b and returns how much of it was written.
func (o *output) write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := o.w.Write(b)
	switch {
	case errors.Is(err, syscall.EPIPE):
		return n, plugin.Gone(fmt.Errorf("write to standard output: %w: whoever reads it has stopped", err))
	case err != nil:
		return n, fmt.Errorf("write to standard output: %w", err)
	case n < len(b):
		return n, fmt.Errorf("write to standard output: %w", io.ErrShortWrite)
	}
	return n, nil
}
