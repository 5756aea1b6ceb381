package plugin

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
)

// Size is a number of bytes, written "64KiB", "4GB" or as a plain number. The units are binary
// whether or not they are spelt with an i, as Logstash has it.
type Size int64

var sizeUnits = []struct {
	name string
	n    float64
}{{"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"t", 1 << 40}, {"p", 1 << 50}}

// ParseSize reads a size.
func ParseSize(s string) (Size, error) {
	num, unit := splitUnit(strings.TrimSpace(s))
	f, err := strconv.ParseFloat(num, 64)
	if err != nil || f < 0 {
		return 0, fmt.Errorf("%q is not a size: write a number with a unit, such as \"64KiB\" or \"4GiB\"", s)
	}
	unit = strings.ToLower(unit)
	unit = strings.TrimSuffix(strings.TrimSuffix(unit, "b"), "i")
	scale := 1.0
	for _, u := range sizeUnits {
		if u.name == unit {
			scale = u.n
		}
	}
	if scale == 1 && unit != "" {
		return 0, fmt.Errorf("%q has a unit that is not known: use B, KiB, MiB, GiB or TiB", s)
	}
	if f*scale >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is more than a size can be", s)
	}
	return Size(f * scale), nil
}

func splitUnit(s string) (num, unit string) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' || s[i] == '-' || s[i] == '+') {
		i++
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// String writes the size with the largest unit that leaves no rest.
func (s Size) String() string {
	for _, sizeUnit := range slices.Backward(sizeUnits) {
		if n := Size(sizeUnit.n); s >= n && s%n == 0 {
			return fmt.Sprintf("%d%siB", s/n, strings.ToUpper(sizeUnit.name))
		}
	}
	return fmt.Sprintf("%dB", int64(s))
}

// Duration is a time span, written "500ms", "5s", "1h30m" or "7d".
type Duration time.Duration

var durationUnits = map[string]time.Duration{
	"ns": time.Nanosecond, "us": time.Microsecond, "µs": time.Microsecond, "ms": time.Millisecond,
	"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
}

// ParseDuration reads a time span.
func ParseDuration(s string) (Duration, error) {
	wrong := fmt.Errorf("%q is not a duration: write a number with a unit, such as \"500ms\", \"5s\", \"10m\" or \"7d\"", s)
	rest := strings.TrimSpace(s)
	if rest == "0" {
		return 0, nil
	}
	var total float64
	for rest != "" {
		num, tail := splitUnit(rest)
		f, err := strconv.ParseFloat(num, 64)
		end := strings.IndexAny(tail, "0123456789.")
		if end < 0 {
			end = len(tail)
		}
		unit, ok := durationUnits[strings.TrimSpace(tail[:end])]
		if err != nil || !ok || f < 0 {
			return 0, wrong
		}
		total += f * float64(unit)
		rest = tail[end:]
	}
	if s == "" || total > math.MaxInt64 {
		return 0, wrong
	}
	return Duration(total), nil
}

// Std is the duration in the standard library's type.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String writes the duration as it may be read again.
func (d Duration) String() string {
	if day := Duration(24 * time.Hour); d >= day && d%day == 0 {
		return fmt.Sprintf("%dd", d/day)
	}
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

// FileMode is a file's permissions, written in octal as a string: "0640".
type FileMode uint32

// ParseFileMode reads octal permissions.
func ParseFileMode(s string) (FileMode, error) {
	n, err := strconv.ParseUint(s, 8, 12)
	if err != nil {
		return 0, fmt.Errorf("%q is not a file mode: write it in octal, such as \"0640\"", s)
	}
	return FileMode(n), nil
}

// Perm is the mode in the standard library's type.
func (m FileMode) Perm() os.FileMode { return os.FileMode(m) & os.ModePerm }

// String writes the mode in octal.
func (m FileMode) String() string { return fmt.Sprintf("%04o", uint32(m)) }

// Secret is text that is never printed.
type Secret string

// String hides the secret.
func (Secret) String() string { return "***" }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return `"***"` }

// Reveal returns the text.
func (s Secret) Reveal() string { return string(s) }

// URL is an absolute URL.
type URL struct{ *url.URL }

// ParseURL reads an absolute URL with scheme and host.
func ParseURL(s string) (URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return URL{}, errors.Unwrap(err)
	case u.Scheme == "" || u.Host == "":
		return URL{}, fmt.Errorf("%q is not a whole URL: write scheme and host, such as \"https://host:port/path\"", s)
	}
	return URL{u}, nil
}

// String writes the URL without its password.
func (u URL) String() string {
	if u.URL == nil {
		return ""
	}
	return u.Redacted()
}

// Pattern is a grok pattern or a regular expression: "%{" and backslashes in it mean what they look
// like.
type Pattern struct {
	Text  string
	Range hcl.Range
}

// Patterns are one or more patterns; a single one needs no list.
type Patterns []Pattern

// Entry is one element of a Map.
type Entry[T any] struct {
	Path  event.Path
	Name  string // the key as it was written
	Range hcl.Range
	Value T
}

// Map is an object whose keys are names of fields and whose order is that of the file.
type Map[T any] []Entry[T]

// Dict is an object whose keys are plain text and whose order is that of the file.
type Dict[T any] []DictEntry[T]

// DictEntry is one element of a Dict.
type DictEntry[T any] struct {
	Key   string
	Range hcl.Range
	Value T
}

// Assignments give fields values that are computed for each event.
type Assignments = Map[*expr.Expr]

// Order lists the options of a block in the order in which they are written. A field of this type
// needs no tag.
type Order []string
