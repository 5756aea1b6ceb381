// Package reserved looks after the fields that have a fixed meaning, in events whose fields were named
// by foreign data: @timestamp, @metadata and tags.
package reserved

import (
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
)

// Tags for fields that had to be put aside, as Logstash has them.
const (
	timestampTag = "_timestampparsefailure"
	tagsTag      = "_tagsparsefailure"
)

var (
	timestamp      = event.ConfigKey("@timestamp")
	metadata       = event.ConfigKey("@metadata")
	tags           = event.ConfigKey("tags")
	timestampAside = event.ConfigKey("_@timestamp")
	tagsAside      = event.ConfigKey("_tags")
)

// Fix gives these fields the form that headgate relies on. A @timestamp that is text is read as ISO 8601;
// what can't be read moves to "_@timestamp" and the event is tagged _timestampparsefailure. An object
// @metadata becomes the event's metadata. Tags that are neither text nor a list of text move to "_tags"
// and the event is tagged _tagsparsefailure; null is removed.
func Fix(e *event.Event) {
	o := e.Fields()
	at, n := 0, 0 // one pass: most events have one of them at most
	for i := range o.Len() {
		if k, _ := o.At(i); k == timestamp || k == metadata || k == tags {
			at = i
			n++
		}
	}
	switch n {
	case 0:
	case 1:
		fix(e, at)
	default:
		for _, k := range [...]*event.Key{timestamp, metadata, tags} {
			if i := o.Find(k); i >= 0 {
				fix(e, i)
			}
		}
	}
}

func fix(e *event.Event, i int) {
	switch k, _ := e.Fields().At(i); k {
	case timestamp:
		fixTimestamp(e, i)
	case metadata:
		fixMetadata(e, i)
	case tags:
		fixTags(e, i)
	}
}

func fixTimestamp(e *event.Event, i int) {
	o := e.Fields()
	_, v := o.At(i)
	switch v.Kind() {
	case event.KindTime, event.KindNull:
		return
	case event.KindString:
		s, _ := v.AsString()
		if t, ok := parse(s); ok {
			o.SetAt(i, t)
			return
		}
	}
	aside(e, timestamp, timestampAside, v, timestampTag)
}

func parse(s string) (event.Value, bool) {
	if t, nanos, ok := timefmt.ParseRFC3339(s); ok {
		if nanos {
			return event.TimeNanos(t), true
		}
		return event.Time(t), true
	}
	iso, err := timefmt.Compile("ISO8601")
	if err != nil {
		return event.Null, false
	}
	t, err := iso.Parse(s, timefmt.ParseOptions{})
	return event.Time(t), err == nil
}

func aside(e *event.Event, from, to *event.Key, v event.Value, tag string) {
	e.Fields().Delete(from)
	e.Fields().Set(e.Arena(), to, v)
	e.AddTag(tag)
}

func fixMetadata(e *event.Event, i int) {
	_, v := e.Fields().At(i)
	inner := v.AsObject()
	if inner == nil {
		return
	}
	e.Fields().Delete(metadata)
	for k, f := range inner.All() {
		// Nothing lies between the metadata and its fields, so this can't fail.
		_ = e.Set(event.MetaPath().Child(k), f)
	}
}

func fixTags(e *event.Event, i int) {
	_, v := e.Fields().At(i)
	switch {
	case v.IsNull():
		e.Fields().Delete(tags)
	case !legalTags(v):
		aside(e, tags, tagsAside, v, tagsTag)
	default:
		unique(e, i, v)
	}
}

func legalTags(v event.Value) bool {
	if v.Kind() == event.KindString {
		return true
	}
	if v.Kind() != event.KindArray {
		return false
	}
	for _, t := range v.AsArray() {
		if t.Kind() != event.KindString {
			return false
		}
	}
	return true
}

// unique makes the tags a list without duplicates.
func unique(e *event.Event, i int, v event.Value) {
	if v.Kind() == event.KindString {
		e.Fields().SetAt(i, e.Arena().Array(v))
		return
	}
	list := v.AsArray()
	if !repeats(list) {
		return
	}
	e.Fields().Delete(tags)
	for _, t := range list {
		s, _ := t.AsString()
		e.AddTag(s)
	}
}

func repeats(list []event.Value) bool {
	if len(list) > manyTags {
		return false
	}
	for i, a := range list {
		s, _ := a.AsString()
		for _, b := range list[:i] {
			if t, _ := b.AsString(); s == t {
				return true
			}
		}
	}
	return false
}

// manyTags is the number from which looking for duplicates would cost more than it is worth.
const manyTags = 256
