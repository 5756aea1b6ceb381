// Package optiondoc describes the options of plugins, from their structs and the comments in them.
package optiondoc

import (
	_ "embed" // the comments are collected when the program is built
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

//go:embed options.json
var embedded []byte

// Data is what was collected from the sources.
type Data struct {
	Packages map[string]Package `json:"packages"`
}

// Package is what was collected from one package.
type Package struct {
	Doc     string                       `json:"doc,omitempty"`
	Types   map[string]map[string]string `json:"types,omitempty"` // comments by type and option
	Example string                       `json:"example,omitempty"`
}

var load = sync.OnceValue(func() Data {
	var d Data
	if err := json.Unmarshal(embedded, &d); err != nil {
		panic("BUG: options.json: " + err.Error())
	}
	return d
})

// For returns what was collected from the package of an options struct.
func For(t reflect.Type) Package { return load().Packages[t.PkgPath()] }

// Description is what a plugin is for: the comment of its package without the words that introduce it.
func (p Package) Description() string {
	_, text, ok := strings.Cut(strings.TrimPrefix(p.Doc, "Package "), " ")
	if !ok {
		return p.Doc
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// Option is one option of a block.
type Option struct {
	Name     string
	Type     string // in words
	Doc      string
	Default  string // as it would be written; empty if there is none
	OneOf    []string
	Required bool
	Block    []Option // of a nested block; nil for plain options
}

// Describe lists the options of a struct, given as a pointer to one with its defaults.
func Describe(options any) []Option { return describe(reflect.ValueOf(options).Elem()) }

func describe(v reflect.Value) []Option {
	var list []Option
	t := v.Type()
	docs := For(t).Types[t.Name()]
	for i := range t.NumField() {
		f := t.Field(i)
		tag, ok := f.Tag.Lookup("hcl")
		if !ok {
			if f.Anonymous && f.Type.Kind() == reflect.Struct {
				list = append(list, describe(v.Field(i))...)
			}
			continue
		}
		name, kind, _ := strings.Cut(tag, ",")
		o := Option{Name: name, Doc: docs[name], Required: kind == ""}
		if s := f.Tag.Get("oneof"); s != "" {
			o.OneOf = strings.Split(s, ",")
		}
		if kind == "block" {
			o.Type, o.Block = "block", nested(v.Field(i))
		} else {
			o.Type, o.Default = typeName(f.Type), value(v.Field(i))
		}
		list = append(list, o)
	}
	return list
}

// nested describes a nested block; one that another plugin decodes has no options of its own.
func nested(v reflect.Value) []Option {
	t := v.Type()
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.PkgPath() == "" || strings.Contains(t.PkgPath(), "hclsyntax") {
		return []Option{}
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		return describe(v.Elem())
	}
	if v.Kind() == reflect.Struct {
		return describe(v)
	}
	return describe(reflect.New(t).Elem())
}

var words = map[string]string{
	"plugin.Size": "size", "plugin.Duration": "duration", "plugin.FileMode": "file mode", "plugin.Secret": "string",
	"plugin.URL": "URL", "plugin.Pattern": "pattern", "plugin.Patterns": "pattern or list of patterns", "event.Path": "field name",
	"expr.Expr": "expression", "expr.Template": "template", "cty.Value": "value",
}

func typeName(t reflect.Type) string {
	if w, ok := words[t.String()]; ok {
		return w
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	case reflect.String:
		return "string"
	case reflect.Slice:
		return sliceName(t)
	}
	return "value"
}

func sliceName(t reflect.Type) string {
	e := t.Elem()
	if e.Kind() == reflect.Struct {
		v, ok := e.FieldByName("Value")
		if _, path := e.FieldByName("Path"); ok && path {
			return "object of " + plural(typeName(v.Type)) + " by field name"
		}
		if ok {
			return "object of " + plural(typeName(v.Type))
		}
	}
	return "list of " + plural(typeName(e))
}

func plural(s string) string {
	if strings.HasPrefix(s, "list of") || strings.HasSuffix(s, "s") {
		return s
	}
	return s + "s"
}

// value writes a default as it would stand in a file; what is empty has none.
func value(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	if s, ok := reflect.TypeAssert[fmt.Stringer](v); ok {
		return fmt.Sprintf("%q", s.String())
	}
	switch v.Kind() {
	case reflect.String:
		return fmt.Sprintf("%q", v.String())
	case reflect.Pointer:
		return value(v.Elem())
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = value(v.Index(i))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case reflect.Struct:
		return ""
	}
	return fmt.Sprint(v.Interface())
}
