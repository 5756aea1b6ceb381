package redact

import "slices"

// kind is what was found: one of those below, or a group of a pattern.
type kind uint8

const (
	card kind = iota
	email
	iban
	ip
	secret
	builtin  // number of the kinds above
	maxKinds = 100
)

var kindNames = []string{"card", "email", "iban", "ip", "secret"}

func kindOf(name string) (kind, bool) {
	i := slices.Index(kindNames, name)
	return kind(i), i >= 0
}

// place is a part of a text that is to be hidden: s[start:end].
type place struct {
	start, end int
	kind       kind
}
