package pipeline_test

import (
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/pipeline/config"
)

const tried = `
pipeline "p" {
  input "count" "in" { count = 1 }
  filter "set" "first" { fields = { a = field.n + 1 } }
  filter "do" "bad" {
    when = field.n == 7
    what = "panic"
  }
  route "r" {
    case "low" {
      when = field.n < 5
      filter "clone" "twin" { clones = ["x"] }
      output "sink" "low" {}
    }
  }
  filter "drop" "gone" { when = field.n == 9 }
  output "sink" "all" { when = field.n != 3 }
}`

// newTrial makes a trial of the configuration above.
func newTrial(t *testing.T) (*world, *pipeline.Trial) {
	t.Helper()
	w := newWorld(t)
	w.do["panic"] = func(*event.Batch, *event.Event) error { panic("seven") }
	l := config.Loader{Registry: w.registry(), LookupEnv: os.LookupEnv, Log: slog.New(slog.DiscardHandler)}
	plan, diags := l.Load([]config.Source{{Name: "test.hcl", Dir: w.dir, Bytes: []byte(tried)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w, pipeline.NewTrial(plan.Pipelines[0], &plan.Settings)
}

// story is what happened in a trial, a line for each step that ran.
func story(out *pipeline.Outcome) string {
	var b strings.Builder
	for i := range out.Steps {
		s := &out.Steps[i]
		if !s.Ran {
			continue
		}
		b.WriteString(strings.Repeat(" ", s.Depth) + strings.TrimPrefix(s.Address, "pipeline.p."))
		if s.Dropped > 0 {
			b.WriteString(" dropped")
		}
		if s.Added > 0 {
			b.WriteString(" added")
		}
		for _, c := range s.Changes {
			if c.Field != "@timestamp" {
				b.WriteString(" " + c.Field + ":" + c.Old + ">" + c.New)
			}
		}
		for _, e := range s.Errors {
			b.WriteString(" failed " + e)
		}
		b.WriteByte('\n')
	}
	for _, r := range out.Events {
		b.WriteString("to " + strings.Join(r.Outputs, ",") + "\n")
	}
	return b.String()
}

func TestTrial(t *testing.T) {
	w, trial := newTrial(t)
	for in, want := range map[string]string{
		`{"n":6,"@metadata":{"k":1}}`: `input.in n:>6 @metadata.k:>1
filter.first a:>7
route.r
to all
`,
		`{"n":3}`: `input.in n:>3
filter.first a:>4
route.r
 filter.twin added n:>3 a:>4 tags:>["x"]
 output.low
to low
to low
`,
		`{"n":7}`: `input.in n:>7
filter.first a:>8
filter.bad dropped failed panic: seven
`,
		`{"n":9}`: `input.in n:>9
filter.first a:>10
route.r
filter.gone dropped
`,
	} {
		t.Run(in, func(t *testing.T) {
			out, err := trial.JSON(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, story(out)); diff != "" {
				t.Errorf("want(-) got(+):\n%s", diff)
			}
		})
	}
	if len(w.opened) > 0 {
		t.Errorf("a trial opened %v", w.opened)
	}
	if n := trial.Reached()["pipeline.p.output.low"]; n != 2 {
		t.Errorf("output low was reached %d times", n)
	}
	if len(w.letters("p")) > 0 {
		t.Error("a trial wrote dead letters")
	}
}

func TestTrialOfNoJSON(t *testing.T) {
	_, trial := newTrial(t)
	for _, text := range []string{"", "{", "x"} {
		if _, err := trial.JSON(t.Context(), text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
