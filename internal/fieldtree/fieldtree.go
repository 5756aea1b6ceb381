// Package fieldtree sets several fields below one field of an event at once: what a lookup found, remembered from one
// event to the next.
package fieldtree

import (
	"fmt"
	"strings"

	"github.com/headgate/headgate/event"
)

// Tree holds fields by their names, with fields inside. Once it is built it serves any number of goroutines.
type Tree struct{ nodes []node }

// node is one field, with a value or with fields inside.
type node struct {
	key   *event.Key
	value event.Value
	sub   []node
}

// Empty reports whether there are no fields.
func (t *Tree) Empty() bool { return t == nil || len(t.nodes) == 0 }

// Insert adds a value under a dotted name, or replaces it. The value must not be an object or a list, which would
// belong to a batch.
func (t *Tree) Insert(name string, v event.Value) { t.nodes = insert(t.nodes, name, v) }

func insert(nodes []node, name string, v event.Value) []node {
	name, rest, inside := strings.Cut(name, ".")
	key := event.ConfigKey(name)
	at := 0
	for at < len(nodes) && nodes[at].key != key {
		at++
	}
	if at == len(nodes) {
		nodes = append(nodes, node{key: key})
	}
	if inside {
		nodes[at].sub = insert(nodes[at].sub, rest, v)
	} else {
		nodes[at].value = v
	}
	return nodes
}

// Apply sets the fields inside the one at a path, beside what is there; the zero path means the event itself. The
// object is made if there is none, even by a tree without fields. It fails when something on the way is no object.
func (t *Tree) Apply(ev *event.Event, at event.Path) error {
	o := ev.Fields()
	if !at.IsZero() {
		var err error
		if o, err = t.objectAt(ev, at); err != nil {
			return err
		}
	}
	if t == nil {
		return nil
	}
	return apply(ev.Arena(), o, t.nodes)
}

func (t *Tree) objectAt(ev *event.Event, at event.Path) (*event.Object, error) {
	switch old := ev.Get(at); old.Kind() {
	case event.KindObject:
		return old.AsObject(), nil
	case event.KindNull:
		size := 0
		if t != nil {
			size = len(t.nodes)
		}
		o := ev.Arena().NewObjectSize(size)
		return o, ev.Set(at, event.ObjectValue(o))
	default:
		return nil, fmt.Errorf("the target %q is a %s, not an object: choose another target", at, old.Kind())
	}
}

func apply(a *event.Arena, o *event.Object, nodes []node) error {
	for i := range nodes {
		n := &nodes[i]
		if n.sub == nil {
			o.Set(a, n.key, n.value)
			continue
		}
		inner, err := inside(a, o, n)
		if err != nil {
			return err
		}
		if err := apply(a, inner, n.sub); err != nil {
			return err
		}
	}
	return nil
}

func inside(a *event.Arena, o *event.Object, n *node) (*event.Object, error) {
	switch old := o.Get(n.key); old.Kind() {
	case event.KindObject:
		return old.AsObject(), nil
	case event.KindNull:
		inner := a.NewObjectSize(len(n.sub))
		o.Set(a, n.key, event.ObjectValue(inner))
		return inner, nil
	default:
		return nil, fmt.Errorf("the field %q in the target is a %s, not an object: remove it first", n.key, old.Kind())
	}
}
