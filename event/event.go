// Package event holds what travels through headgate: compact events with ordered, typed fields,
// batches that own their memory, and the settling that carries the news of delivery back to the
// source.
//
// An event belongs to a batch and is changed only by whoever owns the batch. Text taken from an
// event stays valid for ever but pins the block it was read in: clone what is kept long. Objects
// and lists die with the batch.
package event

import (
	"errors"
	"fmt"
)

// Bounds of one event.
const (
	MaxDepth  = 64   // levels of nesting that a decoder accepts
	MaxFields = 1024 // fields in one object that a decoder accepts
)

type state uint8

const (
	live state = iota
	skipped
	failed
	dropped // and what is greater: not worked on any more
	ended
)

// Event is one record with its fields, metadata and tie to the source.
type Event struct {
	root    Object
	meta    *Object
	arena   *Arena
	origin  *Origin
	raw     string // the record as it arrived, when the event came from bytes
	pos     int64  // position of the record in its source, -1 when it has none
	outs    uint64 // outputs that want the event, a bit for each
	ticket  uint32 // index into Batch.tickets, or noTicket
	upIdx   int32  // in a copy: number of the event it was made from
	sub     uint16 // number among the events made of one record
	state   state
	outcome Outcome // of an ended event, or noted already
	depth   uint8   // block depth to which the event was selected
	branch  uint8
}

// noTicket says that nobody waits for the event.
const noTicket = 1<<32 - 1

// Origin describes the stream that records come from. It is immutable and shared by all of them.
type Origin struct {
	Input    string // NAME of the input
	Pipeline string
	ID       string // identity of the stream that survives a restart, such as a file's fingerprint
	Fields   []Preset
	// OffsetField is the field for the position of each record; the zero path sets none.
	OffsetField Path
}

// Preset is a field that an input sets on each event that does not have it.
type Preset struct {
	Path  Path
	Value Value
}

// Fields is the object of the event's fields.
func (e *Event) Fields() *Object { return &e.root }

// Meta is the object of the event's metadata, nil when there is none.
func (e *Event) Meta() *Object { return e.meta }

// Arena is the memory of the event's batch, from which its objects and lists come.
func (e *Event) Arena() *Arena { return e.arena }

// Origin describes the stream the event came from, nil for events made inside headgate.
func (e *Event) Origin() *Origin { return e.origin }

// Raw is the record as it arrived, empty if the event did not come from bytes.
func (e *Event) Raw() string { return e.raw }

// Position is the place of the event in its source: the offset of its record, or -1, and its
// number among the events made of that record.
func (e *Event) Position() (offset int64, sub int) { return e.pos, int(e.sub) }

// Get returns the value at a path, Null when it is missing.
func (e *Event) Get(p Path) Value {
	if p.meta || len(p.keys) == 0 {
		return e.getMeta(p)
	}
	return e.root.walk(p.keys)
}

// getMeta is Get for what counts from the metadata, and for the whole event.
func (e *Event) getMeta(p Path) Value {
	switch {
	case !p.meta:
		return ObjectValue(&e.root)
	case e.meta == nil:
		return e.originMeta(p)
	case len(p.keys) == 0:
		return ObjectValue(e.meta)
	}
	if v := e.meta.walk(p.keys); v.k != KindNull {
		return v
	}
	return e.originMeta(p)
}

// originMeta answers meta.input and meta.pipeline, which are kept once per stream.
func (e *Event) originMeta(p Path) Value {
	if e.origin == nil || len(p.keys) != 1 {
		return Null
	}
	switch p.keys[0] {
	case keyInput:
		return String(e.origin.Input)
	case keyPipeline:
		return String(e.origin.Pipeline)
	}
	return Null
}

// Has reports whether there is a value other than null at the path.
func (e *Event) Has(p Path) bool { return !e.Get(p).IsNull() }

// Str returns the text at a path and whether a string is there.
func (e *Event) Str(p Path) (string, bool) { return e.Get(p).AsString() }

// errWholeEvent is what setting or deleting the whole event at once gives.
var errWholeEvent = errors.New("the whole event can't be replaced")

// Set puts a value at a path and makes the objects on the way. It fails when something on the way
// is neither an object nor missing. Objects and lists in v must come from the event's arena.
func (e *Event) Set(p Path, v Value) error {
	if len(p.keys) == 0 {
		return errWholeEvent
	}
	o := &e.root
	if p.meta {
		if e.meta == nil {
			e.meta = e.arena.NewObject()
		}
		o = e.meta
	}
	last := len(p.keys) - 1
	for i, k := range p.keys[:last] {
		at := o.Find(k)
		if at < 0 {
			next := e.arena.NewObjectSize(2)
			o.Add(e.arena, k, ObjectValue(next))
			o = next
			continue
		}
		switch in := o.f[at].Value; in.k {
		case KindObject:
			o = in.AsObject()
		case KindNull:
			next := e.arena.NewObject()
			o.f[at].Value = ObjectValue(next)
			o = next
		case KindArray:
			return e.setInList(p, i+1, in, v)
		default:
			return notObject(p, i, in)
		}
	}
	o.Set(e.arena, p.keys[last], v)
	return nil
}

// Default sets a field unless there is a value other than null. What does not fit, because something on
// the way is no object, is left out.
func (e *Event) Default(p Path, v Value) {
	switch {
	case p.meta || len(p.keys) == 0 || len(p.keys) > 2:
		if !e.Has(p) {
			_ = e.Set(p, v) // what does not fit is left out
		}
	case len(p.keys) == 1:
		e.root.setDefault(e.arena, p.keys[0], v)
	default:
		at := e.root.Find(p.keys[0])
		if at < 0 {
			o := e.arena.NewObjectSize(2)
			o.Add(e.arena, p.keys[1], v)
			e.root.Add(e.arena, p.keys[0], ObjectValue(o))
			return
		}
		if o := e.root.f[at].Value; o.k == KindObject {
			o.AsObject().setDefault(e.arena, p.keys[1], v)
		}
	}
}

// DefaultTimestamp sets the event's time unless it has one.
func (e *Event) DefaultTimestamp(nanos int64) { e.root.setDefault(e.arena, keyTimestamp, Time(nanos)) }

func notObject(p Path, i int, in Value) error {
	return fmt.Errorf("set %q: %q is a %s, not an object", p, Path{p.keys[:i+1], p.meta}, in.k)
}

// setInList sets what p.keys[i:] name inside a list.
func (e *Event) setInList(p Path, i int, list, v Value) error {
	for {
		elems := list.AsArray()
		at := listIndex(p.keys[i], len(elems))
		if at < 0 {
			return fmt.Errorf("set %q: %q is a list of %d elements", p, Path{p.keys[:i], p.meta}, len(elems))
		}
		if i++; i == len(p.keys) {
			elems[at] = v
			return nil
		}
		switch in := elems[at]; in.k {
		case KindArray:
			list = in
		case KindObject:
			return e.setIn(in.AsObject(), p, i, v)
		default:
			return notObject(p, i-1, in)
		}
	}
}

// setIn sets what p.keys[i:] name inside an object that sits in a list.
func (e *Event) setIn(o *Object, p Path, i int, v Value) error {
	inner := Event{root: *o, arena: e.arena}
	err := inner.Set(Path{keys: p.keys[i:]}, v)
	*o = inner.root
	return err
}

// Delete removes the value at a path and returns it, Null when there was none.
func (e *Event) Delete(p Path) Value {
	if len(p.keys) == 0 {
		if p.meta {
			e.meta = nil
		}
		return Null
	}
	holder := e.Get(Path{p.keys[:len(p.keys)-1], p.meta})
	last := p.keys[len(p.keys)-1]
	switch holder.k {
	case KindObject:
		o := holder.AsObject()
		v := o.Get(last)
		o.Delete(last)
		return v
	case KindArray:
		return e.deleteFromList(p, holder, last)
	}
	return Null
}

func (e *Event) deleteFromList(p Path, list Value, k *Key) Value {
	elems := list.AsArray()
	at := listIndex(k, len(elems))
	if at < 0 {
		return Null
	}
	v := elems[at]
	copy(elems[at:], elems[at+1:])
	_ = e.Set(Path{p.keys[:len(p.keys)-1], p.meta}, arrayOf(elems[:len(elems)-1])) // it was just read from there
	return v
}

// Timestamp returns the event's time in nanoseconds since 1970 UTC, 0 when it has none.
func (e *Event) Timestamp() int64 {
	t, _ := e.root.Get(keyTimestamp).AsTime()
	return t
}

// SetTimestamp sets the event's time.
func (e *Event) SetTimestamp(t Value) { e.root.Set(e.arena, keyTimestamp, t) }

// Message returns the text of the field "message".
func (e *Event) Message() (string, bool) { return e.root.Get(keyMessage).AsString() }

// SetMessage sets the field "message".
func (e *Event) SetMessage(s string) { e.root.Set(e.arena, keyMessage, String(s)) }

// Tags returns the event's tags, Null when it has none.
func (e *Event) Tags() Value { return e.root.Get(keyTags) }

// HasTag reports whether the event has a tag.
func (e *Event) HasTag(tag string) bool {
	v := e.Tags()
	if s, ok := v.AsString(); ok {
		return s == tag
	}
	return hasTag(v, tag)
}

func hasTag(list Value, tag string) bool {
	for _, t := range list.AsArray() {
		if s, ok := t.AsString(); ok && s == tag {
			return true
		}
	}
	return false
}

// AddTag adds a tag unless the event has it.
func (e *Event) AddTag(tag string) {
	v := e.Tags()
	switch {
	case v.k == KindArray && hasTag(v, tag):
		return
	case v.k == KindArray:
		v = e.arena.Append(v, String(tag))
	case v.k == KindNull:
		v = e.arena.Array(String(tag))
	default:
		if s, ok := v.AsString(); ok && s == tag {
			return
		}
		v = e.arena.Array(v, String(tag))
	}
	e.root.Set(e.arena, keyTags, v)
}

// RemoveTag removes a tag; the last one takes the field with it.
func (e *Event) RemoveTag(tag string) {
	v := e.Tags()
	if s, ok := v.AsString(); ok && s == tag {
		e.root.Delete(keyTags)
		return
	}
	list := v.AsArray()
	for i, t := range list {
		if s, ok := t.AsString(); ok && s == tag {
			copy(list[i:], list[i+1:])
			list = list[:len(list)-1]
			break
		}
	}
	switch {
	case v.k == KindArray && len(list) == 0:
		e.root.Delete(keyTags)
	case v.k == KindArray && len(list) < int(v.n):
		e.root.Set(e.arena, keyTags, arrayOf(list))
	}
}

// CopyFrom replaces the event's fields and metadata by deep copies of another's.
func (e *Event) CopyFrom(o *Event) {
	e.root, e.meta = Object{}, nil
	e.arena.copyObject(&e.root, &o.root)
	if o.meta != nil {
		e.meta = e.arena.cloneObject(o.meta)
	}
	e.origin, e.raw, e.pos = o.origin, o.raw, o.pos
}

// Drop marks the event as dropped on purpose; the engine takes it out of the batch.
func (e *Event) Drop() { e.state = dropped }

// End takes the event out of its batch with an outcome that is decided already, such as a rejection
// that has been stored safely.
func (e *Event) End(o Outcome) { e.state, e.outcome = ended, o }

// Note adds an outcome that counts for the event besides those of the outputs that it still goes to.
func (e *Event) Note(o Outcome) { e.outcome = max(e.outcome, o) }

// Skip marks the event as one that the filter had nothing to do with: the options that follow a
// success (add_field, ...) are not applied, and nothing is tagged.
func (e *Event) Skip() {
	if e.state == live {
		e.state = skipped
	}
}

// Dropped reports whether the event was dropped.
func (e *Event) Dropped() bool { return e.state >= dropped }
