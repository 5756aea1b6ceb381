package plugin

import (
	"fmt"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
)

var tagsPath = event.MustPath("tags")

// Assign sets a field as event.Event.Set does, and keeps the two fields whose kind is fixed: text for
// "@timestamp" is read as RFC 3339, "tags" becomes a list of different texts. On an error the event is
// as it was.
func Assign(e *event.Event, p event.Path, v event.Value) error {
	switch {
	case p.IsTimestamp():
		return assignTimestamp(e, v)
	case p.Equal(tagsPath):
		return assignTags(e, v)
	}
	return e.Set(p, v)
}

func assignTimestamp(e *event.Event, v event.Value) error {
	if v.Kind() == event.KindTime {
		e.SetTimestamp(v)
		return nil
	}
	s, ok := v.AsString()
	if !ok {
		return fmt.Errorf("set \"@timestamp\": a %s is not a time: use a date filter", v.Kind())
	}
	at, nanos, ok := timefmt.ParseRFC3339(s)
	switch {
	case !ok:
		return fmt.Errorf("set \"@timestamp\": %s is not a time such as \"2015-05-17T10:05:03Z\": use a date filter", Quote(s))
	case nanos:
		e.SetTimestamp(event.TimeNanos(at))
	default:
		e.SetTimestamp(event.Time(at))
	}
	return nil
}

func assignTags(e *event.Event, v event.Value) error {
	for _, t := range v.AsArray() {
		if t.Kind() != event.KindString {
			return fmt.Errorf("set \"tags\": a tag is text, not a %s", t.Kind())
		}
	}
	switch v.Kind() {
	case event.KindNull, event.KindArray:
		e.Delete(tagsPath)
		for _, t := range v.AsArray() {
			s, _ := t.AsString()
			e.AddTag(s)
		}
	case event.KindString:
		return e.Set(tagsPath, e.Arena().Array(v))
	default:
		return fmt.Errorf("set \"tags\": tags are a list of texts, the value is a %s", v.Kind())
	}
	return nil
}
