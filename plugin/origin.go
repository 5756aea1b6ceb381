package plugin

import (
	"os"

	"github.com/headgate/headgate/event"
)

// Names of the field that holds the name of this machine.
var (
	hostName    = event.MustPath("host.name")
	hostClassic = event.MustPath("host")
)

// HostField is the field that byte inputs set to the name of this machine.
func (e Env) HostField() event.Path {
	if e.ECS.On() {
		return hostName
	}
	return hostClassic
}

// Origin describes one stream of the input: id is what survives a restart, empty if nothing does.
// Events of the stream get the name of this machine and the given fields, unless they have them.
func (e Env) Origin(id string, fields ...event.Preset) *event.Origin {
	o := &event.Origin{Input: e.Name, Pipeline: e.Pipeline, ID: id}
	if host, err := os.Hostname(); err == nil {
		o.Fields = append(o.Fields, event.Preset{Path: e.HostField(), Value: event.String(host)})
	}
	o.Fields = append(o.Fields, fields...)
	return o
}
