package useragent

import (
	"strconv"
	"strings"

	"github.com/ua-parser/uap-go/uaparser"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/internal/fieldtree"
)

// naming says which fields hold what: names below the target, and such below the metadata's "filter.user_agent". An
// empty name leaves the value out.
type naming struct {
	name, version, device, os, osName, osVersion, osFull string
	major, minor, patch, osMajor, osMinor, osPatch       string
	partsInMeta                                          bool // the second row stands in the metadata
}

func classicNames(prefix string) naming {
	return naming{
		name: prefix + "name", version: prefix + "version", device: prefix + "device", os: prefix + "os",
		osName: prefix + "os_name", osVersion: prefix + "os_version", osFull: prefix + "os_full",
		major: prefix + "major", minor: prefix + "minor", patch: prefix + "patch",
		osMajor: prefix + "os_major", osMinor: prefix + "os_minor", osPatch: prefix + "os_patch",
	}
}

func ecsNames() naming {
	return naming{
		name: "name", version: "version", device: "device.name",
		osName: "os.name", osVersion: "os.version", osFull: "os.full",
		major: "version.major", minor: "version.minor", patch: "version.patch",
		osMajor: "os.version.major", osMinor: "os.version.minor", osPatch: "os.version.patch",
		partsInMeta: true,
	}
}

// result is what is to be set for one user agent.
type result struct {
	fields fieldtree.Tree // below the target
	meta   fieldtree.Tree // below the metadata's "filter.user_agent"
}

// makeResult turns what was found in a user agent into fields.
func (n *naming) makeResult(line string, agent *uaparser.UserAgent, system *uaparser.Os, device *uaparser.Device) *result {
	r := &result{}
	parts := &r.fields
	if n.partsInMeta {
		parts = &r.meta
	}
	insert(&r.fields, n.name, agent.Family)
	insert(&r.fields, n.device, device.Family)
	insert(parts, n.major, agent.Major)
	insert(parts, n.minor, agent.Minor)
	insert(parts, n.patch, agent.Patch)
	insert(&r.fields, n.version, agentVersion(line, agent))
	insert(parts, n.osMajor, system.Major)
	insert(parts, n.osMinor, system.Minor)
	insert(parts, n.osPatch, system.Patch)
	version := systemVersion(system)
	insert(&r.fields, n.osVersion, version)
	insert(&r.fields, n.osName, system.Family)
	insert(&r.fields, n.os, system.Family)
	insert(&r.fields, n.osFull, strings.TrimSuffix(system.Family+" "+version, " "))
	return r
}

func insert(t *fieldtree.Tree, name, text string) {
	if name != "" && text != "" {
		t.Insert(name, event.String(strings.Clone(text)))
	}
}

// agentVersion joins the parts of a version. The patterns know three of them; a fourth, as Chrome has it, is taken from
// the user agent itself.
func agentVersion(line string, a *uaparser.UserAgent) string {
	switch {
	case a.Major == "":
		return ""
	case a.Minor == "":
		return a.Major
	case a.Patch == "":
		return a.Major + "." + a.Minor
	}
	version := a.Major + "." + a.Minor + "." + a.Patch
	_, rest, found := strings.Cut(line, version)
	if !found || !strings.HasPrefix(rest, ".") {
		return version
	}
	fourth, _, ended := strings.Cut(rest[1:], " ")
	if n, err := strconv.Atoi(fourth); !ended || err != nil || strconv.Itoa(n) != fourth {
		return version
	}
	return version + "." + fourth
}

// systemVersion joins the parts of a version. A name such as "XP" is parted from what follows by a blank.
func systemVersion(o *uaparser.Os) string {
	if o.Major == "" || o.Minor == "" {
		return o.Major
	}
	sep := " "
	if n, err := strconv.Atoi(o.Major); err == nil && strconv.Itoa(n) == o.Major {
		sep = "."
	}
	version := o.Major + sep + o.Minor
	if o.Patch == "" {
		return version
	}
	version += "." + o.Patch
	if o.PatchMinor == "" {
		return version
	}
	return version + "." + o.PatchMinor
}
