package expr

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
)

// function is one of the functions that expressions call. Exactly one of call1, call2, call, prepare
// and special computes it.
type function struct {
	name     string
	params   []param
	rest     *param // takes all further arguments
	optional int    // so many of the last params may be left out
	result   kinds
	live     bool // the result depends on the event, the clock or chance
	stamped  bool // without a second argument it reads the event's timestamp

	call1 func(*Env, *site, event.Value) event.Value
	call2 func(*Env, *site, event.Value, event.Value) event.Value
	call  func(*Env, *site, []event.Value) event.Value
	// prepare makes the closure from the arguments, so that what is constant is prepared once.
	prepare func(*compiler, *site, []node) evalFunc
	// special compiles the call from its source.
	special func(*compiler, *site, *hclsyntax.FunctionCallExpr) node

	summary, example, want string
}

// param is one parameter. A null argument makes the result null unless the parameter takes null.
type param struct {
	name  string
	takes kinds // what is passed on as it is
	form  form  // what other values are converted to
}

// form says what an argument is converted to when its kind is not taken as it is.
type form uint8

const (
	asIs   form = iota // no conversion
	asText             // any scalar as its text
	asNumber
	asWhole
	asBool
	asTime
)

func text(name string) param   { return param{name, kString, asText} }
func num(name string) param    { return param{name, kNumber, asNumber} }
func whole(name string) param  { return param{name, 1 << event.KindInt, asWhole} }
func flag(name string) param   { return param{name, kBool, asBool} }
func moment(name string) param { return param{name, kTime, asTime} }
func list(name string) param   { return param{name, kList, asIs} }
func object(name string) param { return param{name, kObject, asIs} }

// some is a parameter of several kinds; with kNull it takes null too.
func some(name string, k kinds) param { return param{name, k, asIs} }

// accepts is the set of kinds that can be converted, null left out.
func (p *param) accepts() kinds {
	switch p.form {
	case asText:
		return p.takes | kScalar
	case asNumber, asWhole:
		return p.takes | kNumber | kString
	case asBool:
		return p.takes | kString
	case asTime:
		return p.takes | kString
	}
	return p.takes
}

// wanted describes what the parameter takes, for messages.
func (p *param) wanted() string {
	switch p.form {
	case asText:
		return "a text"
	case asNumber:
		return "a number"
	case asWhole:
		return "a whole number"
	case asBool:
		return "true or false"
	case asTime:
		return "a time"
	}
	return article((p.takes &^ kNull).String())
}

// convert brings an argument into the form that the function takes. ok is false if the call's result
// is null: because the argument is, or because it can't be converted, which is a failure.
func (p *param) convert(e *Env, s *site, v event.Value) (r event.Value, ok bool) {
	if v.IsNull() {
		return v, false
	}
	switch p.form {
	case asText:
		if r, ok = e.textOf(v); ok {
			return r, true
		}
	case asNumber, asWhole:
		if n, ok := numberOrText(v, textOf(v), v.Kind() == event.KindString); ok {
			if p.form == asNumber {
				return n.value(), true
			}
			if i, ok := n.asInt(); ok {
				return event.Int(i), true
			}
		}
	case asBool:
		if b, ok := boolOf(v); ok {
			return event.Bool(b), true
		}
	case asTime:
		if t, ok := instantOf(v); ok {
			return event.TimeNanos(t), true
		}
	case asIs:
	}
	return e.fail(Failure{site: s, code: failKind, arg: p.name, value: v, note: p.wanted()}), false
}

// textOf gives a scalar as a string.
func (e *Env) textOf(v event.Value) (event.Value, bool) {
	if b, ok := v.AsBytes(); ok {
		return event.String(event.Alias(b)), true
	}
	if kScalar.has(v) {
		return e.text(event.AppendText(e.arena.Begin(32), v)), true
	}
	return event.Null, false
}

func boolOf(v event.Value) (b, ok bool) {
	if b, ok = v.AsBool(); ok {
		return b, true
	}
	switch s, _ := v.AsString(); s {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// least and most are the bounds of the number of arguments.
func (f *function) least() int { return len(f.params) - f.optional }

func (f *function) most() int {
	if f.rest != nil {
		return 1 << 20
	}
	return len(f.params)
}

// functionTable makes the table of all functions.
func functionTable() map[string]*function {
	all := allFunctions()
	table := make(map[string]*function, len(all))
	for i := range all {
		table[all[i].name] = &all[i]
	}
	return table
}

func allFunctions() []function {
	return slices.Concat(
		flowFunctions(), loadFunctions(), convertFunctions(), textFunctions(), partFunctions(), formatFunctions(), patternFunctions(),
		listFunctions(), sliceFunctions(), setFunctions(), objectFunctions(), numberFunctions(), timeFunctions(), encodingFunctions(),
		hashFunctions(), parseFunctions(), netFunctions(),
	)
}
