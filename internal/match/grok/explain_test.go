package grok

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExplain(t *testing.T) {
	const (
		date = `%{HTTPDATE:timestamp}`
		head = `%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[`
		line = `83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.0" 200 12`
	)
	common := []string{"%{COMBINEDAPACHELOG}", "%{HTTPD_COMBINEDLOG}", "%{HTTPD_COMMONLOG}"}
	for name, c := range map[string]struct {
		pattern, text string
		want          Stop
	}{
		"matches": {`%{WORD:w}`, "a", Stop{Matched: true, Prefix: `%{WORD:w}`}},
		"bad date": {
			"%{COMBINEDAPACHELOG}", "83.149.9.216 - - [bad",
			Stop{Prefix: head, End: 18, Within: common, Element: date, Inner: []string{"%{MONTHDAY}"}, Offset: 18, Char: "b"},
		},
		"inside the date": {
			"%{COMBINEDAPACHELOG}", `83.149.9.216 - - [17/May/2015:10:05 +0000] "GET`,
			Stop{
				Prefix: head + `%{MONTHDAY}/%{MONTH}/%{YEAR}:%{HOUR}:%{MINUTE}`, End: 35, Within: common, Element: date,
				Inner: []string{"%{TIME}", ":"}, Offset: 35, Char: " ",
			},
		},
		"line is cut off": {
			"%{COMBINEDAPACHELOG}", line,
			Stop{
				Prefix: "%{HTTPD_COMMONLOG}", End: 69, Within: []string{"%{COMBINEDAPACHELOG}"},
				Element: "%{HTTPD_COMBINEDLOG}", Inner: []string{" "}, Offset: 69,
			},
		},
		"quote is missing": {
			"%{COMBINEDAPACHELOG}", line + ` "-" Mozilla`,
			Stop{
				Prefix: "%{HTTPD_COMMONLOG} %{QS:referrer} ", End: 74, Within: common[:2], Element: "%{QS:agent}",
				Inner: []string{"%{QUOTEDSTRING}"}, Offset: 74, Char: "M",
			},
		},
		"inside an address": {
			"^%{IP:client}$", "10.0.0.x",
			Stop{Prefix: "^", Element: "%{IP:client}", Inner: []string{"%{IPV4}"}, Offset: 7, Char: "x"},
		},
		"number wanted": {
			"user=%{WORD:u} id=%{INT:id:int}", "x user=bob id=é",
			Stop{Prefix: "user=%{WORD:u} id=", Begin: 2, End: 14, Element: "%{INT:id:int}", Inner: []string{"[0-9]+"}, Offset: 14, Char: "é"},
		},
		"plain text":            {"^ab=c$", "ab:c", Stop{Prefix: "^ab", End: 2, Element: "=", Offset: 2, Char: ":"}},
		"first alternatives":    {"(?:ab|ax|b)c", "axd", Stop{Prefix: "(?:ab|ax|b)", End: 2, Element: "c", Offset: 2, Char: "d"}},
		"inside an alternative": {"x(?:ab|acd)y", "xacz", Stop{Prefix: "x", End: 1, Element: "d", Offset: 3, Char: "z"}},
		"top-level alternatives": {
			"%{INT:a} x|%{WORD:b}=%{INT:c}", "key=val",
			Stop{Prefix: "%{WORD:b}=", End: 4, Element: "%{INT:c}", Inner: []string{"[0-9]+"}, Offset: 4, Char: "v"},
		},
		"empty text": {"%{INT:a}", "", Stop{Element: "%{INT:a}", Inner: []string{"[0-9]+"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, compile(t, Legacy(), c.pattern, Options{}).Explain(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExplainECS(t *testing.T) {
	got := compile(t, ECS(), "%{COMBINEDAPACHELOG}", Options{}).Explain("83.149.9.216 - - [bad")
	if got.Element != "%{HTTPDATE:timestamp}" || got.Offset != 18 || got.Char != "b" {
		t.Errorf("got %+v", got)
	}
}
