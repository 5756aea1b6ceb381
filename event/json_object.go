package event

import "strconv"

var (
	tooDeep       = "nested deeper than the limit of " + strconv.Itoa(MaxDepth) + " levels"
	tooManyFields = "an object has more fields than the limit of " + strconv.Itoa(MaxFields)
)

// object reads an object behind its brace into an empty one.
func (d *Decoder) object(o *Object, i int) int {
	if d.depth++; d.depth > MaxDepth {
		return d.wrong(i-1, tooDeep)
	}
	if i = d.blank(i); i < len(d.s) && d.s[i] == '}' {
		d.depth--
		return i + 1
	}
	slot := d.slot
	f := o.f[:0]
	if cap(f) == 0 {
		f = d.a.f.take(int(d.room[slot%keySlots]))[:0]
	}
	room := min(cap(f), indexFrom-1)
	var seen uint64 // a bit for names that may be there already
	for {
		k, at := d.key(i)
		if at < 0 {
			return at
		}
		v, end := d.value(at)
		if end < 0 {
			return end
		}
		bit := uint64(1) << (k.id & 63)
		if n := len(f); n < room && seen&bit == 0 && !k.dyn {
			f = f[:n+1]
			f[n] = Field{k, v}
			seen |= bit
		} else {
			o.f = f
			o.Set(d.a, k, v)
			f, room, seen = o.f, min(cap(o.f), indexFrom), seen|bit
			if o.hasDyn {
				seen = ^uint64(0)
			}
			if len(f) > MaxFields {
				return d.wrong(i, tooManyFields)
			}
		}
		if i = d.blank(end); i < len(d.s) && d.s[i] == ',' {
			i = d.blank(i + 1)
			continue
		}
		if i < len(d.s) && d.s[i] == '}' {
			break
		}
		return d.expected(i, "',' or '}' after a field")
	}
	o.f = f
	d.room[slot%keySlots] = uint8(min(len(f), largeRoom))
	d.depth--
	return i + 1
}

// key reads the name of a field, the colon and the blanks behind it.
func (d *Decoder) key(i int) (*Key, int) {
	if k := d.next[d.slot%keySlots]; k != nil && matchKey(d.s, i, k) {
		d.passed(k)
		return k, d.blank(i + len(k.quoted))
	}
	return d.unguessedKey(i)
}

// passed moves on to the slot that stands for the two names read last.
func (d *Decoder) passed(k *Key) {
	d.slot, d.last = d.last*31+k.id, k.id
}

func (d *Decoder) unguessedKey(i int) (*Key, int) {
	if i >= len(d.s) || d.s[i] != '"' {
		return nil, d.expected(i, "the name of a field in quotes")
	}
	name, i := d.text(i + 1)
	if i < 0 {
		return nil, i
	}
	if i = d.blank(i); i >= len(d.s) || d.s[i] != ':' {
		return nil, d.expected(i, "':' after the name of a field")
	}
	k := d.lookup(name)
	if verbatim := len(k.quoted) == len(name)+len(`"":`); verbatim && !k.dyn {
		d.next[d.slot%keySlots] = k
	}
	d.passed(k)
	return k, d.blank(i + 1)
}

// lookup finds the key of a name, mostly without the shared table.
func (d *Decoder) lookup(name string) *Key {
	at := &d.names[nameHash(name)%keySlots]
	if k := *at; k != nil && k.name == name {
		return k
	}
	k := Intern(name)
	if len(name) <= maxKeyBytes {
		*at = k
	}
	return k
}

// nameHash mixes the length with the first and last bytes: names of fields differ there.
func nameHash(s string) uint64 {
	n := len(s)
	if n < 8 {
		h := uint64(n)
		for i := range n {
			h = h*31 + uint64(s[i])
		}
		return h * 0x9e3779b97f4a7c15 >> 40
	}
	return (load64(s, 0)*0x9e3779b97f4a7c15 ^ load64(s, n-8)*0xc2b2ae3d27d4eb4f ^ uint64(n)<<47) >> 40
}
