package expr

import (
	"testing"

	"github.com/headgate/headgate/event"
)

const benchEvent = `{
	"@timestamp": "2015-05-17T08:05:03.250Z", "status": 503, "path": "/a/b", "a": "value", "b": "UPPER", "bytes": 51200, "latency": 12.5,
	"labels": {"x": "ONE", "y": "TWO", "z": "THREE"}, "items": [{"name": "i1"}, {"name": "i2"}], "host": {"name": "web-1"}, "fields": {"service": "api"}, "tags": ["web", "eu"],
	"client": {"ip": "10.1.2.3"}
}`

func BenchmarkEval(b *testing.B) {
	for _, c := range []struct{ name, src string }{
		{"path", `field.host.name`},
		{"and", `field.status >= 500 && field.path != "/health"`},
		{"template", `"${field.a}-${upper(field.b)}"`},
		{"conditional", `field.status >= 500 ? "failure" : "success"`},
		{"for", `{ for k, v in field.labels : k => upper(v) if v != null }`},
		{"arithmetic", `field.bytes * 8 / 1000`},
		{"splat", `field.items[*].name`},
		{"coalesce", `coalesce(field.fields.service, "web")`},
		{"try", `try(field.a + 1, "x")`},
		{"lazy_number", `field.latency > 100 || startswith(field.path, "/a")`},
		{"matches", `matches(field.path, "\.(css|js|png)$")`},
		{"date", `date("%Y.%m.%d")`},
		{"contains_tags", `contains(tags, "eu")`},
		{"object", `{ a = field.a, b = { c = field.status } }`},
		{"cidr", `cidrcontains("10.0.0.0/8", field.client.ip)`},
		{"sha256", `sha256(field.a)`},
	} {
		b.Run(c.name, func(b *testing.B) {
			ev := newEvent(b, benchEvent)
			env := NewEnv()
			env.Bind(ev)
			e := compileIn(b, testScope(b, nil), c.src)
			scratch, n := event.NewBatch(), 0
			b.ReportAllocs()
			for b.Loop() {
				if n++; n&1023 == 0 { // as with real batches, whose memory is used again
					scratch.FanOut(0)
					scratch = event.NewBatch()
				}
				env.arena = scratch.Arena()
				_ = e.Eval(env)
			}
			if err := env.Err(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func BenchmarkHolds(b *testing.B) {
	ev := newEvent(b, benchEvent)
	env := NewEnv()
	env.Bind(ev)
	e := compileIn(b, testScope(b, nil), `field.status >= 500 && field.path != "/health"`)
	b.ReportAllocs()
	for b.Loop() {
		if !e.Holds(env) {
			b.Fatal("does not hold")
		}
	}
}

func BenchmarkTemplate(b *testing.B) {
	ev := newEvent(b, benchEvent)
	env := NewEnv()
	env.Bind(ev)
	tpl, diags := CompileTemplate(parse(b, `"${coalesce(meta.beat, "web")}-${date("%Y.%m.%d")}"`), testScope(b, nil))
	if diags.HasErrors() {
		b.Fatal(messages(diags))
	}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = tpl.Append(buf[:0], env)
	}
}

func BenchmarkCompile(b *testing.B) {
	x := parse(b, `field.status >= 500 && matches(field.path, "^/a") ? upper(field.a) : "none"`)
	s := testScope(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := Compile(x, s); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}

// TestHotExpressionsDoNotAllocate guards what runs for every event. Objects, lists and text come from
// the arena, which is warm here.
func TestHotExpressionsDoNotAllocate(t *testing.T) {
	for _, src := range []string{
		`field.host.name`, `field.status >= 500 && field.path != "/health"`, `field.status >= 500 ? "failure" : "success"`, `field.bytes * 8 / 1000`,
		`coalesce(field.fields.service, "web")`, `try(field.a + 1, "x")`, `field.latency > 100 || startswith(field.path, "/a")`, `matches(field.path, "\.(css|js|png)$")`,
		`date("%Y.%m.%d")`, `contains(tags, "eu")`, `cidrcontains("10.0.0.0/8", field.client.ip)`, `exists(field.a)`, `!field.missing`,
	} {
		ev := newEvent(t, benchEvent)
		env := NewEnv()
		env.Bind(ev)
		e := compileIn(t, testScope(t, nil), src)
		if n := testing.AllocsPerRun(100, func() { _ = e.Eval(env) }); n > 0 {
			t.Errorf("%s: %v allocations", src, n)
		}
		if n := testing.AllocsPerRun(100, func() { _ = e.Holds(env) }); n > 0 {
			t.Errorf("condition %s: %v allocations", src, n)
		}
	}
}
