package geoip

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

// eager is the filter that looks for a new database before each batch.
func eager() plugin.FilterSpec {
	return plugin.NewFilter("geoip", defaults(), func(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
		return build(o, env, 0)
	}).WithTag("_geoip_lookup_failure")
}

// TestReload overwrites the database while it is in use, in place as cp does and by rename.
func TestReload(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db.mmdb")
	put := func(from string, rename bool) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join("testdata", from))
		if err != nil {
			t.Fatal(err)
		}
		to := path
		if rename {
			to += ".new"
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if rename {
			if err := os.Rename(to, path); err != nil {
				t.Fatal(err)
			}
		}
	}
	put("GeoLite2-Country-Test.mmdb", false)
	f := plugintest.MustFilter(t, eager(), `source = "source.ip"
		database = "`+path+`"`)
	const (
		in        = `{"source":{"ip":"81.2.69.142"}}`
		country   = `{"source":{"ip":"81.2.69.142","geo":{"country_name":"United Kingdom","continent_name":"Europe","country_iso_code":"GB"}}}`
		anonymous = `{"source":{"ip":"81.2.69.142","ip_traits":{"hosting_provider":true,"tor_exit_node":true,"anonymous_vpn":true,"anonymous":true,"public_proxy":true,"residential_proxy":true}}}`
	)
	for _, step := range []struct {
		name   string
		change func()
		want   string
	}{
		{"first", func() {}, country},
		{"overwritten", func() { put("GeoIP2-Anonymous-IP-Test.mmdb", false) }, anonymous},
		{"renamed", func() { put("GeoLite2-Country-Test.mmdb", true) }, country},
		{"damaged", func() { put("GeoIP2-City-Test-Broken-Double-Format.mmdb", false) }, country},
		{"repaired", func() { put("GeoIP2-Anonymous-IP-Test.mmdb", true) }, anonymous},
		{"removed", func() { _ = os.Remove(path) }, anonymous},
	} {
		step.change()
		if diff := cmp.Diff([]string{step.want}, f.Run(t, in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
}

// FuzzDamage changes one or two bytes of a database: it is refused, or works as far as it goes.
func FuzzDamage(f *testing.F) {
	whole, err := os.ReadFile(filepath.Join("testdata", "GeoLite2-Country-Test.mmdb"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint16(0), byte(0), uint16(9000), byte(255), "81.2.69.142")
	f.Add(uint16(17900), byte(0xe0), uint16(17990), byte(0x41), "2001:218::1")
	f.Fuzz(func(t *testing.T, at1 uint16, b1 byte, at2 uint16, b2 byte, addr string) {
		data := append([]byte(nil), whole...)
		data[int(at1)%len(data)] = b1
		data[int(at2)%len(data)] = b2
		d, err := new(filter).open("x.mmdb", data)
		if (d == nil) == (err == nil) {
			t.Fatalf("database %v, error %v", d, err)
		}
		if a, parseErr := netip.ParseAddr(addr); d != nil && parseErr == nil {
			if nodes, err := d.lookup(a); nodes != nil && err != nil {
				t.Errorf("%v and error %v", nodes, err)
			}
		}
	})
}
