package grok

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// element is a piece of a pattern that is matched as a whole: a reference, a group, a class, an escape or a character,
// with what says how often.
type element struct {
	text  string
	ref   *reference
	atom  string // text without what says how often
	body  string // of a group that can be entered
	count int    // how often it must come at least, if that is said in numbers
}

// alternatives splits a pattern at its top-level bars and each part into elements.
func alternatives(src string, known func(string) bool) [][]element {
	all := [][]element{nil}
	for i := 0; i < len(src); {
		if src[i] == '|' {
			all = append(all, nil)
			i++
			continue
		}
		n := atomLength(src[i:])
		el := element{atom: src[i : i+n]}
		switch {
		case strings.HasPrefix(el.atom, "%{"):
			if ref, err := parseReference(el.atom, known); err == nil {
				el.ref = &ref
			}
		case el.atom[0] == '(':
			el.body = groupBody(el.atom)
		}
		q := quantifierLength(src[i+n:])
		el.count = leastCount(src[i+n : i+n+q])
		el.text = src[i : i+n+q]
		all[len(all)-1] = append(all[len(all)-1], el)
		i += n + q
	}
	return all
}

// atomLength returns the length of the reference, group, class, escape or character at the begin of s.
func atomLength(s string) int {
	switch {
	case strings.HasPrefix(s, "%{"):
		if end := strings.IndexByte(s, '}'); end > 0 {
			return end + 1
		}
		return 1
	case s[0] == '\\':
		return escapeLength(s)
	case s[0] == '[':
		return classLength(s)
	case s[0] == '(':
		return groupLength(s)
	}
	_, n := utf8.DecodeRuneInString(s)
	return n
}

func escapeLength(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	closing := byte(0)
	if len(s) > 2 {
		switch {
		case strings.IndexByte("pPxu", s[1]) >= 0 && s[2] == '{':
			closing = '}'
		case s[1] == 'k' && s[2] == '<':
			closing = '>'
		}
	}
	if end := strings.IndexByte(s, closing); closing != 0 && end > 0 {
		return end + 1
	}
	if s[1] == 'x' {
		n := 2
		for n < len(s) && n < 4 && strings.IndexByte("0123456789abcdefABCDEF", s[n]) >= 0 {
			n++
		}
		return n
	}
	_, n := utf8.DecodeRuneInString(s[1:])
	return 1 + n
}

// groupLength returns the length of the (...) at the begin of s; what is never closed reaches to the end.
func groupLength(s string) int {
	depth := 0
	for i := 0; i < len(s); {
		switch s[i] {
		case '(':
			depth++
			i++
		case ')':
			i++
			if depth--; depth == 0 {
				return i
			}
		default:
			i += atomLength(s[i:])
		}
	}
	return len(s)
}

// groupBody returns what stands in a group that only groups or captures; look-around and options have none.
func groupBody(group string) string {
	inside := strings.TrimSuffix(group[1:], ")")
	if name := captureName(group); name != "" {
		return group[strings.IndexByte(group, '>')+1 : len(group)-1]
	}
	for _, opening := range []string{"?:", "?>"} {
		if body, ok := strings.CutPrefix(inside, opening); ok {
			return body
		}
	}
	if strings.HasPrefix(inside, "?") {
		return ""
	}
	return inside
}

// quantifierLength returns the length of all that says how often at the begin of s.
func quantifierLength(s string) int {
	n := 0
	for n < len(s) {
		switch {
		case strings.IndexByte("*+?", s[n]) >= 0:
			n++
		case s[n] == '{' && intervalLength(s[n:]) > 0:
			n += intervalLength(s[n:])
		default:
			return n
		}
	}
	return n
}

func intervalLength(s string) int {
	end := strings.IndexByte(s, '}')
	if end < 2 || strings.Trim(s[1:end], "0123456789,") != "" || strings.Count(s[:end], ",") > 1 || s[1:end] == "," {
		return 0
	}
	return end + 1
}

// leastCount returns n of {n}, {n,} and {n,m}, else 0.
func leastCount(q string) int {
	if !strings.HasPrefix(q, "{") {
		return 0
	}
	end := strings.IndexAny(q, ",}")
	n, err := strconv.Atoi(q[1:end])
	if err != nil {
		return 0
	}
	return n
}
