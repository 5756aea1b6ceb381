// Package linediff shows by which lines two texts differ.
package linediff

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// context is the number of equal lines shown around a difference.
const context = 2

// maxLines bounds the table that finds equal lines; longer texts are shown as wholly different.
const maxLines = 20000

// Write writes the differences between the old and new text of a file, in the unified format.
func Write(w io.Writer, name, oldText, newText string) error {
	a, b := lines(oldText), lines(newText)
	ops := compare(a, b)
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
	for i := 0; i < len(ops); {
		if ops[i].kind == ' ' {
			i++
			continue
		}
		from := max(0, i-context)
		to := i
		for j := i; j < len(ops) && j-to <= 2*context; j++ {
			if ops[j].kind != ' ' {
				to = j
			}
		}
		end := min(len(ops), to+context+1)
		hunk(&out, ops[from:end])
		i = end
	}
	_, err := io.WriteString(w, out.String())
	return err
}

type op struct {
	kind byte // ' ', '-' or '+'
	line string
	a, b int // numbers of the line in the old and new text, from 1
}

func lines(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }

func hunk(out *strings.Builder, ops []op) {
	na, nb := 0, 0
	for _, o := range ops {
		if o.kind != '+' {
			na++
		}
		if o.kind != '-' {
			nb++
		}
	}
	fmt.Fprintf(out, "@@ -%d,%d +%d,%d @@\n", ops[0].a, na, ops[0].b, nb)
	for _, o := range ops {
		fmt.Fprintf(out, "%c%s\n", o.kind, o.line)
	}
}

// compare finds the longest common sequence of lines between what the texts begin and end with alike.
func compare(a, b []string) []op {
	var head, tail []op
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, op{kind: ' ', line: a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append([]op{{kind: ' ', line: a[len(a)-1]}}, tail...)
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	ops := append(append(head, middle(a, b)...), tail...)
	na, nb := 1, 1
	for i := range ops {
		ops[i].a, ops[i].b = na, nb
		if ops[i].kind != '+' {
			na++
		}
		if ops[i].kind != '-' {
			nb++
		}
	}
	return ops
}

func middle(a, b []string) []op {
	if len(a)*len(b) > maxLines*100 {
		return replaced(a, b)
	}
	// common[i][j] is the length of the longest common sequence of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i, v := range slices.Backward(a) {
		for j := len(b) - 1; j >= 0; j-- {
			if v == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var ops []op
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			ops = append(ops, op{kind: ' ', line: a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			ops = append(ops, op{kind: '-', line: a[i]})
			i++
		default:
			ops = append(ops, op{kind: '+', line: b[j]})
			j++
		}
	}
	return append(ops, replaced(a[i:], b[j:])...)
}

func replaced(a, b []string) []op {
	var ops []op
	for _, l := range a {
		ops = append(ops, op{kind: '-', line: l})
	}
	for _, l := range b {
		ops = append(ops, op{kind: '+', line: l})
	}
	return ops
}
