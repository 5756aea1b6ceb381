package plugin

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/hcltext"
)

// OptionDecoder reads blocks into structs whose fields are tagged like this:
//
//	Fields []event.Path `hcl:"fields"`            // an option that must be given
//	Marker string       `hcl:"marker,optional"`   // keeps what the struct holds by default
//	Limits *Limits      `hcl:"limits,block"`      // a nested block; a slice takes several
//	Codec  *hclsyntax.Block `hcl:"codec,block"`   // a nested block that the caller decodes
//
// A tag oneof:"a,b" bounds the values of a string.
type OptionDecoder struct {
	Scope *expr.Scope
	// Texts are the sources by file name, to find pasted references in them.
	Texts map[string]*hcltext.Text
}

// field is one tagged field of an options struct.
type field struct {
	name     string
	optional bool
	block    bool
	oneof    []string
	value    reflect.Value
}

// Decode reads the body into the structs, each field into the first that has it. title names the
// block in messages: `filter "grok"`. It returns where each option stands. All mistakes are
// reported at once.
func (d *OptionDecoder) Decode(body *hclsyntax.Body, title string, targets ...any) (map[string]hcl.Range, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	fields := make(map[string]*field)
	for _, t := range targets {
		collect(reflect.ValueOf(t).Elem(), fields)
	}
	ranges := make(map[string]hcl.Range)
	names := sortedNames(fields)
	misspelt := false
	for _, a := range attributesInOrder(body) {
		f := fields[a.Name]
		switch {
		case f == nil:
			diags = append(diags, unknownOption(a.Name, a.NameRange, title, names, absent(body, fields, names)))
			misspelt = true
			continue
		case f.block:
			diags = append(diags, wantBlock(a, f, title))
			continue
		}
		ranges[a.Name] = a.Expr.Range()
		diags = append(diags, d.option(f, a, title)...)
	}
	diags = append(diags, d.blocks(body, title, fields, ranges)...)
	if !misspelt { // else one of them is what was meant
		diags = append(diags, missing(body, title, fields, names)...)
	}
	setOrder(body, targets)
	return ranges, diags
}

// collect lists the tagged fields of a struct, those of embedded structs too.
func collect(v reflect.Value, into map[string]*field) {
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		tag, ok := sf.Tag.Lookup("hcl")
		if !ok {
			if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
				collect(v.Field(i), into)
			}
			continue
		}
		name, kind, _ := strings.Cut(tag, ",")
		if into[name] != nil {
			continue
		}
		f := &field{name: name, optional: kind != "", block: kind == "block", value: v.Field(i)}
		if s := sf.Tag.Get("oneof"); s != "" {
			f.oneof = strings.Split(s, ",")
		}
		into[name] = f
	}
}

func sortedNames(fields map[string]*field) []string {
	names := make([]string, 0, len(fields))
	for n := range fields {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func attributesInOrder(body *hclsyntax.Body) []*hclsyntax.Attribute {
	attrs := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, a := range body.Attributes {
		attrs = append(attrs, a)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
	return attrs
}

func setOrder(body *hclsyntax.Body, targets []any) {
	for _, t := range targets {
		v := reflect.ValueOf(t).Elem()
		for _, field := range v.Fields() {
			if o, ok := reflect.TypeAssert[*Order](field.Addr()); ok {
				for _, a := range attributesInOrder(body) {
					*o = append(*o, a.Name)
				}
			}
		}
	}
}

func (d *OptionDecoder) option(f *field, a *hclsyntax.Attribute, title string) hcl.Diagnostics {
	c := &conversion{OptionDecoder: d, option: a.Name, title: title, oneof: f.oneof}
	if !takesPatterns(f.value.Type()) {
		if diags := c.RefusePasted(a.Expr.Range()); diags.HasErrors() {
			return diags
		}
	}
	return c.into(a.Expr, f.value)
}

// Value reads one expression into what target points to, as an option of the given name.
func (d *OptionDecoder) Value(x hclsyntax.Expression, option, title string, target any) hcl.Diagnostics {
	c := &conversion{OptionDecoder: d, option: option, title: title}
	v := reflect.ValueOf(target).Elem()
	if !takesPatterns(v.Type()) {
		if diags := c.RefusePasted(x.Range()); diags.HasErrors() {
			return diags
		}
	}
	return c.into(x, v)
}

func (d *OptionDecoder) blocks(body *hclsyntax.Body, title string, fields map[string]*field, ranges map[string]hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	seen := make(map[string]*hclsyntax.Block)
	for _, b := range body.Blocks {
		f := fields[b.Type]
		switch {
		case f == nil:
			diags = append(diags, unknownBlock(b, title, fields))
			continue
		case !f.block:
			diags = append(diags, wantAttribute(b, f, title))
			continue
		}
		if first := seen[b.Type]; first != nil && f.value.Kind() != reflect.Slice {
			diags = append(diags, twice(b, first, title))
			continue
		}
		seen[b.Type] = b
		ranges[b.Type] = b.DefRange()
		diags = append(diags, d.block(b, f, title)...)
	}
	return diags
}

func (d *OptionDecoder) block(b *hclsyntax.Block, f *field, title string) hcl.Diagnostics {
	raw := reflect.ValueOf(b)
	switch t := f.value.Type(); {
	case t == raw.Type():
		f.value.Set(raw)
		return nil
	case t.Kind() == reflect.Slice && t.Elem() == raw.Type():
		f.value.Set(reflect.Append(f.value, raw))
		return nil
	case t.Kind() == reflect.Slice:
		v := reflect.New(t.Elem())
		_, diags := d.Decode(b.Body, b.Type+" of "+title, v.Interface())
		f.value.Set(reflect.Append(f.value, v.Elem()))
		return diags
	case t.Kind() == reflect.Pointer:
		if f.value.IsNil() {
			f.value.Set(reflect.New(t.Elem()))
		} else {
			own := reflect.New(t.Elem()) // the defaults are shared by all blocks
			own.Elem().Set(f.value.Elem())
			f.value.Set(own)
		}
		_, diags := d.Decode(b.Body, b.Type+" of "+title, f.value.Interface())
		return diags
	}
	_, diags := d.Decode(b.Body, b.Type+" of "+title, f.value.Addr().Interface())
	return diags
}

// absent lists the options that must be given and are not, neither as such nor, by mistake, as a block.
func absent(body *hclsyntax.Body, fields map[string]*field, names []string) []string {
	var list []string
	for _, n := range names {
		if !fields[n].optional && body.Attributes[n] == nil && !hasBlock(body, n) {
			list = append(list, n)
		}
	}
	return list
}

func missing(body *hclsyntax.Body, title string, fields map[string]*field, names []string) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, n := range absent(body, fields, names) {
		rng := body.MissingItemRange()
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  fmt.Sprintf("Missing option %q in %s", n, title),
			Detail:   fmt.Sprintf("Give %s a value: %s = %s", n, n, example(fields[n].value.Type())),
			Subject:  &rng,
		})
	}
	return diags
}

// hasBlock reports whether a block of the name stands in the body, as one does where an option is
// meant.
func hasBlock(body *hclsyntax.Body, name string) bool {
	return slices.ContainsFunc(body.Blocks, func(b *hclsyntax.Block) bool { return b.Type == name })
}
