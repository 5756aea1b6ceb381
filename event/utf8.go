package event

import "unicode/utf8"

// CutUTF8 returns the longest start of s that has at most limit bytes and cuts no character in two.
// Bytes that are not UTF-8 count as characters of their own.
func CutUTF8(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	if limit <= 0 {
		return ""
	}
	start := limit // of the character that the cut would fall into
	for start > 0 && limit-start < utf8.UTFMax-1 && !utf8.RuneStart(s[start]) {
		start--
	}
	if _, size := utf8.DecodeRuneInString(s[start:]); start+size > limit {
		return s[:start]
	}
	return s[:limit]
}
