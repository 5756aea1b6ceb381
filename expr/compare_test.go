package expr

import (
	"fmt"
	"math"
	"testing"

	"github.com/headgate/headgate/event"
)

// someValues are values of all kinds, with pairs that are equal in different forms.
func someValues(a *event.Arena) map[string]event.Value {
	object := func(fields ...string) event.Value {
		o := a.NewObject()
		for i, f := range fields {
			o.Set(a, event.Intern(f), event.Int(int64(len(f)+0*i)))
		}
		return event.ObjectValue(o)
	}
	return map[string]event.Value{
		"null": event.Null, "true": event.Bool(true), "false": event.Bool(false),
		"0": event.Int(0), "5": event.Int(5), "5.0": event.Float(5), "5 lazy": event.Number("5.00"), "5.5": event.Float(5.5), "-0.0": event.Float(math.Copysign(0, -1)),
		"2^53": event.Int(1 << 53), "2^53+1": event.Int(1<<53 + 1), "2^53 float": event.Float(1 << 53), "max": event.Int(math.MaxInt64), "2^63 float": event.Float(1 << 63),
		"1e400": event.Number("1e400"), "NaN": event.Float(math.NaN()),
		`"5"`: event.String("5"), `"abc"`: event.String("abc"), `""`: event.String(""), "bytes": event.BytesValue([]byte("abc")),
		"time": event.Time(0), `"time"`: event.String("1970-01-01T00:00:00Z"), `"+01"`: event.String("1970-01-01T01:00:00+01:00"), "later": event.Time(1),
		"[]": a.NewArray(0), "[5]": a.Array(event.Int(5)), "[5.0]": a.Array(event.Float(5)), `["5"]`: a.Array(event.String("5")),
		"{}": object(), "{a,bb}": object("a", "bb"), "{bb,a}": object("bb", "a"), "{a}": object("a"),
	}
}

func TestEqual(t *testing.T) {
	var a event.Arena
	groups := [][]string{
		{"null"},
		{"true"},
		{"false"},
		{"0", "-0.0"},
		{"5", "5.0", "5 lazy"},
		{"5.5"},
		{"2^53", "2^53 float"},
		{"2^53+1"},
		{"max"},
		{"2^63 float"},
		{"1e400"},
		{`"5"`},
		{`"abc"`},
		{`""`},
		{"bytes"},
		{"time", `"time"`},
		{"time", `"+01"`},
		{"later"},
		{"[]"},
		{"[5]", "[5.0]"},
		{`["5"]`},
		{"{}"},
		{"{a,bb}", "{bb,a}"},
		{"{a}"},
		{`"time"`},
		{`"+01"`},
	}
	want := map[string]bool{}
	for _, g := range groups {
		for _, x := range g {
			for _, y := range g {
				want[x+" == "+y] = true
			}
		}
	}
	vals := someValues(&a)
	for x, v := range vals {
		for y, w := range vals {
			name := x + " == " + y
			if got := equal(v, w); got != want[name] {
				t.Errorf("%s is %v", name, got)
			}
			if equal(v, w) && hashOf(v) != hashOf(w) {
				t.Errorf("%s, but the hashes differ", name)
			}
		}
	}
}

// TestComparisonsOfAllKinds checks on all pairs of values, through all ways to compile a comparison,
// that != negates ==, that the compiled forms agree, and that < and >= exclude each other.
func TestComparisonsOfAllKinds(t *testing.T) {
	env := NewEnv()
	ev := event.NewBatch().Add()
	env.Bind(ev)
	vals := someValues(ev.Arena())
	s := NewScope(ScopeConfig{})
	holds := map[string]*Expr{}
	for _, op := range []string{"==", "!=", "<", "<=", ">", ">="} {
		holds[op] = compileIn(t, s, "field.x "+op+" field.y")
	}
	literals := map[string]string{"null": "null", "true": "true", "5": "5", "5.5": "5.5", `"5"`: `"5"`, `"abc"`: `"abc"`, `"time"`: `"1970-01-01T00:00:00Z"`, "[5]": "[5]", "2^53": "9007199254740992"}
	x, y := event.MustPath("x"), event.MustPath("y")
	for xName, v := range vals {
		for yName, w := range vals {
			if err := ev.Set(x, v); err != nil {
				t.Fatal(err)
			}
			if err := ev.Set(y, w); err != nil {
				t.Fatal(err)
			}
			name := xName + " ? " + yName
			eq, ne := holds["=="].Holds(env), holds["!="].Holds(env)
			lt, le, gt, ge := holds["<"].Holds(env), holds["<="].Holds(env), holds[">"].Holds(env), holds[">="].Holds(env)
			env.TakeErr()
			if eq == ne || lt && ge || gt && le || lt && !le || gt && !ge || lt && gt {
				t.Errorf("%s: == %v != %v < %v <= %v > %v >= %v", name, eq, ne, lt, le, gt, ge)
			}
			lit, ok := literals[yName]
			if !ok {
				continue
			}
			for op, want := range map[string]bool{"==": eq, "!=": ne, "<": lt, ">=": ge, "<=": le, ">": gt} {
				e, diags := Compile(parse(t, fmt.Sprintf("field.x %s %s", op, lit)), s)
				if diags.HasErrors() {
					continue // kinds that have no order
				}
				if got := e.Holds(env); got != want {
					t.Errorf("field.x %s %s with %s: constant form %v, general form %v", op, lit, xName, got, want)
				}
				env.TakeErr()
			}
		}
	}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		src  string
		want bool
	}{
		{`"10" < "9"`, true},
		{`field.text > 5`, true},
		{`5 < field.text`, true},
		{`field.status >= 503`, true},
		{`field.status > "502.5"`, true},
		{`field.latency > 12`, true},
		{`field.latency < 12.5`, false},
		{`field.missing < 1`, false},
		{`field.missing >= 1`, false},
		{`1 > field.none`, false},
		{`field.big > 9007199254740992`, true},
		{`field["@timestamp"] > "2015-05-17T10:05:03+02:00"`, true},
		{`field["@timestamp"] <= "2015-05-17T08:05:03.25Z"`, true},
		{`field["@timestamp"] == "2015-05-17T08:05:03.25Z"`, true},
		{`"2015-05-17T08:05:03.250Z" == field["@timestamp"]`, true},
		{`field["@timestamp"] == "yesterday"`, false},
		{`field["@timestamp"] != "yesterday"`, true},
		{`field.missing == null`, true},
		{`field.none == null`, true},
		{`field.empty == null`, false},
		{`field.missing != "x"`, true},
		{`field.text == 42`, false},
		{`field.text != 42`, true},
	} {
		t.Run(c.src, func(t *testing.T) {
			env := sampleEnv(t)
			if got := compileIn(t, testScope(t, nil), c.src).Holds(env); got != c.want || env.Err() != nil {
				t.Errorf("got %v, failure %v", got, env.Err())
			}
		})
	}
}

// TestTruth holds the truth tables of conditions: everything but false and null counts as true.
func TestTruth(t *testing.T) {
	operands := map[string]bool{"true": true, "false": false, "null": false, "field.missing": false, "field.off": false, "field.ok": true, "field.word": true, "0": true, `""`: true, "field.empty": true, "[]": true}
	s := testScope(t, nil)
	for x, p := range operands {
		for y, q := range operands {
			for src, want := range map[string]bool{
				x + " && " + y: p && q, x + " || " + y: p || q, "!" + x: !p, x + " ? " + y + " : false": p && q, x + " ? true : " + y: p || q,
			} {
				env := sampleEnv(t)
				e := compileIn(t, s, src)
				if got := e.Holds(env); got != want || env.Err() != nil {
					t.Errorf("%s holds: %v (%v)", src, got, env.Err())
				}
				if got := e.Eval(env).Truthy(); got != want {
					t.Errorf("%s is %v", src, got)
				}
			}
		}
	}
}
