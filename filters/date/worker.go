package date

import (
	"context"
	"fmt"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/timefmt"
	"github.com/headgate/headgate/plugin"
)

// maxZones bounds the zones of which a worker remembers what their names mean.
const maxZones = 1024

type filter struct {
	source  event.Path
	target  event.Path
	layouts []*timefmt.Layout
	locale  *timefmt.Locale
	zone    *time.Location
	zones   *expr.Template // computes the zone for each event; nil for a fixed one
}

// Sets implements plugin.FieldSetter.
func (f *filter) Sets() (fields []event.Path, open bool) { return []event.Path{f.target}, false }

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker {
	w := &worker{filter: f}
	if f.zones != nil {
		w.env, w.known = expr.NewEnv(), make(map[string]zone)
	}
	return w
}

type worker struct {
	*filter
	env   *expr.Env
	name  []byte
	known map[string]zone
}

// zone is what a name from an event stands for.
type zone struct {
	loc *time.Location
	err error
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	o := timefmt.ParseOptions{Zone: w.zone, Now: time.Now(), Locale: w.locale}
	for ev := range b.Events() {
		v := ev.Get(w.source)
		if v.IsNull() {
			ev.Skip()
			continue
		}
		if w.zones != nil {
			var err error
			if o.Zone, err = w.zoneFor(ev); err != nil {
				b.Fail(ev, err)
				continue
			}
		}
		nanos, err := w.parse(v, o)
		if err == nil {
			err = ev.Set(w.target, instant(nanos))
		}
		if err != nil {
			b.Fail(ev, err)
		}
	}
	return nil
}

// instant keeps all digits of a time that is more exact than a millisecond.
func instant(nanos int64) event.Value {
	if nanos%1e6 != 0 {
		return event.TimeNanos(nanos)
	}
	return event.Time(nanos)
}

// parse tries the layouts one after the other.
func (w *worker) parse(v event.Value, o timefmt.ParseOptions) (nanos int64, err error) {
	if at, ok := v.AsTime(); ok {
		return at, nil
	}
	text, isText := v.AsString()
	if !isText {
		if !v.IsNumber() {
			return 0, fmt.Errorf("date in %q: a %s is no time, text or a number is needed", w.source, v.Kind())
		}
		text, isText = v.NumberText()
	}
	for _, l := range w.layouts {
		switch {
		case isText:
			nanos, err = l.Parse(text, o)
		case v.Kind() == event.KindInt:
			i, _ := v.AsInt()
			nanos, err = l.ParseInt(i, o)
		default:
			f, _ := v.AsFloat()
			nanos, err = l.ParseFloat(f, o)
		}
		if err == nil {
			return nanos, nil
		}
	}
	if !isText {
		text = string(event.AppendText(nil, v))
	}
	return 0, &parseError{field: w.source, text: text, layouts: w.layouts, cause: err}
}

// zoneFor returns the zone that the event names.
func (w *worker) zoneFor(ev *event.Event) (*time.Location, error) {
	w.env.Bind(ev)
	name, missing := w.zones.Append(w.name[:0], w.env)
	w.name = name
	if missing != "" {
		if err := w.env.TakeErr(); err != nil {
			return nil, fmt.Errorf("timezone: %w", err)
		}
		return nil, fmt.Errorf("timezone: %s is missing or empty", missing)
	}
	z, ok := w.known[string(name)]
	if !ok {
		z.loc, z.err = timefmt.LoadZone(string(name))
		if len(w.known) >= maxZones {
			clear(w.known)
		}
		w.known[string(name)] = z
	}
	return z.loc, z.err
}
