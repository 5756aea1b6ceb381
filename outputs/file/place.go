package file

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Bounds of a path, in bytes, as file systems have them.
const (
	maxName = 255
	maxPath = 4095
)

// place turns events into paths below a fixed folder.
type place struct {
	fixed    string // the path if it is the same for all events
	root     string // the fixed folder, with a slash at its end
	skip     int    // bytes of the template's text that root stands for
	template *expr.Template
}

func newPlace(t *expr.Template, env plugin.Env) (*place, hcl.Diagnostics) {
	if text, ok := t.Const(); ok {
		if text == "" || strings.HasSuffix(text, "/") {
			return nil, env.Invalid("path", "%q names no file: write a path such as \"out/events.log\".", text)
		}
		if strings.ContainsRune(text, 0) {
			return nil, env.Invalid("path", "%q holds a NUL byte, which no file name can have.", text)
		}
		path := filepath.Clean(env.Path(text))
		return &place{fixed: path, root: filepath.Dir(path) + "/"}, nil
	}
	prefix := t.Prefix()
	skip := strings.LastIndexByte(prefix, '/') + 1
	root := filepath.Clean(env.Path(prefix[:skip]))
	if skip == 0 {
		root = filepath.Clean(env.Path("."))
	}
	if prefix == "" || root == "/" {
		return nil, env.Invalid("path", "The path must begin with a fixed folder, which no event can leave: write \"logs/${...}\" or \"/var/log/${...}\".")
	}
	if diags := checkConstants(t, skip, env); diags.HasErrors() {
		return nil, diags
	}
	return &place{root: root + "/", skip: skip, template: t}, nil
}

// checkConstants finds what would make every path unusable.
func checkConstants(t *expr.Template, skip int, env plugin.Env) hcl.Diagnostics {
	parts := t.Parts()
	for i, p := range parts {
		text := p.Text
		if i == 0 {
			text = text[skip:]
		}
		if i == len(parts)-1 && strings.HasSuffix(text, "/") {
			return env.Invalid("path", "The path ends with a slash, so it names a folder: write the name of a file behind it.")
		}
		for _, bad := range []string{"//", "/./", "/../", "\x00"} {
			if strings.Contains(text, bad) {
				return env.Invalid("path", "%q holds %q, which can't stand in a path that is made of fields: remove it.", text, bad)
			}
		}
	}
	return nil
}

// appendTo appends what follows the root in an event's path. It still has to be checked.
func (p *place) appendTo(dst []byte, env *expr.Env, e *event.Event) ([]byte, error) {
	env.BindShared(e)
	out, missing := p.template.Append(dst, env)
	if missing == "" {
		return out, nil
	}
	if f := env.TakeErr(); f != nil {
		return dst, fmt.Errorf("path of the file: ${%s}: %w", missing, f)
	}
	return dst, fmt.Errorf("path of the file: ${%s} is missing or empty: set it, or use coalesce(%s, \"unknown\")", missing, missing)
}

// check makes sure that a path, given without the root, stays below it.
func (p *place) check(rest string, e *event.Event) error {
	if len(p.root)+len(rest) > maxPath {
		return fmt.Errorf("path of the file: %s has %d bytes, more than the %d that a path can have", quote(rest), len(p.root)+len(rest), maxPath)
	}
	if strings.IndexByte(rest, 0) >= 0 {
		return p.refuse(rest, e, "\x00", "holds a NUL byte")
	}
	for from := 0; from <= len(rest); {
		end := strings.IndexByte(rest[from:], '/')
		if end < 0 {
			end = len(rest) - from
		}
		switch name := rest[from : from+end]; {
		case name == "":
			return p.refuse(rest, e, "/", "has an empty part")
		case name == "." || name == "..":
			return p.refuse(rest, e, name, fmt.Sprintf("has the part %q and could leave %q", name, p.root))
		case len(name) > maxName:
			return p.refuse(rest, e, name[:maxName/2], fmt.Sprintf("has a part of %d bytes, more than the %d that a name can have", len(name), maxName))
		}
		from += end + 1
	}
	return nil
}

// refuse makes the error for a path. It names the part of the template whose value holds the culprit.
func (p *place) refuse(rest string, e *event.Event, culprit, why string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "path of the file: %s %s", quote(rest), why)
	for _, part := range p.template.Parts() {
		for _, field := range part.Reads {
			text := string(event.AppendText(nil, e.Get(field)))
			if strings.Contains(text, culprit) {
				fmt.Fprintf(&b, ": ${%s} is %s", part.Source, quote(text))
				return errors.New(b.String())
			}
		}
	}
	return errors.New(b.String())
}

// quote quotes text for a message and cuts it to 80 bytes.
func quote(s string) string {
	if len(s) > 80 {
		return fmt.Sprintf("%q...", s[:80])
	}
	return fmt.Sprintf("%q", s)
}
