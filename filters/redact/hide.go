package redact

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

const (
	hashBytes = 16 // of a hash that are written
	shownEnd  = 4  // bytes of a number that stay
	leastLong = 8  // bytes of a text of which some stay
)

// hide appends what is put in place of a text.
func (w *worker) hide(dst []byte, text string, k kind) []byte {
	switch w.mask {
	case "hash":
		return w.hash(dst, text, k)
	case "partial":
		head, tail := shown(text, k)
		return append(append(append(dst, head...), w.replacements[k]...), tail...)
	}
	return append(dst, w.replacements[k]...)
}

// shown returns what stays of a text in front of its replacement and behind it.
func shown(text string, k kind) (head, tail string) {
	switch k {
	case secret:
		return "", ""
	case email:
		_, size := utf8.DecodeRuneInString(text)
		return text[:size], text[strings.LastIndexByte(text, '@'):]
	case ip:
		return network(text), ""
	}
	if len(text) < leastLong {
		return "", ""
	}
	cut := len(text) - shownEnd
	for cut < len(text) && !utf8.RuneStart(text[cut]) {
		cut++
	}
	return "", text[cut:]
}

// network is the first three numbers of an IPv4 address, or the first two groups of an IPv6 address.
func network(addr string) string {
	first := strings.IndexByte(addr, ':')
	if first < 0 {
		return addr[:strings.LastIndexByte(addr, '.')+1]
	}
	return addr[:first+1+strings.IndexByte(addr[first+1:], ':')+1]
}

// hash appends the keyed hash of a text. However a number is grouped and an email address capitalized,
// its hash is the same.
func (w *worker) hash(dst []byte, text string, k kind) []byte {
	b := dst
	for i := range len(text) {
		c := text[i]
		switch {
		case (k == card || k == iban) && (c == ' ' || c == '-'):
			continue
		case (k == email || k == ip) && c >= 'A' && c <= 'Z':
			c |= 0x20
		}
		b = append(b, c)
	}
	w.mac.Reset()
	w.mac.Write(b[len(dst):])
	var sum [hashBytes]byte
	copy(sum[:], w.mac.Sum(b[:len(dst)])[len(dst):])
	return hex.AppendEncode(dst, sum[:])
}

// count sets the field with the number of hidden places.
func (w *worker) count(ev *event.Event) {
	o := w.arena.NewObject()
	for k, n := range w.hidden {
		if n > 0 {
			o.Set(w.arena, w.keys[k], event.Int(int64(n)))
		}
	}
	w.fault(ev.Set(w.counts, event.ObjectValue(o)))
}
