// Package lru remembers a bounded number of values and forgets the one that was not asked for the longest.
package lru

// none is the place of no entry.
const none = -1

// Cache maps keys to values. It must not be used by two goroutines at once.
type Cache[K comparable, V any] struct {
	most    int
	places  map[K]int32
	entries []entry[K, V]
	first   int32 // used last
	last    int32 // the next to be forgotten
}

type entry[K comparable, V any] struct {
	key          K
	value        V
	newer, older int32
}

// New makes a cache for so many values, of which there has to be at least one.
func New[K comparable, V any](most int) *Cache[K, V] {
	return &Cache[K, V]{most: max(1, most), places: make(map[K]int32), first: none, last: none}
}

// Len is the number of values.
func (c *Cache[K, V]) Len() int { return len(c.entries) }

// Get returns the value of a key and whether there is one.
func (c *Cache[K, V]) Get(k K) (v V, ok bool) {
	at, ok := c.places[k]
	if !ok {
		return v, false
	}
	if at != c.first {
		c.unlink(at)
		c.link(at)
	}
	return c.entries[at].value, true
}

// Put sets the value of a key.
func (c *Cache[K, V]) Put(k K, v V) {
	at, ok := c.places[k]
	switch {
	case ok:
		c.unlink(at)
	case len(c.entries) < c.most:
		at = int32(len(c.entries))
		c.entries = append(c.entries, entry[K, V]{})
	default:
		at = c.last
		c.unlink(at)
		delete(c.places, c.entries[at].key)
	}
	c.entries[at].key, c.entries[at].value = k, v
	c.places[k] = at
	c.link(at)
}

// Clear forgets everything.
func (c *Cache[K, V]) Clear() {
	clear(c.places)
	clear(c.entries)
	c.entries = c.entries[:0]
	c.first, c.last = none, none
}

// link makes an entry the one that was used last.
func (c *Cache[K, V]) link(at int32) {
	e := &c.entries[at]
	e.newer, e.older = none, c.first
	if c.first != none {
		c.entries[c.first].newer = at
	}
	c.first = at
	if c.last == none {
		c.last = at
	}
}

func (c *Cache[K, V]) unlink(at int32) {
	e := &c.entries[at]
	if e.newer == none {
		c.first = e.older
	} else {
		c.entries[e.newer].older = e.older
	}
	if e.older == none {
		c.last = e.newer
	} else {
		c.entries[e.older].newer = e.newer
	}
}
