// Package grok compiles grok patterns: regular expressions that refer to named definitions as %{NAME:field:type}.
package grok

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Dictionary maps names to definitions. It is immutable; With returns an enlarged one.
type Dictionary struct {
	parent *Dictionary
	defs   map[string]string
}

// NewDictionary returns a dictionary of defs alone, which must not be changed afterwards.
func NewDictionary(defs map[string]string) *Dictionary { return &Dictionary{defs: defs} }

// With returns a dictionary in which defs come before what d has.
func (d *Dictionary) With(defs map[string]string) *Dictionary {
	if len(defs) == 0 {
		return d
	}
	return &Dictionary{parent: d, defs: defs}
}

// Lookup returns the definition of name as written.
func (d *Dictionary) Lookup(name string) (string, bool) {
	for ; d != nil; d = d.parent {
		if def, ok := d.defs[name]; ok {
			return def, true
		}
	}
	return "", false
}

// Names returns all names in alphabetical order.
func (d *Dictionary) Names() []string {
	all := map[string]bool{}
	for ; d != nil; d = d.parent {
		for name := range d.defs {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// suggest returns up to three known names that differ from name in few letters.
func (d *Dictionary) suggest(name string) []string {
	type near struct {
		name string
		away int
	}
	var found []near
	most := max(1, len(name)/3)
	for _, known := range d.Names() {
		away := levenshtein.Distance(strings.ToUpper(name), strings.ToUpper(known), nil)
		if away <= most {
			found = append(found, near{known, away})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.away, b.away) })
	var names []string
	for _, n := range found[:min(3, len(found))] {
		names = append(names, n.name)
	}
	return names
}
