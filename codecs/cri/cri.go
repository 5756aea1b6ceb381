// Package cri is the codec for the log files that container runtimes write for Kubernetes, in the format
// of the Container Runtime Interface: "2016-10-06T00:17:09.669794202Z stdout F message".
package cri

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/codecs/internal/partial"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/timefmt"
	"github.com/headgate/headgate/plugin"
)

// Options of the cri codec, which can only read.
type Options struct {
	// Longest message, joined of all its parts. A longer one is cut there and tagged _line_truncated.
	MaxLine plugin.Size `hcl:"max_line,optional"`
}

// Plugin describes the codec.
func Plugin() plugin.CodecSpec {
	return plugin.NewCodec("cri", Options{MaxLine: 1 << 20}, build)
}

func build(o Options, env plugin.Env) (*plugin.Codec, hcl.Diagnostics) {
	if o.MaxLine < 1 {
		return nil, env.Invalid("max_line", "%s leaves nothing of a message: give at least 1B, such as \"1MiB\".", o.MaxLine)
	}
	format := partial.Format{Split: split, Shorten: event.CutUTF8, Limit: int(o.MaxLine)}
	return &plugin.Codec{
		NewFramer:  func() plugin.Framer { return partial.New(format) },
		NewDecoder: func() plugin.Decoder { return decoder{event.ConfigKey("stream")} },
		FailureTag: "_criparsefailure",
		Sets:       []event.Path{event.MustPath("@timestamp"), event.MustPath("stream"), event.MustPath("message")},
	}, nil
}

// line is one line in its parts.
type line struct {
	time, stream, flags string
	text                int // where the message begins
}

// parse reads a line: its time, stream and flags, each followed by a blank, and the message.
func parse(s string) (l line, ok bool) {
	i := strings.IndexByte(s, ' ')
	if i < 0 {
		return l, false
	}
	l.time = s[:i]
	j := strings.IndexByte(s[i+1:], ' ')
	if j < 0 {
		return l, false
	}
	j += i + 1
	l.stream, l.flags, l.text = s[i+1:j], s[j+1:], len(s)
	if k := strings.IndexByte(l.flags, ' '); k >= 0 {
		l.flags, l.text = l.flags[:k], j+1+k+1
	}
	return l, (l.stream == "stdout" || l.stream == "stderr") && (l.flag() == 'F' || l.flag() == 'P')
}

// flag is 'P' for a part of a message and 'F' for its end. Further flags may follow behind a colon.
func (l *line) flag() byte {
	if len(l.flags) == 1 || len(l.flags) > 1 && l.flags[1] == ':' {
		return l.flags[0]
	}
	return 0
}

func split(s string) (p partial.Part, ok bool) {
	l, ok := parse(s)
	if !ok {
		return p, false
	}
	if l.stream == "stderr" {
		p.Stream = 1
	}
	p.Last, p.From, p.To = l.flag() == 'F', l.text, len(s)
	return p, true
}

type decoder struct{ stream *event.Key }

// Decode implements plugin.Decoder.
func (d decoder) Decode(b *event.Batch, r *event.Record) error {
	l, ok := parse(r.Data)
	if !ok {
		return fmt.Errorf("cri: %q: expected \"TIME stdout|stderr P|F MESSAGE\"", event.CutUTF8(r.Data, quoteMax))
	}
	t, nanos, ok := timefmt.ParseRFC3339(l.time)
	if !ok {
		return fmt.Errorf("cri: %q is not a time as in RFC 3339", event.CutUTF8(l.time, quoteMax))
	}
	e := b.AddDecoded(r)
	if nanos {
		e.SetTimestamp(event.TimeNanos(t))
	} else {
		e.SetTimestamp(event.Time(t))
	}
	e.Fields().Add(e.Arena(), d.stream, event.String(l.stream))
	e.SetMessage(r.Data[l.text:])
	return nil
}

// quoteMax is how many bytes of a line an error quotes.
const quoteMax = 80
