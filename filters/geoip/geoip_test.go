package geoip_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/filters/geoip"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

const (
	cityFile    = "testdata/GeoLite2-City-Test.mmdb"
	countryFile = "testdata/GeoLite2-Country-Test.mmdb"
	asnFile     = "testdata/GeoLite2-ASN-Test.mmdb"
	anonymous   = "testdata/GeoIP2-Anonymous-IP-Test.mmdb"
)

func classic(e *plugin.Env) { e.ECS = plugin.ECSDisabled }

func ecs(e *plugin.Env) { e.ECS = plugin.ECSv8 }

func TestLookup(t *testing.T) {
	for _, tt := range []struct {
		name, options, event, want string
		names                      func(*plugin.Env)
	}{
		{
			"city, ECS", `source = "source.address"
			target = "source"
			database = "` + cityFile + `"`, `{"source":{"address":"2.125.160.216"}}`,
			`{"source":{"address":"2.125.160.216","geo":{"city_name":"Boxford","country_name":"United Kingdom",` +
				`"continent_code":"EU","country_iso_code":"GB","postal_code":"OX1","region_name":"West Berkshire",` +
				`"region_iso_code":"GB-WBK","timezone":"Europe/London","location":{"lat":51.75,"lon":-1.25}},"ip":"2.125.160.216"}}`, ecs,
		},
		{
			"city, classic", `source = "clientip"
			database = "` + cityFile + `"`, `{"clientip":"2.125.160.216"}`,
			`{"clientip":"2.125.160.216","geoip":{"city_name":"Boxford","country_name":"United Kingdom","continent_code":"EU",` +
				`"country_code2":"GB","country_code3":"GB","ip":"2.125.160.216","postal_code":"OX1","region_name":"West Berkshire",` +
				`"region_code":"WBK","timezone":"Europe/London","location":{"lat":51.75,"lon":-1.25},"latitude":51.75,"longitude":-1.25}}`, classic,
		},
		{
			"city with metro code", `source = "ip"
			fields = ["DMA_CODE", "city_name"]
			database = "` + cityFile + `"`, `{"ip":"216.160.83.56"}`,
			`{"ip":"216.160.83.56","geoip":{"city_name":"Milton","dma_code":819}}`, classic,
		},
		{
			"country, ECS", `source = "client.ip"
			database = "` + countryFile + `"`, `{"client":{"ip":"81.2.69.142"}}`,
			`{"client":{"ip":"81.2.69.142","geo":{"country_name":"United Kingdom","continent_name":"Europe","country_iso_code":"GB"}}}`, ecs,
		},
		{
			"country, classic", `source = "ip"
			target = "place"
			database = "` + countryFile + `"`, `{"ip":"81.2.69.142"}`,
			`{"ip":"81.2.69.142","place":{"country_name":"United Kingdom","continent_name":"Europe","country_code2":"GB","ip":"81.2.69.142"}}`, classic,
		},
		{
			"asn, ECS", `source = "source.ip"
			database = "` + asnFile + `"`, `{"source":{"ip":"1.128.0.1"}}`,
			`{"source":{"ip":"1.128.0.1","as":{"number":1221,"organization":{"name":"Telstra Pty Ltd"}}}}`, ecs,
		},
		{
			"asn with network", `source = "ip"
			fields = ["network", "asn", "autonomous_system_organization"]
			database = "` + asnFile + `"`, `{"ip":"1.128.0.1"}`,
			`{"ip":"1.128.0.1","geoip":{"asn":1221,"as_org":"Telstra Pty Ltd","network":"1.128.0.0/11"}}`, classic,
		},
		{
			"anonymous, ECS", `source = "source.ip"
			database = "` + anonymous + `"`, `{"source":{"ip":"1.2.0.1"}}`,
			`{"source":{"ip":"1.2.0.1","ip_traits":{"hosting_provider":false,"tor_exit_node":false,"anonymous_vpn":true,` +
				`"anonymous":true,"public_proxy":false,"residential_proxy":false}}}`, ecs,
		},
		{
			"anonymous, classic", `source = "ip"
			fields = ["anonymous", "tor_exit_node"]
			database = "` + anonymous + `"`, `{"ip":"65.0.0.1"}`,
			`{"ip":"65.0.0.1","geoip":{"tor_exit_node":true,"anonymous":true}}`, classic,
		},
		{
			"IPv6", `source = "ip"
			fields = ["country_code2", "ip"]
			database = "` + cityFile + `"`, `{"ip":"2001:218::1"}`,
			`{"ip":"2001:218::1","geoip":{"country_code2":"JP","ip":"2001:218::1"}}`, classic,
		},
		{
			"IPv4 in IPv6", `source = "ip"
			fields = ["city_name", "ip"]
			database = "` + cityFile + `"`, `{"ip":"::ffff:81.2.69.142"}`,
			`{"ip":"::ffff:81.2.69.142","geoip":{"city_name":"London","ip":"81.2.69.142"}}`, classic,
		},
		{
			"first of a list", `source = "ips"
			fields = ["city_name"]
			database = "` + cityFile + `"
			add_tag = ["found"]`, `{"ips":["81.2.69.142","1.1.1.1"]}`,
			`{"ips":["81.2.69.142","1.1.1.1"],"geoip":{"city_name":"London"},"tags":["found"]}`, classic,
		},
		{
			"metadata", `source = "@metadata.peer.ip"
			fields = ["city_name"]
			database = "` + cityFile + `"`, `{"@metadata":{"peer":{"ip":"81.2.69.142"}}}`,
			`{"@metadata":{"peer":{"ip":"81.2.69.142","geo":{"city_name":"London"}}}}`, ecs,
		},
		{
			"beside what is there", `source = "ip"
			target = "source"
			fields = ["city_name"]
			database = "` + cityFile + `"`, `{"ip":"81.2.69.142","source":{"geo":{"name":"office"}}}`,
			`{"ip":"81.2.69.142","source":{"geo":{"name":"office","city_name":"London"}}}`, ecs,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, geoip.Plugin(), tt.options, tt.names)
			got := f.Run(t, tt.event, tt.event) // the second time from the cache
			if diff := cmp.Diff([]string{tt.want, tt.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, f.Failures)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	for _, tt := range []struct{ name, event, want, message string }{
		{
			"unknown", `{"ip":"10.0.0.1"}`, `{"ip":"10.0.0.1","geoip":{},"tags":["_geoip_lookup_failure"]}`,
			`geoip of "10.0.0.1" in "ip": the database does not know the address`,
		},
		{
			"no address", `{"ip":"localhost"}`, `{"ip":"localhost","geoip":{},"tags":["_geoip_lookup_failure"]}`,
			`geoip of "localhost" in "ip": not an IP address`,
		},
		{"empty", `{"ip":" "}`, `{"ip":" ","tags":["_geoip_lookup_failure"]}`, `geoip: the field "ip" is empty`},
		{"missing", `{"a":1}`, `{"a":1,"tags":["_geoip_lookup_failure"]}`, `geoip: the field "ip" is missing`},
		{"number", `{"ip":1}`, `{"ip":1,"tags":["_geoip_lookup_failure"]}`, `geoip: the field "ip" is a number, an IP address as text is needed`},
		{
			"target is text", `{"ip":"81.2.69.142","geoip":"x"}`, `{"ip":"81.2.69.142","geoip":"x","tags":["_geoip_lookup_failure"]}`,
			`geoip: the target "geoip" is a string, not an object: choose another target`,
		},
		{
			"part of the target is text", `{"ip":"81.2.69.142","geoip":{"location":"x"}}`,
			`{"ip":"81.2.69.142","geoip":{"location":"x"},"tags":["_geoip_lookup_failure"]}`,
			`geoip: the field "location" in the target is a string, not an object: remove it first`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := plugintest.MustFilter(t, geoip.Plugin(), `source = "ip"
				fields = ["location"]
				add_tag = ["found"]
				database = "`+cityFile+`"`, classic)
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
	notGeo := filepath.Join(t.TempDir(), "x.mmdb")
	if err := os.WriteFile(notGeo, []byte("<html>404</html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, options, want string }{
		{"no database", `source = "client.ip"`, `No database is named, and there is no GeoLite2-City.mmdb in /usr/share/GeoIP or /var/lib/GeoIP: set database = "/path/to/GeoLite2-City.mmdb"; free databases are`},
		{"no ASN database", `source = "client.ip"
			default_database_type = "ASN"`, `No database is named, and there is no GeoLite2-ASN.mmdb in`},
		{"missing file", `source = "client.ip"
			database = "/nowhere/x.mmdb"`, `"/nowhere/x.mmdb" does not exist: put a database there; free databases are GeoLite2 (https://`},
		{"not a database", `source = "client.ip"
			database = "` + notGeo + `"`, `read geoip database "` + notGeo + `": `},
		{"damaged metadata", `source = "client.ip"
			database = "testdata/GeoIP2-City-Test-Invalid-Node-Count.mmdb"`, `GeoIP2-City-Test-Invalid-Node-Count.mmdb": the MaxMind DB contains invalid metadata: the file is damaged or not in MaxMind's format: download it again`},
		{"damaged data", `source = "client.ip"
			database = "testdata/GeoIP2-City-Test-Broken-Double-Format.mmdb"`, `(float 64 size of 5): the file is damaged: download it again`},
		{"unknown field", `source = "client.ip"
			fields = ["cityname"]
			database = "` + cityFile + `"`, `"cityname" is no field of a GeoIP database. Did you mean "city_name"`},
		{"no target", `source = "clientip"
			database = "` + cityFile + `"`, `The field for the results has to be named, such as target = "source", because the name of the source "clientip" does not end in ".ip".`},
		{"no cache", `source = "client.ip"
			cache_size = 0
			database = "` + cityFile + `"`, `0 is too small: at least 1 result has to be remembered.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildFilter(t, geoip.Plugin(), tt.options, ecs)
			if got := plugintest.Messages(diags); !strings.Contains(got, tt.want) || !diags.HasErrors() {
				t.Errorf("got %s\nwant ...%s...", got, tt.want)
			}
		})
	}
}

func TestOddTargetWarns(t *testing.T) {
	_, diags := plugintest.BuildFilter(t, geoip.Plugin(), `source = "ip"
		target = "geoip"
		database = "`+cityFile+`"`, ecs)
	want := `Doubtful "target" in filter "geoip": The Elastic Common Schema has no "geoip" with locations inside: use one of ` +
		`"client", "destination", "host", "observer", "server" or "source", or set ecs_compatibility = "disabled".`
	if diff := cmp.Diff(want, plugintest.Messages(diags)); diff != "" || diags.HasErrors() {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSets(t *testing.T) {
	f := plugintest.MustFilter(t, geoip.Plugin(), `source = "client.ip"
		fields = ["location", "ip", "country_code3"]
		database = "`+cityFile+`"`, ecs)
	fields, open := f.Step().Filter.(plugin.FieldSetter).Sets()
	var got []string
	for _, p := range fields {
		got = append(got, p.String())
	}
	want := []string{"client.ip", "client.geo.location", "client.geo.location.lat", "client.geo.location.lon"}
	if diff := cmp.Diff(want, got); diff != "" || open {
		t.Errorf("open %v (-want +got):\n%s", open, diff)
	}
}

func BenchmarkGeoIP(b *testing.B) {
	for _, bb := range []struct{ name, addr string }{{"cached", "2.125.160.216"}, {"unknown", "10.0.0.1"}} {
		b.Run(bb.name, func(b *testing.B) {
			f := plugintest.MustFilter(b, geoip.Plugin(), `source = "source.ip"
				database = "`+cityFile+`"`, ecs)
			w := f.Step().Filter.Worker()
			batch := plugintest.Batch(b, `{"source":{"ip":"`+bb.addr+`"}}`)
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Process(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
				if batch.TakeFailures(); len(batch.Every()) != 1 {
					b.Fatal("event is gone")
				}
			}
		})
	}
}
