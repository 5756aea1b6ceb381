package timefmt

import (
	"testing"
	"time"
)

func FuzzParse(f *testing.F) {
	for _, seed := range [][2]string{
		{"dd/MMM/yyyy:HH:mm:ss Z", "17/May/2015:10:05:03 +0000"},
		{"ISO8601", "2015-W20-7T10:05,5Z"},
		{"%G %V %u %U %W %w %C %y %s", "2015 20 7 1 1 1 20 15 1"},
		{"TAI64N", "@4000000050d506482dbdf024"},
		{"UNIX", "1.5e9"},
		{"EEEE G a ZZZ", "Sunday AD PM Europe/Berlin"},
	} {
		f.Add(seed[0], seed[1])
	}
	zone := mustZone(f, "Europe/Berlin")
	locale, err := LookupLocale("de")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, layout, text string) {
		l, err := CompileFormat(layout)
		if err != nil {
			return
		}
		nano, err := l.Parse(text, ParseOptions{Now: testNow, Zone: zone, Locale: locale})
		if err != nil && err.Error() == "" {
			t.Fatal("empty error")
		}
		l.Append(nil, nano, zone)
	})
}

func FuzzRFC3339(f *testing.F) {
	f.Add("2015-05-17T10:05:03.120045+02:00")
	f.Add("2016-02-29 23:59:59Z")
	f.Fuzz(func(t *testing.T, s string) {
		nano, _, ok := ParseRFC3339(s)
		if !ok {
			return
		}
		text := []byte(s)
		text[10] = 'T'
		if last := len(text) - 1; text[last] == 'z' {
			text[last] = 'Z'
		}
		want, err := time.Parse(time.RFC3339Nano, string(text))
		if err != nil || want.UnixNano() != nano {
			t.Fatalf("%q gave %s, the standard library %s, %v", s, show(nano), want, err)
		}
	})
}

func FuzzRoundTrip(f *testing.F) {
	f.Add(int64(0), uint8(0))
	f.Add(int64(-1), uint8(3))
	layouts := []string{
		"yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSZZ", "xxxx-'W'ww-e HH:mm:ss.SSSSSSSSS Z", "yyyy-DDD KK:mm:ss.SSSSSSSSS a Z", "%d/%b/%Y:%H:%M:%S.%N %z",
		"%Y %U %w %T.%N %z", "ISO8601", "UNIX_NS", "TAI64N",
	}
	var compiled []*Layout
	for _, layout := range layouts {
		compiled = append(compiled, mustCompile(f, layout))
	}
	zone := mustZone(f, "America/St_Johns")
	f.Fuzz(func(t *testing.T, nano int64, pick uint8) {
		if nano/nanosPerSec < minSeconds+secondsPerDay || nano/nanosPerSec > maxSeconds-secondsPerDay {
			return
		}
		l := compiled[int(pick)%len(compiled)]
		text := l.Append(nil, nano, zone)
		got, err := l.Parse(string(text), ParseOptions{})
		if err != nil || got != nano {
			t.Fatalf("%s: %s gave %d, want %d: %v", l, text, got, nano, err)
		}
		std := time.Unix(0, nano).UTC().Format("2006-01-02T15:04:05.000Z")
		if own := string(AppendRFC3339(nil, nano, false)); own != std {
			t.Fatalf("got %s, want %s", own, std)
		}
	})
}
