package event

import (
	"fmt"
	"sync"
)

// Bounds of what a decoder keeps between two texts.
const (
	keySlots  = 1024  // a power of two
	largeRoom = 32    // fields that an object starts with at most
	largeList = 16384 // list elements
)

// Decoder reads JSON (RFC 8259) into an arena, strictly: what the grammar does not allow is an error
// that says at which byte. Of fields with the same name the last one wins, at the place of the first.
// Strings without escapes share the text, which therefore must never change; a lone surrogate becomes
// U+FFFD, bytes that are not UTF-8 stay. Integers that fit are of KindInt, other numbers keep their
// text. More than MaxDepth levels or MaxFields fields in one object are errors.
//
// A decoder remembers names and sizes from one text to the next. It serves one goroutine. The zero
// Decoder is ready to use.
type Decoder struct {
	a     *Arena
	s     string
	depth int
	last  uint32          // id of the name read last
	slot  uint32          // where the tables keep what comes after the two names read last
	next  [keySlots]*Key  // the name that came there the time before: the guess
	room  [keySlots]uint8 // how many fields the object had that came there
	names [keySlots]*Key  // names by a cheap hash
	list  []Value         // elements of the lists that are being read
	fault fault
}

// fault is the first error of a text. It is worded only when it is returned.
type fault struct {
	at     int
	what   string // what was expected, or what is wrong
	silent bool   // what says it all: nothing about what was found instead
}

// noPosition is the position that stands for an error.
const noPosition = -1

// Object reads a text that is one object and sets its fields in into, whose own fields stay unless
// they have the same name. When the text is wrong, into is left as it was.
func (d *Decoder) Object(a *Arena, text string, into *Object) error {
	o := into
	if into.Len() > 0 {
		o = a.NewObject()
	}
	if err := d.rootObject(a, text, o); err != nil {
		o.Clear()
		return err
	}
	if o != into {
		for i := range o.f {
			into.Set(a, o.f[i].Key, o.f[i].Value)
		}
	}
	return nil
}

func (d *Decoder) rootObject(a *Arena, text string, o *Object) error {
	d.begin(a, text)
	i := d.blank(0)
	if i == len(text) || text[i] != '{' {
		return d.end(d.expected(i, "an object"))
	}
	return d.end(d.rest(d.object(o, i+1)))
}

// Value reads a text that is one value of any kind.
func (d *Decoder) Value(a *Arena, text string) (Value, error) {
	d.begin(a, text)
	v, i := d.value(d.blank(0))
	if err := d.end(d.rest(i)); err != nil {
		return Null, err
	}
	return v, nil
}

// Next reads the first of several values that follow each other. What is left begins with the next
// one, blanks between them are skipped; it is empty after the last one.
func (d *Decoder) Next(a *Arena, text string) (v Value, rest string, err error) {
	d.begin(a, text)
	v, i := d.value(d.blank(0))
	if i >= 0 {
		i = d.blank(i)
	}
	if err = d.end(i); err != nil {
		return Null, text, err
	}
	return v, text[i:], nil
}

var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// DecodeJSON is Decoder.Value for those who read JSON now and then.
func DecodeJSON(a *Arena, text string) (Value, error) {
	d := decoders.Get().(*Decoder)
	defer decoders.Put(d)
	return d.Value(a, text)
}

func (d *Decoder) begin(a *Arena, text string) { d.a, d.s, d.depth, d.last, d.slot = a, text, 0, 0, 0 }

// end forgets the text and words the error.
func (d *Decoder) end(i int) error {
	var err error
	if i < 0 {
		err = d.fault.word(d.s)
		clear(d.list)
		d.list = d.list[:0]
	}
	if cap(d.list) > largeList {
		d.list = nil
	}
	d.a, d.s = nil, ""
	return err
}

// rest makes sure that only blanks follow.
func (d *Decoder) rest(i int) int {
	if i < 0 {
		return i
	}
	if i = d.blank(i); i < len(d.s) {
		return d.expected(i, "the end of the text")
	}
	return i
}

func (d *Decoder) expected(i int, what string) int {
	d.fault = fault{at: i, what: what}
	return noPosition
}

func (d *Decoder) wrong(i int, what string) int {
	d.fault = fault{at: i, what: what, silent: true}
	return noPosition
}

func (f fault) word(s string) error {
	if f.silent {
		return fmt.Errorf("json: byte %d: %s", f.at, f.what)
	}
	if f.at >= len(s) {
		return fmt.Errorf("json: byte %d: expected %s, found the end of the text", f.at, f.what)
	}
	return fmt.Errorf("json: byte %d: expected %s, found %q", f.at, f.what, s[f.at:f.at+1])
}

// blank skips white space.
func (d *Decoder) blank(i int) int {
	if i < len(d.s) && d.s[i] > ' ' {
		return i
	}
	return skipBlanks(d.s, i)
}

func skipBlanks(s string, i int) int {
	for ; i < len(s); i++ {
		if c := s[i]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			break
		}
	}
	return i
}

// value reads the value that begins at i and returns where it ends, negative after an error.
func (d *Decoder) value(i int) (Value, int) {
	if i >= len(d.s) {
		return Null, d.expected(i, "a value")
	}
	switch c := d.s[i]; c {
	case '"':
		if end := stringEnd(d.s, i+1); end < len(d.s) && d.s[end] == '"' {
			return String(d.s[i+1 : end]), end + 1
		}
		s, end := d.text(i + 1)
		return String(s), end
	case '{':
		o := d.a.NewObject()
		return ObjectValue(o), d.object(o, i+1)
	case '[':
		return d.array(i + 1)
	case 't':
		return Bool(true), d.literal(i, "true")
	case 'f':
		return Bool(false), d.literal(i, "false")
	case 'n':
		return Null, d.literal(i, "null")
	default:
		if c == '-' || c-'0' <= 9 {
			return d.number(i)
		}
	}
	return Null, d.expected(i, "a value")
}

func (d *Decoder) literal(i int, word string) int {
	if len(d.s)-i >= len(word) && d.s[i:i+len(word)] == word {
		return i + len(word)
	}
	return d.expected(i, "a value")
}

// array reads a list behind its bracket.
func (d *Decoder) array(i int) (Value, int) {
	if d.depth++; d.depth > MaxDepth {
		return Null, d.wrong(i-1, tooDeep)
	}
	base := len(d.list)
	if i = d.blank(i); i < len(d.s) && d.s[i] == ']' {
		d.depth--
		return Value{k: KindArray}, i + 1
	}
	for {
		v, end := d.value(i)
		if end < 0 {
			return Null, end
		}
		d.list = append(d.list, v)
		if i = d.blank(end); i < len(d.s) && d.s[i] == ',' {
			i = d.blank(i + 1)
			continue
		}
		if i < len(d.s) && d.s[i] == ']' {
			break
		}
		return Null, d.expected(i, "',' or ']' after an element of a list")
	}
	run := d.list[base:]
	list := d.a.Array(run...)
	clear(run)
	d.list = d.list[:base]
	d.depth--
	return list, i + 1
}
