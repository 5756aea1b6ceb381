package expr

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Nearest returns the name most like a misspelt one, or "" if none is much like it.
func Nearest(name string, names []string) string {
	best, bestDistance := "", 3
	for _, n := range names {
		d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(n), nil)
		if d < bestDistance && d < max(2, utf8.RuneCountInString(name)/2+1) {
			best, bestDistance = n, d
		}
	}
	return best
}

// suggestOr asks whether the nearest name was meant, or says something else if there is none.
func suggestOr(name string, names []string, otherwise string) string {
	if n := Nearest(name, names); n != "" {
		return fmt.Sprintf("Did you mean %q?", n)
	}
	return otherwise
}

// sentence ends a message with a full stop.
func sentence(s string) string {
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func capitalize(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

var roots = []string{"field", "meta", "tags", "var", "local"}

// wordsForField are what other tools call the event.
var wordsForField = map[string]bool{"event": true, "fields": true, "data": true, "this": true, "record": true, "body": true, "log": true, "self": true, "_source": true}

// unknownRoot answers a name that is none of the roots.
func (c *compiler) unknownRoot(x *hclsyntax.ScopeTraversalExpr) *hcl.Diagnostic {
	root := x.Traversal.RootName()
	rest := strings.TrimPrefix(sourceOf(x), root)
	return problem("Unknown name", c.rootAnswer(root, rest), x.SrcRange)
}

func (c *compiler) rootAnswer(root, rest string) string {
	switch {
	case wordsForField[root] && rest != "":
		return fmt.Sprintf("There is no %q here: the fields of the event are read as field.NAME. Write field%s, or field.%s%s if the event has a field of the name %q.", root, rest, root, rest, root)
	case root == "metadata":
		return "The event's metadata is read as meta.NAME. Write meta" + rest + "."
	case root == "vars" || root == "variable" || root == "variables":
		return "Variables are read as var.NAME. Write var" + rest + "."
	case root == "locals":
		return "Locals are read as local.NAME. Write local" + rest + "."
	case root == "env" && rest != "":
		return fmt.Sprintf("Environment variables are read with env(). Write env(%q).", strings.TrimLeft(rest, "."))
	case root == "each" || root == "count" || root == "module" || root == "data" || root == "terraform" || root == "path":
		return fmt.Sprintf("%q is Terraform's; headgate has field, meta, tags, var and local.", root)
	case rest == "" && len(root) > 1 && root == strings.ToUpper(root):
		return fmt.Sprintf("There is no %q here. Environment variables are read with env(): write env(%q).", root, root)
	case rest == "" && c.scope.funcs[root] != nil:
		return fmt.Sprintf("%q is a function: write %s(...) with parentheses.", root, root)
	}
	if n := Nearest(root, roots); n != "" && len(root) > 2 {
		return fmt.Sprintf("There is no %q here. Did you mean %q? A field of the event is read as field.%s%s, text stands in double quotes.", root, n+rest, root, rest)
	}
	if names := c.loopNames(); Nearest(root, names) != "" {
		return fmt.Sprintf("There is no %q here. Did you mean %q?", root, Nearest(root, names))
	}
	return fmt.Sprintf("There is no %q here. Write field.%s%s to read a field of the event; text stands in double quotes.", root, root, rest)
}

func (c *compiler) loopNames() []string {
	var names []string
	for _, v := range c.vars {
		if v.name != "" {
			names = append(names, v.name)
		}
	}
	return names
}

// bracketHint answers Logstash's way to name a field, [a][b], which reads as an index into a list.
func bracketHint(x hclsyntax.Expression) *hcl.Diagnostic {
	name, ok := bracketName(x)
	if !ok {
		return nil
	}
	return problem("Field name in brackets", fmt.Sprintf(
		"In an expression a field is read as field.%s. Brackets name a field only in quotes, where an option wants its name.", name), x.Range())
}

func bracketName(x hclsyntax.Expression) (string, bool) {
	switch x := x.(type) {
	case *hclsyntax.TupleConsExpr:
		if len(x.Exprs) != 1 {
			return "", false
		}
		return bareName(x.Exprs[0])
	case *hclsyntax.IndexExpr:
		outer, ok := bracketName(x.Collection)
		if !ok {
			return "", false
		}
		inner, ok := bareName(x.Key)
		return outer + "." + inner, ok
	}
	return "", false
}

// bareName is a single word that is no root.
func bareName(x hclsyntax.Expression) (string, bool) {
	t, ok := x.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(t.Traversal) != 1 {
		return "", false
	}
	name := t.Traversal.RootName()
	if slices.Contains(roots, name) {
		return "", false
	}
	return name, true
}

// foreignFunctions are names of functions elsewhere, and what they are here.
var foreignFunctions = map[string]string{
	"not": "write ! before the condition", "and": "write && between the conditions", "or": "write || between the conditions",
	"in": "write contains(list, value)", "if": "write condition ? yes : no",
	"len": "write length", "size": "write length", "count": "write length", "strlen": "write length", "length_bytes": "write length",
	"lowercase": "write lower", "downcase": "write lower", "tolower": "write lower", "to_lower": "write lower", "lcase": "write lower",
	"uppercase": "write upper", "upcase": "write upper", "toupper": "write upper", "to_upper": "write upper", "ucase": "write upper",
	"string": "write tostring", "to_string": "write tostring", "str": "write tostring",
	"int": "write tonumber, floor or parseint", "integer": "write tonumber", "float": "write tonumber", "number": "write tonumber",
	"to_int": "write tonumber", "to_float": "write tonumber", "to_number": "write tonumber", "parse_int": "write parseint",
	"bool": "write tobool", "to_bool": "write tobool",
	"match": "write matches(text, pattern)", "re_match": "write matches(text, pattern)", "regex_match": "write matches(text, pattern)", "regexp": "write matches or regex",
	"starts_with": "write startswith", "has_prefix": "write startswith", "hasprefix": "write startswith",
	"ends_with": "write endswith", "has_suffix": "write endswith", "hassuffix": "write endswith",
	"includes": "write contains(list, value), or strcontains(text, part)", "strpos": "write strcontains", "indexof": "write index or strcontains",
	"gsub": "write replace(text, \"/pattern/\", replacement)", "sub": "write replace", "strip": "write trimspace", "trim_space": "write trimspace",
	"parse_json": "write jsondecode", "parsejson": "write jsondecode", "from_json": "write jsondecode", "to_json": "write jsonencode", "encode_json": "write jsonencode",
	"parse_timestamp": "write parsetime", "to_timestamp": "write parsetime", "strptime": "write parsetime", "strftime": "write date", "format_timestamp": "write date",
	"timestamp": "write now", "parse_url": "write parseurl", "parse_key_value": "write parsekv", "parse_duration": "write parseduration",
	"ip_cidr_contains": "write cidrcontains", "cidrmatch": "write cidrcontains", "is_null": "write == null, or !exists(field.x)", "isnull": "write == null",
	"defined": "write exists", "has": "write exists", "is_defined": "write exists", "isset": "write exists", "default": "write coalesce(value, default)",
	"getenv": "write env", "get_env_var": "write env", "get_hostname": "write hostname", "uuid_v4": "write uuid", "uuidv4": "write uuid", "uuid_v7": "write uuid(7)", "uuidv7": "write uuid(7)",
	"substring": "write substr", "slice_string": "write substr", "push": "write concat", "append": "write concat", "map_values": "write a for expression",
	"round": "write floor(value + 0.5)", "mod": "write a % b", "typeof": "write type", "hash": "write sha256, sha1, md5 or xxhash", "templatefile": "write a template: \"${...}\"",
	"sprintf": "write format", "printf": "write format", "concat_ws": "write join", "encode_base64": "write base64encode", "decode_base64": "write base64decode",
}

func (c *compiler) unknownFunction(x *hclsyntax.FunctionCallExpr) *hcl.Diagnostic {
	if answer, ok := foreignFunctions[strings.ToLower(x.Name)]; ok {
		return problem("Unknown function", fmt.Sprintf("There is no function %q: %s.", x.Name, answer), x.NameRange)
	}
	return problem("Unknown function", fmt.Sprintf("There is no function %q. %s", x.Name,
		suggestOr(x.Name, c.scope.FunctionNames(), "The functions are listed in the reference of expressions.")), x.NameRange)
}
