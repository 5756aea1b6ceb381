package mutate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

// rewriter changes a text. It returns the text itself when there is nothing to change.
type rewriter func(a *event.Arena, s string) string

// rewrite applies a rewriter to a text, or to each text of a list.
type rewrite struct {
	place
	with func(*event.Arena, event.Value) event.Value
}

func rewrites(paths []event.Path, with rewriter) []operation {
	ops := make([]operation, len(paths))
	for i, p := range paths {
		ops[i] = &rewrite{newPlace(p), func(a *event.Arena, v event.Value) event.Value { return rewritten(a, v, with) }}
	}
	return ops
}

func rewritten(a *event.Arena, v event.Value, with rewriter) event.Value {
	if s, ok := v.AsString(); ok {
		return event.String(with(a, s))
	}
	list := v.AsArray()
	for i, e := range list {
		if s, ok := e.AsString(); ok {
			list[i] = event.String(with(a, s))
		}
	}
	return v
}

func (r *rewrite) touches() []touch { return []touch{{path: r.path, writes: true}} }

func (r *rewrite) apply(_ *worker, ev *event.Event) error { return r.change(ev, r.with) }

const caseBit = 'a' - 'A'

func lower(a *event.Arena, s string) string {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return strings.ToLower(s)
		case c-'A' <= 'Z'-'A':
			return flip(a, s, i, 'A', strings.ToLower)
		}
	}
	return s
}

func upper(a *event.Arena, s string) string {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return strings.ToUpper(s)
		case c-'a' <= 'z'-'a':
			return flip(a, s, i, 'a', strings.ToUpper)
		}
	}
	return s
}

// flip changes the case of the 26 letters that begin with first, from the i-th byte on. A text that
// is not ASCII is left to the library.
func flip(a *event.Arena, s string, i int, first byte, foreign func(string) string) string {
	b := append(a.Begin(len(s)), s...)
	for ; i < len(b); i++ {
		c := b[i]
		if c >= utf8.RuneSelf {
			return foreign(s)
		}
		if c-first < 26 {
			b[i] = c ^ caseBit
		}
	}
	return a.EndString(b)
}

func capitalize(a *event.Arena, s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	head, tail := s[:n], lower(a, s[n:])
	if t := unicode.ToTitle(r); t != r && r != utf8.RuneError {
		head = string(t)
	}
	if head == s[:n] && tail == s[n:] {
		return s
	}
	b := append(a.Begin(len(s)+utf8.UTFMax), head...)
	return a.EndString(append(b, tail...))
}

// space is what Ruby strips.
const space = " \t\n\v\f\r\x00"

func strip(_ *event.Arena, s string) string { return strings.Trim(s, space) }

type split struct {
	path event.Path
	sep  string
}

func (x *split) touches() []touch { return []touch{{path: x.path, writes: true}} }

func (x *split) apply(_ *worker, ev *event.Event) error {
	s, ok := ev.Str(x.path)
	if !ok {
		return nil
	}
	if x.sep == " " {
		return ev.Set(x.path, words(ev.Arena(), s))
	}
	return ev.Set(x.path, parts(ev.Arena(), s, x.sep))
}

// words splits by white space.
func words(a *event.Arena, s string) event.Value {
	list := a.NewArray(0)
	for {
		s = strings.TrimLeft(s, space)
		if s == "" {
			return list
		}
		end := strings.IndexAny(s, space)
		if end < 0 {
			end = len(s)
		}
		list = a.Append(list, event.String(s[:end]))
		s = s[end:]
	}
}

// parts splits by a separator, an empty one by characters, and leaves out empty parts at the end.
func parts(a *event.Arena, s, sep string) event.Value {
	list := a.NewArray(0)
	for sep != "" && strings.HasSuffix(s, sep) {
		s = s[:len(s)-len(sep)]
	}
	for s != "" {
		end, next := strings.Index(s, sep), len(sep)
		if sep == "" {
			_, end = utf8.DecodeRuneInString(s)
		}
		if end < 0 {
			return a.Append(list, event.String(s))
		}
		list = a.Append(list, event.String(s[:end]))
		s = s[end+next:]
	}
	return list
}

type join struct {
	path event.Path
	sep  string
}

func (j *join) touches() []touch { return []touch{{path: j.path, writes: true}} }

func (j *join) apply(_ *worker, ev *event.Event) error {
	v := ev.Get(j.path)
	if v.Kind() != event.KindArray {
		return nil
	}
	a := ev.Arena()
	return ev.Set(j.path, event.String(a.EndString(j.append(a.Begin(64), v.AsArray()))))
}

// append joins the elements, and those of lists in the list.
func (j *join) append(dst []byte, list []event.Value) []byte {
	for i, e := range list {
		if i > 0 {
			dst = append(dst, j.sep...)
		}
		if e.Kind() == event.KindArray {
			dst = j.append(dst, e.AsArray())
		} else {
			dst = event.AppendText(dst, e)
		}
	}
	return dst
}
