package diag

import (
	"encoding/json"
	"io"

	"github.com/hashicorp/hcl/v2"
)

// position is a place in a file; lines and columns count from 1, bytes from 0.
type position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

type jsonRange struct {
	Filename string   `json:"filename"`
	Start    position `json:"start"`
	End      position `json:"end"`
}

type jsonDiagnostic struct {
	Severity string     `json:"severity"`
	Summary  string     `json:"summary"`
	Detail   string     `json:"detail,omitempty"`
	Range    *jsonRange `json:"range,omitempty"`
	Blocks   []string   `json:"blocks,omitempty"` // around the place, outer ones first
}

// jsonReport is what WriteJSON writes.
type jsonReport struct {
	Valid       bool             `json:"valid"`
	Errors      int              `json:"error_count"`
	Warnings    int              `json:"warning_count"`
	Diagnostics []jsonDiagnostic `json:"diagnostics"`
}

// WriteJSON writes diagnostics as one JSON object, in the shape of `terraform validate -json`.
func WriteJSON(w io.Writer, diags hcl.Diagnostics, files map[string]*hcl.File) error {
	r := jsonReport{Diagnostics: []jsonDiagnostic{}}
	for _, d := range diags {
		j := jsonDiagnostic{Severity: severity(d), Summary: d.Summary, Detail: d.Detail}
		if d.Subject != nil {
			j.Range = &jsonRange{d.Subject.Filename, toPosition(d.Subject.Start), toPosition(d.Subject.End)}
			j.Blocks = Enclosing(files[d.Subject.Filename], *d.Subject)
		}
		if d.Severity == hcl.DiagError {
			r.Errors++
		} else {
			r.Warnings++
		}
		r.Diagnostics = append(r.Diagnostics, j)
	}
	r.Valid = r.Errors == 0
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

func severity(d *hcl.Diagnostic) string {
	if d.Severity == hcl.DiagWarning {
		return "warning"
	}
	return "error"
}

func toPosition(p hcl.Pos) position { return position{p.Line, p.Column, p.Byte} }
