// Package dedupe drops events that came before.
package dedupe

import (
	"context"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the dedupe filter. What it remembers is shared by all workers of the filter, so that it
// does not matter which one gets an event, and is lost when the process ends. Of each event only a hash
// of 64 bits with a random key is kept.
type Options struct {
	// Fields in which duplicates agree. An event that has none of them is let through. By default all
	// fields but @timestamp.
	Fields []event.Path `hcl:"fields,optional"`
	// Duplicates agree in all fields but these and what is inside them. @timestamp is one of these only
	// if it is named.
	Ignore []event.Path `hcl:"ignore,optional"`
	// How far apart the timestamps of duplicates may be, counted from the first one. By default, that is
	// 0, as far as the event is remembered.
	Window plugin.Duration `hcl:"window,optional"`
	// How many different events are remembered. Past that those that were not seen the longest are
	// forgotten.
	Size int `hcl:"size,optional"`
}

// Plugin describes the dedupe filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("dedupe", Options{Size: 100_000}, build)
}

// maxSize bounds the memory to about a gigabyte.
const maxSize = 10_000_000

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	switch {
	case len(o.Fields) > 0 && len(o.Ignore) > 0:
		return nil, env.Invalid("ignore", "fields and ignore exclude each other: name the fields that count, or those that do not.")
	case o.Size < 1 || o.Size > maxSize:
		return nil, env.Invalid("size", "%d events can't be remembered: give a number from 1 to %d.", o.Size, maxSize)
	}
	if len(o.Ignore) == 0 {
		o.Ignore = []event.Path{event.MustPath("@timestamp")}
	}
	f := &filter{fields: o.Fields, window: int64(o.Window), seen: newMemory(o.Size), hash: newHasher()}
	for _, p := range o.Ignore {
		if !p.IsMeta() { // metadata does not count anyway
			f.ignore = addIgnored(f.ignore, p.Keys())
		}
	}
	return f, nil
}

type filter struct {
	fields []event.Path
	ignore []ignored
	window int64 // nanoseconds; 0 is no bound
	seen   *memory
	hash   hasher
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return f }

// Process implements plugin.FilterWorker.
func (f *filter) Process(_ context.Context, b *event.Batch) error {
	var now int64 // read for the first event without a timestamp
	for ev := range b.Events() {
		h, ok := f.fingerprint(ev)
		if !ok {
			ev.Skip()
			continue
		}
		at := ev.Timestamp()
		if at == 0 {
			if now == 0 {
				now = time.Now().UnixNano()
			}
			at = now
		}
		if f.seen.before(h, at, f.window) {
			ev.Drop()
		}
	}
	return nil
}

// fingerprint hashes the fields that count. It is not ok if there are none.
func (f *filter) fingerprint(ev *event.Event) (h uint64, ok bool) {
	if len(f.fields) == 0 {
		return f.hash.object(ev.Fields(), f.ignore), true
	}
	for i, p := range f.fields {
		if v := ev.Get(p); !v.IsNull() {
			h += mix(f.hash.value(v) + uint64(i))
			ok = true
		}
	}
	return h, ok
}
