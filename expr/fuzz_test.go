package expr

import (
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/hcltext"
)

// FuzzCompile compiles any text and evaluates it on an event: nothing may panic, a failure gives null,
// and a condition agrees with the value.
func FuzzCompile(f *testing.F) {
	for _, fn := range Functions() {
		f.Add(fn.Example)
	}
	for _, src := range []string{
		`field.status >= 500 && field.path != "/health"`, `"${field.a}-${upper(field.b)}"`, `{ for k, v in field.labels : k => upper(v) if v != null }`,
		`field.items[*].name`, `try(field.a + 1, "x")`, `[for a in field.items : [for b in field.list : "${a.n}${b}"]]`, `max(field.items[*].n...)`,
		`local.a`, `var.table[field.word]`, `{ (field.word) = 1, b = tags }`, `"%{if field.ok}yes%{else}${meta.x}%{endif}"`, `field[field.word][0]["x"].y`, `[a][b] == 1`,
		`-9223372036854775808 / -1`, `5 % 0`, `format("%[1]5.2f|%-10s|%q", field.latency, "a")`, `substr("ä🕹️", -1, 2)`,
	} {
		f.Add(src)
	}
	ev := newEvent(f, sample)
	f.Fuzz(func(t *testing.T, src string) {
		x, diags := hcltext.ParseExpression([]byte(src), "fuzz.hcl", hcl.InitialPos)
		if diags.HasErrors() {
			return
		}
		s := testScope(t, map[string]string{"a": `field.word`, "b": `local.a`})
		_, _, _ = FieldPath(x)
		_, _ = KeyPath(x)
		env := NewEnv()
		env.Bind(ev)
		env.Now = 1
		evalAny(t, env, x, s)
		tpl, diags := CompileTemplate(x, s)
		if diags.HasErrors() {
			return
		}
		if _, missing := tpl.Append(nil, env); missing == "" && env.Err() != nil {
			t.Errorf("a failure, but nothing is missing: %s", env.Err())
		}
		_, _ = EvalConst(x, s)
	})
}

func evalAny(t *testing.T, env *Env, x hcl.Expression, s *Scope) {
	e, diags := Compile(x, s)
	if diags.HasErrors() {
		return
	}
	v := e.Eval(env)
	failed := env.TakeErr()
	if failed != nil && (!v.IsNull() || failed.Error() == "") {
		t.Errorf("failure %s with %s", failed, toJSON(v))
	}
	_ = event.AppendJSONValue(nil, v)
	holds := e.Holds(env)
	if again := env.TakeErr(); (again == nil) != (failed == nil) && e.node.kinds != kBool {
		t.Errorf("failures differ: %v, %v", failed, again)
	}
	if want := v.Truthy() && failed == nil; holds != want {
		t.Errorf("value %s, condition %v", toJSON(v), holds)
	}
	if len(env.stack) != 0 {
		t.Errorf("%d values were left on the stack", len(env.stack))
	}
}
