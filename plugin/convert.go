package plugin

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/internal/hcltext"
)

// conversion reads the value of one option.
type conversion struct {
	*OptionDecoder
	option string
	title  string
	oneof  []string
}

// mapValue is a field type that reads an object in the order of the file.
type mapValue interface {
	decodeItems(c *conversion, items []hclsyntax.ObjectConsItem) hcl.Diagnostics
}

var (
	exprType     = reflect.TypeFor[*expr.Expr]()
	templateType = reflect.TypeFor[*expr.Template]()
	pathType     = reflect.TypeFor[event.Path]()
	patternType  = reflect.TypeFor[Pattern]()
	patternsType = reflect.TypeFor[Patterns]()
	ctyType      = reflect.TypeFor[cty.Value]()
	mapValueType = reflect.TypeFor[mapValue]()
)

// takesPatterns reports whether pasted references may stand in an option of the type.
func takesPatterns(t reflect.Type) bool {
	switch {
	case t == patternType || t == patternsType:
		return true
	case reflect.PointerTo(t).Implements(mapValueType):
		v, _ := t.Elem().FieldByName("Value")
		return takesPatterns(v.Type)
	case t.Kind() == reflect.Slice:
		return takesPatterns(t.Elem())
	}
	return false
}

// RefusePasted reports references from Logstash in a value that does not take patterns.
func (d *OptionDecoder) RefusePasted(rng hcl.Range) hcl.Diagnostics {
	text := d.Texts[rng.Filename]
	if text == nil {
		return nil
	}
	var diags hcl.Diagnostics
	for _, at := range text.Pasted(rng) {
		diags = append(diags, pastedReference(at, text.Source(at)))
	}
	return diags
}

func pastedReference(at hcl.Range, ref string) *hcl.Diagnostic {
	detail := "Only patterns take %{NAME}. For a literal \"%{\" write \"%%{\"."
	if to, ok := hcltext.Translate(ref); ok {
		detail = fmt.Sprintf("Values from the event are written ${...} here: instead of %s write %s. For a literal \"%%{\" write \"%%%%{\".", ref, to)
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: fmt.Sprintf("Logstash reference %s in a value", ref), Detail: detail, Subject: &at,
	}
}

// into reads an expression into a field.
func (c *conversion) into(x hclsyntax.Expression, v reflect.Value) hcl.Diagnostics {
	if m, ok := reflect.TypeAssert[mapValue](v.Addr()); ok {
		return c.object(x, m)
	}
	switch v.Type() {
	case exprType:
		e, diags := expr.Compile(x, c.Scope)
		v.Set(reflect.ValueOf(e))
		return diags
	case templateType:
		t, diags := expr.CompileTemplate(x, c.Scope)
		v.Set(reflect.ValueOf(t))
		return diags
	case pathType:
		return c.path(x, v)
	case patternType:
		return c.pattern(x, v)
	}
	switch v.Kind() {
	case reflect.Slice:
		return c.list(x, v)
	case reflect.Pointer:
		to := reflect.New(v.Type().Elem())
		diags := c.into(x, to.Elem())
		v.Set(to)
		return diags
	}
	return c.constant(x, v)
}

// list reads a list; a single value stands for a list of one.
func (c *conversion) list(x hclsyntax.Expression, v reflect.Value) hcl.Diagnostics {
	tuple, ok := unparen(x).(*hclsyntax.TupleConsExpr)
	if !ok {
		return c.listValue(x, v)
	}
	var diags hcl.Diagnostics
	list := reflect.MakeSlice(v.Type(), 0, len(tuple.Exprs))
	for _, item := range tuple.Exprs {
		e := reflect.New(v.Type().Elem()).Elem()
		diags = append(diags, c.into(item, e)...)
		list = reflect.Append(list, e)
	}
	v.Set(list)
	return diags
}

// listValue reads what is written in another way than [a, b]: a variable, a call, or a single value.
func (c *conversion) listValue(x hclsyntax.Expression, v reflect.Value) hcl.Diagnostics {
	elem := v.Type().Elem()
	if special := elem == exprType || elem == pathType || elem == patternType; !special || isReference(x) && elem != exprType {
		if val, diags := expr.EvalConst(x, c.Scope); !diags.HasErrors() && !val.IsNull() && val.CanIterateElements() && !val.Type().IsObjectType() {
			return c.elements(x, val, v)
		} else if !special && diags.HasErrors() {
			return diags
		}
	}
	e := reflect.New(elem).Elem()
	diags := c.into(x, e)
	v.Set(reflect.Append(reflect.MakeSlice(v.Type(), 0, 1), e))
	return diags
}

func (c *conversion) elements(x hclsyntax.Expression, val cty.Value, v reflect.Value) hcl.Diagnostics {
	list := reflect.MakeSlice(v.Type(), 0, val.LengthInt())
	var diags hcl.Diagnostics
	for _, item := range val.AsValueSlice() {
		e := reflect.New(v.Type().Elem()).Elem()
		lit := &hclsyntax.LiteralValueExpr{Val: item, SrcRange: x.Range()}
		diags = append(diags, c.into(lit, e)...)
		list = reflect.Append(list, e)
	}
	v.Set(list)
	return diags
}

func isReference(x hclsyntax.Expression) bool {
	t, ok := unparen(x).(*hclsyntax.ScopeTraversalExpr)
	return ok && (t.Traversal.RootName() == "var" || t.Traversal.RootName() == "local")
}

func unparen(x hclsyntax.Expression) hclsyntax.Expression {
	for {
		p, ok := x.(*hclsyntax.ParenthesesExpr)
		if !ok {
			return x
		}
		x = p.Expression
	}
}

// path reads the name of a field: written as such, or the text that an expression gives at load.
func (c *conversion) path(x hclsyntax.Expression, v reflect.Value) hcl.Diagnostics {
	p, ok, diags := expr.FieldPath(x)
	if ok || diags.HasErrors() {
		v.Set(reflect.ValueOf(p))
		return diags
	}
	val, diags := expr.EvalConst(x, c.Scope)
	if diags.HasErrors() {
		return diags
	}
	if val.IsNull() || val.Type() != cty.String {
		return c.wrong(x, describe(pathType), val)
	}
	p, err := event.ParsePath(val.AsString())
	if err != nil {
		return c.invalid(x, err.Error()+".")
	}
	v.Set(reflect.ValueOf(p))
	return nil
}

func (c *conversion) pattern(x hclsyntax.Expression, v reflect.Value) hcl.Diagnostics {
	val, diags := expr.EvalConst(x, c.Scope)
	if diags.HasErrors() {
		return diags
	}
	s, err := convert.Convert(val, cty.String)
	if err != nil || s.IsNull() {
		return c.wrong(x, "a pattern in quotes", val)
	}
	text := s.AsString()
	if t := c.Texts[x.Range().Filename]; t != nil {
		text = t.TrimHeredoc(x, text)
	}
	v.Set(reflect.ValueOf(Pattern{text, x.Range()}))
	return nil
}

func (c *conversion) object(x hclsyntax.Expression, m mapValue) hcl.Diagnostics {
	obj, ok := unparen(x).(*hclsyntax.ObjectConsExpr)
	if ok {
		return m.decodeItems(c, obj.Items)
	}
	val, diags := expr.EvalConst(x, c.Scope)
	if diags.HasErrors() {
		return diags
	}
	if val.IsNull() || (!val.Type().IsObjectType() && !val.Type().IsMapType()) {
		return c.wrong(x, "an object, such as { name = \"value\" }", val)
	}
	var items []hclsyntax.ObjectConsItem
	for k, e := range val.AsValueMap() {
		items = append(items, hclsyntax.ObjectConsItem{
			KeyExpr:   &hclsyntax.LiteralValueExpr{Val: cty.StringVal(k), SrcRange: x.Range()},
			ValueExpr: &hclsyntax.LiteralValueExpr{Val: e, SrcRange: x.Range()},
		})
	}
	slices.SortFunc(items, func(a, b hclsyntax.ObjectConsItem) int {
		return strings.Compare(a.KeyExpr.(*hclsyntax.LiteralValueExpr).Val.AsString(), b.KeyExpr.(*hclsyntax.LiteralValueExpr).Val.AsString())
	})
	return m.decodeItems(c, items)
}

func (m *Map[T]) decodeItems(c *conversion, items []hclsyntax.ObjectConsItem) hcl.Diagnostics {
	var diags hcl.Diagnostics
	*m = nil
	for _, item := range items {
		p, d := expr.KeyPath(item.KeyExpr)
		diags = append(diags, d...)
		e := Entry[T]{Path: p, Name: p.String(), Range: item.KeyExpr.Range()}
		if i := slices.IndexFunc(*m, func(o Entry[T]) bool { return o.Path.Equal(p) }); i >= 0 && !d.HasErrors() {
			diags = append(diags, duplicateKey(e.Name, e.Range, (*m)[i].Range))
		}
		diags = append(diags, c.into(item.ValueExpr, reflect.ValueOf(&e.Value).Elem())...)
		*m = append(*m, e)
	}
	return diags
}

func (m *Dict[T]) decodeItems(c *conversion, items []hclsyntax.ObjectConsItem) hcl.Diagnostics {
	var diags hcl.Diagnostics
	*m = nil
	for _, item := range items {
		val, d := expr.EvalConst(item.KeyExpr, c.Scope)
		diags = append(diags, d...)
		key, err := convert.Convert(val, cty.String)
		if d.HasErrors() || err != nil || key.IsNull() {
			continue
		}
		e := DictEntry[T]{Key: key.AsString(), Range: item.KeyExpr.Range()}
		if i := slices.IndexFunc(*m, func(o DictEntry[T]) bool { return o.Key == e.Key }); i >= 0 {
			diags = append(diags, duplicateKey(e.Key, e.Range, (*m)[i].Range))
		}
		diags = append(diags, c.into(item.ValueExpr, reflect.ValueOf(&e.Value).Elem())...)
		*m = append(*m, e)
	}
	return diags
}

// constant reads a value that is known when the configuration is loaded.
func (c *conversion) constant(x hclsyntax.Expression, v reflect.Value) hcl.Diagnostics {
	val, diags := expr.EvalConst(x, c.Scope)
	if diags.HasErrors() {
		return diags
	}
	val, _ = val.Unmark()
	if v.Type() == ctyType {
		v.Set(reflect.ValueOf(val))
		return nil
	}
	if val.IsNull() {
		return c.wrong(x, describe(v.Type()), val)
	}
	if err := setConstant(v, val); err != nil {
		if errors.Is(err, errKind) {
			return c.wrong(x, describe(v.Type()), val)
		}
		return c.invalid(x, err.Error()+".")
	}
	if len(c.oneof) > 0 && !slices.Contains(c.oneof, v.String()) {
		return c.invalid(x, fmt.Sprintf("%q is none of %s.%s", v.String(), quoteAll(c.oneof), DidYouMean(v.String(), c.oneof)))
	}
	return nil
}

var errKind = errors.New("another kind of value is needed")

func setConstant(v reflect.Value, val cty.Value) error {
	switch to := v.Addr().Interface().(type) {
	case *Size:
		return parseInto(val, to, ParseSize)
	case *Duration:
		return parseInto(val, to, ParseDuration)
	case *FileMode:
		return parseInto(val, to, ParseFileMode)
	case *URL:
		return parseInto(val, to, ParseURL)
	}
	switch v.Kind() {
	case reflect.String:
		s, err := convert.Convert(val, cty.String)
		if err != nil {
			return errKind
		}
		v.SetString(s.AsString())
	case reflect.Bool:
		b, err := convert.Convert(val, cty.Bool)
		if err != nil {
			return errKind
		}
		v.SetBool(b.True())
	case reflect.Int, reflect.Int64:
		return setInt(v, val)
	case reflect.Float64:
		n, err := convert.Convert(val, cty.Number)
		if err != nil {
			return errKind
		}
		f, _ := n.AsBigFloat().Float64()
		v.SetFloat(f)
	default:
		panic("BUG: options can't be of type " + v.Type().String())
	}
	return nil
}

func setInt(v reflect.Value, val cty.Value) error {
	n, err := convert.Convert(val, cty.Number)
	if err != nil {
		return errKind
	}
	i, accuracy := n.AsBigFloat().Int64()
	if accuracy != big.Exact {
		return errKind
	}
	v.SetInt(i)
	return nil
}

func parseInto[T any](val cty.Value, to *T, parse func(string) (T, error)) error {
	s, err := convert.Convert(val, cty.String)
	if err != nil {
		return errKind
	}
	*to, err = parse(s.AsString())
	return err
}
