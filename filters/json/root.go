package json

import (
	"errors"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
	"github.com/headgate/headgate/plugin"
)

// Fields that are not simply set, and what stands for them when they can't be used.
var (
	timestampKey = event.ConfigKey("@timestamp")
	metadataKey  = event.ConfigKey("@metadata")
	tagsKey      = event.ConfigKey("tags")

	tagsPath       = event.MustPath("tags")
	wrongTags      = event.MustPath("_tags")
	wrongTimestamp = event.MustPath("_@timestamp")
)

// Tags of events that brought a tags or @timestamp that can't be used.
const (
	tagsFailure      = "_tagsparsefailure"
	timestampFailure = "_timestampparsefailure"
)

// intoRoot sets the fields of an object on the event.
func (w *worker) intoRoot(ev *event.Event, s string) error {
	a := ev.Arena()
	o := a.NewObject()
	if err := w.decoder.Object(a, s, o); err != nil {
		return err
	}
	if m := o.Get(metadataKey); !m.IsNull() && m.AsObject() == nil {
		return errors.New("@metadata is not an object")
	}
	root := ev.Fields()
	for i := range o.Len() {
		switch k, v := o.At(i); k {
		case timestampKey:
			w.setTimestamp(ev, v)
		case tagsKey:
			w.setTags(ev, v)
		case metadataKey:
			setMetadata(ev, v.AsObject())
		default:
			root.Set(a, k, v)
		}
	}
	return nil
}

func setMetadata(ev *event.Event, o *event.Object) {
	if o == nil {
		return
	}
	for k, v := range o.All() {
		_ = ev.Set(event.MetaPath().Child(k), v) // a path of one step can't be blocked
	}
}

func (w *worker) setTags(ev *event.Event, v event.Value) {
	if plugin.Assign(ev, tagsPath, v) == nil {
		return
	}
	_ = ev.Set(wrongTags, v) // a path of one step can't be blocked
	ev.AddTag(tagsFailure)
}

// setTimestamp reads the time of the event. One that can't be read is kept beside, and the event's time
// is now.
func (w *worker) setTimestamp(ev *event.Event, v event.Value) {
	if v.IsNull() {
		return
	}
	if at, ok := w.timeOf(v); ok {
		ev.SetTimestamp(at)
		return
	}
	if w.now.IsZero() {
		w.now = time.Now()
	}
	a := ev.Arena()
	text := a.EndString(event.AppendText(a.Begin(64), v))
	_ = ev.Set(wrongTimestamp, event.String(text)) // a path of one step can't be blocked
	ev.SetTimestamp(event.Time(w.now.UnixNano()))
	ev.AddTag(timestampFailure)
}

func (w *worker) timeOf(v event.Value) (event.Value, bool) {
	s, ok := v.AsString()
	if !ok {
		return event.Null, false
	}
	if at, nanos, ok := timefmt.ParseRFC3339(s); ok {
		if nanos {
			return event.TimeNanos(at), true
		}
		return event.Time(at), true
	}
	at, err := w.iso.Parse(s, timefmt.ParseOptions{})
	if err != nil {
		return event.Null, false
	}
	return event.Time(at), true
}
