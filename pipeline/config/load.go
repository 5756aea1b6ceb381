package config

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/hcltext"
	"github.com/headgate/headgate/plugin"
)

// Loader turns sources into a plan.
type Loader struct {
	Registry *plugin.Registry
	// Variables are the values given outside of the configuration.
	Variables Variables
	// LookupEnv answers env().
	LookupEnv func(string) (string, bool)
	// Log is what plugins log to.
	Log *slog.Logger
	// Once says that inputs are to be read to their end.
	Once bool
}

// load is the state of one Load.
type load struct {
	*Loader
	plan    *Plan
	diags   hcl.Diagnostics
	decoder plugin.OptionDecoder
	top     topLevel
	chains  map[string]*hclsyntax.Block
	// valueless are the variables whose value could not be found: what depends on them is not judged.
	valueless []string
}

// topLevel are the blocks of all files by type.
type topLevel struct {
	headgate, variables, locals, chains, pipelines, tests []*hclsyntax.Block
}

var topLevelWords = []string{"headgate", "variable", "locals", "chain", "pipeline", "test"}

// pipelineWords are the blocks that stand in a pipeline.
var pipelineWords = []string{"input", "filter", "output", "queue", "dead_letter", "route", "group", "use"}

// Load reads and checks the sources as one configuration. All mistakes are reported at once; with
// errors among them the plan must not be run.
func (l *Loader) Load(sources []Source) (*Plan, hcl.Diagnostics) {
	s := &load{
		Loader: l,
		plan:   &Plan{Settings: defaultSettings(), Files: make(map[string]*File), Bus: plugin.NewBus()},
		chains: make(map[string]*hclsyntax.Block),
	}
	s.decoder.Texts = make(map[string]*hcltext.Text)
	broken := s.parseAll(sources)
	s.plan.Unread = broken
	s.scope()
	s.settings()
	if !broken {
		s.pipelines()
		s.tests()
	}
	s.sortDiagnostics()
	return s.plan, s.diags
}

func (s *load) add(diags hcl.Diagnostics) { s.diags = append(s.diags, diags...) }

func (s *load) problem(at hcl.Range, summary, format string, args ...any) {
	s.diags = append(s.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: &at,
	})
}

// parseAll parses the sources and sorts their blocks. It reports whether some file is no HCL: what
// hangs on it is not judged then.
func (s *load) parseAll(sources []Source) (broken bool) {
	var implied *hclsyntax.Block
	for _, src := range sources {
		f, diags := parse(src)
		s.plan.Files[src.Name] = f
		s.decoder.Texts[src.Name] = f.Text
		if diags.HasErrors() {
			var sound bool
			diags, sound = elsewhere(f, diags)
			broken = broken || !sound
		}
		s.add(diags)
		body := f.HCL.Body.(*hclsyntax.Body)
		for _, a := range body.Attributes {
			s.problem(a.NameRange, fmt.Sprintf("Unexpected %q at the top of the file", a.Name),
				"Only blocks stand here: %s. Values that are used in several places belong in a locals block.", plugin.List(topLevelWords, "and"))
		}
		for _, b := range body.Blocks {
			if src.Inline && slices.Contains(pipelineWords, b.Type) {
				implied = s.imply(implied, b)
				continue
			}
			s.sort(b)
		}
	}
	if implied != nil {
		s.complete(implied)
		s.top.pipelines = append(s.top.pipelines, implied)
	}
	return broken
}

// imply collects blocks of the command line in one pipeline.
func (s *load) imply(p, b *hclsyntax.Block) *hclsyntax.Block {
	if p == nil {
		p = &hclsyntax.Block{
			Type: "pipeline", Labels: []string{"main"}, LabelRanges: []hcl.Range{b.TypeRange},
			TypeRange: b.TypeRange, OpenBraceRange: b.OpenBraceRange, CloseBraceRange: b.CloseBraceRange,
			Body: &hclsyntax.Body{SrcRange: b.Range(), EndRange: b.CloseBraceRange},
		}
	}
	p.Body.Blocks = append(p.Body.Blocks, b)
	return p
}

// complete gives the implied pipeline the input and output that it lacks.
func (s *load) complete(p *hclsyntax.Block) {
	const standard = "input \"stdin\" {}\noutput \"stdout\" {}\n"
	f, _ := parse(Source{Name: "standard input and output", Bytes: []byte(standard)})
	s.plan.Files[f.Name] = f
	for _, b := range f.HCL.Body.(*hclsyntax.Body).Blocks {
		if !holds(p.Body, b.Type) {
			p.Body.Blocks = append(p.Body.Blocks, b)
		}
	}
}

// holds reports whether a block of the type stands somewhere inside.
func holds(body *hclsyntax.Body, typ string) bool {
	for _, b := range body.Blocks {
		if b.Type == typ || holds(b.Body, typ) {
			return true
		}
	}
	return false
}

func (s *load) sort(b *hclsyntax.Block) {
	switch b.Type {
	case "headgate":
		s.top.headgate = append(s.top.headgate, b)
	case "variable":
		s.top.variables = append(s.top.variables, b)
	case "locals":
		s.top.locals = append(s.top.locals, b)
	case "chain":
		s.top.chains = append(s.top.chains, b)
	case "pipeline":
		s.top.pipelines = append(s.top.pipelines, b)
	case "test":
		s.top.tests = append(s.top.tests, b)
	default:
		s.unknownTop(b)
	}
}

func (s *load) unknownTop(b *hclsyntax.Block) {
	switch d := s.section(b); {
	case d != nil:
		s.add(hcl.Diagnostics{d})
	case slices.Contains(pipelineWords, b.Type):
		s.problem(b.TypeRange, fmt.Sprintf("Block %q stands outside of a pipeline", b.Type),
			"Put it into a pipeline:\n  pipeline \"NAME\" {\n    %s { ... }\n  }", title(b))
	case elsewhereBlocks[b.Type] != "":
		s.problem(b.TypeRange, fmt.Sprintf("Unknown block %q", b.Type), "%s", elsewhereBlocks[b.Type])
	default:
		near := plugin.DidYouMean(b.Type, topLevelWords)
		s.problem(b.TypeRange, fmt.Sprintf("Unknown block %q", b.Type),
			"At the top of a file stand %s.%s", plugin.List(topLevelWords, "and"), near)
	}
}

// title is the header of a block.
func title(b *hclsyntax.Block) string {
	s := b.Type
	for _, l := range b.Labels {
		s += fmt.Sprintf(" %q", l)
	}
	return s
}

// scope evaluates the variables and makes locals known.
func (s *load) scope() {
	vars := s.variables()
	locals := make(map[string]hcl.Expression)
	first := make(map[string]hcl.Range)
	for _, b := range s.top.locals {
		s.noLabels(b)
		for _, nested := range b.Body.Blocks {
			s.problem(nested.TypeRange, fmt.Sprintf("Unexpected block %q in locals", nested.Type), "Write it as a value: %s = { ... }", nested.Type)
		}
		for name, a := range b.Body.Attributes {
			if at, twice := first[name]; twice {
				s.problem(a.NameRange, fmt.Sprintf("Local %q is given twice", name), "It also stands at %s. Give each a name of its own.", place(at))
				continue
			}
			first[name] = a.NameRange
			locals[name] = a.Expr
		}
	}
	s.decoder.Scope = expr.NewScope(expr.ScopeConfig{Vars: vars, Locals: locals, LookupEnv: s.LookupEnv})
	for _, a := range locals {
		s.add(s.decoder.RefusePasted(a.Range()))
	}
	s.add(s.decoder.Scope.CheckLocals())
}

func place(at hcl.Range) string { return fmt.Sprintf("%s line %d", at.Filename, at.Start.Line) }

// noLabels reports labels of a block that takes none.
func (s *load) noLabels(b *hclsyntax.Block) {
	if len(b.Labels) > 0 {
		s.problem(b.LabelRanges[0], fmt.Sprintf("Block %q takes no name", b.Type), "Remove %q.", b.Labels[0])
	}
}

func (s *load) settings() {
	set := &s.plan.Settings
	for i, b := range s.top.headgate {
		s.noLabels(b)
		if i > 0 {
			s.problem(b.TypeRange, "Two blocks \"headgate\"", "There may be one; the first stands at %s.", place(s.top.headgate[0].TypeRange))
			continue
		}
		ranges, diags := s.decoder.Decode(b.Body, "headgate", set)
		s.add(diags)
		if at, ok := ranges["data_dir"]; ok {
			set.DataDir = s.resolve(at, set.DataDir)
		}
	}
}

// resolve makes a path absolute: it is relative to the folder of the file in which it stands.
func (s *load) resolve(at hcl.Range, path string) string {
	if filepath.IsAbs(path) || path == "" {
		return path
	}
	return filepath.Join(s.dirOf(at), path)
}

func (s *load) dirOf(at hcl.Range) string {
	if f := s.plan.Files[at.Filename]; f != nil {
		return f.Dir
	}
	return "."
}

// follows reports whether a mistake only follows from a variable without a value.
func (s *load) follows(d *hcl.Diagnostic) bool {
	if d.Subject == nil || s.plan.Files[d.Subject.Filename] == nil {
		return false
	}
	text := s.plan.Files[d.Subject.Filename].Text.Source(*d.Subject)
	return slices.ContainsFunc(s.valueless, func(name string) bool {
		_, rest, found := strings.Cut(text, "var."+name)
		return found && (rest == "" || !isWord(rest[0]))
	})
}

// sortDiagnostics puts what was found into the order of the files and removes doubles.
func (s *load) sortDiagnostics() {
	s.diags = slices.DeleteFunc(s.diags, s.follows)
	slices.SortStableFunc(s.diags, func(a, b *hcl.Diagnostic) int {
		if a.Subject == nil || b.Subject == nil {
			return 0
		}
		if a.Subject.Filename != b.Subject.Filename {
			return cmpString(a.Subject.Filename, b.Subject.Filename)
		}
		return a.Subject.Start.Byte - b.Subject.Start.Byte
	})
	s.diags = slices.CompactFunc(s.diags, func(a, b *hcl.Diagnostic) bool {
		return a.Summary == b.Summary && a.Detail == b.Detail && sameRange(a.Subject, b.Subject)
	})
}

func cmpString(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func sameRange(a, b *hcl.Range) bool { return a == b || a != nil && b != nil && *a == *b }

// constString evaluates an expression that must be text known at load.
func (s *load) constString(x hcl.Expression) (string, bool) {
	v, diags := expr.EvalConst(x, s.decoder.Scope)
	s.add(diags)
	if diags.HasErrors() || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	v, _ = v.Unmark()
	return v.AsString(), true
}
