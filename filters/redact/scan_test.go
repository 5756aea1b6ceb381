package redact

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show marks what is found in a text: «kind:text».
func show(s *scanner, text string) string {
	var b strings.Builder
	done := 0
	for _, p := range s.find(text, nil) {
		b.WriteString(text[done:p.start] + "«" + kindNames[p.kind] + ":" + text[p.start:p.end] + "»")
		done = p.end
	}
	return b.String() + text[done:]
}

func everything() *scanner { return newScanner([builtin]bool{true, true, true, true, true}) }

func TestFound(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"visa", "pay «card:4111111111111111»."},
		{"visa in groups", "«card:4111 1111 1111 1111» 2024"},
		{"visa with dashes", "card=«card:4111-1111-1111-1111», ok"},
		{"visa of 13 digits", "«card:4222222222222»"},
		{"visa of 19 digits", "«card:4000 0000 0000 0000 006»"},
		{"mastercard", "«card:5555555555554444» «card:2223003122003222»"},
		{"american express", "«card:378282246310005» «card:3782 822463 10005»"},
		{"diners club", "«card:30569309025904»"},
		{"discover", "«card:6011111111111117»"},
		{"after a number", "order 12 «card:4111 1111 1111 1111»"},

		{"email", "to <«email:jane.doe+x@mail.example.co.uk»>."},
		{"email after mailto", "mailto:«email:a_b@example.com»?subject=x"},
		{"email as a value", "user=«email:jo@example.com»&x=1"},
		{"email in quotes", "'«email:o.x@example.com»' \"«email:x@example.com»\""},
		{"international email", "«email:jörg@bücher.example»"},
		{"two emails", "«email:a@example.com»,«email:b@example.com»"},
		{"email with punycode", "«email:a@example.xn--p1ai»"},

		{"iban", "«iban:DE89370400440532013000»"},
		{"iban in groups", "IBAN «iban:GB29 NWBK 6016 1331 9268 19» EUR"},
		{"iban of Norway", "(«iban:NO9386011117947»)"},

		{"ipv4", "from «ip:192.0.2.1»:80, «ip:10.0.0.255»/8 and «ip:0.0.0.0»."},
		{"ipv6", "[«ip:2001:db8::8a2e:370:7334»]:443 «ip:::1» «ip:fe80::1»%eth0 «ip:1:2:3:4:5:6:7:8»."},
		{"mapped ipv4", "«ip:::ffff:192.0.2.128»"},
		{"ipv6 after a colon", "client: «ip:2001:db8::1», next"},

		{"password", "password=«secret:hunter2»&x=1 DB_PASSWORD: «secret:p@ss.w0rd»"},
		{"password in JSON", `{"password": "«secret:a \"b\" c»", "n": 1}`},
		{"password in JSON in JSON", `"{\"api_key\":\"«secret:abc d»\",\"n\":1}"`},
		{"password in single quotes", "pwd = '«secret:a b»'"},
		{"password in Ruby", `:client_secret=>"«secret:x»"`},
		{"password in Go", "token := «secret:x»"},
		{"password without end", `passwd="«secret:abc»`},
		{"names of many words", "my.secret-key=«secret:x» aws_secret_access_key=«secret:y» sessionToken=«secret:z»"},
		{"authorization", "Authorization: Basic «secret:dXNlcjpwYXNz»"},
		{"authorization in quotes", `"Authorization": "Bearer «secret:abc.def»"`},
		{"bearer", "sent bearer «secret:abcDEF123+/==» ok"},
		{"url", "postgres://app:«secret:s3cr@t»@db.example.com/x http://«secret-free»"},
		{"aws", "«secret:AKIAIOSFODNN7EXAMPLE»,«secret:ASIAIOSFODNN7EXAMPLE»"},
		{"github", "«secret:ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa»."},
		{"jwt", "x «secret:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_» y"},
		{"private key", "«secret:-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----» x"},
		{"private key that is cut off", "a «secret:-----BEGIN PRIVATE KEY-----\nMIIE»"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.ReplaceAll(tt.want, "«secret-free»", "example.com")
			text := strings.NewReplacer("«card:", "", "«email:", "", "«iban:", "", "«ip:", "", "«secret:", "", "»", "").Replace(want)
			if diff := cmp.Diff(want, show(everything(), text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNotFound(t *testing.T) {
	for _, text := range []string{
		"4111111111111112 wrong check digit", "9999999999999995", "41111111111111111111111", "id-1234-4111-1111-1111-1111",
		"1.4111111111111111", "x4111111111111111", "4111111111111111x", "1700000000000 and 1700000000000000000",
		"2026-11-21T01:55:22.123456789Z", "10:11:12 12:30", "550e8400-e29b-41d4-a716-446655440000", "00:1b:44:11:3a:b7",
		"a@b", "@example.com", "user@localhost", "a@b.c", "x@1.2", "a@-b.com", "@", "a.@example.com",
		"DE88370400440532013000", "DE8937040044053201300", "XX89370400440532013000", "HTTP11", "de89370400440532013000",
		"1.2.3", "1.2.3.256", "1.2.3.4.5", "v1.2.3.4", "1.2.3.4a", "std::string", "a::b", "::", ":::", "Foo::Bar::Baz", "1::2::3",
		"password=", "password: {", "passwords are bad", "tokens=5 max_tokens: 7", "keyword: x", "= x", ":", "x = y",
		"bearer of news", "Basic is old", "AKIASHORT", "eyJhbGciOi.x.y", "sk-short", "http://example.com:80/a@b", "://", "-----", "-----BEGIN CERTIFICATE-----",
	} {
		t.Run(text, func(t *testing.T) {
			if got := show(everything(), text); got != text {
				t.Errorf("found %s", got)
			}
		})
	}
}

// Each kind is looked for only when it is wanted.
func TestKinds(t *testing.T) {
	const text = "4111111111111111 a@example.com DE89370400440532013000 192.0.2.1 ::1 password=x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x"
	for k, want := range map[kind]string{
		card:   strings.Replace(text, "4111111111111111", "«card:4111111111111111»", 1),
		email:  strings.Replace(text, "a@example.com", "«email:a@example.com»", 1),
		iban:   strings.Replace(text, "DE89370400440532013000", "«iban:DE89370400440532013000»", 1),
		ip:     strings.NewReplacer("192.0.2.1", "«ip:192.0.2.1»", "::1", "«ip:::1»").Replace(text),
		secret: strings.NewReplacer("=x", "=«secret:x»", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", "«secret:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x»").Replace(text),
	} {
		t.Run(kindNames[k], func(t *testing.T) {
			var on [builtin]bool
			on[k] = true
			if diff := cmp.Diff(want, show(newScanner(on), text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzFind makes sure that places are in order and apart, and that nothing is looked at beyond the text.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{
		"4111 1111 1111 1111", "a@example.com", "DE89 3704 0044 0532 0130 00", "1.2.3.4", "::ffff:1.2.3.4", `pwd="a\`, "http://a:b@c",
		"Bearer abcdefgh", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.", "-----BEGIN PRIVATE KEY-----", "token := x",
	} {
		f.Add(seed)
	}
	s := everything()
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, p := range s.find(text, nil) {
			if p.start < last || p.end <= p.start || p.end > len(text) {
				t.Fatalf("place %+v after %d in a text of %d bytes", p, last, len(text))
			}
			last = p.end
		}
	})
}

const plainLine = `203.0.113 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif?id=17 HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)" request took 17 ms and everything is fine`

func BenchmarkFind(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"plain", plainLine}, {"hits", plainLine + " from 203.0.113.7 by jane@example.com password=x 4111111111111111"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			s := everything()
			var found []place
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			for b.Loop() {
				found = s.find(bb.text, found[:0])
			}
		})
	}
}
