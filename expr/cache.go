package expr

import (
	"time"

	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/internal/timefmt"
)

// maxCached bounds what an Env remembers of patterns, formats and zones that come from events.
const maxCached = 64

// caches is what an Env keeps from one event to the next.
type caches struct {
	work     match.Work
	spans    []int
	patterns map[string]*pattern
	layouts  map[string]*timefmt.Layout
	zones    map[string]*time.Location
	dates    [16]renderedDate
}

// remember makes something of a text, once for each text while there is room.
func remember[T any](cache *map[string]T, text string, build func(string) (T, error)) (T, error) {
	if v, ok := (*cache)[text]; ok {
		return v, nil
	}
	v, err := build(text)
	if err != nil {
		return v, err
	}
	if *cache == nil || len(*cache) >= maxCached {
		*cache = make(map[string]T)
	}
	(*cache)[clone(text)] = v
	return v, nil
}

func (c *caches) pattern(text string) (*pattern, error) {
	return remember(&c.patterns, text, compilePattern)
}

func (c *caches) zone(name string) (*time.Location, error) {
	return remember(&c.zones, name, timefmt.LoadZone)
}

// spansFor is room for the positions of a pattern's groups, valid until the next call.
func (c *caches) spansFor(p *pattern) []int {
	n := 2 * len(p.re.Slots())
	if cap(c.spans) < n {
		c.spans = make([]int, n)
	}
	return c.spans[:n]
}
