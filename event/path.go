package event

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Well-known keys.
var (
	keyTimestamp = ConfigKey("@timestamp")
	keyMetadata  = ConfigKey("@metadata")
	keyTags      = ConfigKey("tags")
	keyMessage   = ConfigKey("message")
	keyInput     = ConfigKey("input")
	keyPipeline  = ConfigKey("pipeline")
)

// Path names a field, compiled once from its text. The zero Path names the whole event.
type Path struct {
	keys []*Key
	meta bool // counted from the metadata
}

// ParsePath compiles the name of a field: "host.name", "[host][name]", "[a.b]" (a literal dot),
// "@metadata.x". Numbers index lists, negative ones from the end.
func ParsePath(s string) (Path, error) {
	names, err := splitPath(s)
	if err != nil {
		return Path{}, err
	}
	return PathOf(names...), nil
}

// MustPath is ParsePath for names that stand in code.
func MustPath(s string) Path {
	p, err := ParsePath(s)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return p
}

// PathOf builds a path from the names of its steps; a first step "@metadata" counts from the metadata.
func PathOf(names ...string) Path {
	var p Path
	if len(names) > 0 && names[0] == keyMetadata.name {
		p.meta, names = true, names[1:]
	}
	for _, n := range names {
		p.keys = append(p.keys, ConfigKey(n))
	}
	return p
}

// MetaPath builds a path that counts from the metadata.
func MetaPath(names ...string) Path {
	p := PathOf(names...)
	p.meta = true
	return p
}

var errEmptyName = errors.New("a part of the name is empty")

func splitPath(s string) ([]string, error) {
	if s == "" {
		return nil, errors.New("the name of a field is empty")
	}
	if strings.HasPrefix(s, "[") {
		return splitBrackets(s)
	}
	if i := strings.IndexAny(s, "[]"); i >= 0 {
		return nil, fmt.Errorf("write %q either with dots or with every part in brackets", s)
	}
	names := strings.Split(s, ".")
	if slices.Contains(names, "") {
		return nil, errEmptyName
	}
	return names, nil
}

func splitBrackets(s string) ([]string, error) {
	var names []string
	for s != "" {
		end := strings.IndexByte(s, ']')
		if s[0] != '[' || end < 0 {
			return nil, fmt.Errorf("brackets do not match at %q", s)
		}
		if end == 1 {
			return nil, errEmptyName
		}
		names = append(names, s[1:end])
		s = s[end+1:]
	}
	return names, nil
}

// IsMeta reports whether the path counts from the metadata.
func (p Path) IsMeta() bool { return p.meta }

// Keys are the steps of the path. They must not be changed.
func (p Path) Keys() []*Key { return p.keys }

// IsZero reports whether the path names the whole event.
func (p Path) IsZero() bool { return len(p.keys) == 0 && !p.meta }

// IsTimestamp reports whether the path names the event's timestamp.
func (p Path) IsTimestamp() bool { return !p.meta && len(p.keys) == 1 && p.keys[0] == keyTimestamp }

// Equal reports whether two paths name the same field.
func (p Path) Equal(o Path) bool {
	if p.meta != o.meta || len(p.keys) != len(o.keys) {
		return false
	}
	for i := range p.keys {
		if p.keys[i] != o.keys[i] {
			return false
		}
	}
	return true
}

// HasPrefix reports whether o names the same field or one that holds it.
func (p Path) HasPrefix(o Path) bool {
	return len(p.keys) >= len(o.keys) && Path{p.keys[:len(o.keys)], p.meta}.Equal(o)
}

// Join returns the path of a field inside the one that p names.
func (p Path) Join(o Path) Path {
	return Path{append(append(make([]*Key, 0, len(p.keys)+len(o.keys)), p.keys...), o.keys...), p.meta}
}

// Child returns the path of a field directly inside.
func (p Path) Child(k *Key) Path { return p.Join(Path{keys: []*Key{k}}) }

// String writes the path with dots, or in brackets when a name holds a dot.
func (p Path) String() string {
	names := make([]string, 0, len(p.keys)+1)
	brackets := false
	if p.meta {
		names = append(names, keyMetadata.name)
	}
	for _, k := range p.keys {
		brackets = brackets || strings.ContainsAny(k.name, ".[]") || k.name == ""
		names = append(names, k.name)
	}
	if brackets {
		return "[" + strings.Join(names, "][") + "]"
	}
	return strings.Join(names, ".")
}
