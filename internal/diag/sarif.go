package diag

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// WriteSARIF writes diagnostics as a SARIF 2.1.0 log, as code scanners take it.
func WriteSARIF(w io.Writer, diags hcl.Diagnostics) error {
	r := report.NewV210Report()
	run := sarif.NewRunWithInformationURI("headgate", "https://github.com/headgate/headgate")
	for _, d := range diags {
		run.AddRule(severity(d)).WithDescription("A configuration that headgate " + verb(d) + ".")
		result := run.CreateResultForRule(severity(d)).WithLevel(severity(d)).
			WithMessage(sarif.NewTextMessage(strings.TrimSpace(d.Summary + "\n" + d.Detail)))
		if d.Subject != nil {
			result.AddLocation(location(*d.Subject))
		}
	}
	r.AddRun(run)
	return r.PrettyWrite(w)
}

func verb(d *hcl.Diagnostic) string {
	if d.Severity == hcl.DiagWarning {
		return "warns of"
	}
	return "refuses"
}

func location(at hcl.Range) *sarif.Location {
	region := sarif.NewRegion().WithStartLine(at.Start.Line).WithStartColumn(at.Start.Column).
		WithEndLine(at.End.Line).WithEndColumn(at.End.Column)
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(filepath.ToSlash(at.Filename))).
		WithRegion(region))
}
