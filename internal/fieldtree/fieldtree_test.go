package fieldtree_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/fieldtree"
	"github.com/headgate/headgate/plugin/plugintest"
)

func tree() *fieldtree.Tree {
	var t fieldtree.Tree
	t.Insert("geo.name", event.String("x"))
	t.Insert("ip", event.String("1.2.3.4"))
	t.Insert("geo.location.lat", event.Float(1.5))
	t.Insert("geo.name", event.String("y"))
	return &t
}

func TestApply(t *testing.T) {
	for _, tt := range []struct {
		name     string
		tree     *fieldtree.Tree
		at       event.Path
		in, want string
	}{
		{"root", tree(), event.Path{}, `{"a":1}`, `{"a":1,"geo":{"name":"y","location":{"lat":1.5}},"ip":"1.2.3.4"}`},
		{"new object", tree(), event.MustPath("a.b"), `{}`, `{"a":{"b":{"geo":{"name":"y","location":{"lat":1.5}},"ip":"1.2.3.4"}}}`},
		{"old objects", tree(), event.MustPath("a"), `{"a":{"ip":0,"geo":{"z":1}}}`, `{"a":{"ip":"1.2.3.4","geo":{"z":1,"name":"y","location":{"lat":1.5}}}}`},
		{"metadata", tree(), event.MetaPath("m"), `{}`, `{"@metadata":{"m":{"geo":{"name":"y","location":{"lat":1.5}},"ip":"1.2.3.4"}}}`},
		{"nothing to set", nil, event.MustPath("a"), `{}`, `{"a":{}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := plugintest.Batch(t, tt.in)
			if err := tt.tree.Apply(b.Every()[0], tt.at); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{tt.want}, plugintest.Events(b)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestApplyFails(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"target", `{"a":[]}`, `the target "a" is a list, not an object: choose another target`},
		{"inside", `{"a":{"geo":{"location":1}}}`, `the field "location" in the target is a number, not an object: remove it first`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tree().Apply(plugintest.Batch(t, tt.in).Every()[0], event.MustPath("a"))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
