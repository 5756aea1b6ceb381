package plugin

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/expr"
)

// ECS says which names events bear.
type ECS string

// The naming schemes; v8 uses the names of v1.
const (
	ECSv8       ECS = "v8"
	ECSv1       ECS = "v1"
	ECSDisabled ECS = "disabled"
)

// On reports whether the names of the Elastic Common Schema apply.
func (e ECS) On() bool { return e != ECSDisabled }

// Env is what a plugin is built with: who it is and what it may use.
type Env struct {
	Address  string // pipeline.web.filter.grok.access
	Pipeline string
	Name     string // NAME label
	Kind     string // "input", "filter", "output" or "codec"
	Type     string // TYPE label
	Log      *slog.Logger
	Scope    *expr.Scope
	Base     string // folder of the configuration file, for relative paths
	DataDir  string // folder for the component's state; not created yet
	ECS      ECS
	Codec    *Codec // of a byte input or output; nil for other plugins
	// Block is where the plugin's block begins.
	Block hcl.Range
	// Options tells where each option stands.
	Options map[string]hcl.Range
	// Bus joins the pipelines of the process.
	Bus *Bus
	// BatchSize is how many records an input puts into a batch at most, Linger how long one that
	// gathers single events may wait for a batch to fill up.
	BatchSize int
	Linger    time.Duration
	// Once says that finite inputs are to be read to their end.
	Once bool
}

// Invalid makes the diagnostic of an option whose value can't be used. The text says what is wrong,
// with the value, and what to do; its first sentence is the summary.
func (e Env) Invalid(option, format string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{e.Diagnostic(hcl.DiagError, option, format, args...)}
}

// Warning makes a diagnostic that does not keep the configuration from running.
func (e Env) Warning(option, format string, args ...any) hcl.Diagnostics {
	d := e.Diagnostic(hcl.DiagWarning, option, format, args...)
	d.Summary = fmt.Sprintf("Doubtful %q in %s", option, e.Title())
	return hcl.Diagnostics{d}
}

// Diagnostic makes a diagnostic at an option, or at the block if the option is not written there.
func (e Env) Diagnostic(severity hcl.DiagnosticSeverity, option, format string, args ...any) *hcl.Diagnostic {
	rng, ok := e.Options[option]
	if !ok {
		rng = e.Block
	}
	return &hcl.Diagnostic{
		Severity: severity,
		Summary:  fmt.Sprintf("Invalid %q in %s", option, e.Title()),
		Detail:   fmt.Sprintf(format, args...),
		Subject:  &rng,
	}
}

// Title is the block as the user wrote it, without its name: `filter "grok"`.
func (e Env) Title() string { return fmt.Sprintf("%s %q", e.Kind, e.Type) }

// Path resolves a path that stands in the configuration: relative to the folder of its file.
func (e Env) Path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(e.Base, p)
}
