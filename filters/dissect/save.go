package dissect

import (
	"errors"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/decimal"
	"github.com/headgate/headgate/plugin"
)

// save sets the fields of normal and appended parts.
func (d *dissection) save(ev *event.Event, values []string) error {
	for _, p := range d.saved {
		v := event.String(values[p.index])
		if p.kind == appended {
			v = p.append(ev, values[p.index])
		}
		if err := plugin.Assign(ev, p.path, v); err != nil {
			return err
		}
	}
	return nil
}

// append is what the field holds with the part behind it.
func (p *part) append(ev *event.Event, value string) event.Value {
	old := ev.Get(p.path)
	if old.IsNull() {
		return event.String(value)
	}
	a := ev.Arena()
	b := event.AppendText(a.Begin(len(value)+64), old)
	b = append(append(b, p.joint...), value...)
	return event.String(a.EndString(b))
}

var (
	tagsKey      = event.ConfigKey("tags")
	timestampKey = event.ConfigKey("@timestamp")
	metadataKey  = event.ConfigKey("@metadata")
)

var errMetadata = errors.New("text can't replace the metadata")

// saveIndirect sets the fields whose names are values. A name from data is never a path.
func (d *dissection) saveIndirect(ev *event.Event, values []string) error {
	for _, p := range d.indirect {
		name := d.nameFor(p, ev, values)
		if name == "" {
			continue
		}
		v := event.String(values[p.index])
		switch k := event.Intern(name); k {
		case metadataKey:
			return errMetadata
		case tagsKey, timestampKey:
			if err := plugin.Assign(ev, event.PathOf(name), v); err != nil {
				return err
			}
		default:
			ev.Fields().Set(ev.Arena(), k, v)
		}
	}
	return nil
}

// nameFor is the value of the field that an indirect part names: one of the event, or a part that was
// left out.
func (d *dissection) nameFor(p *part, ev *event.Event, values []string) string {
	if v := ev.Get(p.path); !v.IsNull() {
		if s, ok := v.AsString(); ok {
			return s
		}
		return string(event.AppendText(nil, v))
	}
	for i := range d.parts {
		if o := &d.parts[i]; o.index != p.index && o.name == p.name {
			return values[i]
		}
	}
	return ""
}

// conversion makes a number of a field.
type conversion struct {
	path              event.Path
	to                func(text string) (event.Value, bool)
	missing, unfitted string // tags
}

var datatypes = []string{"int", "float"}

func newConversions(m plugin.Map[string], env plugin.Env) ([]conversion, hcl.Diagnostics) {
	var list []conversion
	var diags hcl.Diagnostics
	for _, e := range m {
		c := conversion{
			path: e.Path, missing: "_dataconversionnullvalue_" + e.Name + "_" + e.Value,
			unfitted: "_dataconversionuncoercible_" + e.Name + "_" + e.Value,
		}
		switch e.Value {
		case "int":
			c.to = toInt
		case "float":
			c.to = toFloat
		default:
			diags = append(diags, env.Invalid("convert_datatype", "%q is no kind to convert %q to: use %s.%s",
				e.Value, e.Name, plugin.List(datatypes, "or"), plugin.DidYouMean(e.Value, datatypes))...)
			continue
		}
		list = append(list, c)
	}
	return list, diags
}

func (c *conversion) apply(ev *event.Event) {
	v := ev.Get(c.path)
	if v.IsNull() {
		ev.AddTag(c.missing)
		return
	}
	text, ok := v.AsString()
	if !ok {
		if !v.IsNumber() {
			ev.AddTag(c.unfitted)
			return
		}
		text = string(event.AppendText(nil, v))
	}
	n, ok := c.to(text)
	if !ok || ev.Set(c.path, n) != nil {
		ev.AddTag(c.unfitted)
	}
}

// toInt keeps the digits of a number that is too large for 64 bits.
func toInt(text string) (event.Value, bool) {
	whole, ok := decimal.Whole(text)
	if !ok {
		return event.Null, false
	}
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		return event.Int(n), true
	}
	return event.Number(whole), true
}

// toFloat keeps the digits of a number that has a fraction.
func toFloat(text string) (event.Value, bool) {
	if _, ok := decimal.Whole(text); !ok {
		return event.Null, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return event.Null, false
	}
	if plainFraction(text) {
		return event.Number(text), true
	}
	return event.Float(f), true
}

// plainFraction reports whether a number is written with a fraction as JSON has it: 0.5 or -12.25.
func plainFraction(text string) bool {
	whole, fraction, ok := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return ok && digits(whole) && digits(fraction) && (whole == "0" || whole[0] != '0')
}
