package hcltext

import "bytes"

type brace struct {
	offset, indent int
}

// braceTracker pairs the braces of blocks and objects and guesses from the indentation which one was forgotten.
type braceTracker struct {
	stack   []brace
	suspect *brace // an opening brace whose closing brace stands at an outer block's indentation
	next    int    // offset of that closing brace
	extra   int    // offset + 1 of the first closing brace that closes nothing
}

func (t *braceTracker) open(src []byte, i int) {
	t.stack = append(t.stack, brace{i, indent(src, i)})
}

func (t *braceTracker) close(src []byte, i int) {
	n := len(t.stack)
	if n == 0 {
		if t.extra == 0 {
			t.extra = i + 1
		}
		return
	}
	top := t.stack[n-1]
	t.stack = t.stack[:n-1]
	if t.suspect == nil && firstOnLine(src, i) && indent(src, i) < top.indent {
		t.suspect, t.next = &top, i
	}
}

// unclosed returns the opening brace that most likely lacks its closing brace.
func (t *braceTracker) unclosed() (brace, bool) {
	if len(t.stack) == 0 {
		return brace{}, false
	}
	if t.suspect != nil {
		return *t.suspect, true
	}
	return t.stack[len(t.stack)-1], true
}

func lineStart(src []byte, i int) int { return bytes.LastIndexByte(src[:i], '\n') + 1 }

// indent counts the blanks at the start of the line that holds i.
func indent(src []byte, i int) int {
	line := src[lineStart(src, i):]
	return len(line) - len(bytes.TrimLeft(line, " \t"))
}

func firstOnLine(src []byte, i int) bool {
	return len(bytes.TrimLeft(src[lineStart(src, i):i], " \t")) == 0
}
