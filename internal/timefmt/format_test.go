package timefmt

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAppend(t *testing.T) {
	at := time.Date(2015, 5, 7, 0, 5, 3, 120045000, time.UTC).UnixNano()
	cases := []struct{ layout, zone, want string }{
		{"yyyy-MM-dd'T'HH:mm:ss.SSSZ", "UTC", "2015-05-07T00:05:03.120+0000"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSSSSZZ", "Europe/Berlin", "2015-05-07T02:05:03.120045+02:00"},
		{"y yy yyyyyy Y YY x xx xxxx ww e D DDD", "UTC", "2015 15 002015 2015 15 2015 15 2015 19 4 127 127"},
		{"M MM MMM MMMM d dd E EEE EEEE", "UTC", "5 05 May May 7 07 Thu Thu Thursday"},
		{"H HH h hh K k kk a", "UTC", "0 00 12 12 0 24 24 AM"},
		{"h K a", "-11:00", "1 1 PM"},
		{"ZZZ z G C 'x''y'", "America/New_York", "America/New_York EDT AD 20 x'y"},
		{"SSSSSSSSSSSS S", "UTC", "120045000000 1"},
		{"%Y.%m.%d", "UTC", "2015.05.07"},
		{"%a %A %b %B %h %p %P %I %l %k %e %-d %_d %-H", "UTC", "Thu Thursday May May May AM am 12 12  0  7 7  7 0"},
		{"%C %y %G %g %V %U %W %u %w %j", "UTC", "20 15 2015 15 19 18 18 4 4 127"},
		{"%D %F %T %R %r %x %X", "UTC", "05/07/15 2015-05-07 00:05:03 00:05 12:05:03 AM 05/07/15 00:05:03"},
		{"%c|%v|%%|%n|%t", "UTC", "Thu May  7 00:05:03 2015| 7-May-2015|%|\n|\t"},
		{"%s %f %L %N %3N %6N %9N", "UTC", "1430957103 120045 120 120045000 120 120045 120045000"},
		{"%.f %.3f %3f", "UTC", ".120045 .120 120"},
		{"%z %:z %Z %+", "+05:30", "+0530 +05:30 +05:30 2015-05-07T05:35:03.120045+05:30"},
		{"%z %Z", "UTC", "+0000 UTC"},
		{"ISO8601", "UTC", "2015-05-07T00:05:03.120045Z"},
		{"ISO8601", "-02:00", "2015-05-06T22:05:03.120045-02:00"},
		{"UNIX", "UTC", "1430957103"},
		{"UNIX_MS", "UTC", "1430957103120"},
		{"UNIX_US", "UTC", "1430957103120045"},
		{"UNIX_NS", "UTC", "1430957103120045000"},
		{"TAI64N", "UTC", "@40000000554aac390727bdc8"},
	}
	for _, c := range cases {
		t.Run(c.layout, func(t *testing.T) {
			got := mustCompile(t, c.layout).Append([]byte("<"), at, mustZone(t, c.zone))
			if diff := cmp.Diff("<"+c.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The weeks and days of several years against the standard library.
func TestCalendar(t *testing.T) {
	l := mustCompile(t, "%Y-%m-%d %G %V %j %u %a")
	for day := range 366 * 40 {
		at := time.Date(1995, 1, 1+day, 13, 0, 0, 0, time.UTC)
		year, week := at.ISOWeek()
		wd := int(at.Weekday()+6)%7 + 1
		want := string(mustCompile(t, "%Y-%m-%d").Append(nil, at.UnixNano(), nil)) + " " +
			string(appendPadded(nil, year, 4, '0')) + " " + string(appendPadded(nil, week, 2, '0')) + " " +
			at.Format("002") + " " + string(appendPadded(nil, wd, 1, 0)) + at.Format(" Mon")
		if got := string(l.Append(nil, at.UnixNano(), time.UTC)); got != want || got[:10] != at.Format(time.DateOnly) {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	layouts := []string{
		"yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSZZ", "dd/MMM/yyyy:HH:mm:ss.SSSSSSSSS Z", "xxxx-'W'ww-e HH:mm:ss.SSSSSSSSS Z", "yyyy-DDD hh:mm:ss.SSSSSSSSS a Z",
		"%Y-%m-%d %H:%M:%S.%N %z", "%G-%V-%u %I:%M:%S.%N %p %z", "%Y %U %w %T.%N %z", "%Y %W %a %T.%N %z", "%s.%N", "%c.%N %z",
		"ISO8601", "UNIX_NS", "TAI64N", "yyyyMMddHHmmssSSSSSSSSSZ",
	}
	zones := []*time.Location{time.UTC, mustZone(t, "-03:30"), mustZone(t, "Australia/Lord_Howe")}
	for _, layout := range layouts {
		l := mustCompile(t, layout)
		for i := int64(-40); i < 40; i++ {
			nano := i * 227_483_991_234_567_891
			if layout == "%s.%N" && nano < 0 {
				continue // the fraction of a negative number would count backwards
			}
			text := l.Append(nil, nano, zones[uint64(i)%3])
			got, err := l.Parse(string(text), ParseOptions{})
			if err != nil || got != nano {
				t.Fatalf("%s: %s gave %s, want %s: %v", layout, text, show(got), show(nano), err)
			}
		}
	}
}

func TestRFC3339(t *testing.T) {
	cases := []struct{ text, plain, precise string }{
		{"2015-05-17T10:05:03Z", "2015-05-17T10:05:03.000Z", "2015-05-17T10:05:03.000Z"},
		{"2015-05-17t10:05:03.1z", "2015-05-17T10:05:03.100Z", "2015-05-17T10:05:03.100Z"},
		{"2015-05-17 10:05:03.120045+02:00", "2015-05-17T08:05:03.120Z", "2015-05-17T08:05:03.120045Z"},
		{"1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999999999Z"},
		{"2016-02-29T00:00:00.0000000009-00:00", "2016-02-29T00:00:00.000Z", "2016-02-29T00:00:00.000Z"},
		{"1677-09-21T00:12:44Z", "1677-09-21T00:12:44.000Z", "1677-09-21T00:12:44.000Z"},
		{"2262-04-11T23:47:15Z", "2262-04-11T23:47:15.000Z", "2262-04-11T23:47:15.000Z"},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			nano, nanos, ok := ParseRFC3339(c.text)
			if !ok || nanos != (len(c.text) > 0 && fractionDigits(c.text) > 3) {
				t.Fatalf("got %d, %v, %v", nano, nanos, ok)
			}
			got := []string{string(AppendRFC3339(nil, nano, false)), string(AppendRFC3339(nil, nano, true))}
			if diff := cmp.Diff([]string{c.plain, c.precise}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func fractionDigits(s string) int {
	n := 0
	for i := 20; i < len(s) && s[19] == '.' && s[i] >= '0' && s[i] <= '9'; i++ {
		n++
	}
	return n
}

func TestParseRFC3339Refuses(t *testing.T) {
	for _, s := range []string{
		"", "2015-05-17", "2015-05-17T10:05:03", "2015-05-17T10:05:03.Z", "2015-05-17T10:05:03ZZ", "2015-05-17T10:05:03+0200",
		"2015-05-17T10:05:03+02:0", "2015-05-17T10:05:03+25:00", "2015-02-29T10:05:03Z", "2015-00-17T10:05:03Z", "2015-05-00T10:05:03Z",
		"2015-05-17T24:05:03Z", "2015-05-17T10:60:03Z", "2015-05-17T10:05:60Z", "2015/05/17T10:05:03Z", "2015-05-17X10:05:03Z",
		"1500-05-17T10:05:03Z", "2300-05-17T10:05:03Z", "20x5-05-17T10:05:03Z", "2015-05-17T10:05:03.123456789",
	} {
		if nano, _, ok := ParseRFC3339(s); ok {
			t.Errorf("%q gave %s", s, show(nano))
		}
	}
}

func TestLoadZone(t *testing.T) {
	at := time.Date(2015, 7, 1, 0, 0, 0, 0, time.UTC).Unix()
	cases := []struct {
		name   string
		offset int
	}{
		{"Europe/Berlin", 7200},
		{"UTC", 0},
		{"Z", 0},
		{"EST", -18000},
		{"+02:00", 7200},
		{"-0330", -12600},
		{"+05", 18000},
		{"UTC+2", 7200},
		{"GMT-02:30", -9000},
		{"+00:00", 0},
		{"Etc/GMT-2", 7200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, got := offsetAt(mustZone(t, c.name), at); got != c.offset {
				t.Errorf("got %d, want %d", got, c.offset)
			}
		})
	}
}

func TestLoadZoneFails(t *testing.T) {
	cases := []struct{ name, want string }{
		{"", "time zone is empty: name one such as \"UTC\", \"Europe/Berlin\" or \"+02:00\""},
		{"Europe/Berln", "time zone \"Europe/Berln\" is unknown: did you mean \"Europe/Berlin\"?"},
		{"europe/paris ", "time zone \"europe/paris \" is unknown: did you mean \"Europe/Paris\"?"},
		{"new york", "time zone \"new york\" is unknown: did you mean \"America/New_York\"?"},
		{"CEST", "time zone \"CEST\" is unknown: did you mean \"Europe/Berlin\"?"},
		{"+25:00", "time zone \"+25:00\" is unknown: use a name such as \"Europe/Berlin\" or an offset such as \"+02:00\""},
		{"../../etc/passwd", "time zone \"../../etc/passwd\" is unknown: use a name such as \"Europe/Berlin\" or an offset such as \"+02:00\""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := LoadZone(c.name)
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestZoneCacheIsBounded(t *testing.T) {
	var c zoneCache
	if c.get("Europe/Nowhere") != nil || c.get("") != nil || c.known.Load() != nil {
		t.Error("an unknown zone was kept")
	}
	first := c.get("Europe/Berlin")
	if first == nil || c.get("Europe/Berlin") != first || c.get("Asia/Tokyo") == nil || len(*c.known.Load()) != 2 {
		t.Errorf("got %v and %v", first, c.known.Load())
	}
}
