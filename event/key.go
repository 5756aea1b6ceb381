package event

import (
	"hash/maphash"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Bounds of the intern table. A name beyond them still works: its key is compared by text.
const (
	maxInterned = 16384
	maxKeyBytes = 128
	keyShards   = 64
	notIndex    = -1 << 31
)

// Key is the name of a field. Equal names are the same pointer, unless one of them is dynamic.
type Key struct {
	name   string
	quoted string // `"name":`, escaped once for the encoder
	q16    [16]byte
	index  int32 // the name as a list index, or notIndex
	id     uint32
	dyn    bool // not interned: compare by text
}

// String is the field's name.
func (k *Key) String() string { return k.name }

// Quoted is the name as it stands in JSON, with quotes and colon.
func (k *Key) Quoted() string { return k.quoted }

// Equal reports whether two keys are the same name.
func (k *Key) Equal(o *Key) bool { return k == o || (k.dyn || o.dyn) && k.name == o.name }

type keyShard struct {
	mu   sync.RWMutex
	keys map[string]*Key
}

// keyTable is shared by the process: names repeat across pipelines, and keys are compared by pointer.
type keyTable struct {
	seed   maphash.Seed
	count  atomic.Int32
	shards [keyShards]keyShard
}

var keys = newKeyTable()

func newKeyTable() *keyTable {
	t := &keyTable{seed: maphash.MakeSeed()}
	for i := range t.shards {
		t.shards[i].keys = make(map[string]*Key)
	}
	return t
}

// Intern returns the key of a name that came with data. Past the bound of the table it is dynamic.
func Intern(name string) *Key { return keys.get(name, false) }

// ConfigKey returns the key of a name that stands in configuration or code: always interned.
func ConfigKey(name string) *Key { return keys.get(name, true) }

func (t *keyTable) get(name string, always bool) *Key {
	s := &t.shards[maphash.String(t.seed, name)%keyShards]
	s.mu.RLock()
	k := s.keys[name]
	s.mu.RUnlock()
	if k != nil {
		return k
	}
	if !always && (len(name) > maxKeyBytes || t.count.Load() >= maxInterned) {
		return newKey(strings.Clone(name), 0, true)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if k = s.keys[name]; k != nil {
		return k
	}
	k = newKey(strings.Clone(name), uint32(t.count.Add(1)), false)
	s.keys[k.name] = k
	return k
}

func newKey(name string, id uint32, dyn bool) *Key {
	k := &Key{name: name, id: id, dyn: dyn, index: notIndex}
	k.quoted = string(append(appendJSONString(nil, name), ':'))
	copy(k.q16[:], k.quoted)
	if i, err := strconv.ParseInt(name, 10, 32); err == nil && strconv.FormatInt(i, 10) == name {
		k.index = int32(i)
	}
	return k
}
