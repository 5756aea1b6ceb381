package lint

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/pipeline/config"
)

// connectTimeout bounds one attempt to reach a destination.
const connectTimeout = 10 * time.Second

// placeOptions are the options that make a place of their own for each value: a file, an index.
var placeOptions = []string{"path", "index", "topic", "bucket", "prefix"}

// unboundedFields have nearly as many values as there are events.
var unboundedFields = []string{"message", "event.original", "event.id", "trace.id", "span.id", "transaction.id", "url.original", "url.full", "user_agent.original", "http.request.id", "log.offset", "@timestamp"}

// unboundedCalls give another text each time.
var unboundedCalls = []string{"uuid(", "now("}

var templateType = reflect.TypeFor[*expr.Template]()

// outputs reports what is doubtful in single outputs.
func (c *check) outputs(p *config.Pipeline) {
	for _, o := range p.Outputs {
		c.never(o.Shared.When, o.Range, "No event is written by this output")
		eachOption(o.Options, func(name string, v reflect.Value) {
			if v.Type() == templateType && !v.IsNil() && slices.Contains(placeOptions, name) {
				c.bounded(o, name, v.Interface().(*expr.Template))
			}
		})
	}
}

// eachOption calls visit for every tagged field of an options struct.
func eachOption(options any, visit func(name string, v reflect.Value)) {
	v := reflect.ValueOf(options)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if tag, ok := field.Tag.Lookup("hcl"); ok && field.IsExported() {
			name, _, _ := strings.Cut(tag, ",")
			visit(name, v.Field(i))
		}
	}
}

func (c *check) bounded(o *config.Output, option string, t *expr.Template) {
	for _, part := range t.Parts() {
		if !part.Dynamic {
			continue
		}
		what := ""
		for _, r := range part.Reads {
			if name := r.String(); slices.Contains(unboundedFields, name) && (!r.IsTimestamp() || !strings.Contains(part.Source, "date(")) {
				what = "field." + name
			}
		}
		for _, call := range unboundedCalls {
			if strings.Contains(part.Source, call) {
				what = call + ")"
			}
		}
		if what != "" {
			c.warn(part.Range, fmt.Sprintf("%q of output %q has no bounds", option, o.Name),
				"%s has nearly as many values as there are events, and each value makes a %s of its own. Use something with few values, such as field.host.name or date(\"%%Y-%%m-%%d\").", what, option)
			return
		}
	}
}

// paths reports files that two outputs write, and files that can't be written.
func (c *check) paths() {
	seen := make(map[string]*config.Output)
	for _, p := range c.plan.Pipelines {
		for _, o := range p.Outputs {
			if checker, ok := o.Plugin.(PathChecker); ok {
				for _, err := range checker.CheckPaths() {
					c.problem(c.syntax.optionRange(o.Range, "path"), fmt.Sprintf("Output %q can't write its files", o.Name), "%s.", sentence(err))
				}
			}
			c.samePath(o, seen)
		}
	}
}

func sentence(err error) string {
	text := strings.TrimSuffix(err.Error(), ".")
	return strings.ToUpper(text[:1]) + text[1:]
}

func (c *check) samePath(o *config.Output, seen map[string]*config.Output) {
	x := c.syntax.option(o.Range, "path")
	if o.Type != "file" || x == nil {
		return
	}
	key := c.syntax.source(x)
	if text, ok := literalText(x); ok {
		if f := c.plan.Files[x.Range().Filename]; f != nil && !filepath.IsAbs(text) {
			text = filepath.Join(f.Dir, text)
		}
		key = filepath.Clean(text)
	}
	if first := seen[key]; first != nil {
		c.warn(x.Range(), "Two outputs write the same file",
			"Output %q at %s line %d writes this file too, so their lines get mixed up. Give each a path of its own, or use one output.", first.Name, first.Range.Filename, first.Range.Start.Line)
		return
	}
	seen[key] = o
}

// connect tries the destinations.
func (c *check) connect(ctx context.Context) {
	for _, p := range c.plan.Pipelines {
		for _, o := range p.Outputs {
			d, ok := o.Plugin.(Connector)
			if !ok {
				continue
			}
			attempt, cancel := context.WithTimeout(ctx, connectTimeout)
			err := d.Connect(attempt)
			cancel()
			if err != nil {
				c.problem(o.Range, fmt.Sprintf("Output %q can't be reached", o.Name), "%s.", sentence(err))
			}
		}
	}
}
