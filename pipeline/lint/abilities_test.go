package lint_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/pipeline/lint"
	"github.com/headgate/headgate/plugin"
)

// listener is an input that says where it listens.
type listener struct {
	Listen []string `hcl:"listen"`
}

func (l *listener) Run(context.Context, plugin.Sink) error { return nil }

func (l *listener) Listens() []string { return l.Listen }

func (l *listener) Sets() ([]event.Path, bool) { return nil, false }

// destination is an output with all optional abilities and a secret.
type destination struct {
	Password plugin.Secret `hcl:"password,optional"`
	URL      *plugin.URL   `hcl:"url,optional"`
	Path     string        `hcl:"path,optional"`
	Fails    string        `hcl:"fails,optional"`
}

func (d *destination) Write(context.Context, event.View, *plugin.Results) error { return nil }

func (d *destination) CheckPaths() []error {
	if d.Path == "/forbidden" {
		return []error{errors.New(`folder "/forbidden" can't be written: permission denied`)}
	}
	return nil
}

func (d *destination) Connect(context.Context) error {
	if d.Fails != "" {
		return errors.New(d.Fails)
	}
	return nil
}

// number is a filter that sets a number.
type number struct {
	Field event.Path `hcl:"field"`
}

func (n *number) Worker() plugin.FilterWorker                 { return n }
func (n *number) Sets() ([]event.Path, bool)                  { return []event.Path{n.Field}, false }
func (n *number) Kind(event.Path) string                      { return "number" }
func (n *number) Process(context.Context, *event.Batch) error { return nil }

func listenerPlugin() plugin.InputSpec {
	return plugin.NewInput("listen", listener{}, func(o listener, _ plugin.Env) (plugin.Input, hcl.Diagnostics) { return &o, nil })
}

func ableRegistry() *plugin.Registry {
	out := plugin.NewOutput("able", destination{}, func(o destination, _ plugin.Env) (plugin.Output, hcl.Diagnostics) { return &o, nil })
	filter := plugin.NewFilter("number", number{}, func(o number, _ plugin.Env) (plugin.Filter, hcl.Diagnostics) { return &o, nil })
	return plugin.NewRegistry([]plugin.InputSpec{listenerPlugin()}, []plugin.FilterSpec{filter}, []plugin.OutputSpec{out}, nil)
}

// check loads a sound configuration and returns what Check says, as "severity summary: detail".
func check(t *testing.T, text string, o lint.Options) []string {
	t.Helper()
	l := config.Loader{Registry: ableRegistry(), Log: slog.New(slog.DiscardHandler)}
	plan, diags := l.Load([]config.Source{{Name: "web.hcl", Dir: "/etc/headgate", Bytes: []byte(text)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var got []string
	for _, d := range lint.Check(t.Context(), plan, o) {
		severity := "error"
		if d.Severity == hcl.DiagWarning {
			severity = "warning"
		}
		got = append(got, severity+" "+d.Summary+": "+d.Detail)
	}
	return got
}

func TestAbilities(t *testing.T) {
	cases := []struct {
		name, text string
		connect    bool
		want       []string
	}{
		{
			"two inputs on one port", `pipeline "a" {
  input "listen" "one" { listen = ["tcp :5044"] }
  input "listen" "two" { listen = ["udp :5044", "tcp 127.0.0.1:5044"] }
  output "able" {}
}`, false,
			[]string{`error Port 5044 is taken: Input "one" (web.hcl line 2) listens on TCP port 5044 already. Give one of the two another port.`},
		},
		{
			"ports that do not meet", `pipeline "a" {
  input "listen" "one" { listen = ["tcp 127.0.0.1:5044", "tcp :0"] }
  input "listen" "two" { listen = ["tcp 127.0.0.2:5044", "tcp :0"] }
  output "able" {}
}`, false, nil,
		},
		{
			"input on the port of the API", `headgate {
  api { listen = "0.0.0.0:9600" }
}
pipeline "a" {
  input "listen" { listen = ["tcp 127.0.0.1:9600"] }
  output "able" {}
}`, false,
			[]string{`error Port 9600 is taken: The API listens on TCP port 9600 already. Give one of the two another port.`},
		},
		{
			"path that can't be written", `pipeline "a" {
  input "listen" { listen = [] }
  output "able" { path = "/forbidden" }
}`, false,
			[]string{`error Output "able" can't write its files: Folder "/forbidden" can't be written: permission denied.`},
		},
		{
			"destination that does not answer", `pipeline "a" {
  input "listen" { listen = [] }
  output "able" { fails = "connect 127.0.0.1:9200: connection refused" }
}`, true,
			[]string{`error Output "able" can't be reached: Connect 127.0.0.1:9200: connection refused.`},
		},
		{
			"destination that is not asked", `pipeline "a" {
  input "listen" { listen = [] }
  output "able" { fails = "connect 127.0.0.1:9200: connection refused" }
}`, false, nil,
		},
		{
			"secrets in plain text", `variable "token" {
  default   = "hunter2"
  sensitive = true
}
variable "from_outside" {
  default   = env("PASSWORD", "changeme")
  sensitive = true
}
pipeline "a" {
  input "listen" { listen = [] }
  output "able" "one" { password = "hunter2" }
  output "able" "two" { password = var.token }
  output "able" "three" { password = var.from_outside }
  output "able" "four" { url = "https://me:hunter2@host/" }
  output "able" "five" { url = "https://host/" }
}`, false,
			[]string{
				`warning Secret in plain text in the default of variable "token": The variable is sensitive, but everyone who reads this file reads its default. Leave the default out, or write env("TOKEN").`,
				`warning Secret in plain text in "password": Everyone who reads this file reads the password. Take it from the environment: env("PASSWORD"), or from a variable that is marked as sensitive.`,
				`warning Secret in plain text in "url": Everyone who reads this file reads the password. Take it from the environment: env("PASSWORD"), or from a variable that is marked as sensitive.`,
			},
		},
		{
			"number compared with text", `pipeline "a" {
  input "listen" { listen = [] }
  filter "number" "took" { field = "took" }
  filter "number" "other" {
    field = "other"
    when  = field.took != "5" || field.took == 5 || "6" == field.took
  }
  output "able" {}
}`, false,
			[]string{
				`warning Comparison that does not depend on the event: It always holds: field.took is a number wherever it is set, and "5" is text. Write the number without quotes.`,
				`warning Comparison that does not depend on the event: It never holds: field.took is a number wherever it is set, and "6" is text. Write the number without quotes.`,
			},
		},
		{
			"field that is set behind its use", `pipeline "a" {
  input "listen" { listen = [] }
  filter "number" "b" {
    field = "b"
    when  = field.a > 1
  }
  filter "number" "a" { field = "a" }
  output "able" { when = field.a > 1 && field.b > 1 }
}`, false,
			[]string{`warning Nothing sets the field "a": Neither the inputs nor the filters before this set it, so it is always missing. If it comes with the data in a way that can't be seen here, have a filter such as json or kv set it before.`},
		},
		{
			"field that one of two pipelines sets for a chain", `chain "c" {
  filter "number" "c" {
    field = "c"
    when  = field.a > 1 && field.z > 1
  }
}
pipeline "a" {
  input "listen" { listen = [] }
  filter "number" "a" { field = "a" }
  use "c" {}
  output "able" {}
}
pipeline "b" {
  input "listen" { listen = [] }
  use "c" {}
  output "able" {}
}`, false,
			[]string{`warning Nothing sets the field "z": Neither the inputs nor the filters before this set it, so it is always missing. If it comes with the data in a way that can't be seen here, have a filter such as json or kv set it before.`},
		},
		{
			"fields by way of locals, metadata and tags", `locals { slow = field.took > 5 }
pipeline "a" {
  input "listen" {
    listen    = []
    add_field = { "@metadata.kind" = "web" }
  }
  filter "number" { field = "took" }
  output "able" { when = local.slow && meta.kind == "web" && meta.input == "listen" && contains(tags, "x") && field["@timestamp"] != null }
}`, false, nil,
		},
		{
			"a case for each input reaches its output", `pipeline "a" {
  input "listen" "one" { listen = [] }
  input "listen" "two" { listen = [] }
  route {
    case "one" {
      when = meta.input == "one"
      output "able" "first" {}
    }
    case "two" {
      when = meta.input == "two"
      output "able" "second" {}
    }
  }
}`, false, nil,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, check(t, c.text, lint.Options{Connect: c.connect})); diff != "" {
				t.Error(diff)
			}
		})
	}
}
