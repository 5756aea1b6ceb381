package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// parserWord is what one of the parser's messages becomes. In the texts %s stands for what is marked.
type parserWord struct {
	summary string         // of the parser
	detail  *regexp.Regexp // which of its details is meant; nil: any
	plain   string         // empty: keep the parser's
	advice  string
}

const listAdvice = "Between two elements stands a comma. Put one before this, or close the list with ] before it."

var parserWords = []parserWord{
	{"Invalid expression", regexp.MustCompile("start of an expression"), "A value is missing", "A value is needed before this: text in double quotes, a number, true, false, a list [...], an object { ... }, or an expression such as field.status == 200."},
	{"Missing expression", nil, "A value is missing", "A value is needed here: text in double quotes, a number, true, false, a list [...], an object { ... }, or an expression such as field.status == 200."},
	{"Missing item separator", nil, "A comma is missing in a list", listAdvice},
	{"Missing argument separator", nil, "A comma is missing between two arguments", "The arguments of a function are separated by commas. Put one before this, or close the call with ) before it."},
	{"Missing attribute separator", nil, "Two keys of an object on one line", "Keys of an object are separated by commas or line ends: { a = 1, b = 2 }. Put a comma before this, or close the object with } before it."},
	{"Missing key/value separator", regexp.MustCompile("periods or spaces"), "A key without a value", "In an object every key has a value: { name = \"value\" }. A key with blanks in it stands in quotes."},
	{"Missing key/value separator", nil, "A key without a value", "In an object every key has a value: { name = \"value\" }."},
	{"Missing attribute value", nil, "A key without a value", "In an object every key has a value: { name = \"value\" }."},
	{"Unterminated tuple constructor expression", nil, "A list is not closed", "The [ that starts here has no ]. Add it."},
	{"Unterminated object constructor expression", nil, "An object is not closed", "The { that starts here has no }. Add it."},
	{"Unterminated function call", nil, "A call is not closed", "The ( that starts here has no ). Add it."},
	{"Unbalanced parentheses", nil, "A parenthesis is not closed", "An opening ( before this has no ). Add it."},
	{"Missing close bracket on index", nil, "An index is not closed", "An index ends with ]: field[\"a.b\"], field.list[0]. Add it before this."},
	{"Unclosed index brackets", nil, "An index is not closed", "An index ends with ]: field[\"a.b\"], field.list[0]. Add it."},
	{"Invalid attribute name", nil, "A name is missing behind a dot", "Behind the dot stands a name of letters, digits, _ and -: field.status. A name with other characters is written field[\"@timestamp\"]."},
	{"Missing newline after argument", nil, "Something follows behind the value", "The value before this is complete. If two values are to be joined or compared an operator is missing, such as && or ==; another option begins on a line of its own."},
	{"Unclosed configuration block", nil, "A block is not closed", "The { that starts here has no }. Add it."},
	{"Missing newline after block definition", nil, "Something follows behind a block", "Behind the } of a block the line ends. Put what follows on the next line."},
	{"Missing false expression in conditional", nil, "The other value is missing", "A choice is written condition ? value : other value. Add a colon and the other value before this."},
	{"Argument or block definition required", nil, "Neither an option nor a block", "An option is written NAME = VALUE, a block NAME { ... }. Remove this, or complete it."},
	{"Invalid block definition", nil, "A block without a body", "A block is written NAME { ... }, with its { on the same line."},
	{"Invalid single-argument block definition", nil, "A block on one line holds one option", "Give every option a line of its own, and put the closing } on the last."},
	{"Argument definition required", nil, "A block on one line holds one option", "Give everything in the block a line of its own, and put the closing } on the last."},
	{"Invalid argument name", nil, "Name of an option in quotes", "Names of options stand without quotes: name = value."},
	{"Unsupported operator", regexp.MustCompile("Bitwise operators"), "Unknown operator %s", "Conditions are joined by && (and) and || (or), and negated by ! before them."},
	{"Unsupported operator", nil, "Unknown operator %s", "Powers are computed by pow(base, exponent)."},
	{"Invalid character", regexp.MustCompile("Single quotes"), "Text in single quotes", "Text stands in double quotes."},
	{"Invalid character", regexp.MustCompile("Curly quotes"), "Curly quotes", "These quotes come from a text processor. Replace them by straight double quotes."},
	{"Invalid character", regexp.MustCompile("\"`\""), "A backtick", "Text stands in double quotes; text of several lines in a heredoc: <<EOT, the lines, and EOT alone on the last one."},
	{"Invalid character", regexp.MustCompile("\";\""), "A semicolon", "Options and blocks are separated by the end of the line. Remove the semicolon."},
	{"Invalid character", regexp.MustCompile("not used within"), "%s has no meaning here", "Remove it. If it is meant as text put the text in double quotes."},
	{"Extra characters after interpolation expression", nil, "Something follows behind the value in ${...}", "Inside of ${...} stands one expression, such as ${field.host.name}. If it has a name with odd characters write ${field[\"a-b\"]}. For a literal ${ write $${."},
	{"Unexpected end of template", nil, "%%{if} or %%{for} without its end", "%%{if ...} is closed by %%{endif}, and %%{for ...} by %%{endfor}, in the same text. For a literal %%{ write %%%%{."},
	{"Invalid template control keyword", nil, "Unknown word behind %%{", "%%{if CONDITION}, %%{else}, %%{endif}, %%{for NAME in LIST} and %%{endfor} are known. For a literal %%{ write %%%%{."},
	{"Unexpected else directive", nil, "%%{else} without %%{if}", "Write %%{if CONDITION}yes%%{else}no%%{endif} in the same text. For a literal %%{ write %%%%{."},
	{"Unexpected endif directive", nil, "%%{endif} without %%{if}", "Write %%{if CONDITION}yes%%{endif} in the same text. For a literal %%{ write %%%%{."},
	{"Unexpected endfor directive", nil, "%%{endfor} without %%{for}", "Write %%{for x in LIST}...%%{endfor} in the same text. For a literal %%{ write %%%%{."},
	{"Invalid 'for' directive", nil, "Incomplete %%{for}", "Write %%{for x in LIST}...%%{endfor}. For a literal %%{ write %%%%{."},
	{"Invalid 'for' expression", nil, "Incomplete for expression", "Write [for x in LIST : VALUE], or { for x in LIST : KEY => VALUE }."},
	{"Invalid escape sequence", nil, "", "\\u is followed by four hexadecimal digits, \\U by eight. For a backslash as such write \\\\."},
	{"Invalid string literal", regexp.MustCompile("Template sequences"), "A name can't be computed", "Names of blocks are fixed text without ${...} and %%{...}."},
}

// plainWords puts what HCL's parser says into words that need no knowledge of HCL, and leaves one
// message for one place.
func plainWords(f *File, diags hcl.Diagnostics) hcl.Diagnostics {
	var out hcl.Diagnostics
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			d = plainWord(f, d)
		}
		if !slices.ContainsFunc(out, func(o *hcl.Diagnostic) bool { return sameLine(o, d) }) {
			out = append(out, d)
		}
	}
	return out
}

// sameLine reports whether a message is about a line that another one is about already.
func sameLine(a, b *hcl.Diagnostic) bool {
	return a.Subject != nil && b.Subject != nil && a.Subject.Start.Line == b.Subject.Start.Line && a.Subject.Filename == b.Subject.Filename
}

var redefined = regexp.MustCompile(`The argument "([^"]+)" was already set at [^:]*:(\d+)`)

func plainWord(f *File, d *hcl.Diagnostic) *hcl.Diagnostic {
	c := *d
	if m := redefined.FindStringSubmatch(d.Detail); m != nil && d.Summary == "Attribute redefined" {
		c.Summary = fmt.Sprintf("Option %q is given twice", m[1])
		c.Detail = fmt.Sprintf("It already stands on line %s. Remove one of the two; several values go into one list or object.", m[2])
		return &c
	}
	if w, ok := closing(f, d); ok {
		c.Summary, c.Detail = w.plain, w.advice
		return &c
	}
	for _, w := range parserWords {
		if w.summary != d.Summary || w.detail != nil && !w.detail.MatchString(d.Detail) {
			continue
		}
		marked := ""
		if d.Subject != nil {
			marked = firstWord(strings.TrimSpace(f.Text.Source(*d.Subject)))
		}
		if w.plain != "" {
			c.Summary = fill(w.plain, marked)
		}
		c.Detail = fill(w.advice, marked)
		c.Subject = visible(f, d.Subject)
		return &c
	}
	return d
}

// closing answers a bracket of another kind, or the end of the line, where a list or a call goes on,
// and a %{if} that ends too early.
func closing(f *File, d *hcl.Diagnostic) (w parserWord, ok bool) {
	if d.Subject == nil {
		return w, false
	}
	marked := strings.TrimSpace(f.Text.Source(*d.Subject))
	bracket := marked == "" || slices.Contains([]string{"}", ")", "]", "="}, marked)
	switch before := strings.TrimRight(string(f.Bytes[:d.Subject.Start.Byte]), " ~"); {
	case d.Summary == "Missing item separator" && bracket:
		return parserWord{plain: "A list is not closed", advice: "A list ends with ]: [\"a\", \"b\"]. Put the ] before this, where the list is complete."}, true
	case d.Summary == "Missing argument separator" && bracket:
		return parserWord{plain: "A call is not closed", advice: "The arguments of a function end with ). Put the ) before this, where they are complete."}, true
	case d.Summary == "Invalid expression" && strings.HasSuffix(before, "%{if"):
		return parserWord{plain: "%{if} without a condition", advice: "Write %{if CONDITION}yes%{endif}, such as %{if field.level == \"error\"}!%{endif}. For a literal %{ write %%{."}, true
	}
	return w, false
}

// fill puts what is marked into a text.
func fill(text, marked string) string {
	if strings.Contains(text, "%s") {
		return fmt.Sprintf(text, fmt.Sprintf("%q", marked))
	}
	return strings.ReplaceAll(text, "%%", "%")
}

// visible moves a place at a line end to the last character before it, where there is something to
// see.
func visible(f *File, at *hcl.Range) *hcl.Range {
	if at == nil || strings.TrimSpace(f.Text.Source(*at)) != "" {
		return at
	}
	i := at.Start.Byte
	for i > 0 && strings.ContainsRune(" \t\r\n", rune(f.Bytes[i-1])) {
		i--
	}
	if i == 0 {
		return at
	}
	to := f.Text.Span(i-1, i)
	return &to
}
