// Package codecs lists the codecs that headgate has.
package codecs

import (
	"github.com/headgate/headgate/codecs/cri"
	"github.com/headgate/headgate/codecs/csv"
	"github.com/headgate/headgate/codecs/docker"
	"github.com/headgate/headgate/codecs/json"
	"github.com/headgate/headgate/codecs/lines"
	"github.com/headgate/headgate/codecs/logfmt"
	"github.com/headgate/headgate/codecs/msgpack"
	"github.com/headgate/headgate/codecs/multiline"
	"github.com/headgate/headgate/codecs/ndjson"
	"github.com/headgate/headgate/codecs/pretty"
	"github.com/headgate/headgate/plugin"
)

// All returns the codecs in alphabetical order.
func All() []plugin.CodecSpec {
	return []plugin.CodecSpec{
		cri.Plugin(),
		csv.Plugin(),
		docker.Plugin(),
		json.Plugin(),
		lines.Plugin(),
		logfmt.Plugin(),
		msgpack.Plugin(),
		multiline.Plugin(),
		ndjson.Plugin(),
		pretty.Plugin(),
	}
}
