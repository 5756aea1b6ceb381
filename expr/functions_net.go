package expr

import (
	"fmt"
	"net/netip"

	"github.com/headgate/headgate/event"
)

func netFunctions() []function {
	return []function{
		{
			name: "cidrcontains", params: []param{some("prefix", kString|kList), text("address")}, result: kBool, prepare: prepareCIDR,
			summary: "Whether an address lies in the prefix, or in one of a list of them; false for a text that is no address.",
			example: `cidrcontains("10.0.0.0/8", "10.1.2.3")`, want: `true`,
		},
		{
			name: "ipversion", params: []param{text("address")}, result: kNumber | kNull, call1: ipVersion,
			summary: "4 or 6; null for a text that is no address.", example: `ipversion("2001:db8::1")`, want: `6`,
		},
		{
			name: "isprivateip", params: []param{text("address")}, result: kBool, call1: isPrivateIP,
			summary: "Whether the address is private, loopback or link-local; false for a text that is no address.", example: `isprivateip("192.168.1.4")`, want: `true`,
		},
	}
}

func parseAddr(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	return a.Unmap().WithZone(""), err == nil
}

func ipVersion(_ *Env, _ *site, v event.Value) event.Value {
	a, ok := parseAddr(textOf(v))
	switch {
	case !ok:
		return event.Null
	case a.Is4():
		return event.Int(4)
	}
	return event.Int(6)
}

func isPrivateIP(_ *Env, _ *site, v event.Value) event.Value {
	a, ok := parseAddr(textOf(v))
	return event.Bool(ok && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()))
}

// parsePrefixes reads a prefix or a list of them; an address counts as itself alone.
func parsePrefixes(v event.Value) ([]netip.Prefix, error) {
	texts := v.AsArray()
	if v.Kind() == event.KindString {
		texts = []event.Value{v}
	}
	prefixes := make([]netip.Prefix, 0, len(texts))
	for _, t := range texts {
		p, err := parsePrefix(textOf(t))
		if err != nil {
			return nil, err
		}
		prefixes = append(prefixes, p)
	}
	return prefixes, nil
}

func parsePrefix(s string) (netip.Prefix, error) {
	if a, ok := parseAddr(s); ok {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return p, fmt.Errorf("%s is no prefix: write one such as \"10.0.0.0/8\" or \"2001:db8::/32\"", quote(s))
	}
	return p.Masked(), nil
}

func prepareCIDR(c *compiler, s *site, args []node) evalFunc {
	prefix, address := prepared(s, 0, &args[0]), prepared(s, 1, &args[1])
	var fixed []netip.Prefix
	if args[0].konst && !args[0].val.IsNull() {
		p, err := parsePrefixes(args[0].val)
		if err != nil && c.tolerant == 0 {
			c.error("Invalid prefix", sentence(s.name+": "+err.Error()), args[0].rng)
			return nil
		}
		fixed = p
	}
	return func(e *Env) event.Value {
		v, ok := prefix.get(e)
		if !ok {
			return event.Null
		}
		w, ok := address.get(e)
		if !ok {
			return event.Null
		}
		prefixes := fixed
		if prefixes == nil {
			var err error
			if prefixes, err = parsePrefixes(v); err != nil {
				return e.fail(Failure{site: s, code: failValue, arg: "the prefix is", value: v, err: err})
			}
		}
		a, ok := parseAddr(textOf(w))
		if !ok {
			return event.Bool(false)
		}
		for _, p := range prefixes {
			if p.Contains(a) {
				return event.Bool(true)
			}
		}
		return event.Bool(false)
	}
}
