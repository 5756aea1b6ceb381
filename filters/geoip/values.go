package geoip

import (
	"net/netip"

	"github.com/oschwald/geoip2-golang/v2"

	"github.com/headgate/headgate/event"
)

// values are what a database says about one address, Null where it says nothing. The location is made of latitude and
// longitude.
type values [attributeCount]event.Value

func (v *values) text(a attribute, s string) {
	if s != "" {
		v[a] = event.String(s)
	}
}

func (v *values) number(a attribute, n uint) {
	if n != 0 {
		v[a] = event.Int(int64(n))
	}
}

func (v *values) network(p netip.Prefix) {
	if p.IsValid() {
		v[network] = event.String(p.String())
	}
}

func (v *values) location(l *geoip2.Location) {
	v.text(timezone, l.TimeZone)
	v.number(dmaCode, l.MetroCode)
	if l.Latitude != nil {
		v[latitude] = event.Float(*l.Latitude)
	}
	if l.Longitude != nil {
		v[longitude] = event.Float(*l.Longitude)
	}
}

// country takes the ISO code for both country codes, as Logstash does.
func (v *values) country(name, code string) {
	v.text(countryName, name)
	v.text(countryCode2, code)
	v.text(countryCode3, code)
}

func (v *values) continent(c *geoip2.Continent) {
	v.text(continentCode, c.Code)
	v.text(continentName, c.Names.English)
}

// region sets the smallest subdivision.
func (v *values) region(name, code, countryCode string) {
	v.text(regionName, name)
	v.text(regionCode, code)
	if code != "" && countryCode != "" {
		v.text(regionISOCode, countryCode+"-"+code)
	}
}

// askCity takes an address without a location for unknown: the other fields are mostly empty then.
func (d *database) askCity(addr netip.Addr, v *values) (bool, error) {
	r, err := d.reader.City(addr)
	if err != nil || r.Location.Latitude == nil && r.Location.Longitude == nil {
		return false, err
	}
	v.text(cityName, r.City.Names.English)
	v.text(postalCode, r.Postal.Code)
	v.continent(&r.Continent)
	v.country(r.Country.Names.English, r.Country.ISOCode)
	if n := len(r.Subdivisions); n > 0 {
		v.region(r.Subdivisions[n-1].Names.English, r.Subdivisions[n-1].ISOCode, r.Country.ISOCode)
	}
	v.location(&r.Location)
	v.network(r.Traits.Network)
	return true, nil
}

func (d *database) askCountry(addr netip.Addr, v *values) (bool, error) {
	r, err := d.reader.Country(addr)
	if err != nil || !r.HasData() {
		return false, err
	}
	v.continent(&r.Continent)
	v.country(r.Country.Names.English, r.Country.ISOCode)
	v.network(r.Traits.Network)
	return true, nil
}

func (d *database) askASN(addr netip.Addr, v *values) (bool, error) {
	r, err := d.reader.ASN(addr)
	if err != nil || !r.HasData() {
		return false, err
	}
	v.number(asNumber, r.AutonomousSystemNumber)
	v.text(asOrganization, r.AutonomousSystemOrganization)
	v.network(r.Network)
	return true, nil
}

func (d *database) askISP(addr netip.Addr, v *values) (bool, error) {
	r, err := d.reader.ISP(addr)
	if err != nil || !r.HasData() {
		return false, err
	}
	v.number(asNumber, r.AutonomousSystemNumber)
	v.text(asOrganization, r.AutonomousSystemOrganization)
	v.text(isp, r.ISP)
	v.text(organization, r.Organization)
	v.network(r.Network)
	return true, nil
}

func (d *database) askDomain(addr netip.Addr, v *values) (bool, error) {
	r, err := d.reader.Domain(addr)
	if err != nil || !r.HasData() {
		return false, err
	}
	v.text(domain, r.Domain)
	v.network(r.Network)
	return true, nil
}

func (d *database) askEnterprise(addr netip.Addr, v *values) (bool, error) {
	r, err := d.reader.Enterprise(addr)
	if err != nil || !r.HasData() {
		return false, err
	}
	v.text(cityName, r.City.Names.English)
	v.text(postalCode, r.Postal.Code)
	v.continent(&r.Continent)
	v.country(r.Country.Names.English, r.Country.ISOCode)
	if n := len(r.Subdivisions); n > 0 {
		v.region(r.Subdivisions[n-1].Names.English, r.Subdivisions[n-1].ISOCode, r.Country.ISOCode)
	}
	v.location(&r.Location)
	v.number(asNumber, r.Traits.AutonomousSystemNumber)
	v.text(asOrganization, r.Traits.AutonomousSystemOrganization)
	v.text(isp, r.Traits.ISP)
	v.text(organization, r.Traits.Organization)
	v.text(domain, r.Traits.Domain)
	v.network(r.Traits.Network)
	return true, nil
}

// askAnonymousIP takes an address that has no entry for unknown; of others every answer is yes or no.
func (d *database) askAnonymousIP(addr netip.Addr, v *values) (bool, error) {
	r, err := d.reader.AnonymousIP(addr)
	if err != nil || !r.HasData() {
		return false, err
	}
	v[hostingProvider] = event.Bool(r.IsHostingProvider)
	v[torExitNode] = event.Bool(r.IsTorExitNode)
	v[anonymousVPN] = event.Bool(r.IsAnonymousVPN)
	v[anonymous] = event.Bool(r.IsAnonymous)
	v[publicProxy] = event.Bool(r.IsPublicProxy)
	v[residentialProxy] = event.Bool(r.IsResidentialProxy)
	v.network(r.Network)
	return true, nil
}
