//go:build purego || !(amd64 || arm64 || loong64 || riscv64)

package event

// load64 is the word at s[i:i+8], which must be there; the first byte is the lowest.
func load64(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// putKey appends the quoted name of a field.
func putKey(dst []byte, k *Key) []byte { return append(dst, k.quoted...) }

// matchKey reports whether `"name":` stands at s[i:].
func matchKey(s string, i int, k *Key) bool {
	return len(s)-i >= len(k.quoted) && s[i:i+len(k.quoted)] == k.quoted
}

// quote appends a string in quotes. There must be room for it as it is and 2 bytes more.
func quote(dst []byte, s string) []byte {
	dst = append(dst, '"')
	n := len(dst)
	done := copyPlain(dst[n:n+len(s)], s, wordHigh)
	return quoteRest(dst[:n+done], s[done:])
}

// copyPlain copies s to dst, which is as long, and returns where the first byte stands that is to be
// escaped, or is beyond ASCII when foreign is wordHigh.
func copyPlain(dst []byte, s string, foreign uint64) int {
	copy(dst, s)
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if m := unplain(load64(s, i), foreign); m != 0 {
			return i + firstByte(m)
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || uint64(c)&foreign != 0 {
			break
		}
	}
	return i
}
