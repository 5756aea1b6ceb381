package geoip

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/fieldtree"
	"github.com/headgate/headgate/internal/lru"
	"github.com/headgate/headgate/plugin"
)

type filter struct {
	source    event.Path
	target    event.Path
	ecs       bool
	wanted    []attribute // nil: what the kind of database gives
	cacheSize int
	database  *plugin.Reloaded[*database]
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) {
	for _, a := range f.database.Get().wanted {
		path := a.path(f.ecs)
		if path == "" {
			continue
		}
		p := f.target.Join(event.MustPath(path))
		fields = append(fields, p)
		if a == location {
			fields = append(fields, p.Join(event.MustPath("lat")), p.Join(event.MustPath("lon")))
		}
	}
	return fields, false
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	return &worker{filter: f, cache: lru.New[netip.Addr, *fieldtree.Tree](f.cacheSize)}
}

type worker struct {
	*filter
	current *database // that the cache is about
	cache   *lru.Cache[netip.Addr, *fieldtree.Tree]
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	if d := w.database.Get(); d != w.current {
		w.current = d
		w.cache.Clear()
	}
	for ev := range b.Events() {
		if err := w.locate(ev); err != nil {
			b.Fail(ev, err)
		}
	}
	return nil
}

// lookupError is why an address was not found. It is made into text only when somebody reads it.
type lookupError struct {
	field  event.Path
	text   string
	reason string
}

func (f *lookupError) Error() string {
	return fmt.Sprintf("geoip of %s in %q: %s", plugin.Quote(f.text), f.field, f.reason)
}

// locate looks the address up. As in Logstash an event without one counts as a failure, and one whose address is
// unknown gets an empty target.
func (w *worker) locate(ev *event.Event) error {
	v := ev.Get(w.source)
	if list := v.AsArray(); len(list) > 0 {
		v = list[0]
	}
	text, ok := v.AsString()
	switch {
	case v.IsNull():
		return fmt.Errorf("geoip: the field %q is missing", w.source)
	case !ok:
		return fmt.Errorf("geoip: the field %q is a %s, an IP address as text is needed", w.source, v.Kind())
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("geoip: the field %q is empty", w.source)
	}
	found, reason := w.find(text)
	if err := found.Apply(ev, w.target); err != nil {
		return fmt.Errorf("geoip: %w", err)
	}
	if reason != "" {
		return &lookupError{w.source, text, reason}
	}
	return nil
}

func (w *worker) find(text string) (found *fieldtree.Tree, reason string) {
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return nil, "not an IP address"
	}
	addr = addr.Unmap().WithZone("")
	found, known := w.cache.Get(addr)
	if !known {
		if found, err = w.current.lookup(addr); err != nil {
			return nil, err.Error()
		}
		w.cache.Put(addr, found)
	}
	if found == nil {
		return nil, "the database does not know the address"
	}
	return found, ""
}
