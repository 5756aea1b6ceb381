package fingerprint_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/fingerprint"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func classic(e *plugin.Env) { e.ECS = plugin.ECSDisabled }

// TestMethods holds results of Logstash where the value is "123.123.123.123", 123 or a time.
func TestMethods(t *testing.T) {
	const ip = `{"a":"123.123.123.123"}`
	for _, tt := range []struct{ name, options, event, want string }{
		{"SHA1", ``, ip, `"3a5076c520b4b463f43806896ea0b3978d09dcae"`},
		{"SHA1, key", `key = "longencryptionkey"`, ip, `"fdc60acc4773dc5ac569ffb78fcb93c9630797f4"`},
		{"SHA1, key, base64", `key = "longencryptionkey"
			base64encode = true`, ip, `"/cYKzEdz3FrFaf+3j8uTyWMHl/Q="`},
		{"SHA1, base64", `base64encode = true`, ip, `"OlB2xSC0tGP0OAaJbqCzl40J3K4="`},
		{"SHA256", `method = "SHA256"`, ip, `"4dabcab210766e35f03e77120e6986d6e6d4752b2a9ff22980b9253d026080d8"`},
		{"SHA256, key", `method = "SHA256"
			key = "longencryptionkey"`, ip, `"345bec3eff242d53b568916c2610b3e393d885d6b96d643f38494fd74bf4a9ca"`},
		{"SHA384", `method = "SHA384"`, ip, `"fd605b0a3af3e04ce0d7a0b0d9c48d67a12dab811f60072e6eae84e35d567793ffb68a1807536f11c90874065c2a4392"`},
		{"SHA512, key, base64", `method = "SHA512"
			base64encode = true
			key = "longencryptionkey"`, ip, `"EcGbMmk2wI1sUKPIR9iD5aE2Lmpk3VUgGiXywawbZz99i/FbjxEqSXgnbVcydeOxQWbhckb2cMKlOUAcW/2s6A=="`},
		{"MD5", `method = "MD5"`, ip, `"ccdd8d3d940a01b2fb3258c059924c0d"`},
		{"MURMUR3", `method = "MURMUR3"`, ip, `4013733395`},
		{"MURMUR3 of a number", `method = "MURMUR3"`, `{"a":123}`, `823512154`},
		{"MURMUR3_128", `method = "MURMUR3_128"`, ip, `"41cbc4056eed401d091dfbeabf7ea9e0"`},
		{"MURMUR3_128, base64", `method = "MURMUR3_128"
			base64encode = true`, ip, `"QcvEBW7tQB0JHfvqv36p4A=="`},
		{"MURMUR3_128 of a number", `method = "MURMUR3_128"`, `{"a":123}`, `"286816c693ac410ed63e1430dcd6f6fe"`},
		{"IPV4_NETWORK", `method = "IPV4_NETWORK"
			key = 24`, ip, `"123.123.123.0"`},
		{"network of IPv6", `method = "IPV4_NETWORK"
			key = "32"`, `{"a":"2001:db8:1:2::3"}`, `"2001:db8::"`},
		{
			"PUNCTUATION", `method = "PUNCTUATION"`,
			`{"a":"PHP Warning:  json_encode() [<a href='function.json-encode'>function.json-encode</a>]: Invalid UTF-8 sequence in argument in /var/www/htdocs/test.php on line 233"}`,
			`":_()[<='.-'>.-</>]:-////."`,
		},
		{
			"list", ``, `{"a":["123.123.123.123","223.223.223.223"]}`,
			`["3a5076c520b4b463f43806896ea0b3978d09dcae","47bbc4e06edebbace047fed35abeceec64968b81"]`,
		},
		{"number as text", `method = "MD5"`, `{"a":1.0}`, `"e4c2e8edac362acab7123654b9e73432"`},
		{"object", `method = "MD5"`, `{"a":{"z":[1,null,"x\"#{y}\n"],"b":{}}}`, `"6ccc46ffaea1b33e3dfcec564b0f999b"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, fingerprint.Plugin(), "source = \"a\"\n"+tt.options, classic)
			want := strings.TrimSuffix(tt.event, "}") + `,"fingerprint":` + tt.want + `}`
			if diff := cmp.Diff([]string{want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, f.Failures)
			}
		})
	}
}

func TestSources(t *testing.T) {
	for _, tt := range []struct{ name, options, event, want string }{
		{"message by default", `target = "h"`, `{"message":"test2"}`, `{"message":"test2","h":"109f4b3c50d7b0df729d299bc6f8e9ef9066971f"}`},
		{"ECS target", ``, `{"message":"test2"}`, `{"message":"test2","event":{"hash":"109f4b3c50d7b0df729d299bc6f8e9ef9066971f"}}`},
		{"last of several", `source = ["a", "b", "c"]
			target = "h"`, `{"a":"x","b":"test2"}`, `{"a":"x","b":"test2","h":"109f4b3c50d7b0df729d299bc6f8e9ef9066971f"}`},
		{
			"concatenated", `source = ["field2", "field1"]
			target = "h"
			concatenate_sources = true`, `{"field1":"test1","field2":"test2"}`,
			`{"field1":"test1","field2":"test2","h":"e3b6b71eedc656f1d29408264e8a75535db985cb"}`,
		},
		{"concatenated, nested and missing", `source = ["a.b", "c"]
			target = "h"
			concatenate_sources = true`, `{"a":{"b":1}}`, `{"a":{"b":1},"h":"f803365c6b188eb001fddedeebe373342268a602"}`},
		{
			"all fields", `concatenate_all_fields = true
			target = "h"`,
			`{"@timestamp":"2017-07-26T14:44:27.064Z","clientip":"123.123.123.123","message":"This is a test message","log_level":"INFO","offset":123456789,"type":"test"}`,
			`{"@timestamp":"2017-07-26T14:44:27.064Z","clientip":"123.123.123.123","message":"This is a test message","log_level":"INFO","offset":123456789,"type":"test","h":"cbf022518e97860403160ed8a41847c0db104e63"}`,
		},
		{"time", `source = "@timestamp"
			key = "0123"
			target = "h"`, `{"@timestamp":"1970-01-01T00:00:00Z"}`, `{"@timestamp":"1970-01-01T00:00:00.000Z","h":"1d5379ec92d86a67cfc642d55aa050ca312d3b9a"}`},
		{"nothing there", `source = ["a", "b"]
			add_tag = ["done"]`, `{"c":1}`, `{"c":1}`},
		{"punctuation of a missing field", `method = "PUNCTUATION"
			add_tag = ["done"]`, `{"c":1}`, `{"c":1}`},
		{"metadata target", `target = "@metadata.id"
			add_tag = ["done"]`, `{"message":"test2"}`, `{"message":"test2","tags":["done"],"@metadata":{"id":"109f4b3c50d7b0df729d299bc6f8e9ef9066971f"}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, fingerprint.Plugin(), tt.options)
			if diff := cmp.Diff([]string{tt.want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, f.Failures)
			}
		})
	}
}

func TestUUID(t *testing.T) {
	f := plugintest.MustFilter(t, fingerprint.Plugin(), `method = "UUID"
		target = "id"`)
	got := f.Run(t, `{}`, `{}`)
	shape := regexp.MustCompile(`^\{"id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"\}$`)
	if !shape.MatchString(got[0]) || !shape.MatchString(got[1]) || got[0] == got[1] {
		t.Errorf("identifiers %q", got)
	}
}

// TestEventID checks that the identifier depends on the stream, the offset and the number within the record.
func TestEventID(t *testing.T) {
	ids := func(stream string) []string {
		f := plugintest.MustFilter(t, fingerprint.Plugin(), "target = \"id\"\nmethod = \"EVENT_ID\"")
		b := event.NewBatch()
		for _, offset := range []int64{0, 10} {
			b.AddRecord(event.Record{Data: "x", Origin: &event.Origin{ID: stream}, Offset: offset})
		}
		b.Decode(func(_ int, r *event.Record) {
			b.AddDecoded(r)
			b.AddDecoded(r)
		})
		if _, err := f.Step().NewWorker().Process(context.Background(), b); err != nil || len(f.Failures) > 0 {
			t.Fatal(err, f.Failures)
		}
		return plugintest.Events(b)
	}
	want := []string{
		`{"id":"4c49daee7fc55a3f715e11edd15ef5cb"}`, `{"id":"5c609db0597222ef473bae44fee76ec8"}`,
		`{"id":"6bbadc8a3426138a2d1c31b949452287"}`, `{"id":"7245b4a7727989d92dbfedff18fbd694"}`,
	}
	if diff := cmp.Diff(want, ids("file-1")); diff != "" {
		t.Errorf("identifiers have changed: after an update events would be stored twice (-want +got):\n%s", diff)
	}
	seen := map[string]bool{}
	for _, id := range append(ids("file-1"), ids("file-2")...) {
		if seen[id] {
			t.Errorf("%s comes twice", id)
		}
		seen[id] = true
	}
}

func TestFailures(t *testing.T) {
	for _, tt := range []struct{ name, options, event, want, message string }{
		{"no address", `source = "a"
			method = "IPV4_NETWORK"
			key = "24"`, `{"a":"x"}`, `{"a":"x","tags":["_fingerprintfailure"]}`, `fingerprint: "a": "x" is not an IP address`},
		{"too many bits", `source = "a"
			method = "IPV4_NETWORK"
			key = "64"`, `{"a":["10.0.0.1"]}`, `{"a":["10.0.0.1"],"tags":["_fingerprintfailure"]}`, `fingerprint: "a": "10.0.0.1" has fewer than 64 bits`},
		{
			"no place", `method = "EVENT_ID"`, `{"a":1}`, `{"a":1,"tags":["_fingerprintfailure"]}`,
			`fingerprint: the event has no place in its source that stays the same: EVENT_ID works for inputs such as file; use method = "SHA256" with concatenate_all_fields = true instead`,
		},
		{
			"target inside text", `target = "message.id"`, `{"message":"x"}`, `{"message":"x","tags":["_fingerprintfailure"]}`,
			`fingerprint: set "message.id": "message" is a string, not an object`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, fingerprint.Plugin(), tt.options)
			if diff := cmp.Diff([]string{tt.want}, f.Run(t, tt.event)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(f.Failures) != 1 || f.Failures[0].Error() != tt.message {
				t.Errorf("failures %q, want %q", f.Failures, tt.message)
			}
		})
	}
}

func TestInvalidOptions(t *testing.T) {
	for _, tt := range []struct {
		name, options, want string
		warning             bool
	}{
		{"method", `method = "SHA3"`, `"SHA3" is none of "SHA1", "SHA256"`, false},
		{"no bits", `method = "IPV4_NETWORK"`, `The method IPV4_NETWORK needs the number of bits of the network, such as key = "24".`, false},
		{"bits", `method = "IPV4_NETWORK"
			key = "200"`, `The method IPV4_NETWORK needs the number of bits`, false},
		{"no source", `source = []`, `At least one field is needed: source = ["message"].`, false},
		{"key without use", `method = "UUID"
			key = "x"`, `The method UUID takes no key: remove it, or use a method such as SHA256.`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildFilter(t, fingerprint.Plugin(), tt.options)
			if got := plugintest.Messages(diags); !strings.Contains(got, tt.want) || diags.HasErrors() == tt.warning {
				t.Errorf("got %s\nwant ...%s...", got, tt.want)
			}
		})
	}
}

func FuzzValue(f *testing.F) {
	filter := plugintest.MustFilter(f, fingerprint.Plugin(), `concatenate_all_fields = true`)
	f.Add(`{"a":{"b":[1,2.5,null,true,"x\u0000\u001b#{}"]},"c":1e300}`)
	f.Fuzz(func(t *testing.T, text string) {
		run := func() string {
			b := event.NewBatch()
			e := b.Add()
			v, err := event.DecodeJSON(e.Arena(), text)
			if err != nil || v.AsObject() == nil {
				t.Skip()
			}
			for k, fv := range v.AsObject().All() {
				if k.String() != "event" {
					e.Fields().Set(e.Arena(), k, fv)
				}
			}
			if err := filter.Step().Filter.Worker().Process(context.Background(), b); err != nil {
				t.Fatal(err)
			}
			s, _ := e.Str(event.MustPath("event.hash"))
			return s
		}
		if a, b := run(), run(); a != b || len(a) != 40 {
			t.Errorf("fingerprints %q and %q", a, b)
		}
	})
}

func BenchmarkFingerprint(b *testing.B) {
	for _, method := range []string{"SHA256", "MURMUR3_128", "EVENT_ID"} {
		b.Run(method, func(b *testing.B) {
			f := plugintest.MustFilter(b, fingerprint.Plugin(), `method = "`+method+`"`)
			w := f.Step().Filter.Worker()
			batch := event.NewBatch()
			batch.AddRecord(event.Record{Origin: &event.Origin{ID: "file-1"}})
			batch.Decode(func(_ int, r *event.Record) {
				batch.AddDecoded(r).SetMessage(strings.Repeat("some text of a log line ", 10))
			})
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Process(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
