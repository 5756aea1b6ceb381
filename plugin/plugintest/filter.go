// Package plugintest holds the tests that every plugin has to pass, and the means to run a plugin on
// events without a pipeline around it.
package plugintest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/hcltext"
	"github.com/headgate/headgate/plugin"
)

// Env returns an environment for a plugin under test.
func Env(t testing.TB, kind, typ string) plugin.Env {
	t.Helper()
	base, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return plugin.Env{
		Address: "pipeline.test." + kind + "." + typ, Pipeline: "test", Name: typ, Kind: kind, Type: typ,
		Log: slog.New(slog.DiscardHandler), Scope: Scope(t), Base: base,
		DataDir: filepath.Join(t.TempDir(), "data"), ECS: plugin.ECSv8, BatchSize: 256,
	}
}

// Scope returns what expressions of a plugin under test may refer to.
func Scope(t testing.TB) *expr.Scope {
	t.Helper()
	base, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return expr.NewScope(expr.ScopeConfig{Dir: base, LookupEnv: os.LookupEnv})
}

// Decode decodes the options of a plugin, given as the inside of its block, into the targets.
func Decode(t testing.TB, env *plugin.Env, body string, targets ...any) hcl.Diagnostics {
	t.Helper()
	text := hcltext.New([]byte(body+"\n"), "test.hcl", hcl.InitialPos)
	file, diags := text.Parse()
	if diags.HasErrors() {
		return diags
	}
	d := plugin.OptionDecoder{Scope: env.Scope, Texts: map[string]*hcltext.Text{"test.hcl": text}}
	ranges, diags := d.Decode(file.Body.(*hclsyntax.Body), env.Title(), targets...)
	env.Options = ranges
	return diags
}

// Filter is a filter with its shared options, as a pipeline would run it.
type Filter struct {
	step *plugin.Step
	// Failures are the errors of single events, Rejected those of events that went to the
	// dead-letter queue.
	Failures, Rejected []error
}

// BuildFilter builds a filter from the inside of its block.
func BuildFilter(t testing.TB, spec plugin.FilterSpec, body string, change ...func(*plugin.Env)) (*Filter, hcl.Diagnostics) {
	t.Helper()
	env := Env(t, "filter", spec.Name)
	for _, c := range change {
		c(&env)
	}
	opts := spec.NewOptions()
	var shared plugin.FilterShared
	diags := Decode(t, &env, body, opts, &shared)
	if diags.HasErrors() {
		return nil, diags
	}
	if shared.ECS != "" {
		env.ECS = plugin.ECS(shared.ECS)
	}
	f, more := spec.Build(opts, env)
	diags = append(diags, more...)
	if diags.HasErrors() {
		return nil, diags
	}
	tf := &Filter{}
	tags := []string{spec.FailureTag}
	if shared.TagOnFailure != nil {
		tags = *shared.TagOnFailure
	}
	tf.step = &plugin.Step{Address: env.Address, Filter: f, Shared: shared, Tags: tags, Trouble: tf}
	return tf, diags
}

// MustFilter is BuildFilter for options that must be right.
func MustFilter(t testing.TB, spec plugin.FilterSpec, body string, change ...func(*plugin.Env)) *Filter {
	t.Helper()
	f, diags := BuildFilter(t, spec, body, change...)
	if diags.HasErrors() {
		t.Fatalf("building filter %q with\n%s\n: %s", spec.Name, body, Messages(diags))
	}
	return f
}

// Failed implements plugin.Trouble.
func (f *Filter) Failed(_ string, _ *event.Event, err error) { f.Failures = append(f.Failures, err) }

// Ignored implements plugin.Trouble.
func (f *Filter) Ignored(_ string, _ *event.Event, err error) { f.Failures = append(f.Failures, err) }

// Reject implements plugin.Trouble.
func (f *Filter) Reject(_ context.Context, _ string, _ *event.Event, err error) event.Outcome {
	f.Rejected = append(f.Rejected, err)
	return event.Rejected
}

// Step is the filter as the engine runs it, for benchmarks.
func (f *Filter) Step() *plugin.Step { return f.step }

// Run sends events through the filter in one batch and returns what comes out. Events are JSON
// objects; "@metadata" in them is the metadata, and is there again in what comes out. A string
// "@timestamp" becomes the event's time.
func (f *Filter) Run(t testing.TB, events ...string) []string {
	t.Helper()
	b := Batch(t, events...)
	if _, err := f.step.NewWorker().Process(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	return Events(b)
}

// Batch makes a batch of events that are given as JSON objects, see Filter.Run.
func Batch(t testing.TB, events ...string) *event.Batch {
	t.Helper()
	b := event.NewBatch()
	for _, text := range events {
		if err := fill(b.Add(), text); err != nil {
			t.Fatalf("event %s: %v", text, err)
		}
	}
	return b
}

func fill(e *event.Event, text string) error {
	v, err := event.DecodeJSON(e.Arena(), text)
	if err != nil {
		return err
	}
	if v.AsObject() == nil {
		return errors.New("not a JSON object")
	}
	for k, f := range v.AsObject().All() {
		if f, err = presetTime(k, f); err != nil {
			return err
		}
		if k.String() == "@metadata" {
			for mk, mv := range f.AsObject().All() {
				if err := e.Set(event.MetaPath(mk.String()), mv); err != nil {
					return err
				}
			}
			continue
		}
		e.Fields().Set(e.Arena(), k, f)
	}
	return nil
}

func presetTime(k *event.Key, v event.Value) (event.Value, error) {
	s, ok := v.AsString()
	if !ok || k.String() != "@timestamp" {
		return v, nil
	}
	return parseTime(s)
}

// Events returns the events of a batch as JSON, metadata included where there is any.
func Events(b *event.Batch) []string {
	var out []string
	for _, e := range b.Every() {
		s := string(event.AppendJSON(nil, e))
		if m := e.Meta(); m != nil && m.Len() > 0 {
			meta := string(event.AppendJSONValue(nil, event.ObjectValue(m)))
			s = strings.TrimSuffix(s, "}")
			if s != "{" {
				s += ","
			}
			s += `"@metadata":` + meta + "}"
		}
		out = append(out, s)
	}
	return out
}

// Messages joins diagnostics to text for comparing and printing.
func Messages(diags hcl.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s: %s\n", d.Summary, d.Detail)
	}
	return strings.TrimSpace(b.String())
}
