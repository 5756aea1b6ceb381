package hcltext

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Translate gives the template that says in this language what a Logstash reference such as "%{[a][b]}" or
// "%{+YYYY.MM.dd}" says there. It answers false for what is no such reference, for example a grok pattern with a name.
func Translate(ref string) (string, bool) {
	inner, ok := strings.CutPrefix(ref, "%{")
	if !ok {
		return "", false
	}
	if inner, ok = strings.CutSuffix(inner, "}"); !ok || inner == "" {
		return "", false
	}
	expr, ok := translateInner(inner)
	return "${" + expr + "}", ok
}

func translateInner(inner string) (string, bool) {
	switch {
	case inner == "+%s":
		return `date("%s")`, true
	case inner == "{TIME_NOW}":
		return "now()", true
	case inner[0] == '+':
		return translateDate(inner[1:])
	case inner[0] == '{':
		if layout, ok := strings.CutSuffix(inner[1:], "}"); ok {
			return translateDate(layout)
		}
		return "", false
	}
	steps, ok := referenceSteps(inner)
	if !ok {
		return "", false
	}
	root := "field"
	if steps[0] == "@metadata" {
		root, steps = "meta", steps[1:]
	}
	return root + traversal(steps), true
}

// referenceSteps cuts "[a][b]" into its names; a bare word is a single name, dots included.
func referenceSteps(s string) ([]string, bool) {
	if s[0] != '[' {
		return []string{s}, !strings.ContainsAny(s, "[]{}:\"\n")
	}
	if s[len(s)-1] != ']' {
		return nil, false
	}
	steps := strings.Split(s[1:len(s)-1], "][")
	for _, step := range steps {
		if step == "" || strings.ContainsAny(step, "[]{}\"\n") {
			return nil, false
		}
	}
	return steps, true
}

func traversal(steps []string) string {
	var b strings.Builder
	for i, step := range steps {
		_, err := strconv.Atoi(step)
		switch {
		case hclsyntax.ValidIdentifier(step):
			b.WriteString("." + step)
		case err == nil && i > 0:
			b.WriteString("[" + step + "]")
		default:
			b.WriteString(`["` + quoteText(step) + `"]`)
		}
	}
	return b.String()
}

// quoteText escapes what would end a quoted string or start a template in it.
func quoteText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(s)
}

func translateDate(joda string) (string, bool) {
	if joda == "" || strings.Contains(joda, "%") {
		return "", false
	}
	if layout, ok := jodaToStrftime(joda); ok {
		return `date("` + quoteText(layout) + `")`, true
	}
	return `date("` + quoteText(joda) + `")`, true
}

// jodaForms lists the Joda forms that strftime can say exactly, by letter and number of repetitions.
var jodaForms = map[string]string{
	"y": "%Y", "yy": "%y", "yyy": "%Y", "yyyy": "%Y", "Y": "%Y", "YY": "%y", "YYY": "%Y", "YYYY": "%Y", "xx": "%g", "xxxx": "%G",
	"MM": "%m", "MMM": "%b", "MMMM": "%B", "dd": "%d", "DDD": "%j", "ww": "%V", "e": "%u",
	"E": "%a", "EE": "%a", "EEE": "%a", "EEEE": "%A", "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "SSS": "%L",
	"a": "%p", "Z": "%z", "z": "%Z", "zz": "%Z", "zzz": "%Z",
}

func jodaToStrftime(joda string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(joda); {
		c := joda[i]
		if c == '\'' {
			text, n := quotedLiteral(joda[i:])
			b.WriteString(text)
			i += n
			continue
		}
		if !isLetter(c) {
			b.WriteByte(c)
			i++
			continue
		}
		end := i
		for end < len(joda) && joda[end] == c {
			end++
		}
		form, ok := jodaForms[joda[i:end]]
		if !ok {
			return "", false
		}
		b.WriteString(form)
		i = end
	}
	// Without a "%" the result would be read as Joda letters again.
	return b.String(), strings.Contains(b.String(), "%")
}

// quotedLiteral reads the text in single quotes at the start of s, in which two quotes stand for one, and its length.
func quotedLiteral(s string) (string, int) {
	if strings.HasPrefix(s, "''") {
		return "'", 2
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 == len(s) || s[i+1] != '\'' {
			return b.String(), i + 1
		}
		b.WriteByte('\'')
		i++
	}
	return b.String(), len(s)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
