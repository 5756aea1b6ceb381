// Package filters lists the filters that are built into headgate.
package filters

import (
	"github.com/headgate/headgate/filters/csv"
	"github.com/headgate/headgate/filters/date"
	"github.com/headgate/headgate/filters/dissect"
	"github.com/headgate/headgate/filters/drop"
	"github.com/headgate/headgate/filters/geoip"
	"github.com/headgate/headgate/filters/json"
	"github.com/headgate/headgate/filters/kv"
	"github.com/headgate/headgate/filters/mutate"
	"github.com/headgate/headgate/filters/set"
	"github.com/headgate/headgate/filters/useragent"
	"github.com/headgate/headgate/plugin"
)

// All describes every filter.
func All() []plugin.FilterSpec {
	return []plugin.FilterSpec{
		csv.Plugin(),
		date.Plugin(),
		dissect.Plugin(),
		drop.Plugin(),
		geoip.Plugin(),
		json.Plugin(),
		kv.Plugin(),
		mutate.Plugin(),
		set.Plugin(),
		useragent.Plugin(),
	}
}
