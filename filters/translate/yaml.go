package translate

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/headgate/headgate/event"
)

// yamlLine is how the YAML package words the line of an error.
var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)$`)

// parseYAML reads one mapping.
func parseYAML(data []byte) (*entries, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ := strconv.Atoi(m[1])
			return nil, &lineError{line, errors.New(m[2])}
		}
		return nil, err
	}
	if len(doc.Content) == 0 {
		return newEntries(0), nil // nothing but comments
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, &lineError{root.Line, errors.New("a mapping of keys to values is needed")}
	}
	c := yamlConverter{arena: new(event.Arena), budget: maxEntries}
	list := newEntries(len(root.Content) / 2)
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		v, err := c.value(value, 1)
		if err == nil && key.Kind != yaml.ScalarNode {
			err = errors.New("a key has to be text")
		}
		if err != nil {
			return nil, &lineError{key.Line, err}
		}
		if err := list.addLine(key.Value, v, key.Line); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// yamlConverter turns nodes into values. Its budget bounds what a few aliases can unfold into.
type yamlConverter struct {
	arena  *event.Arena
	budget int
}

func (c *yamlConverter) value(n *yaml.Node, depth int) (event.Value, error) {
	if c.budget--; c.budget < 0 {
		return event.Null, fmt.Errorf("there are more than %d values", maxEntries)
	}
	if depth > event.MaxDepth {
		return event.Null, fmt.Errorf("nested deeper than the limit of %d levels", event.MaxDepth)
	}
	switch n.Kind {
	case yaml.AliasNode:
		return c.value(n.Alias, depth+1)
	case yaml.MappingNode:
		return c.object(n, depth)
	case yaml.SequenceNode:
		list := c.arena.NewArray(len(n.Content))
		for i, e := range n.Content {
			v, err := c.value(e, depth+1)
			if err != nil {
				return event.Null, err
			}
			list.AsArray()[i] = v
		}
		return list, nil
	}
	return scalar(n), nil
}

func (c *yamlConverter) object(n *yaml.Node, depth int) (event.Value, error) {
	if len(n.Content)/2 > event.MaxFields {
		return event.Null, fmt.Errorf("an object has more fields than the limit of %d", event.MaxFields)
	}
	o := c.arena.NewObject()
	for i := 0; i+1 < len(n.Content); i += 2 {
		v, err := c.value(n.Content[i+1], depth+1)
		if err != nil {
			return event.Null, err
		}
		o.Set(c.arena, event.Intern(n.Content[i].Value), v)
	}
	return event.ObjectValue(o), nil
}

// scalar reads numbers and booleans; what is not understood stays text.
func scalar(n *yaml.Node) event.Value {
	var (
		i int64
		f float64
		b bool
	)
	switch n.ShortTag() {
	case "!!null":
		return event.Null
	case "!!int":
		if n.Decode(&i) == nil {
			return event.Int(i)
		}
	case "!!float":
		if n.Decode(&f) == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return event.Float(f)
		}
	case "!!bool":
		if n.Decode(&b) == nil {
			return event.Bool(b)
		}
	}
	return event.String(n.Value)
}
