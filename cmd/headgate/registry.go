package main

import (
	"github.com/headgate/headgate/codecs"
	"github.com/headgate/headgate/filters"
	"github.com/headgate/headgate/inputs"
	"github.com/headgate/headgate/outputs"
	"github.com/headgate/headgate/plugin"
)

// registry is the list of all plugins.
func registry() *plugin.Registry {
	return plugin.NewRegistry(inputs.All(), filters.All(), outputs.All(), codecs.All())
}
