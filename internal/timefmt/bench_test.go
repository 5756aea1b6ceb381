package timefmt

import (
	"testing"
	"time"
)

func BenchmarkParse(b *testing.B) {
	cases := []struct{ name, layout, text, zone string }{
		{"access log", "dd/MMM/yyyy:HH:mm:ss Z", "17/May/2015:10:05:03 +0000", "UTC"},
		{"ISO8601", "ISO8601", "2015-05-17T10:05:03.123Z", "UTC"},
		{"ISO8601 almost", "ISO8601", "2015-05-17 10:05:03,123", "UTC"},
		{"syslog", "MMM d HH:mm:ss", "May 17 10:05:03", "UTC"},
		{"zone", "yyyy-MM-dd HH:mm:ss", "2015-05-17 10:05:03", "Europe/Berlin"},
		{"zone name", "yyyy-MM-dd HH:mm:ss ZZZ", "2015-05-17 10:05:03 Europe/Berlin", "UTC"},
		{"strftime", "%d/%b/%Y:%H:%M:%S %z", "17/May/2015:10:05:03 +0000", "UTC"},
		{"UNIX", "UNIX", "1431857103.123", "UTC"},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			l := mustCompile(b, c.layout)
			o := ParseOptions{Now: testNow, Zone: mustZone(b, c.zone)}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := l.Parse(c.text, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParseFailure(b *testing.B) {
	l := mustCompile(b, "dd/MMM/yyyy:HH:mm:ss Z")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Parse("2015-05-17T10:05:03.123Z", ParseOptions{}); err == nil {
			b.Fatal("no error")
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	nano := time.Date(2015, 5, 17, 10, 5, 3, 123456789, time.UTC).UnixNano()
	for _, layout := range []string{"%Y.%m.%d", "YYYY.MM.dd", "dd/MMM/yyyy:HH:mm:ss Z", "ISO8601"} {
		b.Run(layout, func(b *testing.B) {
			l := mustCompile(b, layout)
			buf := make([]byte, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				buf = l.Append(buf[:0], nano, nil)
			}
		})
	}
}

func BenchmarkAppendRFC3339(b *testing.B) {
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendRFC3339(buf[:0], 1431857103123456789, false)
	}
}

func BenchmarkParseRFC3339(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ok := ParseRFC3339("2015-05-17T10:05:03.123Z"); !ok {
			b.Fatal("refused")
		}
	}
}
