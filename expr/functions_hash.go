package expr

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strconv"

	"github.com/cespare/xxhash/v2"
	"github.com/google/uuid"

	"github.com/headgate/headgate/event"
)

func hashFunctions() []function {
	t := []param{text("text")}
	return []function{
		{
			name: "md5", params: t, result: kString, call1: hashed(md5.New, hex.AppendEncode),
			summary: "The MD5 hash of the text in hexadecimal.", example: `md5("a")`, want: `"0cc175b9c0f1b6a831c399e269772661"`,
		},
		{
			name: "sha1", params: t, result: kString, call1: hashed(sha1.New, hex.AppendEncode),
			summary: "The SHA-1 hash of the text in hexadecimal.", example: `sha1("a")`, want: `"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"`,
		},
		{
			name: "sha256", params: t, result: kString, call1: hashed(sha256.New, hex.AppendEncode),
			summary: "The SHA-256 hash of the text in hexadecimal.", example: `substr(sha256("a"), 0, 16)`, want: `"ca978112ca1bbdca"`,
		},
		{
			name: "sha512", params: t, result: kString, call1: hashed(sha512.New, hex.AppendEncode),
			summary: "The SHA-512 hash of the text in hexadecimal.", example: `substr(sha512("a"), 0, 16)`, want: `"1f40fc92da241694"`,
		},
		{
			name: "base64sha256", params: t, result: kString, call1: hashed(sha256.New, base64.StdEncoding.AppendEncode),
			summary: "The SHA-256 hash of the text in base 64.", example: `base64sha256("a")`, want: `"ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs="`,
		},
		{
			name: "base64sha512", params: t, result: kString, call1: hashed(sha512.New, base64.StdEncoding.AppendEncode),
			summary: "The SHA-512 hash of the text in base 64.", example: `substr(base64sha512("a"), 0, 16)`, want: `"H0D8ktokFpR1CXnu"`,
		},
		{
			name: "xxhash", params: t, result: kString, call1: xxHash,
			summary: "The 64-bit xxHash of the text as 16 hexadecimal digits: fast, not for secrecy.", example: `xxhash("a")`, want: `"d24ec4f1a98c6e5b"`,
		},
		{
			name: "hmac", params: []param{text("algorithm"), text("key"), text("text")}, result: kString, prepare: prepareHMAC,
			summary: "The keyed hash (HMAC) of the text in hexadecimal; the algorithm is md5, sha1, sha256 or sha512.",
			example: `substr(hmac("sha256", "key", "text"), 0, 16)`, want: `"6afa9046a9579cad"`,
		},
		{
			name: "uuid", params: []param{whole("version")}, optional: 1, result: kString, live: true, call: newUUID,
			summary: "A new random identifier: version 4, or 7, which sorts by time.", example: `length(uuid())`, want: `36`,
		},
		{
			name: "uuidv5", params: []param{text("namespace"), text("name")}, result: kString, call2: uuidV5,
			summary: "The identifier of a name in a namespace: dns, url, oid, x500 or a UUID. The same name always has the same one.",
			example: `uuidv5("dns", "example.com")`, want: `"cfbff0d1-9375-5685-968c-48ce8b15ae17"`,
		},
	}
}

func hashed(newHash func() hash.Hash, encode func(dst, src []byte) []byte) func(*Env, *site, event.Value) event.Value {
	return func(e *Env, _ *site, v event.Value) event.Value {
		h := newHash()
		h.Write([]byte(textOf(v)))
		var buf [sha512.Size]byte
		return e.text(encode(e.arena.Begin(2*len(buf)), h.Sum(buf[:0])))
	}
}

func xxHash(e *Env, _ *site, v event.Value) event.Value {
	h := xxhash.Sum64String(textOf(v))
	b := e.arena.Begin(16)
	for i := 60; i >= 0; i -= 4 {
		b = append(b, "0123456789abcdef"[h>>i&15])
	}
	return e.text(b)
}

func hashNamed(name string) func() hash.Hash {
	switch name {
	case "md5":
		return md5.New
	case "sha1":
		return sha1.New
	case "sha256":
		return sha256.New
	case "sha512":
		return sha512.New
	}
	return nil
}

const hashNames = "use md5, sha1, sha256 or sha512"

func prepareHMAC(c *compiler, s *site, args []node) evalFunc {
	algorithm, key, t := prepared(s, 0, &args[0]), prepared(s, 1, &args[1]), prepared(s, 2, &args[2])
	if name, ok := args[0].val.AsString(); ok && args[0].konst && hashNamed(name) == nil {
		c.error("Unknown algorithm", "hmac does not know the algorithm "+strconv.Quote(name)+": "+hashNames+".", args[0].rng)
		return nil
	}
	return func(e *Env) event.Value {
		a, ok := algorithm.get(e)
		if !ok {
			return event.Null
		}
		k, ok := key.get(e)
		if !ok {
			return event.Null
		}
		v, ok := t.get(e)
		if !ok {
			return event.Null
		}
		newHash := hashNamed(textOf(a))
		if newHash == nil {
			return e.fail(Failure{site: s, code: failValue, arg: "the algorithm is", value: a, note: hashNames})
		}
		h := hmac.New(newHash, []byte(textOf(k)))
		h.Write([]byte(textOf(v)))
		return e.text(hex.AppendEncode(e.arena.Begin(128), h.Sum(nil)))
	}
}

func newUUID(e *Env, s *site, args []event.Value) event.Value {
	version := int64(4)
	if len(args) > 0 {
		version, _ = args[0].AsInt()
	}
	var id uuid.UUID
	var err error
	switch version {
	case 4:
		id, err = uuid.NewRandom()
	case 7:
		id, err = uuid.NewV7()
	default:
		return e.fail(Failure{site: s, code: failValue, arg: "the version is", value: args[0], note: "use 4 or 7"})
	}
	if err != nil {
		return e.fail(Failure{site: s, code: failValue, err: err})
	}
	return uuidText(e, id)
}

func uuidText(e *Env, id uuid.UUID) event.Value {
	b := e.arena.Begin(36)
	for i, part := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, part)
	}
	return e.text(b)
}

func uuidV5(e *Env, s *site, v, w event.Value) event.Value {
	space, ok := map[string]uuid.UUID{"dns": uuid.NameSpaceDNS, "url": uuid.NameSpaceURL, "oid": uuid.NameSpaceOID, "x500": uuid.NameSpaceX500}[textOf(v)]
	if !ok {
		var err error
		if space, err = uuid.Parse(textOf(v)); err != nil {
			return e.fail(Failure{site: s, code: failValue, arg: "the namespace is", value: v, note: "use dns, url, oid, x500 or a UUID"})
		}
	}
	return uuidText(e, uuid.NewSHA1(space, []byte(textOf(w))))
}
