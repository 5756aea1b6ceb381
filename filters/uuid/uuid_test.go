package uuid_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	googleuuid "github.com/google/uuid"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/uuid"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, uuid.Plugin()) }

// identifiers runs a filter on n events and returns what it made.
func identifiers(t *testing.T, body string, n int) []googleuuid.UUID {
	t.Helper()
	b := event.NewBatch()
	for range n {
		b.Add()
	}
	if _, err := plugintest.MustFilter(t, uuid.Plugin(), body).Step().NewWorker().Process(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	var ids []googleuuid.UUID
	for _, e := range b.Every() {
		text, _ := e.Str(event.MustPath("event.id"))
		id, err := googleuuid.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func TestVersions(t *testing.T) {
	for _, version := range []int{4, 7} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			seen := make(map[googleuuid.UUID]bool)
			for _, id := range identifiers(t, fmt.Sprintf("target = \"event.id\"\nversion = \"v%d\"", version), 10000) {
				if int(id.Version()) != version || id.Variant() != googleuuid.RFC4122 {
					t.Fatalf("%s: version %d, variant %s", id, id.Version(), id.Variant())
				}
				if seen[id] {
					t.Fatalf("%s was given twice", id)
				}
				seen[id] = true
			}
		})
	}
}

func TestSortsByTime(t *testing.T) {
	before := time.Now().UnixMilli()
	ids := identifiers(t, "target = \"event.id\"\nversion = \"v7\"", 10000) // more than the counter of a millisecond holds
	for i, id := range ids {
		if i > 0 && id.String() <= ids[i-1].String() {
			t.Fatalf("%s comes after %s", id, ids[i-1])
		}
	}
	sec, nsec := ids[0].Time().UnixTime()
	if at := sec*1000 + nsec/1e6; at < before || at > time.Now().UnixMilli() {
		t.Errorf("time is %d, made between %d and now", at, before)
	}
}

func TestOverwrite(t *testing.T) {
	f := plugintest.MustFilter(t, uuid.Plugin(), "target = \"id\"\noverwrite = true")
	got := f.Run(t, `{"id":"old"}`)
	if cmp.Equal([]string{`{"id":"old"}`}, got) {
		t.Error("the old value stayed")
	}
}

func BenchmarkUUID(b *testing.B) {
	b.Run("v4", func(b *testing.B) { plugintest.BenchmarkFilter(b, uuid.Plugin(), `target = "id"`, `{"n":1}`) })
	b.Run("v7", func(b *testing.B) {
		plugintest.BenchmarkFilter(b, uuid.Plugin(), "target = \"id\"\nversion = \"v7\"", `{"n":1}`)
	})
}
