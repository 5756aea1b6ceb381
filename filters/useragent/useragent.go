// Package useragent tells browser, operating system and device from a user agent string.
package useragent

import (
	"fmt"
	"os"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the useragent filter.
type Options struct {
	// Field that holds the user agent string. Of a list the first element counts. An event without it is
	// left alone.
	Source event.Path `hcl:"source"`
	// Field that gets the results. By default "user_agent", with the classic names the event itself.
	Target event.Path `hcl:"target,optional"`
	// Text before each classic name. The names of the Elastic Common Schema take none.
	Prefix string `hcl:"prefix,optional"`
	// File with the patterns of the ua-parser project (regexes.yaml). By default those that headgate
	// brings along.
	Regexes string `hcl:"regexes,optional"`
	// How many user agents are remembered with their results, which are costly to find out.
	LRUCacheSize int `hcl:"lru_cache_size,optional"`
}

// Plugin describes the useragent filter.
func Plugin() plugin.FilterSpec {
	return plugin.NewFilter("useragent", Options{LRUCacheSize: 100_000}, build)
}

// maxDefinitions bounds the file with patterns, in bytes.
const maxDefinitions = 16 << 20

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{source: o.Source, target: o.Target, naming: classicNames(o.Prefix), definitions: builtin}
	var diags hcl.Diagnostics
	if env.ECS.On() {
		f.naming = ecsNames()
		if f.target.IsZero() {
			f.target = event.MustPath("user_agent")
		}
		if o.Prefix != "" {
			diags = env.Warning("prefix", "The names of the Elastic Common Schema take no prefix: remove it, or set ecs_compatibility = \"disabled\".")
		}
	}
	if _, err := event.ParsePath(o.Prefix + "name"); err != nil {
		diags = append(diags, env.Invalid("prefix", "%q can't begin the name of a field: %v.", o.Prefix, err)...)
	}
	if o.LRUCacheSize < 1 {
		diags = append(diags, env.Invalid("lru_cache_size", "%d is too small: at least 1 result has to be remembered.", o.LRUCacheSize)...)
	}
	if o.Regexes != "" {
		d, err := read(env.Path(o.Regexes))
		if err != nil {
			diags = append(diags, env.Invalid("regexes", "The patterns can't be used: %v.", err)...)
		}
		f.definitions = func() *definitions { return d }
	}
	if diags.HasErrors() {
		return nil, diags
	}
	f.cache = newCache(o.LRUCacheSize)
	return f, diags
}

// whereToGet says how to come by a file with patterns.
const whereToGet = "take regexes.yaml from https://github.com/ua-parser/uap-core"

// read reads a file with patterns.
func read(path string) (*definitions, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %s", err, whereToGet)
	case info.Size() > maxDefinitions:
		return nil, fmt.Errorf("%q has %d bytes, and %d is the most: %s", path, info.Size(), maxDefinitions, whereToGet)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	d, err := parseDefinitions(data)
	if err != nil {
		return nil, fmt.Errorf("%q: %w: %s", path, err, whereToGet)
	}
	return d, nil
}
