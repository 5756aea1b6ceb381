package plugin

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Nearest returns the words that a misspelt one may have meant, best first, three at most.
func Nearest(word string, known []string) []string {
	type candidate struct {
		word string
		dist int
	}
	var found []candidate
	for _, k := range known {
		d := levenshtein.Distance(strings.ToLower(word), strings.ToLower(k), nil)
		if n := len(word) + 1; len(word) > 3 && n < len(k) { // a misspelt beginning of a long name
			d = min(d, 1+levenshtein.Distance(strings.ToLower(word), strings.ToLower(k[:n]), nil))
		}
		if d <= 1+len(word)/3 && d < len(word) || len(word) > 2 && strings.HasPrefix(k, word) {
			found = append(found, candidate{k, d})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].dist < found[j].dist })
	var words []string
	for i := 0; i < len(found) && i < 3; i++ {
		words = append(words, found[i].word)
	}
	return words
}

// DidYouMean is a sentence, with a blank before it, that names the nearest words; empty if none is near.
func DidYouMean(word string, known []string) string {
	near := Nearest(word, known)
	if len(near) == 0 {
		return ""
	}
	return fmt.Sprintf(" Did you mean %s?", List(near, "or"))
}

// List joins words in quotes for a sentence: "a", "b" or "c".
func List(words []string, last string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = fmt.Sprintf("%q", w)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " " + last + " " + quoted[len(quoted)-1]
}

func quoteAll(words []string) string { return List(words, "and") }

// maxListed is how many options a message lists; more are to be looked up.
const maxListed = 20

// showHint says how to list the options of a block, with a blank before it.
func showHint(title string) string {
	kind, name, ok := strings.Cut(title, " ")
	if !ok || strings.Contains(title, " of ") {
		return ""
	}
	name = strings.Trim(name, `"`)
	return fmt.Sprintf(" The options of %s are listed by `headgate plugins show %s %s`.", name, kind, name)
}

func unknownOption(name string, at hcl.Range, title string, known, absent []string) *hcl.Diagnostic {
	detail := ""
	if near := slices.Concat(absent, slices.DeleteFunc(Nearest(name, known), func(n string) bool { return slices.Contains(absent, n) })); len(near) > 0 {
		detail = fmt.Sprintf(" Did you mean %s?", List(near[:min(len(near), 3)], "or"))
	}
	word, hint := elsewhere(name, title), showHint(title)
	switch {
	case word != "":
		detail = word
	case hint == "" || detail == "" && len(known) <= maxListed:
		detail += fmt.Sprintf(" Known are %s.", quoteAll(known))
	default:
		detail += hint
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("Unknown option %q in %s", name, title),
		Detail: strings.TrimSpace(detail), Subject: &at,
	}
}

func unknownBlock(b *hclsyntax.Block, title string, fields map[string]*field) *hcl.Diagnostic {
	at := b.TypeRange
	var blocks []string
	for _, name := range sortedNames(fields) {
		if fields[name].block {
			blocks = append(blocks, name)
		}
	}
	detail := DidYouMean(b.Type, sortedNames(fields))
	switch word := elsewhere(b.Type, ""); {
	case word != "":
		detail = word
	case len(blocks) == 0:
		detail += fmt.Sprintf(" A %s holds no such blocks; options are written NAME = VALUE.", strings.SplitN(title, " ", 2)[0])
	default:
		detail += fmt.Sprintf(" Known blocks are %s.", quoteAll(blocks))
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("Unknown block %q in %s", b.Type, title),
		Detail: strings.TrimSpace(detail), Subject: &at,
	}
}

func wantBlock(a *hclsyntax.Attribute, f *field, title string) *hcl.Diagnostic {
	write := a.Name + " { ... }"
	t := f.value.Type()
	if t == reflect.TypeFor[*hclsyntax.Block]() || t == reflect.TypeFor[[]*hclsyntax.Block]() { // takes a type as its label
		write = a.Name + ` "TYPE" { ... }`
		if text, ok := a.Expr.(*hclsyntax.TemplateExpr); ok && text.IsStringLiteral() {
			if v, diags := text.Value(nil); !diags.HasErrors() {
				write = fmt.Sprintf("%s %q {}", a.Name, v.AsString())
			}
		}
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("%q is a block in %s, not an option", a.Name, title),
		Detail: fmt.Sprintf("A block has braces and no equals sign. Write %s on a line of its own.", write), Subject: &a.NameRange,
	}
}

func wantAttribute(b *hclsyntax.Block, f *field, title string) *hcl.Diagnostic {
	at := b.TypeRange
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("%q is an option in %s, not a block", b.Type, title),
		Detail: fmt.Sprintf("Write it with an equals sign: %s = %s", b.Type, example(f.value.Type())), Subject: &at,
	}
}

func twice(b, first *hclsyntax.Block, title string) *hcl.Diagnostic {
	at := b.DefRange()
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("Two blocks %q in %s", b.Type, title),
		Detail: fmt.Sprintf("There may be one; the first stands on line %d. Remove one of the two.", first.DefRange().Start.Line), Subject: &at,
	}
}

func duplicateKey(name string, at, first hcl.Range) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("Key %q stands twice", name),
		Detail: fmt.Sprintf("It is already given on line %d; remove one of the two.", first.Start.Line), Subject: &at,
	}
}

// wrong reports a value of another kind than the option takes.
func (c *conversion) wrong(x hclsyntax.Expression, want string, got cty.Value) hcl.Diagnostics {
	return c.invalid(x, fmt.Sprintf("It needs %s, but this is %s.", want, DescribeValue(got)))
}

func (c *conversion) invalid(x hclsyntax.Expression, detail string) hcl.Diagnostics {
	at := x.Range()
	return hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("Invalid %q in %s", c.option, c.title),
		Detail: strings.ToUpper(detail[:1]) + detail[1:], Subject: &at,
	}}
}

// DescribeValue says in words what a value is, with the value where it is short.
func DescribeValue(v cty.Value) string {
	switch {
	case v.IsNull():
		return "null"
	case !v.IsKnown() || v.IsMarked():
		return "a " + v.Type().FriendlyName()
	case v.Type() == cty.String:
		s := v.AsString()
		if len(s) > 40 {
			s = s[:37] + "..."
		}
		return fmt.Sprintf("the text %q", s)
	case v.Type() == cty.Number:
		return "the number " + v.AsBigFloat().Text('f', -1)
	case v.Type() == cty.Bool && v.True():
		return "true"
	case v.Type() == cty.Bool:
		return "false"
	case v.Type().IsTupleType() || v.Type().IsListType() || v.Type().IsSetType():
		return "a list"
	}
	return "an object"
}

// describe says in words what an option of the type takes.
func describe(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Size]():
		return `a size such as "64KiB"`
	case reflect.TypeFor[Duration]():
		return `a duration such as "5s"`
	case reflect.TypeFor[FileMode]():
		return `a file mode such as "0640"`
	case reflect.TypeFor[URL]():
		return `a URL such as "https://host:port/path"`
	case pathType:
		return `the name of a field, such as "host.name"`
	case patternType:
		return "a pattern in quotes"
	case exprType:
		return "an expression"
	case templateType:
		return "text, which may hold ${...}"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		if reflect.PointerTo(t).Implements(mapValueType) {
			return "an object"
		}
		return "a list"
	case reflect.Pointer:
		return describe(t.Elem())
	}
	return "text in quotes"
}

// example is a value that an option of the type could have.
func example(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Size]():
		return `"64KiB"`
	case reflect.TypeFor[Duration]():
		return `"5s"`
	case reflect.TypeFor[FileMode]():
		return `"0640"`
	case reflect.TypeFor[URL]():
		return `"https://host:port/path"`
	case pathType:
		return `"message"`
	case exprType:
		return "field.message"
	case patternsType:
		return `["..."]`
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "1"
	case reflect.Slice:
		if reflect.PointerTo(t).Implements(mapValueType) {
			v, _ := t.Elem().FieldByName("Value")
			return fmt.Sprintf("{ name = %s }", example(v.Type))
		}
		return "[" + example(t.Elem()) + "]"
	case reflect.Pointer:
		return example(t.Elem())
	}
	return `"..."`
}
