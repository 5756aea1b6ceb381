// Package filters lists the filters that are built into headgate.
package filters

import (
	"github.com/headgate/headgate/filters/clone"
	"github.com/headgate/headgate/filters/csv"
	"github.com/headgate/headgate/filters/date"
	"github.com/headgate/headgate/filters/dedupe"
	"github.com/headgate/headgate/filters/dissect"
	"github.com/headgate/headgate/filters/drop"
	"github.com/headgate/headgate/filters/fingerprint"
	"github.com/headgate/headgate/filters/geoip"
	"github.com/headgate/headgate/filters/grok"
	"github.com/headgate/headgate/filters/json"
	"github.com/headgate/headgate/filters/kv"
	"github.com/headgate/headgate/filters/mutate"
	"github.com/headgate/headgate/filters/prune"
	"github.com/headgate/headgate/filters/redact"
	"github.com/headgate/headgate/filters/sample"
	"github.com/headgate/headgate/filters/set"
	"github.com/headgate/headgate/filters/split"
	"github.com/headgate/headgate/filters/throttle"
	"github.com/headgate/headgate/filters/translate"
	"github.com/headgate/headgate/filters/truncate"
	"github.com/headgate/headgate/filters/urldecode"
	"github.com/headgate/headgate/filters/useragent"
	"github.com/headgate/headgate/filters/uuid"
	"github.com/headgate/headgate/plugin"
)

// All describes every filter.
func All() []plugin.FilterSpec {
	return []plugin.FilterSpec{
		clone.Plugin(),
		csv.Plugin(),
		date.Plugin(),
		dedupe.Plugin(),
		dissect.Plugin(),
		drop.Plugin(),
		fingerprint.Plugin(),
		geoip.Plugin(),
		grok.Plugin(),
		json.Plugin(),
		kv.Plugin(),
		mutate.Plugin(),
		prune.Plugin(),
		redact.Plugin(),
		sample.Plugin(),
		set.Plugin(),
		split.Plugin(),
		throttle.Plugin(),
		translate.Plugin(),
		truncate.Plugin(),
		urldecode.Plugin(),
		useragent.Plugin(),
		uuid.Plugin(),
	}
}
