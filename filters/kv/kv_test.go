package kv

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, Plugin()) }

func TestTimeout(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), "field_split_pattern = \"(x+x+)+y\"\ntimeout_millis = 1\ntag_on_timeout = \"_slow\"")
	got := f.Run(t, `{"message":"a=`+strings.Repeat("x", 20000)+`"}`)
	if len(f.Failures) == 0 {
		t.Skip("the matcher was fast enough")
	}
	if !strings.Contains(got[0], `"tags":["_slow"]`) {
		t.Errorf("event has no tag: %.80s", got[0][len(got[0])-80:])
	}
}

func TestTooManyPairs(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), "")
	got := f.Run(t, `{"message":"`+strings.Repeat("a=1 ", maxPairs+1)+`"}`)
	if !strings.HasSuffix(got[0], `"tags":["_kv_filter_error"]}`) || len(f.Failures) != 1 {
		t.Errorf("got %d failures", len(f.Failures))
	}
}

func TestDeepValuesStayText(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), "recursive = true\nremove_field = [\"message\"]")
	got := f.Run(t, `{"message":"`+strings.Repeat("a=", 3*maxDepth)+`b"}`)
	if n := strings.Count(got[0], "{"); n != maxDepth+1 {
		t.Errorf("%d levels: %s", n, got[0])
	}
}

func TestFailureMessage(t *testing.T) {
	f := plugintest.MustFilter(t, Plugin(), "")
	f.Run(t, `{"message":["a=1",2]}`)
	if diff := cmp.Diff(`find pairs in "message": the list has a number in it, not only text`, f.Failures[0].Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// newWorker builds a worker whose pairs are looked at one by one.
func newWorker(t testing.TB, body string) *worker {
	t.Helper()
	env := plugintest.Env(t, "filter", "kv")
	spec := Plugin()
	o := *spec.NewOptions().(*Options)
	if diags := plugintest.Decode(t, &env, body, &o); diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	f, diags := build(o, env)
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	w := f.Worker().(*worker)
	w.env = expr.NewEnv()
	return w
}

// FuzzScan compares the quick way with the regular expression that says what pairs are.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		"a=b c=d", "a = b", "a= b=c", `x="y z" w='v'`, "a=(b c)d e=[f] g=<h", "=a=b", "a==b", "a=\n b=c", "a=\"x\"\nb=1", "  =  ", "é=ü ö", "a&b=c&d", `a=""`, "a=\"b",
	} {
		f.Add(s)
	}
	bodies := []string{
		"", "whitespace = \"strict\"\nallow_empty_values = true", "field_split = \"&?\"", "field_split = \"\\n;\"\nvalue_split = \":=\"",
		"include_brackets = false\nallow_empty_values = true",
	}
	var workers []*worker
	for _, b := range bodies {
		w := newWorker(f, b)
		if !w.scanner.plain {
			f.Fatalf("%q is not read the quick way", b)
		}
		workers = append(workers, w)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !workers[0].scanner.quick(s) || len(s) > 200 {
			return
		}
		for i, w := range workers {
			quick, slow := pairsOf(t, w, s, (*worker).text), pairsOf(t, w, s, (*worker).search)
			if diff := cmp.Diff(slow, quick); diff != "" {
				t.Errorf("%q with %q (-expression +quick):\n%s", s, bodies[i], diff)
			}
		}
	})
}

func pairsOf(t *testing.T, w *worker, s string, find func(*worker, string, *event.Object, int) error) string {
	t.Helper()
	e := event.NewBatch().Add()
	w.arena, w.pairs = e.Arena(), 0
	o := w.arena.NewObject()
	if err := find(w, s, o, 0); err != nil {
		t.Fatal(err)
	}
	return string(event.AppendJSONObject(nil, o))
}

// FuzzKV runs any text through options that exercise everything.
func FuzzKV(f *testing.F) {
	for _, s := range []string{`a=b c="d e" f=(g=h)`, `a\=b=c`, "@timestamp=1 tags=x @metadata=y", "a=<b", strings.Repeat("a=", 50)} {
		f.Add(s)
	}
	filters := []*plugintest.Filter{
		plugintest.MustFilter(f, Plugin(), "recursive = true\ntrim_value = \"<>,\"\nremove_char_key = \"\\\\[\"\ntransform_key = \"capitalize\""),
		plugintest.MustFilter(f, Plugin(), "field_split_pattern = \"[;&]+\"\nvalue_split_pattern = \"=>?\"\ntrim_key = \"a-c\""),
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, filter := range filters {
			b := event.NewBatch()
			b.Add().SetMessage(s)
			if _, err := filter.Step().NewWorker().Process(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			if len(b.Every()) != 1 || len(filter.Rejected) > 0 {
				t.Fatalf("%d events, rejected: %v", len(b.Every()), filter.Rejected)
			}
			filter.Failures = nil
		}
	})
}

func BenchmarkKV(b *testing.B) {
	const line = `{"message":"action=drop src=192.0.2.1 dst=192.0.2.9 proto=tcp sport=44321 dport=443 reason=\"no route\" policy=(default deny)"}`
	b.Run("defaults", func(b *testing.B) { plugintest.BenchmarkFilter(b, Plugin(), "", line) })
	b.Run("pattern", func(b *testing.B) { plugintest.BenchmarkFilter(b, Plugin(), `field_split_pattern = " +"`, line) })
}
