package config

import (
	"bytes"
	"slices"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/internal/hcltext"
)

// elsewhere answers for a file that HCL's parser refuses. Words of other tools get one answer in
// headgate's words in place of the parser's; the rest of the parser's answers is put into plain words.
// Where the file can be read nevertheless, its tree replaces the broken one, and sound is true.
func elsewhere(f *File, diags hcl.Diagnostics) (answers hcl.Diagnostics, sound bool) {
	if d := foreignFile(f); d != nil {
		f.HCL = &hcl.File{Body: &hclsyntax.Body{}, Bytes: f.Bytes}
		return hcl.Diagnostics{d}, false
	}
	items := readItems(f.Bytes)
	fd := &finder{renderer: renderer{f.Bytes}}
	fd.walk(items, nil)
	if d := noConfiguration(f, items, len(fd.found)+len(diags)); d != nil {
		f.HCL = &hcl.File{Body: &hclsyntax.Body{}, Bytes: f.Bytes}
		return hcl.Diagnostics{d}, false
	}
	if len(fd.found) == 0 {
		return plainWords(f, diags), onlyRepeats(diags)
	}
	sort.SliceStable(fd.found, func(i, j int) bool { return fd.found[i].at.from < fd.found[j].at.from })
	sound = true
	text := bytes.Clone(f.Bytes)
	for _, n := range fd.found {
		answers = append(answers, n.diagnostic(f))
		sound = sound && !n.lossy
		for _, p := range n.patches {
			p.apply(text)
		}
	}
	file, left := hcltext.New(text, f.Name, hcl.InitialPos).Parse()
	file.Bytes = f.Bytes
	f.HCL = file
	left = slices.DeleteFunc(left, func(d *hcl.Diagnostic) bool {
		return slices.ContainsFunc(fd.found, func(n finding) bool { return n.covers(d) })
	})
	return append(answers, plainWords(f, left)...), sound && !left.HasErrors()
}

// apply overwrites a stretch. Line ends stay unless the patch is one byte for one byte.
func (p patch) apply(text []byte) {
	if len(p.text) == p.to-p.from {
		copy(text[p.from:p.to], p.text)
		return
	}
	for i := p.from; i < p.to; i++ {
		switch {
		case text[i] == '\n' || text[i] == '\r':
		case i-p.from < len(p.text):
			text[i] = p.text[i-p.from]
		default:
			text[i] = ' '
		}
	}
}

func (n *finding) covers(d *hcl.Diagnostic) bool {
	return d.Subject != nil && d.Subject.Start.Byte >= n.cover.from && d.Subject.Start.Byte <= n.cover.to
}

func (n *finding) diagnostic(f *File) *hcl.Diagnostic {
	at := f.Text.Span(n.at.from, max(n.at.to, n.at.from+1))
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: n.summary, Detail: n.detail, Subject: &at}
}

// onlyRepeats reports whether all that the parser says is that options are given twice: then the tree
// is whole.
func onlyRepeats(diags hcl.Diagnostics) bool {
	return !slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary != "Attribute redefined" })
}
