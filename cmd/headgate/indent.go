package main

import (
	"bytes"
	"io"
)

// indenter moves every line to the right.
type indenter struct {
	w   io.Writer
	mid bool // inside a line
}

func indented(w io.Writer) io.Writer { return &indenter{w: w} }

// Write implements io.Writer.
func (in *indenter) Write(p []byte) (int, error) {
	var out []byte
	for _, line := range bytes.SplitAfter(p, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		if !in.mid {
			out = append(out, "       "...)
		}
		out = append(out, line...)
		in.mid = line[len(line)-1] != '\n'
	}
	_, err := in.w.Write(out)
	return len(p), err
}
