package event

// walk follows the steps of a path, of which there is at least one. What is rare is left to calls at
// the end, so that nothing has to be saved on the way.
func (o *Object) walk(steps []*Key) Value {
	for {
		k, f := steps[0], o.f[:min(len(o.f), indexFrom)]
		at := 0
		for at < len(f) && f[at].Key != k {
			at++
		}
		if at == len(f) {
			return o.walkMore(steps)
		}
		v := &f[at].Value
		if len(steps) == 1 {
			return *v
		}
		steps = steps[1:]
		if v.k != KindObject {
			return walkFrom(*v, steps)
		}
		o = (*Object)(v.p)
	}
}

// walkMore is walk for a first step that a scan did not find.
func (o *Object) walkMore(steps []*Key) Value {
	if at := o.findMore(steps[0]); at >= 0 {
		return walkFrom(o.f[at].Value, steps[1:])
	}
	return Null
}

// walkFrom follows steps through a value of any kind.
func walkFrom(v Value, steps []*Key) Value {
	for _, k := range steps {
		v = child(v, k)
	}
	return v
}

func child(v Value, k *Key) Value {
	switch v.k {
	case KindObject:
		return v.AsObject().Get(k)
	case KindArray:
		list := v.AsArray()
		if i := listIndex(k, len(list)); i >= 0 {
			return list[i]
		}
	}
	return Null
}

// listIndex is the element that a key names in a list of n, or -1.
func listIndex(k *Key, n int) int {
	i := int(k.index)
	if k.index == notIndex {
		return -1
	}
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		return -1
	}
	return i
}
