package config

import (
	"bytes"
	"slices"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/internal/hcltext"
)

// elsewhere answers for a file that HCL's parser refuses. Words of other tools get one answer in
// headgate's words in place of the parser's; the rest of the parser's answers is put into plain words.
// Where the file can be read nevertheless, its tree replaces the broken one, and sound is true.
func elsewhere(f *File, diags hcl.Diagnostics) (answers hcl.Diagnostics, sound bool) {
	if d := foreignFile(f); d != nil {
		f.HCL = &hcl.File{Body: &hclsyntax.Body{}, Bytes: f.Bytes}
		return hcl.Diagnostics{d}, false
	}
	fd := &finder{renderer: renderer{f.Bytes}}
	fd.walk(readItems(f.Bytes), nil)
	if len(fd.found) == 0 {
		return plainWords(f, diags), onlyRepeats(diags)
	}
	sort.SliceStable(fd.found, func(i, j int) bool { return fd.found[i].at.from < fd.found[j].at.from })
	sound = true
	text := bytes.Clone(f.Bytes)
	for _, n := range fd.found {
		answers = append(answers, n.diagnostic(f))
		sound = sound && !n.lossy
		for _, p := range n.patches {
			p.apply(text)
		}
	}
	file, left := hcltext.New(text, f.Name, hcl.InitialPos).Parse()
	file.Bytes = f.Bytes
	f.HCL = file
	left = slices.DeleteFunc(left, func(d *hcl.Diagnostic) bool {
		return slices.ContainsFunc(fd.found, func(n finding) bool { return n.covers(d) })
	})
	return append(answers, plainWords(f, left)...), sound && !left.HasErrors()
}

// apply overwrites a stretch. Line ends stay unless the patch is one byte for one byte.
func (p patch) apply(text []byte) {
	if len(p.text) == p.to-p.from {
		copy(text[p.from:p.to], p.text)
		return
	}
	for i := p.from; i < p.to; i++ {
		switch {
		case text[i] == '\n' || text[i] == '\r':
		case i-p.from < len(p.text):
			text[i] = p.text[i-p.from]
		default:
			text[i] = ' '
		}
	}
}

func (n *finding) covers(d *hcl.Diagnostic) bool {
	return d.Subject != nil && d.Subject.Start.Byte >= n.cover.from && d.Subject.Start.Byte <= n.cover.to
}

func (n *finding) diagnostic(f *File) *hcl.Diagnostic {
	at := f.Text.Span(n.at.from, max(n.at.to, n.at.from+1))
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: n.summary, Detail: n.detail, Subject: &at}
}

// onlyRepeats reports whether all that the parser says is that options are given twice: then the tree
// is whole.
func onlyRepeats(diags hcl.Diagnostics) bool {
	return !slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary != "Attribute redefined" })
}

// elsewhereBlocks answers names of blocks that other tools have.
var elsewhereBlocks = map[string]string{
	"default":   "Write else { ... } for the events that no case takes.",
	"otherwise": "Write else { ... } for the events that no case takes.",
	"if":        "A filter or output carries its condition inside, as the option when; for several blocks write group \"NAME\" { when = ... }, for branches route { case \"NAME\" { when = ... } else { ... } }.",
	"elsif":     "Write a further case \"NAME\" { when = ... } into the route.",
	"elseif":    "Write a further case \"NAME\" { when = ... } into the route.",
	"elif":      "Write a further case \"NAME\" { when = ... } into the route.",
	"switch":    "Write route { case \"NAME\" { when = ... } else { ... } }.",
	"when":      "A condition is an option: when = field.NAME == \"value\".",
	"module":    "There are no modules: put filters that several pipelines share into a chain \"NAME\" { ... } and run it by use \"NAME\" {}.",
	"dynamic":   "Blocks can't be made in a loop: write them out, or give one block a list.",
	"for_each":  "Blocks can't be made in a loop: write them out, or give one block a list.",
	"source":    "Where events come from is an input: input \"TYPE\" \"NAME\" { ... } in a pipeline.",
	"sources":   "Where events come from is an input: input \"TYPE\" \"NAME\" { ... } in a pipeline.",
	"transform": "What changes events is a filter: filter \"TYPE\" \"NAME\" { ... } in a pipeline, in the order in which they run.",
	"sink":      "Where events go is an output: output \"TYPE\" \"NAME\" { ... } in a pipeline.",
	"sinks":     "Where events go is an output: output \"TYPE\" \"NAME\" { ... } in a pipeline.",
	"processor": "What changes events is a filter: filter \"TYPE\" \"NAME\" { ... } in a pipeline.",
	"local":     "Write locals { NAME = VALUE }; it is read as local.NAME.",
	"resource":  "This is Terraform's. A configuration of headgate consists of pipelines: pipeline \"NAME\" { ... }.",
	"provider":  "This is Terraform's. A configuration of headgate consists of pipelines: pipeline \"NAME\" { ... }.",
	"terraform": "This is Terraform's. A configuration of headgate consists of pipelines: pipeline \"NAME\" { ... }.",
	"data":      "This is Terraform's. A file is read by the function file(), a variable of the environment by env().",
	"codec":     "A codec stands inside of the input or output that it is for.",
	"case":      "A case stands in a route: route { case \"NAME\" { when = ... } }.",
	"else":      "An else stands at the end of a route: route { case \"NAME\" { when = ... } else { ... } }.",
}

// elsewherePlugins answers names of plugins that other tools have, by kind and name.
var elsewherePlugins = map[string]string{
	"filter ruby":            "Code can't be run in a filter. Compute fields by filter \"set\" { fields = { ... } }; the functions of expressions do most of what such code is written for.",
	"filter lua":             "Code can't be run in a filter. Compute fields by filter \"set\" { fields = { ... } }; the functions of expressions do most of what such code is written for.",
	"filter javascript":      "Code can't be run in a filter. Compute fields by filter \"set\" { fields = { ... } }; the functions of expressions do most of what such code is written for.",
	"filter remap":           "What VRL does in Vector is done by filters such as set, grok, json and mutate: filter \"set\" { fields = { status = tonumber(field.code) } }.",
	"filter vrl":             "What VRL does in Vector is done by filters such as set, grok, json and mutate: filter \"set\" { fields = { status = tonumber(field.code) } }.",
	"filter if":              "A filter carries its condition inside, as the option when.",
	"filter filter":          "Events for which a condition does not hold are removed by filter \"drop\" { when = !(...) }.",
	"filter route":           "Branches are a block of their own: route { case \"NAME\" { when = ... } else { ... } }.",
	"filter add_fields":      "Write filter \"set\" { fields = { name = \"value\" } }.",
	"filter add_field":       "Write filter \"set\" { fields = { name = \"value\" } }, or add_field = { name = \"value\" } in another filter.",
	"filter rename":          "Write filter \"mutate\" { rename = { old = \"new\" } }.",
	"filter remove_field":    "Write filter \"mutate\" { remove_field = [\"name\"] }, or remove_field in another filter.",
	"filter drop_event":      "Write filter \"drop\" { when = ... }.",
	"filter user_agent":      "Write filter \"useragent\".",
	"filter regex":           "Write filter \"grok\", or the function regex() in filter \"set\".",
	"filter regexp":          "Write filter \"grok\", or the function regex() in filter \"set\".",
	"filter parser":          "Choose by what is to be read: filter \"grok\", \"json\", \"kv\", \"csv\" or \"dissect\".",
	"filter modify":          "Write filter \"mutate\" or filter \"set\".",
	"filter record_modifier": "Write filter \"mutate\" or filter \"set\".",
	"filter script":          "Code can't be run in a filter. Compute fields by filter \"set\" { fields = { ... } }.",
	"filter aggregate":       "Events can't be joined by a filter. Lines that belong together are joined by codec \"multiline\" in the input.",
	"filter multiline":       "Lines are joined where they are read: codec \"multiline\" { pattern = \"...\" } in the input.",
	"filter dedup":           "Write filter \"dedupe\".",
	"codec rubydebug":        "Write codec \"pretty\" {}.",
	"codec json_lines":       "Write codec \"ndjson\" {}.",
	"codec line":             "Write codec \"lines\" {}.",
	"codec text":             "Write codec \"lines\" {}.",
	"codec raw":              "Write codec \"lines\" {}.",
	"output es":              "Write output \"elasticsearch\".",
	"output elastic":         "Write output \"elasticsearch\".",
	"output console":         "Write output \"stdout\" {}.",
	"output blackhole":       "Write output \"null\" {}.",
	"output logstash":        "There is no such output.",
	"output devnull":         "Write output \"null\" {}.",
	"input tail":             "Write input \"file\" { paths = [\"...\"] }.",
	"input log":              "Write input \"file\" { paths = [\"...\"] }.",
	"input filestream":       "Write input \"file\" { paths = [\"...\"] }.",
	"input console":          "Write input \"stdin\" {}.",
	"input heartbeat":        "Write input \"generator\" { interval = \"10s\" }.",
	"input demo_logs":        "Write input \"generator\" { lines = [\"...\"] }.",
	"input beats":            "Input \"beats\" is not in this version. Until then let the shipper write files and read them by input \"file\".",
	"output elasticsearch":   "Output \"elasticsearch\" is not in this version. Write files by output \"file\" until then.",
}
