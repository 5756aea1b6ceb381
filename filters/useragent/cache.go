package useragent

import (
	"hash/maphash"
	"strings"
	"sync"

	"github.com/headgate/headgate/internal/lru"
)

// shards is the number of caches with a lock of their own, so that workers seldom wait for each other.
const shards = 16

// Bounds in bytes: what is longer than maxLine is cut before it is looked at, no real user agent is that long; what is
// longer than maxKept is not remembered.
const (
	maxLine = 8 << 10
	maxKept = 1 << 10
)

// cache remembers the results of user agents. All workers of a filter share it, because to find one out takes long.
type cache struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu    sync.Mutex
	known *lru.Cache[string, *result]
}

func newCache(size int) *cache {
	c := &cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i].known = lru.New[string, *result](max(1, (size+shards-1)/shards))
	}
	return c
}

// get returns the result of a user agent, made by find if it is not known yet.
func (c *cache) get(line string, find func(string) *result) *result {
	if len(line) > maxKept {
		return find(line)
	}
	s := &c.shards[maphash.String(c.seed, line)%shards]
	s.mu.Lock()
	r, ok := s.known.Get(line)
	s.mu.Unlock()
	if ok {
		return r
	}
	line = strings.Clone(line)
	r = find(line)
	s.mu.Lock()
	s.known.Put(line, r)
	s.mu.Unlock()
	return r
}
