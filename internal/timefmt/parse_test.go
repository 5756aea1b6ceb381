package timefmt

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var testNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func mustCompile(t testing.TB, layout string) *Layout {
	t.Helper()
	l, err := CompileFormat(layout)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func show(nano int64) string { return time.Unix(0, nano).UTC().Format(time.RFC3339Nano) }

type parseCase struct{ layout, text, want string }

func checkParse(t *testing.T, o ParseOptions, cases []parseCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.layout+" "+c.text, func(t *testing.T) {
			l, err := Compile(c.layout)
			if err != nil {
				t.Fatal(err)
			}
			nano, err := l.Parse(c.text, o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(nano)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseJoda(t *testing.T) {
	checkParse(t, ParseOptions{Now: testNow}, []parseCase{
		{"dd/MMM/yyyy:HH:mm:ss Z", "17/May/2015:10:05:03 +0000", "2015-05-17T10:05:03Z"},
		{"dd/MMM/yyyy:HH:mm:ss Z", "17/may/2015:10:05:03 -0730", "2015-05-17T17:35:03Z"},
		{"dd/MMM/yyyy:HH:mm:ss Z", "7/MAY/2015:1:5:3 Z", "2015-05-07T01:05:03Z"},
		{"yyyy-MM-dd HH:mm:ss,SSS", "2015-05-17 10:05:03,120", "2015-05-17T10:05:03.12Z"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSZZ", "2015-05-17t10:05:03.120+02:00", "2015-05-17T08:05:03.12Z"},
		{"yyyy-MM-dd HH:mm:ss.SSSSSSSSS", "2015-05-17 10:05:03.123456789", "2015-05-17T10:05:03.123456789Z"},
		{"yyyy-MM-dd HH:mm:ss.SSSSSS", "2015-05-17 10:05:03.5", "2015-05-17T10:05:03.5Z"},
		{"HH:mm:ss.SSSSSSSSSSSS yyyy", "10:05:03.123456789012 2015", "2015-01-01T10:05:03.123456789Z"},
		{"MMM d yyyy HH:mm", "May 7 2015 10:05", "2015-05-07T10:05:00Z"},
		{"MMM d yyyy HH:mm", "May 17 2015 10:05", "2015-05-17T10:05:00Z"},
		{"MMM dd yyyy", "May 7 2015", "2015-05-07T00:00:00Z"},
		{"MMM  d yyyy", "May  7 2015", "2015-05-07T00:00:00Z"},
		{"MMMM d yyyy", "September 7 2015", "2015-09-07T00:00:00Z"},
		{"MMMM d yyyy", "Sep 7 2015", "2015-09-07T00:00:00Z"},
		{"MMM d yyyy", "September 7 2015", "2015-09-07T00:00:00Z"},
		{"yyyyMMddHHmmss", "20150517100503", "2015-05-17T10:05:03Z"},
		{"yyyyMMddHHmmssSSS", "20150517100503250", "2015-05-17T10:05:03.25Z"},
		{"yyMMdd", "150517", "2015-05-17T00:00:00Z"},
		{"yy-MM-dd", "45-05-17", "2045-05-17T00:00:00Z"},
		{"yy-MM-dd", "46-05-17", "1946-05-17T00:00:00Z"},
		{"yy-MM-dd", "2015-05-17", "2015-05-17T00:00:00Z"},
		{"YYYY-MM-dd", "2015-12-31", "2015-12-31T00:00:00Z"},
		{"xxxx-MM-dd", "2015-12-31", "2015-12-31T00:00:00Z"},
		{"y-M-d H:m:s", "2015-5-7 1:2:3", "2015-05-07T01:02:03Z"},
		{"yyyy", "+2015", "2015-01-01T00:00:00Z"},
		{"CCyyyy", "202015", "2015-01-01T00:00:00Z"},
		{"yyyy G", "2015 ad", "2015-01-01T00:00:00Z"},
		{"xxxx-'W'ww-e", "2015-W01-1", "2014-12-29T00:00:00Z"},
		{"xxxx-'W'ww", "2020-W53", "2020-12-28T00:00:00Z"},
		{"xxxx ww EEE", "2015 20 Sun", "2015-05-17T00:00:00Z"},
		{"yyyy-DDD", "2016-366", "2016-12-31T00:00:00Z"},
		{"yyyy-MM-dd hh:mm a", "2015-05-17 12:05 AM", "2015-05-17T00:05:00Z"},
		{"yyyy-MM-dd hh:mm a", "2015-05-17 12:05 pm", "2015-05-17T12:05:00Z"},
		{"yyyy-MM-dd KK:mm a", "2015-05-17 00:05 PM", "2015-05-17T12:05:00Z"},
		{"yyyy-MM-dd kk:mm", "2015-05-17 24:05", "2015-05-17T00:05:00Z"},
		{"EEE MMM dd HH:mm:ss yyyy", "Sun May 17 10:05:03 2015", "2015-05-17T10:05:03Z"},
		{"EEEE, d MMM yyyy HH:mm:ss Z", "sunday, 17 May 2015 10:05:03 +0100", "2015-05-17T09:05:03Z"},
		{"yyyy-MM-dd HH:mm ZZZ", "2015-05-17 10:05 Europe/Berlin", "2015-05-17T08:05:00Z"},
		{"yyyy-MM-dd HH:mm ZZZ", "2015-05-17 10:05 UTC", "2015-05-17T10:05:00Z"},
		{"yyyy-MM-dd HH:mm ZZZ", "2015-05-17 10:05 EST", "2015-05-17T15:05:00Z"},
		{"[ZZZ] yyyy", "[America/New_York] 2015", "2015-01-01T05:00:00Z"},
		{"yyyy-MM-dd HH:mmZ", "2015-05-17 10:05+02", "2015-05-17T08:05:00Z"},
		{"yyyy HH'h' 'o''clock' ''", "2015 10H O'clock '", "2015-01-01T10:00:00Z"},
		{"MMM dd yyyy", "Feb 29 2016", "2016-02-29T00:00:00Z"},
		{"yyyy-MM-dd", "1678-01-01", "1678-01-01T00:00:00Z"},
		{"yyyy-MM-dd", "2261-12-31", "2261-12-31T00:00:00Z"},
	})
}

func TestParseStrftime(t *testing.T) {
	checkParse(t, ParseOptions{Now: testNow}, []parseCase{
		{"%d/%b/%Y:%H:%M:%S %z", "17/May/2015:10:05:03 +0200", "2015-05-17T08:05:03Z"},
		{"%Y-%m-%dT%H:%M:%S.%f%z", "2015-05-17T10:05:03.123456Z", "2015-05-17T10:05:03.123456Z"},
		{"%Y-%m-%dT%H:%M:%S%.f%:z", "2015-05-17T10:05:03.1+02:00", "2015-05-17T08:05:03.1Z"},
		{"%Y-%m-%dT%H:%M:%S%.f%:z", "2015-05-17T10:05:03+02:00", "2015-05-17T08:05:03Z"},
		{"%+", "2015-05-17T10:05:03.25+02:00", "2015-05-17T08:05:03.25Z"},
		{"%F %T.%3N", "2015-05-17 10:05:03.123", "2015-05-17T10:05:03.123Z"},
		{"%F %T,%L", "2015-05-17 10:05:03,123", "2015-05-17T10:05:03.123Z"},
		{"%F %T.%N", "2015-05-17 10:05:03.1234567891", "2015-05-17T10:05:03.123456789Z"},
		{"%b %e %Y %R", "May  7 2015 10:05", "2015-05-07T10:05:00Z"},
		{"%c", "Sun May 17 10:05:03 2015", "2015-05-17T10:05:03Z"},
		{"%D %r", "05/17/15 10:05:03 PM", "2015-05-17T22:05:03Z"},
		{"%x %X", "05/17/70 10:05:03", "1970-05-17T10:05:03Z"},
		{"%d.%m.%y", "1.2.68", "2068-02-01T00:00:00Z"},
		{"%C%y", "1915", "1915-01-01T00:00:00Z"},
		{"%C", "19", "1900-01-01T00:00:00Z"},
		{"%s", "1431857103", "2015-05-17T10:05:03Z"},
		{"%s.%f", "1431857103.25", "2015-05-17T10:05:03.25Z"},
		{"%s", "-1", "1969-12-31T23:59:59Z"},
		{"%Y-%j", "2015-137", "2015-05-17T00:00:00Z"},
		{"%G-W%V-%u", "2015-W20-7", "2015-05-17T00:00:00Z"},
		{"%Y %U %w", "2015 20 0", "2015-05-17T00:00:00Z"},
		{"%Y %W %a", "2015 19 Sun", "2015-05-17T00:00:00Z"},
		{"%F %T %Z", "2015-05-17 10:05:03 PDT", "2015-05-17T17:05:03Z"},
		{"%F %T %Z", "2015-05-17 10:05:03 Asia/Tokyo", "2015-05-17T01:05:03Z"},
		{"%F %T", "2015-05-17 10:05:60", "2015-05-17T10:06:00Z"},
		{"%Od %Em %EY 100%%", "17 5 2015 100%", "2015-05-17T00:00:00Z"},
		{"%v%n%l %P", "17-May-2015\t 1 pm", "2015-05-17T13:00:00Z"},
	})
}

func TestParseSpecial(t *testing.T) {
	checkParse(t, ParseOptions{Now: testNow, Zone: mustZone(t, "+01:00")}, []parseCase{
		{"ISO8601", "2015-05-17T10:05:03Z", "2015-05-17T10:05:03Z"},
		{"ISO8601", "2015-05-17T10:05:03.123456789+02:00", "2015-05-17T08:05:03.123456789Z"},
		{"ISO8601", "2015-05-17 10:05:03,120", "2015-05-17T09:05:03.12Z"},
		{"ISO8601", "2015-05-17 10:05:03 +0200", "2015-05-17T08:05:03Z"},
		{"ISO8601", "2015-05-17T10:05:03.1 UTC", "2015-05-17T10:05:03.1Z"},
		{"ISO8601", "2015-05-17T10:05", "2015-05-17T09:05:00Z"},
		{"ISO8601", "2015-05-17T10", "2015-05-17T09:00:00Z"},
		{"ISO8601", "2015-05-17T10:05+02", "2015-05-17T08:05:00Z"},
		{"ISO8601", "2015-05-17", "2015-05-16T23:00:00Z"},
		{"ISO8601", "2015-05", "2015-04-30T23:00:00Z"},
		{"ISO8601", "2015", "2014-12-31T23:00:00Z"},
		{"ISO8601", "2015-137", "2015-05-16T23:00:00Z"},
		{"ISO8601", "2015-W20-7T10:05Z", "2015-05-17T10:05:00Z"},
		{"ISO8601", "2015-W20", "2015-05-10T23:00:00Z"},
		{"ISO8601", "20150517T100503Z", "2015-05-17T10:05:03Z"},
		{"ISO8601", "2015137T1005Z", "2015-05-17T10:05:00Z"},
		{"UNIX", "1431857103", "2015-05-17T10:05:03Z"},
		{"UNIX", "1431857103.123456789", "2015-05-17T10:05:03.123456789Z"},
		{"UNIX", "1431857103.1234567899", "2015-05-17T10:05:03.123456789Z"},
		{"UNIX", "-1.5", "1969-12-31T23:59:58.5Z"},
		{"UNIX", "1.431857103e9", "2015-05-17T10:05:03Z"},
		{"UNIX", "0", "1970-01-01T00:00:00Z"},
		{"UNIX_MS", "1431857103123", "2015-05-17T10:05:03.123Z"},
		{"UNIX_MS", "1431857103123.4567", "2015-05-17T10:05:03.1234567Z"},
		{"UNIX_US", "1431857103123456", "2015-05-17T10:05:03.123456Z"},
		{"UNIX_NS", "1431857103123456789", "2015-05-17T10:05:03.123456789Z"},
		{"TAI64N", "@4000000050d506482dbdf024", "2012-12-22T01:00:46.7674225Z"},
		{"TAI64N", "4000000050d506482dbdf024", "2012-12-22T01:00:46.7674225Z"},
	})
}

func TestParseZone(t *testing.T) {
	checkParse(t, ParseOptions{Now: testNow, Zone: mustZone(t, "Europe/Berlin")}, []parseCase{
		{"yyyy-MM-dd HH:mm", "2015-05-17 10:05", "2015-05-17T08:05:00Z"},
		{"yyyy-MM-dd HH:mm", "2015-12-17 10:05", "2015-12-17T09:05:00Z"},
		{"yyyy-MM-dd HH:mm Z", "2015-12-17 10:05 +0000", "2015-12-17T10:05:00Z"},
		{"yyyy-MM-dd HH:mm", "2015-03-29 01:59", "2015-03-29T00:59:00Z"},
		{"yyyy-MM-dd HH:mm", "2015-03-29 03:00", "2015-03-29T01:00:00Z"},
		{"yyyy-MM-dd HH:mm", "2015-10-25 02:30", "2015-10-25T00:30:00Z"}, // twice that day: the earlier one
		{"yyyy-MM-dd HH:mm", "2015-10-25 03:00", "2015-10-25T02:00:00Z"},
	})
}

func TestParseWithoutYear(t *testing.T) {
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }
	cases := []struct {
		name, layout, text string
		now                time.Time
		want               string
	}{
		{"this year", "MMM d HH:mm:ss", "May 17 10:05:03", at(2026, 11, 21), "2026-05-17T10:05:03Z"},
		{"later this year", "MMM d", "Dec 31", at(2026, 11, 21), "2026-12-31T00:00:00Z"},
		{"December seen in January", "MMM d HH:mm:ss", "Dec 31 23:59:59", at(2026, 1, 1), "2025-12-31T23:59:59Z"},
		{"January seen in December", "MMM d HH:mm:ss", "Jan 1 00:00:01", at(2026, 12, 31), "2027-01-01T00:00:01Z"},
		{"December seen in February", "MMM d", "Dec 31", at(2026, 2, 1), "2026-12-31T00:00:00Z"},
		{"leap day", "MMM d", "Feb 29", at(2024, 3, 1), "2024-02-29T00:00:00Z"},
		{"strftime", "%b %e %T", "May 17 10:05:03", at(2026, 11, 21), "2026-05-17T10:05:03Z"},
		{"day of the year in December seen in January", "DDD", "364", at(2026, 1, 1), "2025-12-30T00:00:00Z"},
		{"time only", "HH:mm", "10:05", at(2026, 11, 21), "2026-01-01T10:05:00Z"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := mustCompile(t, c.layout)
			if !l.NoYear() {
				t.Error("NoYear is false")
			}
			nano, err := l.Parse(c.text, ParseOptions{Now: c.now})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(nano)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNowIsTakenInTheZone(t *testing.T) {
	l := mustCompile(t, "MMM d")
	o := ParseOptions{Zone: mustZone(t, "+02:00"), Now: time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC)}
	nano, err := l.Parse("Dec 31", o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("2025-12-30T22:00:00Z", show(nano)); diff != "" {
		t.Error(diff)
	}
}

func TestParseLocale(t *testing.T) {
	cases := []struct{ locale, layout, text, want string }{
		{"de", "d. MMMM yyyy", "17. März 2015", "2015-03-17T00:00:00Z"},
		{"de-AT", "d. MMM yyyy", "17. Dez. 2015", "2015-12-17T00:00:00Z"},
		{"de", "d.MMM.yyyy", "17.MÄR.2015", "2015-03-17T00:00:00Z"},
		{"de", "d MMM yyyy", "17 June 2015", "2015-06-17T00:00:00Z"},
		{"de", "d MMM yyyy", "17 oct 2015", "2015-10-17T00:00:00Z"},
		{"fr_FR", "EEEE d MMMM yyyy", "dimanche 17 août 2015", "2015-08-17T00:00:00Z"},
		{"pt-BR", "EEEE d MMMM yyyy", "terça-feira 17 março 2015", "2015-03-17T00:00:00Z"},
		{"no", "d MMM yyyy", "17 des 2015", "2015-12-17T00:00:00Z"},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			loc, err := LookupLocale(c.locale)
			if err != nil {
				t.Fatal(err)
			}
			nano, err := mustCompile(t, c.layout).Parse(c.text, ParseOptions{Locale: loc})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(nano)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := LookupLocale("tlh"); err == nil || !strings.Contains(err.Error(), "de, en") {
		t.Errorf("got %v", err)
	}
}

func TestParseFails(t *testing.T) {
	berlin := mustZone(t, "Europe/Berlin")
	cases := []struct {
		layout, text string
		zone         *time.Location
		want         string
	}{
		{"yyyy-MM-dd", "2015-02-29", nil, "no such day"},
		{"yyyy-MM-dd", "2015-13-01", nil, "the month is not"},
		{"yyyy-MM-dd", "2015-05-00", nil, "no such day"},
		{"yyyy-MM-dd", "2015-05-17 ", nil, "no end of the text at character 11"},
		{"yyyy-MM-dd", " 2015-05-17", nil, "no year at character 1"},
		{"MMM d yyyy", "May  7 2015", nil, "no day at character 5"},
		{"MMM d", "Feb 29", nil, "no such day"},
		{"MMM", "Foo", nil, "no month's name"},
		{"HH:mm", "24:00", nil, "the hour is not"},
		{"HH:mm", "10:60", nil, "the minute"},
		{"HH:mm:ss", "10:05:60", nil, "the second"},
		{"kk", "0", nil, "between 1 and 24"},
		{"hh a", "0 AM", nil, "hour is not between"},
		{"hh a", "13 PM", nil, "hour is not between"},
		{"hh a", "1 XX", nil, "no AM or PM"},
		{"yyMMdd", "5", nil, "no year of two digits"},
		{"yyyy-DDD", "2015-366", nil, "no such day"},
		{"xxxx-ww", "2015-54", nil, "no such week"},
		{"xxxx-ww-e", "2015-20-8", nil, "day of the week"},
		{"yyyy Z", "2015 +2500", nil, "no offset"},
		{"yyyy Z", "2015 +020", nil, "no offset"},
		{"yyyy Z", "2015 CEST", nil, "no offset"},
		{"yyyy ZZZ", "2015 CEST", nil, "no known time zone"},
		{"yyyy ZZZ", "2015 ../etc/passwd", nil, "no known time zone"},
		{"yyyy G", "2015 BC", nil, "outside 1678"},
		{"yyyy.SSS", "2015.", nil, "no fraction"},
		{"yyyy", "1500", nil, "outside 1678"},
		{"yyyy", "999999999", nil, "outside 1678"},
		{"yyyy-MM-dd HH:mm", "2015-03-29 02:30", berlin, "put forward"},
		{"%Y", "", nil, "no year"},
		{"%s", "x", nil, "no number of seconds"},
		{"%s", "99999999999", nil, "between 1678"},
		{"ISO8601", "2015-05-17X10:05:03", nil, "before the time"},
		{"ISO8601", "2015-02-30T10:05:03Z", nil, "no such day"},
		{"ISO8601", "2015-05-17T10:05:03.Z", nil, "no fraction"},
		{"ISO8601", "", nil, "no year"},
		{"UNIX", "1431857103x", nil, "not a decimal"},
		{"UNIX", "", nil, "not a decimal"},
		{"UNIX", ".5", nil, "not a decimal"},
		{"UNIX", "1e400", nil, "not a decimal"},
		{"UNIX", "99999999999", nil, "outside 1678"},
		{"UNIX_MS", "99999999999999999999999", nil, "outside 1678"},
		{"TAI64N", "@4000", nil, "24 hexadecimal"},
		{"TAI64N", "@4000000050d50648ffffffff", nil, "no nanoseconds"},
		{"TAI64N", "@0000000050d5064800000000", nil, "outside 1678"},
	}
	for _, c := range cases {
		t.Run(c.layout+" "+c.text, func(t *testing.T) {
			nano, err := mustCompile(t, c.layout).Parse(c.text, ParseOptions{Now: testNow, Zone: c.zone})
			if err == nil {
				t.Fatalf("got %s", show(nano))
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q lacks %q", err, c.want)
			}
		})
	}
}

func TestCompileFails(t *testing.T) {
	cases := []struct{ layout, want string }{
		{"", "empty"},
		{"yyyy-MM-dd z", "\"z\" cannot be parsed"},
		{"yyyy-MM-ddTHH", "\"T\" at character 11"},
		{"yyyy 'open", "quote at character 6"},
		{"yyyy-MM-dd'T'HH:mm:ssX", "use \"Z\""},
		{"uuuu", "yyyy"},
		{"unix", "write \"UNIX\""},
		{"%Y-%", "unfinished"},
		{"%Q", "%Q"},
		{strings.Repeat("y", 31), "too often"},
		{strings.Repeat("-", 1025), "too long"},
	}
	for _, c := range cases {
		t.Run(c.layout, func(t *testing.T) {
			_, err := Compile(c.layout)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestParseNumbers(t *testing.T) {
	cases := []struct {
		layout string
		i      int64
		f      float64
		want   string
	}{
		{"UNIX", 1431857103, 1431857103, "2015-05-17T10:05:03Z"},
		{"UNIX", -1, -1, "1969-12-31T23:59:59Z"},
		{"UNIX_MS", 1431857103123, 1431857103123, "2015-05-17T10:05:03.123Z"},
		{"yyyyMMdd", 20150517, 20150517, "2015-05-17T00:00:00Z"},
	}
	for _, c := range cases {
		t.Run(c.layout, func(t *testing.T) {
			l := mustCompile(t, c.layout)
			a, errA := l.ParseInt(c.i, ParseOptions{})
			b, errB := l.ParseFloat(c.f, ParseOptions{})
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			if diff := cmp.Diff([]string{c.want, c.want}, []string{show(a), show(b)}); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := mustCompile(t, "UNIX").ParseInt(1<<62, ParseOptions{}); err == nil {
		t.Error("no error for a year far off")
	}
}

func TestEpochSeconds(t *testing.T) {
	if nano, ok := EpochSeconds(1400000000.123); !ok || nano != 1400000000123000000 {
		t.Errorf("got %d, %v", nano, ok)
	}
	for _, f := range []float64{1e300, -1e11, nan()} {
		if nano, ok := EpochSeconds(f); ok {
			t.Errorf("%v gave %d", f, nano)
		}
	}
}

func nan() float64 { zero := 0.0; return zero / zero }
