package linediff

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func diff(t *testing.T, oldText, newText string) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, "f.hcl", oldText, newText); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	tests := map[string]struct{ old, new, want string }{
		"one line": {
			"a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n",
			"@@ -2,5 +2,5 @@\n b\n c\n-d\n+D\n e\n f\n",
		},
		"far apart": {
			"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
			"@@ -1,3 +1,3 @@\n-a\n+A\n 1\n 2\n@@ -6,3 +6,3 @@\n 5\n 6\n-b\n+B\n",
		},
		"near each other": {
			"a\n1\n2\n3\nb\n", "A\n1\n2\n3\nB\n",
			"@@ -1,5 +1,5 @@\n-a\n+A\n 1\n 2\n 3\n-b\n+B\n",
		},
		"added":   {"a\nb\n", "a\nx\ny\nb\n", "@@ -1,2 +1,4 @@\n a\n+x\n+y\n b\n"},
		"removed": {"a\nx\nb\n", "a\nb\n", "@@ -1,3 +1,2 @@\n a\n-x\n b\n"},
		"equal":   {"a\n", "a\n", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff("--- f.hcl\n+++ f.hcl\n"+tt.want, diff(t, tt.old, tt.new)); d != "" {
				t.Errorf("want(-) got(+):\n%s", d)
			}
		})
	}
}

// apply makes the new text of the old one and a difference.
func apply(t *testing.T, oldText, d string) string {
	t.Helper()
	from := lines(oldText)
	var out []string
	at := 0 // lines of the old text that are used up
	for _, l := range strings.Split(strings.TrimSuffix(d, "\n"), "\n")[2:] {
		if strings.HasPrefix(l, "@@ ") {
			var a, na, b, nb int
			if _, err := fmt.Sscanf(l, "@@ -%d,%d +%d,%d @@", &a, &na, &b, &nb); err != nil {
				t.Fatalf("%q: %v", l, err)
			}
			for ; at < a-1; at++ {
				out = append(out, from[at])
			}
			if len(out) != b-1 {
				t.Fatalf("%q stands at line %d of the new text", l, len(out)+1)
			}
			continue
		}
		if l[0] != '+' {
			if from[at] != l[1:] {
				t.Fatalf("%q is not line %d, %q", l, at+1, from[at])
			}
			at++
		}
		if l[0] != '-' {
			out = append(out, l[1:])
		}
	}
	return strings.Join(append(out, from[at:]...), "\n") + "\n"
}

func TestDifferenceMakesNewOfOld(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range 1 + r.IntN(40) {
			fmt.Fprintln(&b, string(rune('a'+r.IntN(4))))
		}
		return b.String()
	}
	for range 2000 {
		a, b := text(), text()
		if got := apply(t, a, diff(t, a, b)); got != b {
			t.Fatalf("old %q, new %q, applied %q", a, b, got)
		}
	}
}

// TestLongTexts shows texts as wholly different whose comparison would take too much.
func TestLongTexts(t *testing.T) {
	var a, b strings.Builder
	for i := range 3000 {
		fmt.Fprintln(&a, "old", i)
		fmt.Fprintln(&b, "new", i)
	}
	if got := apply(t, a.String(), diff(t, a.String(), b.String())); got != b.String() {
		t.Error("the difference does not make the new text")
	}
}
