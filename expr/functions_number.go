package expr

import (
	"math"
	"strconv"

	"github.com/headgate/headgate/event"
)

func numberFunctions() []function {
	n := []param{num("number")}
	return []function{
		{
			name: "abs", params: n, result: kNumber, call1: absolute,
			summary: "The number without its sign.", example: `abs(-3)`, want: `3`,
		},
		{
			name: "ceil", params: n, result: kNumber, call1: rounding(math.Ceil),
			summary: "The next whole number upwards.", example: `ceil(4.1)`, want: `5`,
		},
		{
			name: "floor", params: n, result: kNumber, call1: rounding(math.Floor),
			summary: "The next whole number downwards.", example: `floor(4.9)`, want: `4`,
		},
		{
			name: "signum", params: n, result: kNumber, call1: signum,
			summary: "-1, 0 or 1 for a negative number, zero, a positive number.", example: `signum(-7)`, want: `-1`,
		},
		{
			name: "max", params: n, rest: new(num("number")), result: kNumber, call: extreme(1),
			summary: "The greatest of the numbers.", example: `max(3, 12, 9)`, want: `12`,
		},
		{
			name: "min", params: n, rest: new(num("number")), result: kNumber, call: extreme(-1),
			summary: "The least of the numbers.", example: `min(3, 12, 9)`, want: `3`,
		},
		{
			name: "pow", params: []param{num("number"), num("exponent")}, result: kNumber, call2: power,
			summary: "The number raised to the exponent.", example: `pow(2, 10)`, want: `1024`,
		},
		{
			name: "log", params: []param{num("number"), num("base")}, result: kNumber, call2: logarithm,
			summary: "The logarithm of the number to the base.", example: `floor(log(1000, 10) + 0.5)`, want: `3`,
		},
		{
			name: "parseint", params: []param{text("text"), whole("base")}, result: kNumber, call2: parseInt,
			summary: "The whole number that a text holds in a base from 2 to 36.", example: `parseint("ff", 16)`, want: `255`,
		},
	}
}

func absolute(_ *Env, _ *site, v event.Value) event.Value {
	n, _ := numberOf(v)
	if n.float() < 0 {
		return negate(n).value()
	}
	return v
}

func rounding(f func(float64) float64) func(*Env, *site, event.Value) event.Value {
	return func(_ *Env, _ *site, v event.Value) event.Value {
		n, _ := numberOf(v)
		if n.whole {
			return v
		}
		return floatValue(f(n.f))
	}
}

// floatValue is an integer when the number is whole and fits.
func floatValue(f float64) event.Value {
	v := event.Float(f)
	if i, ok := v.AsInt(); ok {
		return event.Int(i)
	}
	return v
}

func signum(_ *Env, _ *site, v event.Value) event.Value {
	n, _ := numberOf(v)
	c, _ := compareNumbers(n, wholeNumber(0))
	return event.Int(int64(c))
}

func extreme(sign int) func(*Env, *site, []event.Value) event.Value {
	return func(_ *Env, _ *site, args []event.Value) event.Value {
		best, _ := numberOf(args[0])
		for _, v := range args[1:] {
			n, _ := numberOf(v)
			if c, ok := compareNumbers(n, best); ok && c == sign {
				best = n
			}
		}
		return best.value()
	}
}

func power(e *Env, s *site, v, w event.Value) event.Value {
	a, _ := numberOf(v)
	b, _ := numberOf(w)
	if a.whole && b.whole && b.i >= 0 && b.i < 64 {
		r := wholeNumber(1)
		for range b.i {
			var bad failCode
			if r, bad = multiply(r, a); bad != noFailure {
				return e.fail(Failure{site: s, code: failTooLarge})
			}
		}
		return r.value()
	}
	return e.checked(s, math.Pow(a.float(), b.float()), v)
}

func logarithm(e *Env, s *site, v, w event.Value) event.Value {
	a, _ := numberOf(v)
	b, _ := numberOf(w)
	return e.checked(s, math.Log(a.float())/math.Log(b.float()), v)
}

// checked is a computed number; infinity and NaN are failures.
func (e *Env) checked(s *site, f float64, v event.Value) event.Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return e.fail(Failure{site: s, code: failValue, value: v, note: "the result is no number"})
	}
	return floatValue(f)
}

func parseInt(e *Env, s *site, v, w event.Value) event.Value {
	t, _ := v.AsString()
	base, _ := w.AsInt()
	if base < 2 || base > 36 {
		return e.fail(Failure{site: s, code: failValue, arg: "the base is", value: w, note: "use 2 to 36"})
	}
	i, err := strconv.ParseInt(t, int(base), 64)
	if err != nil {
		return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, note: "not a whole number in base " + strconv.FormatInt(base, 10)})
	}
	return event.Int(i)
}
