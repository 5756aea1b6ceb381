package expr

import (
	"slices"
	"strings"
)

// FuncDoc describes a function for the reference page and the completion of editors.
type FuncDoc struct {
	Name      string
	Signature string // with names of parameters; those in brackets may be left out
	Summary   string // one or two sentences
	Example   string // an expression
	Result    string // what the example gives, as JSON
}

// Functions describes all functions in alphabetical order.
func Functions() []FuncDoc {
	all := allFunctions()
	docs := make([]FuncDoc, 0, len(all))
	for i := range all {
		f := &all[i]
		docs = append(docs, FuncDoc{f.name, f.signature(), f.summary, f.example, f.want})
	}
	slices.SortFunc(docs, func(a, b FuncDoc) int { return strings.Compare(a.Name, b.Name) })
	return docs
}

// signature writes the call with the names of its parameters.
func (f *function) signature() string {
	var b strings.Builder
	b.WriteString(f.name + "(")
	for i, p := range f.params {
		if i >= f.least() {
			b.WriteByte('[')
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.name)
	}
	b.WriteString(strings.Repeat("]", f.optional))
	if f.rest != nil {
		b.WriteString("[, " + f.rest.name + "...]")
	}
	return b.String() + ")"
}
