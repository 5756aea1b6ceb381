package event

import "iter"

// indexFrom is the number of fields from which an object keeps an index; up to it a scan is faster.
const indexFrom = 64

// Field is one named value of an object.
type Field struct {
	Key *Key
	Value
}

// Object is an ordered set of fields. It belongs to its batch.
type Object struct {
	f      []Field
	index  map[*Key]int32 // kept by Add when the object is large, nil when stale
	hasDyn bool           // some key is dynamic: a failed scan tries again by text
}

// Len is the number of fields.
func (o *Object) Len() int { return len(o.f) }

// At returns the i-th field.
func (o *Object) At(i int) (*Key, Value) { return o.f[i].Key, o.f[i].Value }

// SetAt replaces the value of the i-th field.
func (o *Object) SetAt(i int, v Value) { o.f[i].Value = v }

// All iterates over the fields in order. The object must not gain or lose fields meanwhile.
func (o *Object) All() iter.Seq2[*Key, Value] {
	return func(yield func(*Key, Value) bool) {
		for i := range o.f {
			if !yield(o.f[i].Key, o.f[i].Value) {
				return
			}
		}
	}
}

// Get returns the value of a field, Null if there is none.
func (o *Object) Get(k *Key) Value {
	if i := o.Find(k); i >= 0 {
		return o.f[i].Value
	}
	return Null
}

// Find returns the position of a field, or -1. It changes nothing: shared objects are read by several
// goroutines.
func (o *Object) Find(k *Key) int {
	if len(o.f) <= indexFrom {
		for i := range o.f {
			if o.f[i].Key == k {
				return i
			}
		}
	}
	return o.findMore(k)
}

// findMore is Find for large objects, and for names that may be there as another key.
func (o *Object) findMore(k *Key) int {
	switch {
	case o.index != nil:
		if i, ok := o.index[k]; ok {
			return int(i)
		}
	case len(o.f) > indexFrom:
		for i := range o.f {
			if o.f[i].Key == k {
				return i
			}
		}
	}
	if o.hasDyn || k.dyn {
		return o.findText(k.name)
	}
	return -1
}

func (o *Object) findText(name string) int {
	for i := range o.f {
		if o.f[i].Key.name == name {
			return i
		}
	}
	return -1
}

func (o *Object) buildIndex() {
	o.index = make(map[*Key]int32, 2*len(o.f))
	for i := range o.f {
		o.index[o.f[i].Key] = int32(i)
	}
}

// Set replaces or appends a field.
func (o *Object) Set(a *Arena, k *Key, v Value) {
	if len(o.f) > indexFrom && o.index == nil {
		o.buildIndex()
	}
	if i := o.Find(k); i >= 0 {
		o.f[i].Value = v
		return
	}
	o.Add(a, k, v)
}

// setDefault sets a field unless it has a value other than null.
func (o *Object) setDefault(a *Arena, k *Key, v Value) {
	switch i := o.Find(k); {
	case i < 0:
		o.Add(a, k, v)
	case o.f[i].k == KindNull:
		o.f[i].Value = v
	}
}

// Add appends a field that is known not to be there yet.
func (o *Object) Add(a *Arena, k *Key, v Value) {
	n := len(o.f)
	if n == cap(o.f) {
		o.f = a.f.grow(o.f, max(2, 2*n))
	}
	o.f = o.f[:n+1]
	o.f[n] = Field{k, v}
	if k.dyn || n >= indexFrom-1 {
		o.note(k, n)
	}
}

// note keeps the index and what is known about the names when a field was added.
func (o *Object) note(k *Key, at int) {
	o.hasDyn = o.hasDyn || k.dyn
	switch {
	case o.index != nil:
		o.index[k] = int32(at)
	case len(o.f)%indexFrom == 0: // not each time: deletions in between make it stale
		o.buildIndex()
	}
}

// Rename gives a field another name in its place. It reports false, and does nothing, when there is no
// such field, when the new name is taken, or when the object is large or has dynamic names.
func (o *Object) Rename(from, to *Key) bool {
	if len(o.f) > indexFrom || o.hasDyn || to.dyn {
		return false
	}
	at := -1
	for i := range o.f {
		switch o.f[i].Key {
		case from:
			at = i
		case to:
			return false
		}
	}
	if at < 0 || from == to {
		return false
	}
	o.f[at].Key = to
	return true
}

// Delete removes a field and reports whether it was there. The order of the others stays.
func (o *Object) Delete(k *Key) bool {
	i := o.Find(k)
	if i < 0 {
		return false
	}
	copy(o.f[i:], o.f[i+1:])
	o.f[len(o.f)-1] = Field{}
	o.f = o.f[:len(o.f)-1]
	o.index = nil
	return true
}

// Clear removes all fields.
func (o *Object) Clear() {
	clear(o.f)
	o.f, o.index, o.hasDyn = o.f[:0], nil, false
}

// Clone makes a deep copy in the arena.
func (a *Arena) Clone(v Value) Value {
	switch v.Kind() {
	case KindObject:
		return ObjectValue(a.cloneObject(v.AsObject()))
	case KindArray:
		c := a.NewArray(int(v.n))
		to := c.AsArray()
		for i, e := range v.AsArray() {
			to[i] = a.Clone(e)
		}
		return c
	}
	return v
}

func (a *Arena) cloneObject(o *Object) *Object {
	c := a.NewObject()
	a.copyObject(c, o)
	return c
}

func (a *Arena) copyObject(to, from *Object) {
	to.hasDyn = from.hasDyn
	if len(from.f) == 0 {
		return
	}
	to.f = a.f.take(len(from.f))
	for i := range from.f {
		to.f[i] = Field{from.f[i].Key, a.Clone(from.f[i].Value)}
	}
}
