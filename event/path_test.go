package event

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsePath(t *testing.T) {
	cases := map[string]struct {
		text  string
		steps []string
		meta  bool
		print string
	}{
		"one step":      {"message", []string{"message"}, false, "message"},
		"dots":          {"host.name", []string{"host", "name"}, false, "host.name"},
		"brackets":      {"[host][name]", []string{"host", "name"}, false, "host.name"},
		"one bracket":   {"[message]", []string{"message"}, false, "message"},
		"literal dot":   {"[a.b][c]", []string{"a.b", "c"}, false, "[a.b][c]"},
		"metadata":      {"@metadata.index", []string{"index"}, true, "@metadata.index"},
		"metadata, [":   {"[@metadata][a.b]", []string{"a.b"}, true, "[@metadata][a.b]"},
		"all metadata":  {"@metadata", nil, true, "@metadata"},
		"timestamp":     {"@timestamp", []string{"@timestamp"}, false, "@timestamp"},
		"list elements": {"a.0.-1", []string{"a", "0", "-1"}, false, "a.0.-1"},
		"odd names":     {"a b.c-d", []string{"a b", "c-d"}, false, "a b.c-d"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p, err := ParsePath(c.text)
			if err != nil {
				t.Fatal(err)
			}
			var steps []string
			for _, k := range p.Keys() {
				steps = append(steps, k.String())
			}
			if diff := cmp.Diff(c.steps, steps); diff != "" || p.IsMeta() != c.meta {
				t.Errorf("metadata %v, want -, got +\n%s", p.IsMeta(), diff)
			}
			if diff := cmp.Diff(c.print, p.String()); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			if again, err := ParsePath(p.String()); err != nil || !again.Equal(p) {
				t.Errorf("%q is read back as %q, %v", p, again, err)
			}
		})
	}
}

func TestParsePathRefuses(t *testing.T) {
	for _, text := range []string{"", ".", "a.", ".a", "a..b", "a[b]", "a]", "[a", "[a]b", "[]", "[a][]", "[a]]", "[a].b"} {
		if p, err := ParsePath(text); err == nil {
			t.Errorf("%q is accepted as %q", text, p)
		}
	}
}

func TestPathRelations(t *testing.T) {
	p := MustPath("a.b.c")
	cases := map[string]struct {
		got, want bool
	}{
		"prefix of itself":    {p.HasPrefix(p), true},
		"prefix":              {p.HasPrefix(MustPath("a.b")), true},
		"longer is no prefix": {MustPath("a.b").HasPrefix(p), false},
		"other step":          {p.HasPrefix(MustPath("a.x")), false},
		"the whole event":     {p.HasPrefix(Path{}), true},
		"metadata":            {p.HasPrefix(MustPath("@metadata.a")), false},
		"equal":               {p.Equal(PathOf("a", "b", "c")), true},
		"not equal to meta":   {p.Equal(MetaPath("a", "b", "c")), false},
		"join":                {MustPath("a").Join(MustPath("b.c")).Equal(p), true},
		"child":               {MustPath("a.b").Child(ConfigKey("c")).Equal(p), true},
		"zero":                {Path{}.IsZero(), true},
		"metadata isn't zero": {MetaPath().IsZero(), false},
		"timestamp":           {MustPath("@timestamp").IsTimestamp(), true},
		"meta timestamp":      {MetaPath("@timestamp").IsTimestamp(), false},
	}
	for name, c := range cases {
		if c.got != c.want {
			t.Errorf("%s: want %v", name, c.want)
		}
	}
}
