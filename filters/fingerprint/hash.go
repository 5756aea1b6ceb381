package fingerprint

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"

	"github.com/spaolacci/murmur3"

	"github.com/headgate/headgate/event"
)

// newDigest makes the hash function of a cryptographic method.
func (f *filter) newDigest() hash.Hash {
	var digest func() hash.Hash
	switch f.Method {
	case "SHA1":
		digest = sha1.New
	case "SHA256":
		digest = sha256.New
	case "SHA384":
		digest = sha512.New384
	case "SHA512":
		digest = sha512.New
	case "MD5":
		digest = md5.New
	default:
		return nil
	}
	if f.Key == "" {
		return digest()
	}
	return hmac.New(digest, []byte(f.Key.Reveal()))
}

// hash returns the fingerprint of the scratch text, which was made of v. Whole numbers have a MurmurHash of their own.
func (w *worker) hash(a *event.Arena, v event.Value) (event.Value, error) {
	switch w.Method {
	case "IPV4_NETWORK":
		return w.network()
	case "MURMUR3":
		w.murmur.Reset()
		w.murmur.Write(w.murmurInput(v, false))
		return event.Int(int64(w.murmur.Sum32())), nil
	case "MURMUR3_128":
		h1, h2 := murmur3.Sum128WithSeed(w.murmurInput(v, true), murmurSeed)
		w.sum = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(w.sum[:0], h1), h2)
	default:
		w.digest.Reset()
		w.digest.Write(w.buf)
		w.sum = w.digest.Sum(w.sum[:0])
	}
	return w.encode(a, w.sum), nil
}

// murmurSeed is what Logstash starts MURMUR3_128 with.
const murmurSeed = 2

// murmurInput is the text, or the bytes of a whole number with the low one first: eight, or four for a small number if
// that makes a difference.
func (w *worker) murmurInput(v event.Value, small bool) []byte {
	if v.Kind() != event.KindInt {
		return w.buf
	}
	n, _ := v.AsInt()
	if small && n >= math.MinInt32 && n <= math.MaxInt32 {
		w.buf = binary.LittleEndian.AppendUint32(w.buf[:0], uint32(n))
	} else {
		w.buf = binary.LittleEndian.AppendUint64(w.buf[:0], uint64(n))
	}
	return w.buf
}

func (w *worker) encode(a *event.Arena, sum []byte) event.Value {
	dst := a.Begin(2 * len(sum))
	if w.Base64Encode {
		dst = base64.StdEncoding.AppendEncode(dst, sum)
	} else {
		dst = hex.AppendEncode(dst, sum)
	}
	return event.String(a.EndString(dst))
}
