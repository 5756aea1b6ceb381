package expr

import (
	"strconv"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

// maxText bounds the bytes of a text that one function or template makes.
const maxText = 16 << 20

const maxTextNote = "16 MiB"

// piece is a part of a template: constant text, or a value to be computed.
type piece struct {
	text string
	eval evalFunc // nil: text
}

// template compiles a template that gives a value. A part that is null renders as nothing.
func (c *compiler) template(x *hclsyntax.TemplateExpr) node {
	nodes := make([]*node, 0, len(x.Parts))
	pieces := make([]piece, 0, len(x.Parts))
	for _, p := range x.Parts {
		n := c.expr(p)
		nodes = append(nodes, &n)
		pieces = appendPiece(pieces, &n)
	}
	if len(pieces) == 0 {
		return c.finish(c.constant(event.String(""), x.SrcRange), nodes...)
	}
	s := &site{rng: x.SrcRange, name: "template"}
	return c.finish(node{kinds: kString, rng: x.SrcRange, eval: templateOf(s, pieces)}, nodes...)
}

// appendPiece joins constants to the text before them.
func appendPiece(pieces []piece, n *node) []piece {
	if !n.konst {
		return append(pieces, piece{eval: n.eval})
	}
	text := string(event.AppendText(nil, n.val))
	switch last := len(pieces) - 1; {
	case text == "":
		return pieces
	case last >= 0 && pieces[last].eval == nil:
		pieces[last].text += text
		return pieces
	}
	return append(pieces, piece{text: text})
}

// templateOf computes all values before it writes, because a value may need the arena's text too.
func templateOf(s *site, pieces []piece) evalFunc {
	fixed := 0
	for _, p := range pieces {
		fixed += len(p.text)
	}
	return func(e *Env) event.Value {
		base, size := len(e.stack), fixed
		for i := range pieces {
			if eval := pieces[i].eval; eval != nil {
				v := eval(e)
				size += sizeHint(v)
				e.stack = append(e.stack, v)
			}
		}
		if size > maxText {
			e.stack = e.stack[:base]
			return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
		}
		b, next := e.arena.Begin(size), base
		for i := range pieces {
			if pieces[i].eval == nil {
				b = append(b, pieces[i].text...)
				continue
			}
			b = appendText(b, e.stack[next])
			next++
		}
		e.stack = e.stack[:base]
		return e.text(b)
	}
}

// sizeHint estimates the bytes that a value takes as text; for strings it is exact.
func sizeHint(v event.Value) int {
	if s, ok := v.AsString(); ok {
		return len(s)
	}
	if b, ok := v.AsBytes(); ok {
		return len(b)
	}
	if list := v.AsArray(); list != nil {
		n := len(list)
		for _, x := range list {
			n += sizeHint(x)
		}
		return n
	}
	return 32
}

// appendText is event.AppendText with the usual kinds in front.
func appendText(dst []byte, v event.Value) []byte {
	switch v.Kind() {
	case event.KindString:
		s, _ := v.AsString()
		return append(dst, s...)
	case event.KindInt:
		i, _ := v.AsInt()
		return strconv.AppendInt(dst, i, 10)
	default:
		return event.AppendText(dst, v)
	}
}

// templateJoin compiles a %{for} directive, whose loop gives a list of texts.
func (c *compiler) templateJoin(x *hclsyntax.TemplateJoinExpr) node {
	list := c.expr(x.Tuple)
	eval := list.eval
	return c.finish(node{kinds: kString, eval: func(e *Env) event.Value {
		v := eval(e)
		b := e.arena.Begin(sizeHint(v))
		for _, t := range v.AsArray() {
			b = appendText(b, t)
		}
		return e.text(b)
	}}, &list)
}
