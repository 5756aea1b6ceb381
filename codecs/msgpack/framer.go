package msgpack

import (
	"encoding/binary"

	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// framer cuts a stream into its top-level maps and lists by their structure. In a stream that holds
// something else nothing can be found again: from there on it is given in pieces, which are no records.
type framer struct {
	limit    int64
	todo     int64 // values that the record still lacks; 0 between two records
	ahead    int64 // where the next of them begins
	skipping bool  // the record is too long
	lost     bool  // the stream holds something else
}

// sample is how much is kept of what can't be decoded.
const sample = 64 << 10

func (f *framer) sample() int { return int(min(f.limit, sample)) }

// Frame implements plugin.Framer.
func (f *framer) Frame(buf []byte, base int64, out []plugin.Frame) (frames []plugin.Frame, used int) {
	at := 0
	for at < len(buf) && !f.lost {
		if f.todo == 0 {
			if !opens(buf[at]) {
				f.lost = true
				break
			}
			f.todo, f.ahead = 1, 0
		}
		complete := f.walk(buf[at:])
		switch {
		case f.lost: // found in the middle of a record
		case f.skipping:
			n := int(min(f.ahead, int64(len(buf)-at)))
			at += n
			f.ahead -= int64(n)
			if f.skipping = !complete; !complete {
				return out, at
			}
		case f.ahead > f.limit:
			n := f.sample()
			if len(buf)-at < n {
				return out, at
			}
			out = append(out, plugin.Frame{
				Data: event.Alias(buf[at : at+n]), Tag: newline.Truncated, Offset: base + int64(at), Next: base + int64(at+n),
			})
			at, f.ahead, f.skipping = at+n, f.ahead-int64(n), true
		case !complete:
			return out, at
		default:
			n := int(f.ahead)
			out = append(out, plugin.Frame{Data: event.Alias(buf[at : at+n]), Offset: base + int64(at), Next: base + int64(at+n)})
			at += n
		}
	}
	if f.lost {
		return f.pieces(buf, at, base, out)
	}
	return out, at
}

// pieces gives what can't be decoded.
func (f *framer) pieces(buf []byte, at int, base int64, out []plugin.Frame) ([]plugin.Frame, int) {
	for n := f.sample(); len(buf)-at >= n; at += n {
		out = append(out, plugin.Frame{Data: event.Alias(buf[at : at+n]), Offset: base + int64(at), Next: base + int64(at+n)})
	}
	return out, at
}

// opens reports whether a map or a list begins with c.
func opens(c byte) bool { return c >= 0x80 && c <= 0x9f || c >= 0xdc && c <= 0xdf }

// walk goes on through the record that begins at text[0], or in it while skipping. It reports whether
// all of it is there.
func (f *framer) walk(text []byte) (complete bool) {
	for f.todo > 0 && f.ahead < int64(len(text)) {
		if f.ahead > f.limit && !f.skipping {
			return false
		}
		h, ok := head(text[f.ahead:])
		if !ok {
			return false
		}
		if h.size == 0 {
			f.lost = true
			return false
		}
		f.todo += h.inner - 1
		f.ahead += h.size
	}
	return f.todo == 0 && f.ahead <= int64(len(text))
}

// Flush implements plugin.Framer. What is left is given as it is; it is not a whole record.
func (f *framer) Flush(rest []byte, base int64, out []plugin.Frame) []plugin.Frame {
	out, used := f.Frame(rest, base, out)
	if used == len(rest) {
		return out
	}
	data := rest[used:]
	last := plugin.Frame{Offset: base + int64(used), Next: base + int64(len(rest))}
	if len(data) > int(f.limit) {
		data, last.Tag = data[:f.sample()], newline.Truncated
	}
	last.Data = event.Alias(data)
	f.todo, f.ahead, f.skipping = 0, 0, false
	return append(out, last)
}

// Pending implements plugin.Framer. Nothing is held back.
func (f *framer) Pending() bool { return false }

// value is the beginning of a value: the size of its head and of its text or number, and how many values
// it holds. A size of 0 stands for the one byte that begins no value.
type value struct{ size, inner int64 }

// head reads the beginning of a value. It is false if that is not all there.
// Source: github.com/msgpack/msgpack/blob/master/spec.md
func head(b []byte) (v value, ok bool) {
	c := b[0]
	switch {
	case c <= 0x7f, c >= 0xe0, c == 0xc0, c == 0xc2, c == 0xc3:
		return value{size: 1}, true
	case c <= 0x8f:
		return value{1, 2 * int64(c&15)}, true
	case c <= 0x9f:
		return value{1, int64(c & 15)}, true
	case c <= 0xbf:
		return value{size: 1 + int64(c&31)}, true
	case c == 0xc1:
		return value{}, true
	case c >= 0xca && c <= 0xd3: // numbers
		return value{size: 1 + int64([]byte{4, 8, 1, 2, 4, 8, 1, 2, 4, 8}[c-0xca])}, true
	case c >= 0xd4 && c <= 0xd8: // extensions of 1 to 16 bytes
		return value{size: 2 + 1<<(c-0xd4)}, true
	}
	return sized(b)
}

// sized reads a head that holds a length.
func sized(b []byte) (v value, ok bool) {
	c := b[0]
	var width int
	switch c {
	case 0xc4, 0xc7, 0xd9:
		width = 1
	case 0xc5, 0xc8, 0xda, 0xdc, 0xde:
		width = 2
	default:
		width = 4
	}
	if len(b) < 1+width {
		return v, false
	}
	var n int64
	switch width {
	case 1:
		n = int64(b[1])
	case 2:
		n = int64(binary.BigEndian.Uint16(b[1:]))
	default:
		n = int64(binary.BigEndian.Uint32(b[1:]))
	}
	size := 1 + int64(width)
	switch {
	case c == 0xdc || c == 0xdd:
		return value{size, n}, true
	case c == 0xde || c == 0xdf:
		return value{size, 2 * n}, true
	case c >= 0xc7 && c <= 0xc9: // extensions have a byte for their type
		size++
	}
	return value{size: size + n}, true
}
