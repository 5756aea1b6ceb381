package file

import (
	"cmp"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// store holds what is known of files, and keeps it on disk.
type store struct {
	path  string // of the file of positions
	clean time.Duration
	log   *slog.Logger
	dirty chan struct{} // has one element when there is something to save

	mu       sync.Mutex
	entries  map[*entry]struct{}
	nodes    map[inode]*entry
	loaded   bool
	reported bool // the last attempt to write failed, which was logged

	saving sync.Mutex // held while the file is written
}

func newStore(path string, in *input) *store {
	return &store{
		path: path, clean: in.CleanAfter.Std(), log: in.env.Log, dirty: make(chan struct{}, 1),
		entries: make(map[*entry]struct{}), nodes: make(map[inode]*entry),
	}
}

// touch says that there is something to save. It never blocks.
func (s *store) touch() {
	select {
	case s.dirty <- struct{}{}:
	default:
	}
}

// change changes entries.
func (s *store) change(how func()) {
	s.mu.Lock()
	how()
	s.mu.Unlock()
	s.touch()
}

// attach notes that an entry is the content of a file.
func (s *store) attach(e *entry, f *file, born int64) {
	s.change(func() {
		s.entries[e] = struct{}{}
		if s.nodes[e.node] == e {
			delete(s.nodes, e.node)
		}
		e.file, e.node, e.born, e.path, e.archive = f, f.node, born, f.path, f.format != plain
		s.nodes[e.node] = e
	})
	f.entry, f.stream = e, e.stream
}

// abandon notes that an entry has lost its file: it is not there any more, or was written anew.
func (s *store) abandon(e *entry, anew bool) {
	s.change(func() {
		e.file, e.seen = nil, time.Now().Unix()
		if anew {
			delete(s.nodes, e.node)
			e.node, e.anew = inode{}, true
		}
	})
}

// byNode finds what is known of an inode.
func (s *store) byNode(n inode) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.nodes[n]
}

// beginningLike lists the entries whose content begins as a file does, those that were read furthest
// first. The content of an open file that is longer than the beginning is not compared yet.
func (s *store) beginningLike(head []byte, f *file) []*entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	sums := make(map[int]uint64) // by length: mostly they are all the same
	var out []*entry
	for e := range s.entries {
		switch n := e.head.Len; {
		case n == 0 || e.file == f:
			continue
		case n > len(head):
			if e.file == nil || e.file.in == nil {
				continue
			}
		default:
			if _, ok := sums[n]; !ok {
				sums[n] = spanOf(head[:n], int64(n)).Sum
			}
			if sums[n] != e.head.Sum {
				continue
			}
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.settled.Load(), a.settled.Load()), cmp.Compare(a.id, b.id))
	})
	return out
}

// hasMark reports whether the last stretch of an entry that lies within a file is found in it.
func (s *store) hasMark(e *entry, c *candidate) bool {
	m, ok := lastUpTo(s.marksOf(e), c.size)
	return ok && m.matchesIn(c.in)
}

// marksOf returns the stretches that were read last, in their order.
func (s *store) marksOf(e *entry) []span {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(e.marks)
}
