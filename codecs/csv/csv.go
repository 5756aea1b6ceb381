// Package csv is the codec for comma-separated values (RFC 4180): each row is an event.
package csv

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the csv codec.
type Options struct {
	// Names of the columns, in their order. Columns without a name are called column1, column2 and so
	// on. On writing: the fields to write, by default all of the event's.
	Columns []string `hcl:"columns,optional"`
	// Takes the names from the first row of each file or connection, unless columns gives them.
	AutodetectColumnNames bool `hcl:"autodetect_column_names,optional"`
	// Gives columns without a name one by their number. If false, they are left out.
	AutogenerateColumnNames bool `hcl:"autogenerate_column_names,optional"`
	// Leaves out rows that repeat the names given by columns.
	SkipHeader bool `hcl:"skip_header,optional"`
	// Leaves out fields without a value. By default they are null, or "" if they stand in quotes.
	SkipEmptyColumns bool `hcl:"skip_empty_columns,optional"`
	// Text between two columns; for tabs "\t".
	Separator string `hcl:"separator,optional"`
	// Character around values that hold separators, newlines or, doubled, the character itself.
	QuoteChar string `hcl:"quote_char,optional"`
	// Types of columns by name: "integer", "float", "boolean", "date" or "date_time". A value that is
	// not of the type stays text.
	Convert plugin.Dict[string] `hcl:"convert,optional"`
	// Field that the columns are put into. By default they become fields of the event.
	Target event.Path `hcl:"target,optional"`
	// Writes a row with the names of the columns first.
	IncludeHeaders bool `hcl:"include_headers,optional"`
	// Character set of what is read, such as "windows-1252". By default nothing is converted.
	Charset string `hcl:"charset,optional"`
	// Longest row. A longer one is cut there and tagged _line_truncated; the rest of it is skipped.
	MaxLine plugin.Size `hcl:"max_line,optional"`
}

// Tags of rows that are not what they should be.
const (
	failureTag = "_csvparsefailure"
	// headerTag stands on rows whose columns have numbers only, because the first row of their stream
	// is not known.
	headerTag = "_csvheadermissing"
)

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	return plugin.NewCodec("csv", Options{
		AutogenerateColumnNames: true, Separator: ",", QuoteChar: `"`, Charset: "UTF-8", MaxLine: 1 << 20,
	}, build)
}

// codec is what framers, decoders and encoders share.
type codec struct {
	Options
	quote      byte
	charset    *charset.Charset
	converters map[string]converter
	names      *header // those of Columns
}

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	cs, err := charset.Lookup(o.Charset)
	var diags hcl.Diagnostics
	if err != nil {
		diags = append(diags, env.Invalid("charset", "%s.", err)...)
	}
	c := &codec{Options: o, charset: cs, converters: make(map[string]converter)}
	diags = append(diags, c.checkForm(env)...)
	diags = append(diags, c.checkConvert(env)...)
	if diags.HasErrors() {
		return nil, diags
	}
	c.quote = o.QuoteChar[0]
	c.names = c.newHeader(o.Columns)
	p := &plugin.Codec{
		NewFramer:  func() plugin.Framer { return &framer{codec: c} },
		NewDecoder: func() plugin.Decoder { return &decoder{parser: parser{codec: c}} },
		NewEncoder: func() plugin.Encoder { return newEncoder(c) },
		FailureTag: failureTag,
		Open:       o.AutogenerateColumnNames || o.AutodetectColumnNames,
	}
	p.Sets = c.fields()
	return p, diags
}

func (c *codec) checkForm(env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if c.charset.Unit() > 1 {
		diags = append(diags, env.Invalid("charset", "Rows in %q can't be told where they end: convert the file to UTF-8 first.", c.Charset)...)
	}
	if c.Separator == "" {
		diags = append(diags, env.Invalid("separator", "Without a separator there is one column only: give a text such as \",\" or \"\\t\".")...)
	}
	if len(c.QuoteChar) != 1 {
		diags = append(diags, env.Invalid("quote_char", "%q is not one ASCII character: give one such as '\"', or \"\\u0000\" if nothing is quoted.", c.QuoteChar)...)
	}
	if c.MaxLine < 1 {
		diags = append(diags, env.Invalid("max_line", "%s leaves nothing of a row: give at least 1B, such as \"1MiB\".", c.MaxLine)...)
	}
	if n := len(c.Columns); n > event.MaxFields {
		diags = append(diags, env.Invalid("columns", "%d columns are more than the %d fields that an event may have.", n, event.MaxFields)...)
	}
	return diags
}

func (c *codec) checkConvert(env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	known := converterTable()
	for _, e := range c.Convert {
		conv, ok := known[e.Value]
		if !ok {
			diags = append(diags, env.Invalid("convert", "%q is no type: use integer, float, boolean, date or date_time.", e.Value)...)
			continue
		}
		if len(c.Columns) > 0 && !slices.Contains(c.Columns, e.Key) {
			diags = append(diags, env.Warning("convert", "%q is none of the columns, so it is never converted.", e.Key)...)
		}
		c.converters[e.Key] = conv
	}
	return diags
}

func (c *codec) fields() []event.Path {
	if !c.Target.IsZero() {
		return []event.Path{c.Target}
	}
	var paths []event.Path
	for _, name := range c.Columns {
		paths = append(paths, event.PathOf(name))
	}
	return paths
}

// header is what is known of the columns of a stream. It is immutable.
type header struct {
	names  []string
	keys   []*event.Key
	convs  []converter
	unique bool // no name stands twice
}

func (c *codec) newHeader(names []string) *header {
	h := &header{unique: true}
	seen := make(map[string]bool, len(names))
	for i, name := range names {
		if name == "" {
			name = numbered(i)
		}
		h.unique = h.unique && !seen[name]
		seen[name] = true
		h.names = append(h.names, name)
		h.keys = append(h.keys, event.Intern(name))
		h.convs = append(h.convs, c.converters[name])
	}
	return h
}

// numbered is the name of a column without one.
func numbered(i int) string { return fmt.Sprintf("column%d", i+1) }
