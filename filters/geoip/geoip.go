// Package geoip adds what a MaxMind database knows about an IP address.
package geoip

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// lookEvery is the time between two looks whether the database has changed.
const lookEvery = 10 * time.Second

// Options of the geoip filter.
type Options struct {
	// Field that holds the IP address. Of a list the first element counts.
	Source event.Path `hcl:"source"`
	// Field that gets the results, such as "source": they become source.geo.country_iso_code and so on.
	// It is not needed when the name of the source ends in "ip": "client.ip" makes it "client". With the
	// classic names it is "geoip".
	Target event.Path `hcl:"target,optional"`
	// What to add, by Logstash's names: ip, city_name, continent_code, continent_name, country_code2,
	// country_code3, country_name, dma_code, domain, isp, latitude, location, longitude, network,
	// organization, postal_code, region_code, region_iso_code, region_name, timezone, asn, as_org,
	// anonymous, anonymous_vpn, hosting_provider, public_proxy, residential_proxy, tor_exit_node. By
	// default what Logstash adds for the kind of database.
	Fields []string `hcl:"fields,optional"`
	// Database in MaxMind's format (.mmdb): City, Country, ASN, ISP, Domain, Enterprise or Anonymous-IP.
	// It is read again when the file changes. By default GeoLite2-City.mmdb, or GeoLite2-ASN.mmdb as
	// default_database_type says, in /usr/share/GeoIP or /var/lib/GeoIP.
	Database string `hcl:"database,optional"`
	// Which database is used when none is named.
	DefaultDatabaseType string `hcl:"default_database_type,optional" oneof:"City,ASN"`
	// How many addresses each worker remembers the results of.
	CacheSize int `hcl:"cache_size,optional"`
}

// Plugin describes the geoip filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("geoip", defaults(), func(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
		return build(o, env, lookEvery)
	}).WithTag("_geoip_lookup_failure")
}

func defaults() Options { return Options{DefaultDatabaseType: "City", CacheSize: 1000} }

func build(o Options, env plugin.Env, every time.Duration) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{source: o.Source, target: o.Target, ecs: env.ECS.On(), cacheSize: o.CacheSize}
	diags := f.chooseTarget(env)
	if o.CacheSize < 1 {
		diags = append(diags, env.Invalid("cache_size", "%d is too small: at least 1 result has to be remembered.", o.CacheSize)...)
	}
	for _, name := range o.Fields {
		a, ok := attributeOf(name)
		if !ok {
			diags = append(diags, env.Invalid("fields", "%q is no field of a GeoIP database.%s", name, plugin.DidYouMean(name, attributeNames()))...)
			continue
		}
		f.wanted = append(f.wanted, a)
	}
	slices.Sort(f.wanted)
	f.wanted = slices.Compact(f.wanted)
	path, more := databasePath(o, env)
	if diags = append(diags, more...); diags.HasErrors() {
		return nil, diags
	}
	var err error
	f.database, err = plugin.NewReloaded(path, every, env.Log, f.load)
	if err != nil {
		return nil, append(diags, env.Invalid("database", "The database can't be used: %v.", explain(path, err))...)
	}
	return f, diags
}

// ecsTargets are the field sets into which ECS nests geo and as.
var ecsTargets = []string{"client", "destination", "host", "observer", "server", "source"}

func (f *filter) chooseTarget(env plugin.Env) hcl.Diagnostics {
	if !f.ecs {
		if f.target.IsZero() {
			f.target = event.MustPath("geoip")
		}
		return nil
	}
	if f.target.IsZero() {
		names := keyNames(f.source)
		if len(names) < 2 || names[len(names)-1] != "ip" {
			return env.Invalid("target", "The field for the results has to be named, such as target = \"source\", because the name of the source %q does not end in \".ip\".", f.source)
		}
		f.target = event.PathOf(names[:len(names)-1]...)
		if f.source.IsMeta() {
			f.target = event.MetaPath(names[:len(names)-1]...)
		}
	}
	if !f.target.IsMeta() && !slices.Contains(ecsTargets, f.target.String()) {
		return env.Warning("target", "The Elastic Common Schema has no %q with locations inside: use one of %s, or set ecs_compatibility = \"disabled\".", f.target, plugin.List(ecsTargets, "or"))
	}
	return nil
}

func keyNames(p event.Path) []string {
	names := make([]string, 0, len(p.Keys()))
	for _, k := range p.Keys() {
		names = append(names, k.String())
	}
	return names
}

// whereToGet says how to come by a database.
const whereToGet = "free databases are GeoLite2 (https://dev.maxmind.com/geoip/geolite2-free-geolocation-data) and DB-IP Lite in MMDB format (https://db-ip.com/db/lite.php)"

// databasePath returns the file to use: the one that is named, or the first that is where geoipupdate puts it.
func databasePath(o Options, env plugin.Env) (string, hcl.Diagnostics) {
	if o.Database != "" {
		return env.Path(o.Database), nil
	}
	name := "GeoLite2-" + o.DefaultDatabaseType + ".mmdb"
	for _, dir := range []string{"/usr/share/GeoIP", "/var/lib/GeoIP"} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", env.Invalid("database", "No database is named, and there is no %s in /usr/share/GeoIP or /var/lib/GeoIP: set database = \"/path/to/%s\"; %s.", name, name, whereToGet)
}

// explain makes an error say what to do.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%q does not exist: put a database there; %s", path, whereToGet)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%q can't be read: permission denied: let the user that runs headgate read it", path)
	}
	return err
}
