package dissect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/dissect"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestCases(t *testing.T) { plugintest.FilterCases(t, dissect.Plugin()) }

func TestLongLine(t *testing.T) {
	f := plugintest.MustFilter(t, dissect.Plugin(), `
		mapping = { message = "%{} %{syslog_timestamp} %{hostname} %{rt}: %{reason} %{+reason} %{src_ip}/%{src_port}->%{dst_ip}/%{dst_port} %{polrt} %{+polrt} %{+polrt} %{from_zone} %{to_zone} %{rest}" }
		remove_field = ["message"]`)
	got := f.Run(t, `{"message":"42 2016-05-25T14:47:23Z host.name.com RT_FLOW - RT_FLOW_SESSION_DENY: session denied 2.2.2.20/60000->1.1.1.10/8090 None 6(0) DEFAULT-DENY ZONE-UNTRUST ZONE-DMZ UNKNOWN UNKNOWN N/A(N/A) ge-0/0/0.0"}`)
	want := []string{`{"syslog_timestamp":"2016-05-25T14:47:23Z","hostname":"host.name.com","rt":"RT_FLOW - RT_FLOW_SESSION_DENY",` +
		`"reason":"session denied","src_ip":"2.2.2.20","src_port":"60000","dst_ip":"1.1.1.10","dst_port":"8090",` +
		`"polrt":"None 6(0) DEFAULT-DENY","from_zone":"ZONE-UNTRUST","to_zone":"ZONE-DMZ","rest":"UNKNOWN UNKNOWN N/A(N/A) ge-0/0/0.0"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFailureMessages(t *testing.T) {
	tests := []struct{ name, event, want string }{
		{"delimiter", `{"message":"<a> b"}`, `dissect "message": "<a> b": there is no ": " behind %{b}`},
		{"prefix", `{"message":"a b"}`, `dissect "message": "a b": it does not begin with "<"`},
		{"empty", `{"message":""}`, `dissect "message": "": the text is empty`},
		{"blocked", `{"message":"<a> b: c","c":5}`, `dissect "message": "<a> b: c": set "c.d": "c" is a number, not an object`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, dissect.Plugin(), `mapping = { message = "<%{a}> %{b}: %{c.d}" }`)
			f.Run(t, tt.event)
			if len(f.Failures) != 1 {
				t.Fatalf("got %d failures, want 1", len(f.Failures))
			}
			if diff := cmp.Diff(tt.want, f.Failures[0].Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzDissect checks that the values and delimiters make the text again.
func FuzzDissect(f *testing.F) {
	for _, s := range []string{"a b: c", " : ", "a  b:: c", ": b: c", "", "é ü: ö", "a b:\n c"} {
		f.Add(s)
	}
	filter := plugintest.MustFilter(f, dissect.Plugin(), `mapping = { message = "%{a} %{b}: %{c}" }`)
	f.Fuzz(func(t *testing.T, s string) {
		b := event.NewBatch()
		e := b.Add()
		e.SetMessage(s)
		if _, err := filter.Step().NewWorker().Process(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		filter.Failures = nil
		first, ok := e.Str(event.MustPath("a"))
		_, behind, found := strings.Cut(s, " ")
		if want := found && strings.Contains(behind, ": "); ok != want {
			t.Fatalf("%q: dissected is %v, want %v", s, ok, want)
		}
		if !ok {
			return
		}
		second, _ := e.Str(event.MustPath("b"))
		third, _ := e.Str(event.MustPath("c"))
		if got := first + " " + second + ": " + third; got != s {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func BenchmarkDissect(b *testing.B) {
	plugintest.BenchmarkFilter(b, dissect.Plugin(), `mapping = { message = "%{time} %{+time} %{+time} %{host.name} %{process.name}[%{process.pid}]: %{text}" }`,
		`{"message":"Mar 16 00:01:25 evita postfix/smtpd[1713]: connect from camomile.cloud9.net[168.100.1.3]"}`)
}
