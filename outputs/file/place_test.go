package file

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
)

func TestPathCannotLeaveItsRoot(t *testing.T) {
	long := strings.Repeat("x", 300)
	cases := map[string]struct{ value, want string }{
		"parent":           {`".."`, `path of the file: "../x.log" has the part ".." and could leave "ROOT/logs/": ${field.v} is ".."`},
		"parents":          {`"../../etc"`, `path of the file: "../../etc/x.log" has the part ".." and could leave "ROOT/logs/": ${field.v} is "../../etc"`},
		"parent inside":    {`"a/../../b"`, `path of the file: "a/../../b/x.log" has the part ".." and could leave "ROOT/logs/": ${field.v} is "a/../../b"`},
		"parent and back":  {`"a/../b"`, `path of the file: "a/../b/x.log" has the part ".." and could leave "ROOT/logs/": ${field.v} is "a/../b"`},
		"same folder":      {`"."`, `path of the file: "./x.log" has the part "." and could leave "ROOT/logs/": ${field.v} is "."`},
		"absolute":         {`"/etc"`, `path of the file: "/etc/x.log" has an empty part: ${field.v} is "/etc"`},
		"slash at the end": {`"a/"`, `path of the file: "a//x.log" has an empty part: ${field.v} is "a/"`},
		"two slashes":      {`"a//b"`, `path of the file: "a//b/x.log" has an empty part: ${field.v} is "a//b"`},
		"NUL":              {`"a\u0000b"`, `path of the file: "a\x00b/x.log" holds a NUL byte: ${field.v} is "a\x00b"`},
		"empty":            {`""`, "path of the file: ${field.v} is missing or empty: set it, or use coalesce(field.v, \"unknown\")"},
		"null":             {`null`, "path of the file: ${field.v} is missing or empty: set it, or use coalesce(field.v, \"unknown\")"},
		"long name": {`"` + long + `"`, fmt.Sprintf(
			"path of the file: %q... has a part of 300 bytes, more than the 255 that a name can have: ${field.v} is %q...", long[:80], long[:80])},
		"long path": {`"` + strings.Repeat("x/", 2100) + `x"`, fmt.Sprintf(
			"path of the file: %q... has LEN bytes, more than the 4095 that a path can have", strings.Repeat("x/", 40))},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			o := newLines(t, root, `path = "DIR/logs/${field.v}/x.log"`)
			good := `{"v":"ok","message":"m"}`
			got, err := outcomes(t, o, good, `{"v":`+c.value+`,"message":"m"}`, good)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(c.want, "ROOT", root)
			want = strings.ReplaceAll(want, "LEN", fmt.Sprint(len(root)+len("/logs/")+4201+len("/x.log")))
			if diff := cmp.Diff([]string{"delivered", want, "delivered"}, got); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(map[string]string{"logs/ok/x.log": "m\nm\n"}, tree(t, root)); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPathWithStrangeNames(t *testing.T) {
	dir := t.TempDir()
	o := newLines(t, dir, `path = "DIR/${field.v}"`)
	names := []string{"...", "..a", "a..", "-rf", "a b", "ü", "~", "a\\b", "$HOME"}
	want := make(map[string]string)
	for _, n := range names {
		deliver(t, o, fmt.Sprintf(`{"v":%q,"message":"m"}`, n))
		want[n] = "m\n"
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func FuzzPathStaysBelowRoot(f *testing.F) {
	for _, s := range []string{"a", "..", "../x", "/etc/passwd", "a/../..", "a\x00", "", "./.", "..\\x", "a/./b", "\xff"} {
		f.Add(s, "x")
		f.Add("x", s)
	}
	dir := f.TempDir()
	o := newLines(f, dir, `path = "DIR/root/${field.a}/c-${field.b}.log"`)
	env := expr.NewEnv()
	a, b := event.MustPath("a"), event.MustPath("b")
	f.Fuzz(func(t *testing.T, va, vb string) {
		batch := event.NewBatch()
		e := batch.Add()
		if e.Set(a, event.String(va)) != nil || e.Set(b, event.String(vb)) != nil {
			t.Fatal("the event takes no strings")
		}
		out, err := o.place.appendTo(nil, env, e)
		if err != nil {
			if va != "" && vb != "" {
				t.Fatalf("path of %q and %q: %v", va, vb, err)
			}
			return
		}
		rest := string(out[o.place.skip:])
		if o.place.check(rest, e) != nil {
			return
		}
		path := o.place.root + rest
		if clean := filepath.Clean(path); clean != path || !strings.HasPrefix(clean, dir+"/root/") {
			t.Fatalf("%q is taken but is %q", path, clean)
		}
	})
}
