package lru_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/headgate/headgate/internal/lru"
)

// model is the same cache as a plain list, the key that was used last in front.
type model struct {
	most int
	keys []int
	vals map[int]int
}

func (m *model) use(k int) {
	if i := slices.Index(m.keys, k); i >= 0 {
		m.keys = slices.Delete(m.keys, i, i+1)
	}
	m.keys = slices.Insert(m.keys, 0, k)
}

func (m *model) get(k int) (int, bool) {
	v, ok := m.vals[k]
	if ok {
		m.use(k)
	}
	return v, ok
}

func (m *model) put(k, v int) {
	m.use(k)
	m.vals[k] = v
	if len(m.keys) > m.most {
		delete(m.vals, m.keys[m.most])
		m.keys = m.keys[:m.most]
	}
}

func TestLikeModel(t *testing.T) {
	for _, most := range []int{1, 2, 3, 7} {
		r := rand.New(rand.NewPCG(1, uint64(most)))
		c, m := lru.New[int, int](most), &model{most: most, vals: map[int]int{}}
		for i := range 20000 {
			k := r.IntN(10)
			switch n := r.IntN(1000); {
			case n == 0:
				c.Clear()
				m.keys, m.vals = nil, map[int]int{}
			case n < 500:
				c.Put(k, i)
				m.put(k, i)
			default:
				got, ok := c.Get(k)
				want, wantOK := m.get(k)
				if got != want || ok != wantOK {
					t.Fatalf("size %d, step %d: Get(%d) = %d, %v; want %d, %v", most, i, k, got, ok, want, wantOK)
				}
			}
			if c.Len() != len(m.keys) {
				t.Fatalf("size %d, step %d: %d values, want %d", most, i, c.Len(), len(m.keys))
			}
		}
	}
}

func BenchmarkGet(b *testing.B) {
	c := lru.New[int, int](1000)
	for i := range 1000 {
		c.Put(i, i)
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := c.Get(i % 1000); !ok {
			b.Fatal("value is gone")
		}
		i += 7
	}
}
