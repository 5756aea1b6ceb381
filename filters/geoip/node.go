package geoip

import (
	"fmt"
	"strings"

	"github.com/headgate/headgate/event"
)

// node is a field to set, with a value or with fields inside. It outlives batches, so the value is no object or list.
type node struct {
	key   *event.Key
	value event.Value
	sub   []node
}

// insert adds the value at a dotted path.
func insert(nodes []node, path string, v event.Value) []node {
	name, rest, inside := strings.Cut(path, ".")
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

// apply sets the fields in an object, beside what is there.
func apply(a *event.Arena, o *event.Object, nodes []node) error {
	for i := range nodes {
		n := &nodes[i]
		if n.sub == nil {
			o.Set(a, n.key, n.value)
			continue
		}
		inner, err := innerObject(a, o, n)
		if err != nil {
			return err
		}
		if err := apply(a, inner, n.sub); err != nil {
			return err
		}
	}
	return nil
}

func innerObject(a *event.Arena, o *event.Object, n *node) (*event.Object, error) {
	switch old := o.Get(n.key); old.Kind() {
	case event.KindObject:
		return old.AsObject(), nil
	case event.KindNull:
		inner := a.NewObjectSize(len(n.sub))
		o.Set(a, n.key, event.ObjectValue(inner))
		return inner, nil
	default:
		return nil, fmt.Errorf("geoip: the field %q in the target is a %s, not an object: remove it first", n.key, old.Kind())
	}
}
