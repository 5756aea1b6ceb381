// Package redact hides personal data and secrets in text.
package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/plugin"
)

// Options of the redact filter. It looks into objects and lists too. An event in which nothing was
// hidden is left alone: add_tag and the like apply only to those in which something was.
type Options struct {
	// Fields to look through, with all that is inside them. "*" means all fields of the event.
	Fields []event.Path `hcl:"fields,optional"`
	// What to look for: "card" (payment card numbers with a valid check digit), "email", "iban" (bank
	// accounts with valid check digits), "ip" (IPv4 and IPv6 addresses) and "secret" (passwords and tokens
	// as in password=..., in URLs and in Authorization headers; JSON Web Tokens; private keys in PEM; keys
	// of AWS, Google, GitHub, GitLab, Slack, Stripe and others; and fields whose name ends in password,
	// secret, token, api_key and the like). By default all of them, or none when patterns are given.
	Kinds []string `hcl:"kinds,optional"`
	// Regular expressions of what else to hide. With named groups, as in "user=(?<user>\\w+)", only what
	// the groups match is hidden, each counted under its name; without them the whole match.
	Patterns plugin.Patterns `hcl:"patterns,optional"`
	// Text that is put in place of what is hidden. {kind} in it stands for the kind: card, email, the name
	// of a pattern's group, or pattern.
	Replacement string `hcl:"replacement,optional"`
	// What is left to see. "full": nothing. "partial": the last four characters of cards, bank accounts
	// and long matches of patterns, the first letter and the domain of email addresses, the network of IP
	// addresses. "hash": a keyed hash in place of the replacement, the same for the same value, so that
	// events can still be joined by it.
	Mask string `hcl:"mask,optional" oneof:"full,partial,hash"`
	// Key of the hash (HMAC-SHA-256, of which 32 hexadecimal digits are written). Whoever has it can find
	// out short values by trying.
	Key plugin.Secret `hcl:"key,optional"`
	// Field that gets an object with the number of places that were hidden, by kind.
	Counts event.Path `hcl:"counts,optional"`
}

// Plugin describes the redact filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("redact", defaults(), build) }

func defaults() Options {
	return Options{
		Fields: []event.Path{event.MustPath("message"), event.MustPath("event.original")}, Replacement: "***", Mask: "full",
	}
}

// patternTimeout bounds the time of one pattern for one text.
const patternTimeout = time.Second

// whole is the kind of a pattern without named groups.
const whole = "pattern"

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{fields: o.Fields, counts: o.Counts, mask: o.Mask, names: append([]string(nil), kindNames...)}
	diags := f.chooseKinds(o, env)
	for _, p := range o.Patterns {
		if err := f.addPattern(p.Text); err != nil {
			d := env.Diagnostic(hcl.DiagError, "patterns", "The regular expression can't be used: %v.", err)
			d.Subject = &p.Range
			diags = append(diags, d)
		}
	}
	switch {
	case o.Mask == "hash" && o.Key == "":
		diags = append(diags, env.Invalid("key", "A hash without a key is undone by trying all values: set key to a secret, such as key = env(\"REDACT_KEY\").")...)
	case o.Mask != "hash" && o.Key != "":
		diags = append(diags, env.Invalid("key", "The key is used by mask = \"hash\" only: set that, or leave the key out.")...)
	}
	if o.Mask == "hash" {
		f.newMAC = func() hash.Hash { return hmac.New(sha256.New, []byte(o.Key.Reveal())) }
	}
	for _, name := range f.names {
		f.replacements = append(f.replacements, strings.ReplaceAll(o.Replacement, "{kind}", name))
		f.keys = append(f.keys, event.ConfigKey(name))
	}
	return f, diags
}

func (f *filter) chooseKinds(o Options, env plugin.Env) hcl.Diagnostics {
	wanted := o.Kinds
	if len(o.Kinds) == 0 && len(o.Patterns) == 0 {
		if o.Kinds != nil {
			return env.Invalid("kinds", "There is nothing to look for: name kinds, or give patterns.")
		}
		wanted = kindNames
	}
	var diags hcl.Diagnostics
	var on [builtin]bool
	for _, name := range wanted {
		k, ok := kindOf(name)
		if !ok {
			diags = append(diags, env.Invalid("kinds", "%q is none of %s.%s", name, plugin.List(kindNames, "or"), plugin.DidYouMean(name, kindNames))...)
			continue
		}
		on[k] = true
	}
	f.scan = newScanner(on)
	return diags
}

// pattern is a regular expression with the kind of each of its groups.
type pattern struct {
	*match.Pattern
	kinds []kind // by slot
}

var (
	errEmpty = errors.New("it matches the empty text, so it would be found everywhere")
	errMany  = fmt.Errorf("together the patterns have more than %d names", maxKinds)
)

func (f *filter) addPattern(text string) error {
	p, err := match.Compile(text, match.Options{
		Ruby: true, Timeout: patternTimeout,
		Keep: func(i int, name string) bool { return i == 0 || name != "" },
	})
	if err != nil {
		return err
	}
	if p.Matches(p.NewWork(), "") {
		return errEmpty
	}
	slots := p.Slots()
	kinds := make([]kind, len(slots))
	for i, s := range slots {
		name := s.Name
		if s.Group == 0 {
			name = whole
		}
		if kinds[i] = f.kindFor(name); kinds[i] >= maxKinds {
			return errMany
		}
	}
	f.patterns = append(f.patterns, pattern{p, kinds})
	f.spans = max(f.spans, 2*len(slots))
	return nil
}

// kindFor finds or adds the kind of a group.
func (f *filter) kindFor(name string) kind {
	for i, n := range f.names {
		if n == name {
			return kind(i)
		}
	}
	f.names = append(f.names, name)
	return kind(len(f.names) - 1)
}
