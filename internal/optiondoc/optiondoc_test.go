package optiondoc

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

type inner struct {
	Size plugin.Size `hcl:"size,optional"`
}

type Shared struct {
	Type string `hcl:"type,optional"`
}

type options struct {
	Shared
	Path    string             `hcl:"path"`
	Mode    string             `hcl:"mode,optional" oneof:"read,tail"`
	Every   plugin.Duration    `hcl:"every,optional"`
	On      bool               `hcl:"on,optional"`
	Count   int                `hcl:"count,optional"`
	Rate    *float64           `hcl:"rate,optional"`
	Names   []string           `hcl:"names,optional"`
	Fields  []event.Path       `hcl:"fields,optional"`
	Set     plugin.Assignments `hcl:"set,optional"`
	When    *expr.Expr         `hcl:"when,optional"`
	Inner   *inner             `hcl:"inner,block"`
	hidden  int
	NoShown int
}

func TestDescribe(t *testing.T) {
	o := options{Mode: "read", Every: plugin.Duration(90 * time.Second), On: true, Count: 3, Names: []string{"a", "b"}, Inner: &inner{4 << 20}, hidden: 1}
	want := []Option{
		{Name: "type", Type: "string"},
		{Name: "path", Type: "string", Required: true},
		{Name: "mode", Type: "string", Default: `"read"`, OneOf: []string{"read", "tail"}},
		{Name: "every", Type: "duration", Default: `"1m30s"`},
		{Name: "on", Type: "boolean", Default: "true"},
		{Name: "count", Type: "number", Default: "3"},
		{Name: "rate", Type: "number"},
		{Name: "names", Type: "list of strings", Default: `["a", "b"]`},
		{Name: "fields", Type: "list of field names"},
		{Name: "set", Type: "object of expressions by field name"},
		{Name: "when", Type: "expression"},
		{Name: "inner", Type: "block", Block: []Option{{Name: "size", Type: "size", Default: `"4MiB"`}}},
	}
	if diff := cmp.Diff(want, Describe(&o)); diff != "" {
		t.Errorf("want(-) got(+):\n%s", diff)
	}
}

func TestDescribeSharedOptions(t *testing.T) {
	for _, o := range Describe(new(plugin.OutputShared)) {
		if o.Name == "retry" && len(o.Block) == 0 {
			t.Error("the options of a block that is not given are missing")
		}
		if o.Name == "codec" && (o.Block == nil || len(o.Block) > 0) {
			t.Errorf("a codec has options of its own: %+v", o.Block)
		}
		if o.Doc == "" {
			t.Errorf("%q is not explained", o.Name)
		}
	}
}

func TestDescription(t *testing.T) {
	for doc, want := range map[string]string{
		"Package null throws events away.": "Throws events away.",
		"":                                 "",
		"word":                             "word",
	} {
		if got := (Package{Doc: doc}).Description(); got != want {
			t.Errorf("%q becomes %q, want %q", doc, got, want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	p := Page{
		Kind: "output", Name: "x", Description: "Does x.", Notes: []string{"Mind y."}, Example: "a = 1\n",
		Options: []Option{{Name: "path", Type: "string", Required: true, Doc: "Where."}},
		Shared:  []Option{{Name: "b", Type: "block", Doc: "Both.", Block: []Option{{Name: "n", Type: "number", Default: "1", Doc: "How many."}}}},
	}
	got := p.Markdown()
	at := 0
	for _, want := range []string{"# output \"x\"\n\nDoes x.\n", "\nMind y.\n", "```hcl\na = 1\n```", "## Options\n", "- `path` (string, required): Where.", "## Options of every output\n", "- `b` (block): Both.", "  - `n` ("} {
		i := strings.Index(got[at:], want)
		if i < 0 {
			t.Fatalf("%q is missing or stands elsewhere:\n%s", want, got)
		}
		at += i
	}
	if codec := (&Page{Kind: "codec", Name: "y"}).Markdown(); strings.Contains(codec, "every codec") {
		t.Errorf("codecs share no options:\n%s", codec)
	}
}
