//go:build !purego && (amd64 || arm64 || loong64 || riscv64)

package event

import "unsafe"

// These read and write whole words past the checks of the compiler. All of them stay inside the
// string or the capacity of the slice. Architectures: little-endian ones.

// load64 is the word at s[i:i+8], which must be there; the first byte is the lowest.
func load64(s string, i int) uint64 {
	return *(*uint64)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), i))
}

// putKey appends the quoted name of a field. There must be room for it and 16 bytes more.
func putKey(dst []byte, k *Key) []byte {
	n := len(dst)
	if len(k.quoted) > len(k.q16) {
		return append(dst, k.quoted...)
	}
	*(*[16]byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(dst)), n)) = k.q16
	return dst[:n+len(k.quoted)]
}

// matchKey reports whether `"name":` stands at s[i:].
func matchKey(s string, i int, k *Key) bool {
	n := len(k.quoted)
	if n > len(k.q16) || i+len(k.q16) > len(s) {
		return len(s)-i >= n && s[i:i+n] == k.quoted
	}
	q := (*[2]uint64)(unsafe.Pointer(&k.q16))
	if n <= 8 {
		return (load64(s, i)^q[0])<<(64-8*uint(n)) == 0
	}
	return load64(s, i) == q[0] && (load64(s, i+8)^q[1])<<(128-8*uint(n)) == 0
}

// quote appends a string in quotes. There must be room for it as it is and 2 bytes more. A word is
// tested for what can't stand as it is while it is copied.
func quote(dst []byte, s string) []byte {
	l, n := len(dst), len(s)
	from, to := unsafe.Pointer(unsafe.StringData(s)), unsafe.Add(unsafe.Pointer(unsafe.SliceData(dst)), l)
	*(*byte)(to) = '"'
	to = unsafe.Add(to, 1)
	if n < 8 {
		if i := copyShort(to, from, n, wordHigh); i < n {
			return quoteRest(dst[:l+1+i], s[i:])
		}
		*(*byte)(unsafe.Add(to, n)) = '"'
		return dst[:l+n+2]
	}
	for i := 0; i < n-8; i += 8 {
		w := *(*uint64)(unsafe.Add(from, i))
		*(*uint64)(unsafe.Add(to, i)) = w
		if m := unplain(w, wordHigh); m != 0 {
			i += firstByte(m)
			return quoteRest(dst[:l+1+i], s[i:])
		}
	}
	w := *(*uint64)(unsafe.Add(from, n-8)) // the rest, with some of the bytes before it
	*(*uint64)(unsafe.Add(to, n-8)) = w
	if m := unplain(w, wordHigh); m != 0 {
		i := n - 8 + firstByte(m)
		return quoteRest(dst[:l+1+i], s[i:])
	}
	*(*byte)(unsafe.Add(to, n)) = '"'
	return dst[:l+n+2]
}

// copyPlain copies s to dst, which is as long, and returns where the first byte stands that is to be
// escaped, or is beyond ASCII when foreign is wordHigh. A word is tested while it is copied.
func copyPlain(dst []byte, s string, foreign uint64) int {
	n := len(s)
	from, to := unsafe.Pointer(unsafe.StringData(s)), unsafe.Pointer(unsafe.SliceData(dst))
	if n < 8 {
		return copyShort(to, from, n, foreign)
	}
	for i := 0; i < n-8; i += 8 {
		w := *(*uint64)(unsafe.Add(from, i))
		*(*uint64)(unsafe.Add(to, i)) = w
		if m := unplain(w, foreign); m != 0 {
			return i + firstByte(m)
		}
	}
	w := *(*uint64)(unsafe.Add(from, n-8)) // the rest, with some of the bytes before it
	*(*uint64)(unsafe.Add(to, n-8)) = w
	if m := unplain(w, foreign); m != 0 {
		return n - 8 + firstByte(m)
	}
	return n
}

// copyShort is copyPlain for less than 8 bytes.
func copyShort(to, from unsafe.Pointer, n int, foreign uint64) int {
	var w uint64
	switch {
	case n >= 4:
		lo, hi := *(*uint32)(from), *(*uint32)(unsafe.Add(from, n-4))
		*(*uint32)(to), *(*uint32)(unsafe.Add(to, n-4)) = lo, hi
		w = uint64(lo) | uint64(hi)<<(8*uint(n-4))
	case n >= 2:
		lo, hi := *(*uint16)(from), *(*uint16)(unsafe.Add(from, n-2))
		*(*uint16)(to), *(*uint16)(unsafe.Add(to, n-2)) = lo, hi
		w = uint64(lo) | uint64(hi)<<(8*uint(n-2))
	case n == 1:
		*(*byte)(to) = *(*byte)(from)
		w = uint64(*(*byte)(from))
	default:
		return 0
	}
	if m := unplain(w|wordSpaces<<(8*uint(n)), foreign); m != 0 {
		return firstByte(m)
	}
	return n
}
