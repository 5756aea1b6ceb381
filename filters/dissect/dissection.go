package dissect

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/headgate/headgate/event"
)

// kind says what becomes of the text of a part.
type kind uint8

const (
	normal kind = iota
	skipped
	appended
	indirect
)

// part is one %{...} with the delimiter behind it.
type part struct {
	kind   kind
	name   string
	path   event.Path // of a part that is saved
	order  int        // among the appended parts of one field
	joint  string     // stands between what was there and an appended part
	delim  string     // behind the part; empty behind the last one when it takes the rest
	padded bool       // repeated delimiters count as one
	index  int        // into the values
}

// dissection takes one text apart. It is immutable.
type dissection struct {
	source   event.Path
	prefix   string // before the first part
	parts    []part
	saved    []*part // normal parts, then the appended ones in their order
	indirect []*part
}

// newDissection reads a mapping.
func newDissection(source event.Path, mapping string) (*dissection, error) {
	d := &dissection{source: source}
	before, rest, found := cutField(mapping)
	d.prefix = before
	joint := before
	for found {
		p, err := newPart(rest[:strings.IndexByte(rest, '}')])
		if err != nil {
			return nil, err
		}
		rest = rest[strings.IndexByte(rest, '}')+1:]
		p.index, p.joint = len(d.parts), joint
		if p.joint == "" {
			p.joint = " "
		}
		p.delim, rest, found = cutField(rest)
		joint = p.delim
		d.parts = append(d.parts, p)
	}
	if len(d.parts) == 0 {
		return nil, fmt.Errorf("the mapping %q of %q names no field: write fields as %%{name}", mapping, source)
	}
	d.sort()
	return d, nil
}

// cutField splits at the first %{ that is closed. rest begins behind it.
func cutField(s string) (before, rest string, found bool) {
	at := strings.Index(s, "%{")
	if at < 0 || strings.IndexByte(s[at:], '}') < 0 {
		return s, "", false
	}
	return s[:at], s[at+2:], true
}

func newPart(text string) (part, error) {
	p := part{}
	name := text
	switch {
	case strings.HasPrefix(name, "?"):
		p.kind, name = skipped, name[1:]
	case strings.HasPrefix(name, "+&") || strings.HasPrefix(name, "&+"):
		return p, fmt.Errorf("%%{%s} both appends and goes to the field named by another: use one of + and &", text)
	case strings.HasPrefix(name, "+"):
		p.kind, name = appended, name[1:]
	case strings.HasPrefix(name, "&"):
		p.kind, name = indirect, name[1:]
	}
	name, p.padded = strings.CutSuffix(name, "->")
	name, p.order = cutOrder(name)
	if name == "" && p.kind == normal {
		p.kind = skipped
	}
	p.name = name
	if p.kind == skipped {
		return p, nil
	}
	if name == "" {
		return p, fmt.Errorf("%%{%s} has no name: write %%{} to leave text out", text)
	}
	var err error
	if p.path, err = event.ParsePath(name); err != nil {
		return p, fmt.Errorf("%%{%s} does not name a field: %w", text, err)
	}
	return p, nil
}

// cutOrder splits off a number behind a slash.
func cutOrder(name string) (string, int) {
	at := strings.LastIndexByte(name, '/')
	if at < 0 {
		return name, 0
	}
	n, err := strconv.ParseUint(name[at+1:], 10, 16)
	if err != nil {
		return name, 0
	}
	return name[:at], int(n)
}

// sort puts the parts in the order in which they are saved.
func (d *dissection) sort() {
	for i := range d.parts {
		switch p := &d.parts[i]; p.kind {
		case normal, appended:
			d.saved = append(d.saved, p)
		case indirect:
			d.indirect = append(d.indirect, p)
		case skipped: // only found again by nameFor
		}
	}
	slices.SortStableFunc(d.saved, func(a, b *part) int {
		if a.kind != b.kind {
			return int(a.kind) - int(b.kind)
		}
		if a.kind == normal {
			return 0
		}
		return a.order - b.order
	})
}

var errEmpty = errors.New("the text is empty")

// cut finds the values of all parts.
func (d *dissection) cut(s string, values []string) error {
	if s == "" {
		return errEmpty
	}
	if !strings.HasPrefix(s, d.prefix) {
		return fmt.Errorf("it does not begin with %q", d.prefix)
	}
	pos := behind(s, len(d.prefix), d.prefix)
	last := len(d.parts) - 1
	for i := range d.parts {
		p := &d.parts[i]
		if p.delim == "" {
			values[i] = ""
			if i == last {
				values[i] = s[pos:]
			}
			continue
		}
		n := strings.Index(s[pos:], p.delim)
		if n < 0 {
			return fmt.Errorf("there is no %q behind %%{%s}", p.delim, p.name)
		}
		values[i] = s[pos : pos+n]
		pos += n + len(p.delim)
		if p.padded {
			pos = behind(s, pos, p.delim)
		}
	}
	return nil
}

// behind skips repeated delimiters.
func behind(s string, pos int, delim string) int {
	for delim != "" && strings.HasPrefix(s[pos:], delim) {
		pos += len(delim)
	}
	return pos
}
