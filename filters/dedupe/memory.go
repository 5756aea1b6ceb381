package dedupe

import (
	"sync"

	"github.com/headgate/headgate/internal/lru"
)

const (
	shards = 16
	// smallest is the size from which on the memory is split.
	smallest = 64 * shards
)

// memory remembers which events were seen and when first. It is split into parts with a lock each, so
// that workers seldom wait for each other.
type memory struct{ parts []part }

type part struct {
	mu   sync.Mutex
	seen *lru.Cache[uint64, int64]
}

func newMemory(size int) *memory {
	n := shards
	if size < smallest {
		n = 1
	}
	m := &memory{parts: make([]part, n)}
	for i := range m.parts {
		m.parts[i].seen = lru.New[uint64, int64](size / n)
	}
	return m
}

// before reports whether an event was seen, at most so long before or after.
func (m *memory) before(h uint64, at, window int64) bool {
	p := &m.parts[h>>32%uint64(len(m.parts))]
	p.mu.Lock()
	defer p.mu.Unlock()
	first, ok := p.seen.Get(h)
	if ok && (window == 0 || max(at-first, first-at) <= window) {
		return true
	}
	p.seen.Put(h, at)
	return false
}
