package timefmt

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync/atomic"
	"time"
	_ "time/tzdata" // the image holds no zone files
)

// LoadZone finds a time zone for a setting: a name of the IANA database ("Europe/Berlin", "EST"), "UTC", "Z", "Local", or
// an offset such as "+02:00", "-0330", "UTC+2".
func LoadZone(name string) (*time.Location, error) {
	switch name {
	case "":
		return nil, errors.New("time zone is empty: name one such as \"UTC\", \"Europe/Berlin\" or \"+02:00\"")
	case "Z", "z", "UTC", "GMT":
		return time.UTC, nil
	case "Local":
		return time.Local, nil
	}
	if loc, ok := offsetZone(name); ok {
		return loc, nil
	}
	if loc, err := time.LoadLocation(name); err == nil {
		return loc, nil
	}
	if hint := zoneHint(name); hint != "" {
		return nil, fmt.Errorf("time zone %q is unknown: did you mean %q?", cut(name), hint)
	}
	return nil, fmt.Errorf("time zone %q is unknown: use a name such as \"Europe/Berlin\" or an offset such as \"+02:00\"", cut(name))
}

func cut(s string) string {
	if len(s) > 64 {
		return strings.ToValidUTF8(s[:64], "") + "..."
	}
	return s
}

// offsetZone reads a whole name as an offset, with or without "UTC" or "GMT" before it.
func offsetZone(name string) (*time.Location, bool) {
	s := name
	if len(s) > 3 && (s[:3] == "UTC" || s[:3] == "GMT") {
		s = s[3:]
	}
	if len(s) == 2 || len(s) > 2 && s[2] == ':' {
		s = s[:1] + "0" + s[1:]
	}
	seconds, n := scanOffset(s)
	if n == 0 || n != len(s) {
		return nil, false
	}
	if seconds == 0 {
		return time.UTC, true
	}
	return time.FixedZone(string(appendOffset(nil, seconds, true)), seconds), true
}

// zoneHint finds the zone that was probably meant: by a short name in common use, by letter case, by the city alone, or
// by the fewest changes.
func zoneHint(name string) string {
	if zone := shortZone(strings.ToUpper(name)); zone != "" {
		return zone
	}
	if len(name) > 64 {
		return ""
	}
	want := strings.ReplaceAll(strings.ToLower(name), " ", "_")
	best, least := "", max(len(want)/4, 1)+1
	for zone := range strings.FieldsSeq(zoneNames) {
		low := strings.ToLower(zone)
		if low == want || strings.HasSuffix(low, "/"+want) {
			return zone
		}
		if d := distance(want, low, least); d < least {
			best, least = zone, d
		}
	}
	return best
}

func shortZone(name string) string {
	switch name {
	case "CEST":
		return "Europe/Berlin"
	case "BST":
		return "Europe/London"
	case "EEST":
		return "Europe/Helsinki"
	case "MSK":
		return "Europe/Moscow"
	case "EDT":
		return "America/New_York"
	case "CDT", "CST":
		return "America/Chicago"
	case "MDT":
		return "America/Denver"
	case "PST", "PDT":
		return "America/Los_Angeles"
	case "IST":
		return "Asia/Kolkata"
	case "JST":
		return "Asia/Tokyo"
	case "AEST", "AEDT":
		return "Australia/Sydney"
	case "SGT":
		return "Asia/Singapore"
	}
	return ""
}

// distance counts the insertions, deletions and replacements between two short texts, and gives up at limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// maxZones bounds the cache of a layout; there are fewer zones than that which differ from one another.
const maxZones = 1024

// zoneCache holds the zones that the texts of one layout have named. Readers need no lock.
type zoneCache struct {
	known atomic.Pointer[map[string]*time.Location]
}

// get returns nil for a name that the database does not have.
func (c *zoneCache) get(name string) *time.Location {
	old := c.known.Load()
	if old != nil {
		if loc, ok := (*old)[name]; ok {
			return loc
		}
	}
	if !isZoneName(name) {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	c.add(old, strings.Clone(name), loc)
	return loc
}

// add publishes a copy with the new zone; when two goroutines meet here one of them simply looks it up again later.
func (c *zoneCache) add(old *map[string]*time.Location, name string, loc *time.Location) {
	fresh := map[string]*time.Location{name: loc}
	if old != nil {
		if len(*old) >= maxZones {
			return
		}
		maps.Copy(fresh, *old)
	}
	c.known.CompareAndSwap(old, &fresh)
}

func isZoneName(name string) bool {
	return name != "" && strings.Contains(zoneNames, " "+name+" ")
}
