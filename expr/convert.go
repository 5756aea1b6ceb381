package expr

import (
	"math/big"
	"strconv"

	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/event"
)

// fromCty converts a value of the configuration. Whole numbers that fit are int64, others doubles.
func fromCty(a *event.Arena, v cty.Value) event.Value {
	if v.IsNull() || !v.IsKnown() {
		return event.Null
	}
	switch t := v.Type(); {
	case t == cty.String:
		return event.String(v.AsString())
	case t == cty.Bool:
		return event.Bool(v.True())
	case t == cty.Number:
		return fromBig(v.AsBigFloat())
	case t.IsObjectType() || t.IsMapType():
		o := a.NewObjectSize(v.LengthInt())
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			o.Set(a, event.ConfigKey(k.AsString()), fromCty(a, e))
		}
		return event.ObjectValue(o)
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		list := make([]event.Value, 0, v.LengthInt())
		for it := v.ElementIterator(); it.Next(); {
			_, e := it.Element()
			list = append(list, fromCty(a, e))
		}
		return a.Array(list...)
	}
	return event.Null
}

func fromBig(f *big.Float) event.Value {
	if i, acc := f.Int64(); acc == big.Exact {
		return event.Int(i)
	}
	d, _ := f.Float64()
	return event.Float(d)
}

// toCty converts a value for an option. Times become RFC 3339 texts, lists tuples.
func toCty(v event.Value) cty.Value {
	switch v.Kind() {
	case event.KindBool:
		b, _ := v.AsBool()
		return cty.BoolVal(b)
	case event.KindInt:
		i, _ := v.AsInt()
		return cty.NumberIntVal(i)
	case event.KindFloat, event.KindNumber:
		return numberToCty(v)
	case event.KindString:
		s, _ := v.AsString()
		return cty.StringVal(s)
	case event.KindBytes, event.KindTime:
		return cty.StringVal(string(event.AppendText(nil, v)))
	case event.KindArray:
		list := make([]cty.Value, 0, len(v.AsArray()))
		for _, e := range v.AsArray() {
			list = append(list, toCty(e))
		}
		return cty.TupleVal(list)
	case event.KindObject:
		attrs := make(map[string]cty.Value, v.AsObject().Len())
		for k, e := range v.AsObject().All() {
			attrs[k.String()] = toCty(e)
		}
		return cty.ObjectVal(attrs)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

// numberToCty goes by the shortest decimal text, so that 0.1 stays 0.1.
func numberToCty(v event.Value) cty.Value {
	text, ok := v.NumberText()
	if !ok {
		f, _ := v.AsFloat()
		text = strconv.FormatFloat(f, 'g', -1, 64)
	}
	n, err := cty.ParseNumberVal(text)
	if err != nil {
		return cty.NullVal(cty.Number)
	}
	return n
}
