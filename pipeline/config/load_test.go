package config

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// builtWith is what plugins of the tests were built with, by address.
type builtWith struct {
	env     map[string]plugin.Env
	options map[string]plainOptions
}

// plainOptions are the options of all plugins of the tests.
type plainOptions struct {
	Word  string   `hcl:"word,optional"`
	Words []string `hcl:"words,optional"`
}

type nothing struct{}

func (nothing) Run(context.Context, plugin.Sink) error                           { return nil }
func (nothing) Worker() plugin.FilterWorker                                      { return nothing{} }
func (nothing) Process(context.Context, *event.Batch) error                      { return nil }
func (nothing) Write(context.Context, event.View, *plugin.Results) error         { return nil }
func (nothing) Encode(dst []byte, _ *event.Event) ([]byte, error)                { return dst, nil }
func (nothing) Decode(*event.Batch, *event.Record) error                         { return nil }
func (nothing) Frame([]byte, int64, []plugin.Frame) (f []plugin.Frame, used int) { return nil, 0 }
func (nothing) Flush([]byte, int64, []plugin.Frame) []plugin.Frame               { return nil }
func (nothing) Pending() bool                                                    { return false }

func (b *builtWith) note(o plainOptions, env plugin.Env) {
	b.env[env.Kind+" "+env.Address] = env
	b.options[env.Kind+" "+env.Address] = o
}

// registry has an input "in" and an output "out" with codecs, a filter "set" and a codec "lines" that
// do nothing, and their aliases "stdin" and "stdout".
func (b *builtWith) registry() *plugin.Registry {
	in := plugin.NewByteInput("in", plainOptions{}, func(o plainOptions, env plugin.Env) (plugin.Input, hcl.Diagnostics) {
		b.note(o, env)
		return nothing{}, nil
	})
	in.Aliases = []string{"stdin"}
	filter := plugin.NewFilter("set", plainOptions{Word: "default"}, func(o plainOptions, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
		b.note(o, env)
		return nothing{}, nil
	})
	out := plugin.NewByteOutput("out", plainOptions{}, func(o plainOptions, env plugin.Env) (plugin.Output, hcl.Diagnostics) {
		b.note(o, env)
		return nothing{}, nil
	})
	out.Aliases = []string{"stdout"}
	var codecs []plugin.CodecSpec
	for _, name := range []string{"lines", "ndjson"} {
		codecs = append(codecs, plugin.NewCodec(name, plainOptions{}, func(o plainOptions, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
			b.note(o, env)
			return &plugin.Codec{
				NewFramer: func() plugin.Framer { return nothing{} }, NewDecoder: func() plugin.Decoder { return nothing{} },
				NewEncoder: func() plugin.Encoder { return nothing{} },
			}, nil
		}))
	}
	return plugin.NewRegistry([]plugin.InputSpec{in}, []plugin.FilterSpec{filter}, []plugin.OutputSpec{out}, codecs)
}

// loading is one load of sources given by name.
type loading struct {
	files  [][2]string
	vars   Variables
	inline string
	env    map[string]string
}

func (l loading) run(t *testing.T) (*Plan, *builtWith, hcl.Diagnostics) {
	t.Helper()
	b := &builtWith{env: make(map[string]plugin.Env), options: make(map[string]plainOptions)}
	loader := Loader{
		Registry: b.registry(), Variables: l.vars, Log: slog.New(slog.DiscardHandler),
		LookupEnv: func(name string) (string, bool) { v, ok := l.env[name]; return v, ok },
	}
	var sources []Source
	for _, f := range l.files {
		sources = append(sources, Source{Name: f[0], Dir: filepath.Dir(f[0]), Bytes: []byte(f[1])})
	}
	if l.inline != "" {
		sources = append(sources, Source{Name: "command line", Dir: "/work", Bytes: []byte(l.inline), Inline: true})
	}
	plan, diags := loader.Load(sources)
	return plan, b, diags
}

func (l loading) sound(t *testing.T) (*Plan, *builtWith) {
	t.Helper()
	plan, b, diags := l.run(t)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return plan, b
}

// web is a pipeline whose filter has the given value for its option.
func web(value string) string {
	return "pipeline \"web\" {\n  input \"in\" {}\n  filter \"set\" { word = " + value + " }\n  output \"out\" {}\n}\n"
}

const webFilter = "filter pipeline.web.filter.set[1]"

func TestVariables(t *testing.T) {
	decl := "variable \"v\" {\n  default = \"default\"\n}\n" + web("var.v")
	file := func(name, text string) Source { return Source{Name: name, Bytes: []byte(text)} }
	cases := []struct {
		name, text string
		vars       Variables
		want       string
	}{
		{"default", decl, Variables{}, "default"},
		{"environment", decl, Variables{Env: []string{"HEADGATE_VAR_v=env", "OTHER=x"}}, "env"},
		{"file before environment", decl, Variables{Env: []string{"HEADGATE_VAR_v=env"}, Files: []Source{file("a.hclvars", "v = \"file\"\n")}}, "file"},
		{"last file", decl, Variables{Files: []Source{file("a.hclvars", "v = \"a\"\n"), file("b.hclvars", "v = \"b\"\n")}}, "b"},
		{"command line before all", decl, Variables{Args: []string{"v=arg"}, Env: []string{"HEADGATE_VAR_v=env"}, Files: []Source{file("a.hclvars", "v = \"file\"\n")}}, "arg"},
		{"value with an equals sign", decl, Variables{Args: []string{"v=a=b"}}, "a=b"},
		{"number from the command line", "variable \"v\" { type = number }\n" + web("\"n${var.v + 1}\""), Variables{Args: []string{"v=41"}}, "n42"},
		{"bool from the environment", "variable \"v\" { type = bool }\n" + web("var.v ? \"yes\" : \"no\""), Variables{Env: []string{"HEADGATE_VAR_v=true"}}, "yes"},
		{"list from the command line", "variable \"v\" { type = list(string) }\n" + web("join(\"-\", var.v)"), Variables{Args: []string{`v=["a", "b"]`}}, "a-b"},
		{"object from a file", "variable \"v\" { type = object({ a = string }) }\n" + web("var.v.a"), Variables{Files: []Source{file("a.hclvars", "v = { a = \"x\" }\n")}}, "x"},
		{"number as text without a type", "variable \"v\" {}\n" + web("var.v"), Variables{Args: []string{"v=007"}}, "007"},
		{"sensitive", "variable \"v\" {\n  default   = \"s\"\n  sensitive = true\n}\n" + web("var.v"), Variables{}, "s"},
		{"validated", "variable \"v\" {\n  default = 80\n  validation {\n    condition     = var.v < 100\n    error_message = \"too much\"\n  }\n}\n" + web("\"${var.v}\""), Variables{}, "80"},
		{"default from the environment of the process", "variable \"v\" { default = env(\"HOME_OF\", \"nobody\") }\n" + web("var.v"), Variables{}, "me"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, b := loading{files: [][2]string{{"web.hcl", c.text}}, vars: c.vars, env: map[string]string{"HOME_OF": "me"}}.sound(t)
			if got := b.options[webFilter].Word; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestVariablesRefused(t *testing.T) {
	cases := []struct {
		name, text string
		vars       Variables
		want       string
	}{
		{"not declared", web("\"x\""), Variables{Args: []string{"prot=1"}}, `No variable "prot": --var gives a value to "prot", but no variable block declares it.`},
		{"without a value sign", web("\"x\""), Variables{Args: []string{"prot"}}, `Invalid --var "prot": Write --var NAME=VALUE.`},
		{"wrong type", "variable \"v\" { type = number }\n" + web("var.v"), Variables{Args: []string{"v=many"}}, `Invalid value of variable "v": Its type is number, and the text "many" is not: a number is required.`},
		{"no list", "variable \"v\" { type = list(string) }\n" + web("join(\"\", var.v)"), Variables{Args: []string{"v=[a"}}, `Invalid value of variable "v": --var gives "[a", which is no value of type list of string. Write it as in a configuration file, such as ["a", "b"].`},
		{"not valid", "variable \"v\" {\n  default = 8\n  validation {\n    condition     = var.v > 9\n    error_message = \"Too small.\"\n  }\n}\n" + web("\"${var.v}\""), Variables{}, `Invalid value of variable "v": Too small.`},
		{"block in a file of values", web("\"x\""), Variables{Files: []Source{{Name: "a.hclvars", Bytes: []byte("v {\n}\n")}}}, `Unexpected block "v": A file of values holds lines such as: name = "value"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, diags := loading{files: [][2]string{{"web.hcl", c.text}}, vars: c.vars}.run(t)
			if len(diags) != 1 {
				t.Fatal(diags.Errs())
			}
			if diff := cmp.Diff(c.want, diags[0].Summary+": "+diags[0].Detail); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVariableOfTheEnvironmentMayBeUnknown(t *testing.T) {
	loading{files: [][2]string{{"web.hcl", web("\"x\"")}}, vars: Variables{Env: []string{"HEADGATE_VAR_other=1"}}}.sound(t)
}

func TestFilesFormOneConfiguration(t *testing.T) {
	plan, b := loading{files: [][2]string{
		{"/etc/a/10-vars.hcl", "variable \"v\" { default = \"shared\" }\nlocals { l = \"${var.v}!\" }\n"},
		{"/etc/b/20-web.hcl", web("local.l")},
		{"/etc/b/30-api.hcl", strings.ReplaceAll(web("var.v"), `"web"`, `"api"`)},
	}}.sound(t)
	var names []string
	for _, p := range plan.Pipelines {
		names = append(names, p.Name)
	}
	if diff := cmp.Diff([]string{"web", "api"}, names); diff != "" {
		t.Error(diff)
	}
	if got := b.options[webFilter].Word; got != "shared!" {
		t.Errorf("got %q", got)
	}
	if got, want := b.env[webFilter].Path("x.log"), "/etc/b/x.log"; got != want {
		t.Errorf("relative path %s, want %s", got, want)
	}
}

func TestReadSources(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"20-b.hcl", "10-a.hcl", ".hidden.hcl", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("# "+name+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	sources, err := ReadSources([]string{dir, filepath.Join(dir, "notes.txt")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range sources {
		if s.Dir != dir {
			t.Errorf("%s has the folder %s", s.Name, s.Dir)
		}
		got = append(got, filepath.Base(s.Name))
	}
	if diff := cmp.Diff([]string{"10-a.hcl", "20-b.hcl", "notes.txt"}, got); diff != "" {
		t.Error(diff)
	}
	for _, path := range []string{empty, filepath.Join(dir, "none.hcl")} {
		if _, err := ReadSources([]string{path}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestInline(t *testing.T) {
	cases := []struct {
		name, text string
		in, out    []string
	}{
		{"nothing but a filter", "filter \"set\" { word = \"x\" }\n", []string{"stdin"}, []string{"stdout"}},
		{"input and output", "input \"in\" {}\noutput \"out\" {}\n", []string{"in"}, []string{"out"}},
		{"output in a branch", "group \"g\" {\n  when = field.a\n  output \"out\" \"x\" {}\n}\n", []string{"stdin"}, []string{"x"}},
		{"top-level block besides", "variable \"v\" { default = \"a\" }\nfilter \"set\" { word = var.v }\n", []string{"stdin"}, []string{"stdout"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			plan, _ := loading{inline: c.text}.sound(t)
			if len(plan.Pipelines) != 1 || plan.Pipelines[0].Name != "main" {
				t.Fatalf("%+v", plan.Pipelines)
			}
			var in, out []string
			for _, i := range plan.Pipelines[0].Inputs {
				in = append(in, i.Name)
			}
			for _, o := range plan.Pipelines[0].Outputs {
				out = append(out, o.Name)
			}
			if diff := cmp.Diff([][]string{c.in, c.out}, [][]string{in, out}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	plan, b := loading{files: [][2]string{{"web.hcl", `pipeline "web" {
  input "in" "access" {}
  filter "set" {}
  filter "set" "named" {}
  filter "set" {}
  use "c" {}
  use "c" {}
  route {
    case "a" {
      when = field.a
      filter "set" "named" {}
    }
  }
  output "out" {
    filter "set" {}
  }
}
chain "c" {
  filter "set" "inner" {}
}
`}}}.sound(t)
	var got []string
	for address := range b.env {
		if kind, name, _ := strings.Cut(address, " "); kind != "codec" {
			got = append(got, name)
		}
	}
	want := []string{
		"pipeline.web.chain.c.filter.inner", "pipeline.web.chain.c.filter.inner[2]",
		"pipeline.web.filter.set[1]", "pipeline.web.filter.named", "pipeline.web.filter.set[2]", "pipeline.web.filter.named[2]",
		"pipeline.web.input.access", "pipeline.web.output.out", "pipeline.web.output.out.filter.set[1]",
	}
	less := func(a, b string) bool { return a < b }
	if diff := cmp.Diff(sorted(want, less), sorted(got, less)); diff != "" {
		t.Error(diff)
	}
	if got := plan.Pipelines[0].Reasons[len(plan.Pipelines[0].Reasons)-1]; got == "" {
		t.Error("a filter has no reason")
	}
}

func sorted(list []string, less func(a, b string) bool) []string {
	out := append([]string(nil), list...)
	for i := range out {
		for j := i + 1; j < len(out); j++ {
			if less(out[j], out[i]) {
				out[i], out[j] = out[j], out[i]
			}
		}
	}
	return out
}

func TestECSInheritance(t *testing.T) {
	cases := []struct {
		name, headgate, pipeline, filter string
		want                             plugin.ECS
	}{
		{"default", "", "", "", plugin.ECSv8},
		{"process", "disabled", "", "", plugin.ECSDisabled},
		{"pipeline", "disabled", "v1", "", plugin.ECSv1},
		{"plugin", "disabled", "v1", "v8", plugin.ECSv8},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			option := func(v string) string {
				if v == "" {
					return ""
				}
				return "  ecs_compatibility = \"" + v + "\"\n"
			}
			text := "headgate {\n" + option(c.headgate) + "}\npipeline \"web\" {\n" + option(c.pipeline) +
				"input \"in\" {}\nfilter \"set\" {\n" + option(c.filter) + "}\noutput \"out\" {}\n}\n"
			_, b := loading{files: [][2]string{{"web.hcl", text}}}.sound(t)
			if got := b.env[webFilter].ECS; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
