package geoip

import (
	"fmt"
	"net/netip"
	"os"
	"strings"

	"github.com/oschwald/geoip2-golang/v2"
	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/fieldtree"
)

// kind says which questions a database answers.
type kind uint8

const (
	city kind = iota
	country
	asn
	ispKind
	domainKind
	enterprise
	anonymousIP
	unsupported
)

// kindOf tells the kind from the type in a database's metadata.
func kindOf(databaseType string) kind {
	for _, k := range []struct {
		part string
		kind kind
	}{
		{"City", city},
		{"Country", country},
		{"Domain", domainKind},
		{"ASN", asn},
		{"Enterprise", enterprise},
		{"ISP", ispKind},
		{"Anonymous-IP", anonymousIP},
	} {
		if strings.Contains(databaseType, k.part) {
			return k.kind
		}
	}
	return unsupported
}

// database is one version of the file, held in memory: the file may be overwritten while it is in use.
type database struct {
	reader *geoip2.Reader
	kind   kind
	wanted []attribute
	ecs    bool
}

// load reads a database and makes sure that it is not damaged.
func (f *filter) load(path string) (*database, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, explain(path, err)
	}
	return f.open(path, data)
}

// open makes a database of the file's content.
func (f *filter) open(path string, data []byte) (*database, error) {
	reader, err := geoip2.OpenBytes(data)
	if err != nil && reader == nil {
		return nil, fmt.Errorf("read geoip database %q: %w: the file is damaged or not in MaxMind's format: download it again; %s", path, err, whereToGet)
	}
	d := &database{reader: reader, ecs: f.ecs, wanted: f.wanted, kind: kindOf(reader.Metadata().DatabaseType)}
	if err != nil || d.kind == unsupported {
		return nil, fmt.Errorf("read geoip database %q: its type %q is not supported: use a City, Country, ASN, ISP, Domain, Enterprise or Anonymous-IP database", path, reader.Metadata().DatabaseType)
	}
	if d.wanted == nil {
		d.wanted = defaultAttributes(d.kind, d.ecs)
	}
	if err := d.probe(data); err != nil {
		return nil, fmt.Errorf("read geoip database %q: %w: the file is damaged: download it again; %s", path, err, whereToGet)
	}
	return d, nil
}

// probes is the number of networks that are looked up when a database is loaded: enough to notice damage, few enough
// to cost some milliseconds only.
const probes = 1000

// probe looks up the first networks. Damage in the data shows only when it is read.
func (d *database) probe(data []byte) error {
	raw, err := maxminddb.OpenBytes(data)
	if err != nil {
		return err
	}
	n := 0
	for result := range raw.Networks() {
		if err := result.Err(); err != nil {
			return err
		}
		if _, err := d.lookup(result.Prefix().Addr()); err != nil {
			return err
		}
		if n++; n == probes {
			break
		}
	}
	return nil
}

// lookup returns what is to be set for an address, nil if the database does not know it.
func (d *database) lookup(addr netip.Addr) (*fieldtree.Tree, error) {
	var v values
	known, err := d.ask(addr, &v)
	if err != nil || !known {
		return nil, err
	}
	v[ip] = event.String(addr.String())
	found := new(fieldtree.Tree)
	for _, a := range d.wanted {
		switch path := a.path(d.ecs); {
		case path == "":
		case a == location && !v[latitude].IsNull() && !v[longitude].IsNull():
			found.Insert(path+".lat", v[latitude])
			found.Insert(path+".lon", v[longitude])
		case !v[a].IsNull():
			found.Insert(path, v[a])
		}
	}
	if found.Empty() {
		return nil, nil
	}
	return found, nil
}

// ask fills in what the database says about an address and reports whether it knows it.
func (d *database) ask(addr netip.Addr, v *values) (known bool, err error) {
	switch d.kind {
	case city:
		return d.askCity(addr, v)
	case country:
		return d.askCountry(addr, v)
	case asn:
		return d.askASN(addr, v)
	case ispKind:
		return d.askISP(addr, v)
	case domainKind:
		return d.askDomain(addr, v)
	case enterprise:
		return d.askEnterprise(addr, v)
	default:
		return d.askAnonymousIP(addr, v)
	}
}
