// Package fingerprint computes identifiers of events from what is in them or from where they come.
package fingerprint

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the fingerprint filter.
type Options struct {
	// Fields to take the fingerprint of. With several of them and without concatenate_sources the last
	// one that is there counts. Of a list each element gets a fingerprint.
	Source []event.Path `hcl:"source,optional"`
	// Field for the fingerprint; what it holds is replaced. By default "event.hash", with the classic
	// names "fingerprint".
	Target event.Path `hcl:"target,optional"`
	// What is computed: a cryptographic hash (SHA1, SHA256, SHA384, SHA512, MD5), a fast one (MURMUR3
	// as a number, MURMUR3_128), the network of an IP address (IPV4_NETWORK), all that is neither letter
	// nor digit nor blank (PUNCTUATION), a random identifier (UUID), or one that is made of the event's
	// place in its source and is the same when the source is read again (EVENT_ID).
	Method string `hcl:"method,optional" oneof:"SHA1,SHA256,SHA384,SHA512,MD5,MURMUR3,MURMUR3_128,IPV4_NETWORK,UUID,PUNCTUATION,EVENT_ID"`
	// Key of a keyed hash (HMAC) with the cryptographic hashes. With IPV4_NETWORK it is needed and is the
	// number of bits of the network.
	Key plugin.Secret `hcl:"key,optional"`
	// Whether hashes are written in base64 instead of hexadecimal digits.
	Base64Encode bool `hcl:"base64encode,optional"`
	// Whether names and values of all sources make one fingerprint.
	ConcatenateSources bool `hcl:"concatenate_sources,optional"`
	// Whether names and values of all fields of the event make one fingerprint, without naming them.
	ConcatenateAllFields bool `hcl:"concatenate_all_fields,optional"`
}

// Plugin describes the fingerprint filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("fingerprint", Options{Source: []event.Path{event.MustPath("message")}, Method: "SHA1"}, build)
}

// source is a field with its name as Logstash writes it, which goes into concatenated fingerprints.
type source struct {
	path event.Path
	name string
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{Options: o}
	if f.Target.IsZero() {
		f.Target = event.MustPath("fingerprint")
		if env.ECS.On() {
			f.Target = event.MustPath("event.hash")
		}
	}
	if len(o.Source) == 0 {
		return nil, env.Invalid("source", "At least one field is needed: source = [\"message\"].")
	}
	for _, p := range o.Source {
		f.sources = append(f.sources, source{p, logstashName(p)})
	}
	if o.ConcatenateSources || o.Method == "PUNCTUATION" {
		slices.SortStableFunc(f.sources, func(a, b source) int { return cmp.Compare(a.name, b.name) })
	}
	return f, f.checkKey(env)
}

// checkKey finds out how many bits a network has.
func (f *filter) checkKey(env plugin.Env) hcl.Diagnostics {
	switch f.Method {
	case "IPV4_NETWORK":
		bits, err := strconv.Atoi(f.Key.Reveal())
		if err != nil || bits < 0 || bits > 128 {
			return env.Invalid("key", "The method IPV4_NETWORK needs the number of bits of the network, such as key = \"24\".")
		}
		f.bits = bits
	case "MURMUR3", "MURMUR3_128", "UUID", "PUNCTUATION", "EVENT_ID":
		if f.Key != "" {
			return env.Warning("key", "The method %s takes no key: remove it, or use a method such as SHA256.", f.Method)
		}
	}
	return nil
}

// logstashName writes a path as a field reference: "a", "[a][b]".
func logstashName(p event.Path) string {
	var names []string
	if p.IsMeta() {
		names = append(names, "@metadata")
	}
	for _, k := range p.Keys() {
		names = append(names, k.String())
	}
	if len(names) == 1 {
		return names[0]
	}
	return "[" + strings.Join(names, "][") + "]"
}
