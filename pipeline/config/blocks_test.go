package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
)

// loadOne loads one file that must be sound.
func loadOne(t *testing.T, text string) (*Plan, *builtWith) {
	t.Helper()
	return loading{files: [][2]string{{"/etc/headgate/web.hcl", text}}}.sound(t)
}

func TestSettings(t *testing.T) {
	plan, _ := loadOne(t, `headgate {
  data_dir         = "state"
  shutdown_timeout = "5s"
  log { level = "debug" }
}
`+web(`"x"`))
	s := plan.Settings
	got := []any{s.DataDir, s.ShutdownTimeout.Std(), s.Log, s.ECS, s.API.Enabled}
	want := []any{"/etc/headgate/state", 5 * time.Second, LogSettings{Level: "debug", Format: "text"}, "v8", true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSharedOptions(t *testing.T) {
	plan, b := loadOne(t, `pipeline "web" {
  input "in" {
    type          = "access"
    keep_original = true
    add_tag       = ["a"]
    add_field     = { x = 1 }
  }
  filter "set" {
    when           = field.a
    on_error       = "drop"
    add_field      = { a.b = 1, c = 2 }
    remove_field   = ["d", field.e.f]
    remove_tag     = "t"
    tag_on_failure = []
  }
  output "out" {
    when    = field.a
    workers = 3
    batch { size = 7 }
    retry { max = "2m" }
    queue "memory" { max_events = 5 }
    filter "set" {}
  }
}
`)
	p := plan.Pipelines[0]
	in, f, out := p.Inputs[0], p.Body[0].(*Filter), p.Outputs[0]
	got := []any{in.Shared.Type, in.Shared.KeepOriginal, len(in.Shared.AddTag), in.Shared.AddField[0].Path.String(), in.CodecType}
	want := []any{"access", true, 1, "x", "lines"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("input: %s", diff)
	}
	s := f.Step.Shared
	got = []any{s.When != nil, s.OnError, s.AddField[0].Path.String(), s.RemoveField[1].String(), len(s.RemoveTag), f.Step.Tags, b.options[webFilter].Word}
	want = []any{true, "drop", "a.b", "e.f", 1, []string{}, "default"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("filter: %s", diff)
	}
	got = []any{out.Shared.When != nil, out.Workers, out.Batch.Size, int64(out.Batch.Bytes), out.Retry.Initial.Std(), out.Retry.Max.Std(), len(out.Filters), out.Branch}
	want = []any{true, 3, 7, int64(4 << 20), 500 * time.Millisecond, 2 * time.Minute, 1, false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("output: %s", diff)
	}
}

func TestDefaultsAreNotSharedByBlocks(t *testing.T) {
	plan, _ := loadOne(t, `pipeline "web" {
  input "in" {}
  output "out" "a" {
    batch { size = 7 }
  }
  output "out" "b" {}
}
`)
	if a, b := plan.Pipelines[0].Outputs[0], plan.Pipelines[0].Outputs[1]; a.Batch.Size != 7 || b.Batch.Size != b.Spec.Batch.Size {
		t.Errorf("sizes %d and %d", a.Batch.Size, b.Batch.Size)
	}
}

func TestFailureTags(t *testing.T) {
	plan, _ := loadOne(t, `pipeline "web" {
  input "in" {}
  filter "set" {}
  filter "set" { tag_on_failure = ["mine"] }
  output "out" {}
}
`)
	var got [][]string
	for _, n := range plan.Pipelines[0].Body {
		got = append(got, n.(*Filter).Step.Tags)
	}
	if diff := cmp.Diff([][]string{{"_setfailure"}, {"mine"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFlowBlocks(t *testing.T) {
	plan, _ := loadOne(t, `pipeline "web" {
  input "in" {}
  route "kind" {
    case "a" {
      when = field.a
      output "out" "first" {}
    }
    else {
      group "g" {
        when = field.b
        filter "set" {}
      }
    }
  }
  use "c" { when = field.c }
  output "out" "second" {}
}
chain "c" {
  output "out" "third" {}
}
`)
	var got []string
	Walk(plan.Pipelines[0].Body, func(n Node) {
		switch n := n.(type) {
		case *Route:
			got = append(got, n.Address)
			for _, c := range n.Cases {
				got = append(got, c.Address)
			}
		case *Group:
			got = append(got, n.Address)
		case *Send:
			got = append(got, n.Output.Address)
		case *Filter:
			got = append(got, n.Step.Address)
		}
	})
	want := []string{
		"pipeline.web.route.kind", "pipeline.web.route.kind.case.a", "pipeline.web.route.kind.else", "pipeline.web.output.first",
		"pipeline.web.group.g", "pipeline.web.filter.set[1]", "pipeline.web.chain.c", "pipeline.web.output.third",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTestBlocks(t *testing.T) {
	plan, _ := loadOne(t, web(`"x"`)+`
test "text" {
  text           = "a"
  expect         = [field.message == "a"]
  expect_outputs = ["out"]
}
test "event" {
  pipeline        = "web"
  event           = { a.b = 1, "@metadata.c" = 2 }
  expect_dropped  = true
  expect_events   = 0
}
`)
	if len(plan.Tests) != 2 {
		t.Fatalf("%d tests", len(plan.Tests))
	}
	text, ev := plan.Tests[0], plan.Tests[1]
	got := []any{text.Name, text.Pipeline.Name, text.From.Name, len(text.Options.Expect), *text.Options.ExpectOutputs, ev.From == nil, ev.Options.Event[1].Path.String(), *ev.Options.ExpectEvents}
	want := []any{"text", "web", "in", 1, []string{"out"}, true, "@metadata.c", 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestJudgedOn checks that a word of another tool does not keep the other mistakes of a file from
// being found, and that each has one message, whatever HCL's parser makes of it.
func TestJudgedOn(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
	}{
		{"signs of Logstash", "pipeline \"web\" {\n  input \"in\" {\n    wrod => \"a\"\n  }\n  filter \"set\" {\n    word => \"a\"\n    wodr = \"b\"\n  }\n  output \"otu\" {}\n}\n", []string{
			`3 Unknown option "wrod" in input "in"`, `3 "=>" is Logstash's sign`, `6 "=>" is Logstash's sign`, `7 Unknown option "wodr" in filter "set"`, `9 Unknown output "otu"`,
		}},
		{"commas and quotes", "pipeline \"web\" {\n  input \"in\" {},\n  filter \"set\" {\n    \"word\" = \"a\";\n    words: [\"a\"],\n  }\n  output \"out\" {}\n}\n", []string{
			`2 A comma behind "input"`, `4 Name of option "word" in quotes`, `4 A semicolon behind "word"`, `5 Option "words" is set with a colon`, `5 A comma behind "words"`,
		}},
		{"option given twice and an unknown one", "pipeline \"web\" {\n  input \"in\" {}\n  filter \"set\" {\n    word = \"a\"\n    word = \"b\"\n    wodr = \"c\"\n  }\n  output \"out\" {}\n}\n", []string{
			`5 Option "word" is given twice`, `6 Unknown option "wodr" in filter "set"`,
		}},
		{"conditions one after the other", "pipeline \"web\" {\n  input \"in\" {}\n  if [a] {\n    filter \"set\" {}\n  }\n  filter \"set\" { when = [a][b] =~ /x/ }\n  filter \"set\" { when = field.a = 'b' }\n  output \"out\" {}\n}\n", []string{
			`3 "if" is not a block`, `6 Unknown operator "=~"`, `7 Unknown operator "="`,
		}},
		{"deep nesting ends", "a" + strings.Repeat(" {\na", 200), []string{`1 Unknown block "a"`, `200 Unclosed brace`, `201 "a" has no value`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, diags := loading{files: [][2]string{{"web.hcl", c.text}}}.run(t)
			if diff := cmp.Diff(c.want, lines(diags)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// lines lists the lines and summaries of messages.
func lines(diags hcl.Diagnostics) []string {
	var list []string
	for _, d := range diags {
		list = append(list, fmt.Sprintf("%d %s", d.Subject.Start.Line, d.Summary))
	}
	return list
}

// FuzzElsewhere reads anything as a file of another tool: whatever it is there is an answer, and each
// lies in the file.
func FuzzElsewhere(f *testing.F) {
	for _, seed := range []string{
		"input { file { path => \"x\" } }\nfilter {\n if [a] =~ /b/ and \"c\" in [d] { drop {} } else if [e] { mutate { rename => { \"a\" => \"b\" \"c\" => \"d\" } } }\n}\n",
		"pipeline \"a\" {\n  filter \"set\"\n  {\n    when = .a && 'b'\n      && x\n    a: \"${B:c}\", d = <<E\nx\nE\n  }\n}\n",
		"[SERVICE]\n", "sources:\n  a:\n", "a = = 1 b {\n c \"d\" 1\n}", "case x == 1 {\n} else {\n}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file, diags := parse(Source{Name: "x.hcl", Bytes: src})
		if !diags.HasErrors() {
			return
		}
		answers, _ := elsewhere(file, diags)
		if len(answers) == 0 {
			t.Fatalf("%q: no answer to %v", src, diags)
		}
		for _, d := range answers {
			if d.Subject == nil || d.Subject.End.Byte > len(src) || d.Subject.Start.Byte > d.Subject.End.Byte || d.Summary == "" {
				t.Fatalf("%q: %q at %v", src, d.Summary, d.Subject)
			}
		}
	})
}
