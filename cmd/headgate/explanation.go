package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

// explanation writes the steps of a trial for people.
type explanation struct {
	b     strings.Builder
	color bool
	many  bool // more than one event: changes say of which
}

func writeExplanation(w io.Writer, out *pipeline.Outcome, color bool) error {
	x := &explanation{color: color, many: len(out.Events) > 1}
	for i := range out.Steps {
		x.step(&out.Steps[i])
	}
	x.results(out.Events)
	_, err := io.WriteString(w, x.b.String())
	return err
}

func (x *explanation) paint(code, s string) string {
	if !x.color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (x *explanation) line(depth int, format string, args ...any) {
	x.b.WriteString(strings.Repeat("  ", depth) + fmt.Sprintf(format, args...) + "\n")
}

func (x *explanation) step(s *pipeline.Step) {
	if _, send := s.Node.(*config.Send); send && !s.Ran {
		return
	}
	took := ""
	if s.Node != nil && !s.Copy {
		took = x.paint("2", " "+s.Took.Round(100*time.Nanosecond).String())
	}
	name := x.paint("1", short(s.Address))
	if !s.Ran {
		x.line(s.Depth, "%s%s", x.paint("2", short(s.Address)), x.paint("2", " skipped"))
		return
	}
	x.line(s.Depth, "%s%s%s", name, took, x.what(s))
	for _, c := range s.Changes {
		x.change(s.Depth+1, c)
	}
	for _, e := range s.Errors {
		x.line(s.Depth+1, "%s %s", x.paint("31", "failed:"), e)
	}
	for i := range s.Stops {
		x.stopped(s.Depth+1, &s.Stops[i])
	}
}

// short leaves out the pipeline, which is the same for all.
func short(address string) string {
	_, rest, ok := strings.Cut(strings.TrimPrefix(address, "pipeline."), ".")
	if !ok {
		return address
	}
	return rest
}

func (x *explanation) what(s *pipeline.Step) string {
	switch {
	case s.Dropped > 0:
		return x.paint("33", " dropped the event")
	case s.Added > 0:
		return fmt.Sprintf(" made %d more", s.Added)
	}
	switch s.Node.(type) {
	case *config.Filter:
		if len(s.Changes) == 0 && len(s.Errors) == 0 {
			return " changed nothing"
		}
	case *config.Send:
		if s.Copy {
			return " works on its own copy"
		}
		return " takes the event at the end"
	}
	return ""
}

func (x *explanation) change(depth int, c pipeline.Change) {
	of := ""
	if x.many {
		of = fmt.Sprintf("#%d ", c.Event+1)
	}
	switch {
	case c.Old == "":
		x.line(depth, "%s", x.paint("32", fmt.Sprintf("+ %s%s = %s", of, c.Field, cut(c.New))))
	case c.New == "":
		x.line(depth, "%s", x.paint("31", fmt.Sprintf("- %s%s = %s", of, c.Field, cut(c.Old))))
	default:
		x.line(depth, "%s", x.paint("33", fmt.Sprintf("~ %s%s = %s -> %s", of, c.Field, cut(c.Old), cut(c.New))))
	}
}

// cut shortens a long value for the terminal.
func cut(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return event.CutUTF8(s, most) + "..."
}

// stopped shows where a pattern stopped: the text, and a mark under the character.
func (x *explanation) stopped(depth int, s *plugin.Stopped) {
	if rest, ok := strings.CutPrefix(s.Pattern, s.Prefix); ok {
		x.line(depth, "pattern %s%s", x.paint("32", cut(s.Prefix)), x.paint("2", cut(rest)))
	} else {
		x.line(depth, "pattern %s", cut(s.Pattern))
		x.line(depth, "matched %s", x.paint("32", cut(s.Prefix)))
	}
	at := "at the end of the text"
	if s.Offset < len(s.Text) {
		r, _ := utf8.DecodeRuneInString(s.Text[s.Offset:])
		at = fmt.Sprintf("at character %d, %q", utf8.RuneCountInString(s.Text[:s.Offset])+1, r)
	}
	x.line(depth, "stopped %s, where %s was to match:", at, x.paint("31", s.SubPattern))
	from := max(0, s.Offset-60)
	to := min(len(s.Text), s.Offset+40)
	before := strings.ToValidUTF8(s.Text[from:s.Offset], "?")
	x.line(depth+1, "%s%s", x.paint("32", before), strings.ToValidUTF8(strings.ReplaceAll(s.Text[s.Offset:to], "\n", " "), "?"))
	x.line(depth+1, "%s%s", strings.Repeat(" ", utf8.RuneCountInString(before)), x.paint("31", "^"))
}

func (x *explanation) results(events []pipeline.Result) {
	if len(events) == 0 {
		x.line(0, "%s", x.paint("1", "nothing came out"))
	}
	for i, r := range events {
		to := "no output"
		if len(r.Outputs) > 0 {
			to = strings.Join(r.Outputs, ", ")
		}
		number := ""
		if x.many {
			number = fmt.Sprintf(" #%d", i+1)
		}
		x.line(0, "%s to %s", x.paint("1", "event"+number), to)
		x.line(1, "%s", event.AppendJSON(nil, r.Event))
	}
}
