package dedupe

import (
	"hash/maphash"
	"math"

	"github.com/headgate/headgate/event"
)

// hasher hashes values with a random key, so that nobody can make up events that are taken for others.
type hasher struct {
	seed maphash.Seed
	salt uint64
}

func newHasher() hasher {
	seed := maphash.MakeSeed()
	return hasher{seed, maphash.String(seed, "numbers")}
}

// ignored is a field that does not count, or that holds such fields.
type ignored struct {
	key    *event.Key
	whole  bool
	inside []ignored
}

// addIgnored adds what a path names to the fields that do not count.
func addIgnored(list []ignored, steps []*event.Key) []ignored {
	if len(steps) == 0 {
		return list
	}
	at := 0
	for at < len(list) && !list[at].key.Equal(steps[0]) {
		at++
	}
	if at == len(list) {
		list = append(list, ignored{key: steps[0]})
	}
	list[at].whole = list[at].whole || len(steps) == 1
	list[at].inside = addIgnored(list[at].inside, steps[1:])
	return list
}

// object hashes the fields that count without regard to their order.
func (h hasher) object(o *event.Object, not []ignored) uint64 {
	sum := mix(h.salt + uint64(event.KindObject))
	for k, v := range o.All() {
		hv := uint64(0)
		switch i := find(not, k); {
		case i == nil:
			hv = h.value(v)
		case i.whole:
			continue
		case v.AsObject() != nil:
			hv = h.object(v.AsObject(), i.inside)
		default:
			hv = h.value(v)
		}
		sum += mix(maphash.String(h.seed, k.String()) ^ mix(hv))
	}
	return sum
}

func find(list []ignored, k *event.Key) *ignored {
	for i := range list {
		if list[i].key.Equal(k) {
			return &list[i]
		}
	}
	return nil
}

// value hashes a value of any kind. Numbers are equal when they have the same value.
func (h hasher) value(v event.Value) uint64 {
	switch v.Kind() {
	case event.KindString:
		s, _ := v.AsString()
		return maphash.String(h.seed, s)
	case event.KindObject:
		return h.object(v.AsObject(), nil)
	case event.KindArray:
		sum := h.salt + uint64(event.KindArray)
		for _, e := range v.AsArray() {
			sum = mix(sum + h.value(e))
		}
		return sum
	case event.KindBytes:
		b, _ := v.AsBytes()
		return mix(maphash.Bytes(h.seed, b) + uint64(event.KindBytes))
	}
	return mix(h.scalar(v) + h.salt)
}

// exactDigits is the length up to which the text of a number is as exact as a double.
const exactDigits = 15

func (h hasher) scalar(v event.Value) uint64 {
	if i, ok := v.AsInt(); ok {
		return mix(uint64(event.KindInt)) ^ uint64(i)
	}
	if text, ok := v.NumberText(); ok && len(text) > exactDigits {
		return maphash.String(h.seed, text)
	}
	if f, ok := v.AsFloat(); ok {
		return mix(uint64(event.KindFloat)) ^ math.Float64bits(f)
	}
	if t, ok := v.AsTime(); ok {
		return mix(uint64(event.KindTime)) ^ uint64(t)
	}
	if b, _ := v.AsBool(); b {
		return mix(uint64(event.KindBool))
	}
	return uint64(v.Kind())
}

// mix spreads each bit over all others (the finalizer of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
