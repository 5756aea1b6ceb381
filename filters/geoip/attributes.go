package geoip

import "strings"

// attribute is one piece of data that a database may have.
type attribute uint8

// The attributes, in the order in which they are set.
const (
	asNumber attribute = iota
	asOrganization
	cityName
	countryName
	continentCode
	continentName
	countryCode2
	countryCode3
	domain
	ip
	isp
	postalCode
	dmaCode
	regionName
	regionCode
	regionISOCode
	timezone
	location
	latitude
	longitude
	organization
	network
	hostingProvider
	torExitNode
	anonymousVPN
	anonymous
	publicProxy
	residentialProxy
	attributeCount
)

// attributes are the names below the target: classic ones, which the option `fields` uses too, and those of ECS, empty
// if the schema has no place for it.
var attributes = [attributeCount]struct{ classic, ecs string }{
	asNumber:         {"asn", "as.number"},
	asOrganization:   {"as_org", "as.organization.name"},
	cityName:         {"city_name", "geo.city_name"},
	countryName:      {"country_name", "geo.country_name"},
	continentCode:    {"continent_code", "geo.continent_code"},
	continentName:    {"continent_name", "geo.continent_name"},
	countryCode2:     {"country_code2", "geo.country_iso_code"},
	countryCode3:     {"country_code3", ""},
	domain:           {"domain", "domain"},
	ip:               {"ip", "ip"},
	isp:              {"isp", "mmdb.isp"},
	postalCode:       {"postal_code", "geo.postal_code"},
	dmaCode:          {"dma_code", "mmdb.dma_code"},
	regionName:       {"region_name", "geo.region_name"},
	regionCode:       {"region_code", "geo.region_code"},
	regionISOCode:    {"region_iso_code", "geo.region_iso_code"},
	timezone:         {"timezone", "geo.timezone"},
	location:         {"location", "geo.location"},
	latitude:         {"latitude", "geo.location.lat"},
	longitude:        {"longitude", "geo.location.lon"},
	organization:     {"organization", "mmdb.organization"},
	network:          {"network", "ip_traits.network"},
	hostingProvider:  {"hosting_provider", "ip_traits.hosting_provider"},
	torExitNode:      {"tor_exit_node", "ip_traits.tor_exit_node"},
	anonymousVPN:     {"anonymous_vpn", "ip_traits.anonymous_vpn"},
	anonymous:        {"anonymous", "ip_traits.anonymous"},
	publicProxy:      {"public_proxy", "ip_traits.public_proxy"},
	residentialProxy: {"residential_proxy", "ip_traits.residential_proxy"},
}

// path is the name of the attribute below the target, empty if it has none.
func (a attribute) path(ecs bool) string {
	if ecs {
		return attributes[a].ecs
	}
	return attributes[a].classic
}

// attributeOf finds an attribute by the name that the option `fields` gives it, in any letter case.
func attributeOf(name string) (attribute, bool) {
	name = strings.ToLower(name)
	switch name {
	case "autonomous_system_number":
		return asNumber, true
	case "autonomous_system_organization":
		return asOrganization, true
	}
	for a := range attributes {
		if attributes[a].classic == name {
			return attribute(a), true
		}
	}
	return 0, false
}

func attributeNames() []string {
	names := make([]string, 0, attributeCount)
	for _, a := range attributes {
		names = append(names, a.classic)
	}
	return names
}

// defaultAttributes is what Logstash adds from a database of the kind when no fields are named.
func defaultAttributes(k kind, ecs bool) []attribute {
	switch k {
	case city:
		region := regionCode
		if ecs {
			region = regionISOCode
		}
		return []attribute{
			cityName, countryName, continentCode, countryCode2, countryCode3, ip, postalCode, dmaCode,
			regionName, region, timezone, location, latitude, longitude,
		}
	case country:
		return []attribute{countryName, continentName, countryCode2, ip}
	case asn:
		return []attribute{asNumber, asOrganization, ip}
	case ispKind:
		return []attribute{asNumber, asOrganization, ip, isp, organization}
	case domainKind:
		return []attribute{domain}
	case enterprise:
		return []attribute{cityName, countryName, continentName, countryCode2, ip, regionName, regionISOCode, location}
	default:
		return []attribute{hostingProvider, torExitNode, anonymousVPN, anonymous, publicProxy, residentialProxy}
	}
}
