// Package multiline is the codec for text in which several lines make one event, such as stack traces.
package multiline

import (
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/charset"
	"github.com/headgate/headgate/codecs/internal/newline"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/match"
	"github.com/headgate/headgate/internal/match/grok"
	"github.com/headgate/headgate/plugin"
)

// Options of the multiline codec, which can only read.
type Options struct {
	// Tells the lines that belong to another one: a regular expression as Ruby has them, in which grok's
	// %{NAME} may stand, such as "^\s" or "^%{TIMESTAMP_ISO8601}".
	Pattern plugin.Pattern `hcl:"pattern"`
	// Where a line that matches belongs: to the event before it, "previous", or to that of the line
	// behind it, "next".
	What string `hcl:"what" oneof:"previous,next"`
	// Turns the pattern round: lines that do not match belong to another one.
	Negate bool `hcl:"negate,optional"`
	// Folders with further grok patterns, in files of lines "NAME PATTERN".
	PatternsDir []string `hcl:"patterns_dir,optional"`
	// Tag of events that have several lines. "" tags none.
	MultilineTag string `hcl:"multiline_tag,optional"`
	// An event that has more lines is given as it is, with the tag multiline_codec_max_lines_reached.
	MaxLines int `hcl:"max_lines,optional"`
	// An event that has as many bytes or more is given as it is, with the tag
	// multiline_codec_max_bytes_reached. A single line is cut there and tagged _line_truncated.
	MaxBytes plugin.Size `hcl:"max_bytes,optional"`
	// An event is given when so much time has passed without a new line, even if it might go on.
	AutoFlushInterval plugin.Duration `hcl:"auto_flush_interval,optional"`
	// What ends a line. With the default, a newline, a carriage return before it is taken off the end
	// of an event too.
	Delimiter string `hcl:"delimiter,optional"`
	// Character set of what is read, such as "ISO-8859-1". By default nothing is converted.
	Charset string `hcl:"charset,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	return plugin.NewCodec("multiline", Options{
		MultilineTag: "multiline", MaxLines: 500, MaxBytes: 10 << 20, Delimiter: "\n", Charset: "UTF-8",
		AutoFlushInterval: plugin.Duration(plugin.DefaultFlushAfter),
	}, build)
}

// patternTimeout bounds the time that the pattern may take on one line; then it does not match.
const patternTimeout = time.Second

// Tags of events that were ended by a limit, as Logstash has them.
const (
	maxBytesTag = "multiline_codec_max_bytes_reached"
	maxLinesTag = "multiline_codec_max_lines_reached"
)

// codec is what the framers of all streams share.
type codec struct {
	Options
	charset *charset.Charset
	pattern *match.Pattern
	marks   [8]mark
}

// mark says which tags an event gets.
type mark struct{ tags []string }

// Bits of the index of a mark.
const (
	merged = 1 << iota
	tooManyBytes
	tooManyLines
)

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	c := &codec{Options: o}
	if diags := c.check(env); diags.HasErrors() {
		return nil, diags
	}
	var err error
	if c.charset, err = charset.Lookup(o.Charset); err != nil {
		return nil, env.Invalid("charset", "%s.", err)
	}
	diags := c.compile(env)
	if diags.HasErrors() {
		return nil, diags
	}
	c.name()
	lines := newline.Options{Delimiter: o.Delimiter, Charset: c.charset, Limit: int(o.MaxBytes)}
	return &plugin.Codec{
		NewFramer: func() plugin.Framer {
			return &framer{codec: c, lines: newline.New(lines), work: c.pattern.NewWork(), start: elsewhere}
		},
		NewDecoder: func() plugin.Decoder { return decoder{c.charset} },
		FlushAfter: o.AutoFlushInterval.Std(),
		Sets:       []event.Path{event.MustPath("message"), event.MustPath("tags")},
	}, diags
}

func (c *codec) check(env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if c.MaxLines < 1 {
		diags = append(diags, env.Invalid("max_lines", "%d leaves nothing of an event: give at least 1.", c.MaxLines)...)
	}
	if c.MaxBytes < 1 {
		diags = append(diags, env.Invalid("max_bytes", "%s leaves nothing of an event: give at least 1B, such as \"10MiB\".", c.MaxBytes)...)
	}
	if c.Delimiter == "" {
		diags = append(diags, env.Invalid("delimiter", "An empty delimiter ends no line: give a text such as \"\\n\", or leave the option out.")...)
	}
	if c.AutoFlushInterval <= 0 {
		diags = append(diags, env.Invalid("auto_flush_interval", "%s leaves no time for further lines: give a duration such as \"5s\".", c.AutoFlushInterval)...)
	}
	return diags
}

// compile makes the matcher. Its names capture nothing.
func (c *codec) compile(env plugin.Env) hcl.Diagnostics {
	dict := grok.NewDictionary(nil)
	if strings.Contains(c.Pattern.Text, "%{") {
		if dict = grok.Legacy(); env.ECS.On() {
			dict = grok.ECS()
		}
	}
	if len(c.PatternsDir) > 0 {
		dirs := make([]string, len(c.PatternsDir))
		for i, d := range c.PatternsDir {
			dirs[i] = env.Path(d)
		}
		defs, err := grok.LoadDirs(dirs, "*")
		if err != nil {
			return env.Invalid("patterns_dir", "The patterns can't be read: %s.", err)
		}
		dict = dict.With(defs)
	}
	g, err := dict.Compile(c.Pattern.Text, grok.Options{})
	if err != nil {
		return env.Invalid("pattern", "%q is no pattern: %s.", c.Pattern.Text, err)
	}
	c.pattern, err = match.Compile(g.Expanded(), match.Options{
		Ruby: true, Timeout: patternTimeout, Keep: func(int, string) bool { return false },
	})
	if err != nil {
		return env.Invalid("pattern", "%q is no pattern: %s.", c.Pattern.Text, err)
	}
	return nil
}

// name lists the tags of each mark.
func (c *codec) name() {
	for i := range c.marks {
		var tags []string
		if i&merged > 0 && c.MultilineTag != "" {
			tags = append(tags, c.MultilineTag)
		}
		if i&tooManyBytes > 0 {
			tags = append(tags, maxBytesTag)
		}
		if i&tooManyLines > 0 {
			tags = append(tags, maxLinesTag)
		}
		c.marks[i].tags = tags
	}
}

type decoder struct{ charset *charset.Charset }

// Decode implements plugin.Decoder.
func (d decoder) Decode(b *event.Batch, r *event.Record) error {
	e := b.AddDecoded(r)
	e.SetMessage(d.charset.Decode(r.Data))
	if m, ok := r.Aux.(*mark); ok {
		for _, t := range m.tags {
			e.AddTag(t)
		}
	}
	return nil
}
