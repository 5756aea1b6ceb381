package kv

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

// text adds the pairs of a text to an object.
func (w *worker) text(s string, into *event.Object, depth int) error {
	if w.scanner.quick(s) {
		return w.scanner.scan(s, func(key, value string) error { return w.pair(key, value, into, depth) })
	}
	return w.search(s, into, depth)
}

// pair adds one pair, unless the options leave it out.
func (w *worker) pair(key, value string, into *event.Object, depth int) error {
	if value == "" && !w.AllowEmptyValues {
		return nil
	}
	if w.pairs++; w.pairs > maxPairs {
		return fmt.Errorf("there are more than %d pairs", maxPairs)
	}
	key = transform(w.removeKey.erase(w, w.trimKey.erase(w, key)), w.TransformKey)
	if len(w.include) > 0 && !slices.Contains(w.include, key) || slices.Contains(w.exclude, key) {
		return nil
	}
	value = transform(w.removeValue.erase(w, w.trimValue.erase(w, value)), w.TransformValue)
	if err := w.work.Err(); err != nil {
		return gaveUp(err)
	}
	name := w.keys.get(w.prefix + key)
	old := into.Get(name)
	if !w.AllowDuplicateValues && holds(old, value) {
		return nil
	}
	v, err := w.inner(value, depth)
	if err != nil {
		return err
	}
	w.add(into, name, old, v)
	return nil
}

// inner looks for pairs in a value.
func (w *worker) inner(value string, depth int) (event.Value, error) {
	if !w.Recursive || depth == maxDepth {
		return event.String(value), nil
	}
	o := w.arena.NewObject()
	if err := w.text(value, o, depth+1); err != nil {
		return event.Null, err
	}
	if o.Len() == 0 {
		return event.String(value), nil
	}
	return event.ObjectValue(o), nil
}

// keyCache finds the keys of names that come again and again, without the table that all share.
type keyCache [256]*event.Key

func (c *keyCache) get(name string) *event.Key {
	if name == "" {
		return event.Intern(name)
	}
	n := len(name)
	at := &c[uint8(n)*31^name[0]*7^name[n-1]^name[n/2]<<3]
	if k := *at; k != nil && k.String() == name {
		return k
	}
	k := event.Intern(name)
	*at = k
	return k
}

func (w *worker) add(into *event.Object, name *event.Key, old, v event.Value) {
	switch old.Kind() {
	case event.KindNull:
	case event.KindArray:
		v = w.arena.Append(old, v)
	default:
		v = w.arena.Array(old, v)
	}
	into.Set(w.arena, name, v)
}

// holds reports whether a field has the value already.
func holds(v event.Value, value string) bool {
	if s, ok := v.AsString(); ok {
		return s == value
	}
	for _, e := range v.AsArray() {
		if s, ok := e.AsString(); ok && s == value {
			return true
		}
	}
	return false
}

func transform(s, how string) string {
	switch how {
	case "lowercase":
		return strings.ToLower(s)
	case "uppercase":
		return strings.ToUpper(s)
	case "capitalize":
		r, n := utf8.DecodeRuneInString(s)
		if n == 0 || r == utf8.RuneError {
			return strings.ToLower(s)
		}
		return string(unicode.ToTitle(r)) + strings.ToLower(s[n:])
	}
	return s
}
