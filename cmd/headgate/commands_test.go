package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const quickstart = "../../examples/quickstart"

const untidy = `# a comment stays
pipeline "p" {
input "stdin" {}   # so does this
  filter "grok" { match = { message = "%{WORD:a} \[x\]" } }


  output "stdout" {
      codec "ndjson"   {}
  }
}
`

const tidy = `# a comment stays
pipeline "p" {
  input "stdin" {} # so does this
  filter "grok" { match = { message = "%{WORD:a} \[x\]" } }


  output "stdout" {
    codec "ndjson" {}
  }
}
`

func TestFmt(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "a.hcl"), untidy)
	write(t, filepath.Join(dir, "b.hcl"), tidy)

	got := execute(t, "", "fmt", "--check", dir)
	got.wants(t, 1)
	if got.stdout != file+"\n" {
		t.Errorf("--check names %q", got.stdout)
	}
	got = execute(t, "", "fmt", "--check", "--diff", dir)
	got.wants(t, 1)
	for _, line := range []string{"--- " + file, "-input \"stdin\" {}   # so does this", "+  input \"stdin\" {} # so does this"} {
		if !strings.Contains(got.stdout, line+"\n") {
			t.Errorf("the difference lacks %q:\n%s", line, got.stdout)
		}
	}
	if read(t, file) != untidy {
		t.Error("--check changed the file")
	}

	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	got = execute(t, "", "fmt", dir)
	got.wants(t, 0)
	if diff := cmp.Diff(tidy, read(t, file)); diff != "" {
		t.Errorf("want(-) got(+):\n%s", diff)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	execute(t, "", "fmt", "--check", dir).wants(t, 0)
}

func TestFmtStream(t *testing.T) {
	got := execute(t, untidy, "fmt", "-")
	got.wants(t, 0)
	if diff := cmp.Diff(tidy, got.stdout); diff != "" {
		t.Error(diff)
	}
	execute(t, untidy, "fmt", "--check", "-").wants(t, 1)
	execute(t, tidy, "fmt", "--check", "-").wants(t, 0)
	execute(t, "pipeline {\n", "fmt", "-").wants(t, 1, "stdin line ")
}

func TestFmtBroken(t *testing.T) {
	dir := t.TempDir()
	broken := write(t, filepath.Join(dir, "a.hcl"), "pipeline \"p\" {\n  input \"stdin\" {\n")
	fine := write(t, filepath.Join(dir, "b.hcl"), untidy)
	execute(t, "", "fmt", dir).wants(t, 1, "a.hcl line ")
	if read(t, broken) != "pipeline \"p\" {\n  input \"stdin\" {\n" {
		t.Error("a file that is no HCL was changed")
	}
	if read(t, fine) != tidy {
		t.Error("the other file was not laid out")
	}
	execute(t, "", "fmt", filepath.Join(dir, "missing")).wants(t, 2, "missing")
}

func TestExplain(t *testing.T) {
	got := execute(t, "", "explain", "-c", quickstart, "83.149.9.216 - - [bad")
	got.wants(t, 0)
	for _, want := range []string{
		"filter.line", "failed:", `tags = ["_grokparsefailure"]`, "stopped at character 19, 'b', where ", "^\n", "event to ",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	good := execute(t, `66.249.73.135 - - [17/May/2015:10:05:03 +0000] "GET /blog/ HTTP/1.1" 503 8948 "-" "curl/8"`+"\n", "explain", "-c", quickstart)
	good.wants(t, 0)
	for _, want := range []string{"+ source.address = \"66.249.73.135\"", "- timestamp", "+ event.outcome = \"failure\"", "event to errors"} {
		if !strings.Contains(good.stdout, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	object := execute(t, "", "explain", "--json", "-e", `filter "drop" { when = field.a == 1 && meta.b == 2 }`, `{"a":1,"@metadata":{"b":2}}`)
	object.wants(t, 0)
	if !strings.Contains(object.stdout, "dropped the event") || !strings.Contains(object.stdout, "nothing came out") {
		t.Errorf("stdout:\n%s", object.stdout)
	}
	if t.Failed() {
		t.Logf("%s\n%s", got.stdout, good.stdout)
	}
	execute(t, "", "explain", "x").wants(t, 2, "which configuration? Give it by -c PATH or by -e BLOCKS")
	execute(t, "", "explain", "-c", quickstart, "--pipeline", "nope", "x").wants(t, 2, "which pipeline? --pipeline takes one of access")
	execute(t, "", "explain", "-c", quickstart, "--from", "nope", "x").wants(t, 2, "--from takes one of log")
}

func TestTest(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report.xml")
	got := execute(t, "", "test", "--cover", "--junit", report, quickstart)
	got.wants(t, 0)
	if !strings.Contains(got.stdout, " passed, 0 failed\n") || !strings.Contains(got.stdout, " filters, routes, outputs and patterns reached\n") {
		t.Errorf("stdout:\n%s", got.stdout)
	}
	var junit struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Cases    []struct {
				Name string `xml:"name,attr"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(read(t, report)), &junit); err != nil {
		t.Fatal(err)
	}
	if len(junit.Suites) != 1 || junit.Suites[0].Tests != len(junit.Suites[0].Cases) || junit.Suites[0].Tests < 3 || junit.Suites[0].Failures != 0 {
		t.Errorf("report: %+v", junit)
	}
}

func TestFailingTest(t *testing.T) {
	dir := t.TempDir()
	conf := write(t, filepath.Join(dir, "c.hcl"), `
pipeline "p" {
  input "stdin" {}
  filter "set" { fields = { a = 1 } }
  route {
    case "never" {
      when = field.message == "never"
      output "null" "never" {}
    }
  }
  output "stdout" {}
}

test "is wrong" {
  text   = "x"
  expect = [field.a == 2]
}

test "is right" {
  text   = "x"
  expect = [field.a == 1]
}
`)
	report := filepath.Join(dir, "report.xml")
	got := execute(t, "", "test", "--cover", "--junit", report, conf)
	got.wants(t, 1)
	for _, want := range []string{"FAILED is wrong (", "ok     is right (", ": 1 passed, 1 failed\n", "does not hold: a is 1", "no test reaches "} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("it does not say %q:\n%s", want, got.stdout)
		}
	}
	if !strings.Contains(read(t, report), `failures="1"`) {
		t.Errorf("report:\n%s", read(t, report))
	}
	execute(t, "", "test", "--run", "right", conf).wants(t, 0)
}

func TestGraph(t *testing.T) {
	for format, want := range map[string]string{"mermaid": "flowchart", "dot": "digraph"} {
		got := execute(t, "", "graph", "--format", format, quickstart)
		got.wants(t, 0)
		if !strings.HasPrefix(strings.TrimSpace(got.stdout), want) || !strings.Contains(got.stdout, "by_class") || !strings.Contains(got.stdout, "geoip") {
			t.Errorf("%s:\n%s", format, got.stdout)
		}
	}
	execute(t, "", "graph", "--format", "png", quickstart).wants(t, 2, `--format "png": it is mermaid or dot`)
}

func TestPlugins(t *testing.T) {
	got := execute(t, "", "plugins", "list")
	got.wants(t, 0)
	for _, want := range []string{"input   file ", "codec   multiline ", "filter  grok ", "output  stdout "} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not listed", want)
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(got.stdout), "\n") {
		if len(strings.Fields(line)) < 4 {
			t.Errorf("plugin without a description: %q", line)
		}
	}
	show := execute(t, "", "plugins", "show", "output", "file")
	show.wants(t, 0)
	for _, want := range []string{"max_open_files", "Writes events to files", "give_up_after"} {
		if !strings.Contains(show.stdout, want) {
			t.Errorf("plugins show output file does not say %q:\n%s", want, show.stdout)
		}
	}
	execute(t, "", "plugins", "show", "grokk").wants(t, 2, `there is no plugin "grokk". Did you mean "grok"?`)
}

func TestVersion(t *testing.T) {
	got := execute(t, "", "version")
	got.wants(t, 0)
	if !strings.HasPrefix(got.stdout, "headgate dev") || !strings.HasSuffix(got.stdout, runtime.GOOS+"/"+runtime.GOARCH+"\n") {
		t.Errorf("version is %q", got.stdout)
	}
}
