package grok

import "testing"

func TestX(t *testing.T) {
	for mode, d := range dictionaries() {
		for _, c := range [][2]string{
			{"%{COMBINEDAPACHELOG}", "83.149.9.216 - - [bad"},
			{"%{COMBINEDAPACHELOG}", "83.149.9.216 - - [17/May/2015:10:05 +0000] \"GET / HTTP/1.0\" 200 1 \"-\" \"-\""},
			{"%{COMBINEDAPACHELOG}", "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.0\" 2x0 1 \"-\" \"-\""},
			{"%{COMBINEDAPACHELOG}", "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.0\" 200 12"},
			{"%{IP:client} %{WORD:x}", "10.0.0.x foo"},
			{"user=%{WORD:u} id=%{INT:id:int}", "user=bob id=x"},
			{"%{GREEDYDATA:m} end", "no such thing"},
			{"^abc$", "xyz"},
			{"%{SYSLOGLINE}", "Oct 11 22:14"},
		} {
			g, err := d.Compile(c[0], Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s %q %q:\n   %+v", mode, c[0], c[1], g.Explain(c[1]))
		}
	}
}
