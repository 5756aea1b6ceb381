// Package uuid gives events random identifiers (RFC 9562).
package uuid

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the uuid filter.
type Options struct {
	// Field for the identifier. Where there is something already it stays, see overwrite.
	Target event.Path `hcl:"target"`
	// Replaces what is in the field.
	Overwrite bool `hcl:"overwrite,optional"`
	// "v4" identifiers are random. Those of "v7" begin with the time, so that they sort in the order in
	// which they were made and indexes stay compact.
	Version string `hcl:"version,optional" oneof:"v4,v7"`
}

// Plugin describes the uuid filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("uuid", Options{Version: "v4"}, build) }

func build(o Options, _ plugin.Env) (plugin.Filter, hcl.Diagnostics) { return &filter{o}, nil }

type filter struct{ Options }

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) { return []event.Path{f.Target}, false }

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f} }

const (
	size    = 16  // bytes of an identifier
	drawn   = 256 // identifiers for which random bytes are drawn at once
	textLen = 36
)

type worker struct {
	*filter
	random [size * drawn]byte
	left   int    // of random
	millis uint64 // since 1970, of the last v7 identifier
	count  uint16 // of v7 identifiers in that millisecond
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	if w.Version == "v7" {
		w.tick(time.Now())
	}
	for ev := range b.Events() {
		if !w.Overwrite && ev.Has(w.Target) {
			continue
		}
		id, err := w.next()
		if err != nil {
			return err
		}
		a := ev.Arena()
		text := a.EndString(appendUUID(a.Begin(textLen), id))
		if err := plugin.Assign(ev, w.Target, event.String(text)); err != nil {
			b.Fail(ev, err)
		}
	}
	return nil
}

// tick moves the time of v7 identifiers on. It never runs backwards.
func (w *worker) tick(now time.Time) {
	if ms := uint64(now.UnixMilli()); ms > w.millis {
		w.millis, w.count = ms, 0
	}
}

func (w *worker) next() ([]byte, error) {
	if w.left == 0 {
		if _, err := rand.Read(w.random[:]); err != nil {
			return nil, fmt.Errorf("draw random bytes: %w", err)
		}
		w.left = len(w.random)
	}
	id := w.random[len(w.random)-w.left:][:size]
	w.left -= size
	version := byte(4)
	if w.Version == "v7" {
		version = 7
		w.stamp(id)
	}
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// stamp writes the time and, in the 12 bits behind the version, a counter that keeps identifiers of
// one millisecond in order (RFC 9562, section 6.2, method 1). When it is full the next millisecond is
// begun early.
func (w *worker) stamp(id []byte) {
	if w.count == 1<<12 {
		w.millis, w.count = w.millis+1, 0
	}
	binary.BigEndian.PutUint64(id[:8], w.millis<<16|uint64(w.count))
	w.count++
}

// appendUUID writes an identifier as text.
func appendUUID(dst, id []byte) []byte {
	from := 0
	for _, to := range []int{4, 6, 8, 10, 16} {
		if from > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, id[from:to])
		from = to
	}
	return dst
}
