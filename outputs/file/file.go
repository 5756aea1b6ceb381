// Package file writes events to files whose paths may be made of fields.
//
// An event counts as delivered when write(2) has taken it, with fsync = "batch" when the disk has it.
// Compressed files are flushed with every batch, so that nothing delivered is lost when the process
// is killed. A batch is written whole or not at all: what a failed write left is taken back.
//
// A file that is opened again is first brought into order, see repair.go.
package file

import (
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Options of the file output.
type Options struct {
	// File to write. Every part of the path may hold values of the event: the part before the first
	// ${...}, up to its last slash, is the folder that no event can leave. An event whose path would
	// leave it, or for which a part is missing or empty, is rejected. Relative to the folder of the
	// configuration file.
	Path *expr.Template `hcl:"path"`
	// Permissions of folders that are made.
	DirMode plugin.FileMode `hcl:"dir_mode,optional"`
	// Permissions of files that are made.
	FileMode plugin.FileMode `hcl:"file_mode,optional"`
	// What to do with a file that is there already when it is opened first: write behind its end, or
	// replace what it holds.
	WriteBehavior string `hcl:"write_behavior,optional" oneof:"append,overwrite"`
	// Make files that are missing, also those deleted or renamed while they are written. When false,
	// an event for a file that is missing is rejected.
	CreateIfDeleted bool `hcl:"create_if_deleted,optional"`
	// Compression of the files. "auto" goes by the end of the path: .gz or .zst. Every batch is flushed
	// to the file, so a longer linger in the batch block compresses better.
	Compression string `hcl:"compression,optional" oneof:"auto,none,gzip,zstd"`
	// Compress with gzip, as Logstash spells it. The same as compression = "gzip".
	Gzip bool `hcl:"gzip,optional"`
	// How hard to compress: 1 to 9 for gzip, 1 to 22 for zstd. 0 takes 6 for gzip and 3 for zstd.
	Level int `hcl:"level,optional"`
	// When files are forced to the disk: "batch" before events count as delivered, a duration such as
	// "5s" at that interval, "none" leaves it to the operating system. Without "batch" a crash of the
	// machine, not of headgate, can lose what was delivered last.
	Fsync string `hcl:"fsync,optional"`
	// How many files may be open at the same time. The one that was not written for longest makes
	// room. At most 32 compressed files are open, as each takes memory.
	MaxOpenFiles int `hcl:"max_open_files,optional"`
	// A file that was not written for so long is closed.
	StaleAfter plugin.Duration `hcl:"stale_after,optional"`
}

// Plugin describes the file output.
func Plugin() plugin.OutputSpec {
	return plugin.NewByteOutput("file", Options{
		DirMode: 0o750, FileMode: 0o640, WriteBehavior: "append", CreateIfDeleted: true,
		Compression: "auto", Fsync: "none", MaxOpenFiles: 512,
		StaleAfter: plugin.Duration(10 * time.Second),
	}, build)
}

func build(o Options, env plugin.Env) (plugin.Output, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	if env.Codec == nil || env.Codec.NewEncoder == nil {
		diags = append(diags, env.Invalid("codec", "This codec can only read. Use one that writes, such as codec \"ndjson\" {}.")...)
	}
	if o.MaxOpenFiles < 1 {
		diags = append(diags, env.Invalid("max_open_files", "%d files are too few: write 1 or more.", o.MaxOpenFiles)...)
	}
	if o.StaleAfter <= 0 {
		diags = append(diags, env.Invalid("stale_after", "Files can't be closed after no time at all: write a duration such as \"10s\".")...)
	}
	place, d := newPlace(o.Path, env)
	diags = append(diags, d...)
	method, d := method(&o, env)
	diags = append(diags, d...)
	policy, d := fsyncPolicy(o.Fsync, env)
	diags = append(diags, d...)
	if diags.HasErrors() {
		return nil, diags
	}
	return newOutput(&o, env, place, method, policy), nil
}

// method decides on the compression, "auto" if that depends on the path of each file.
func method(o *Options, env plugin.Env) (string, hcl.Diagnostics) {
	m := o.Compression
	if o.Gzip {
		if m != "auto" && m != "gzip" {
			return m, env.Invalid("gzip", "gzip = true and compression = %q contradict each other: remove gzip.", m)
		}
		m = "gzip"
	}
	parts := o.Path.Parts()
	if n := len(parts); m == "auto" && n > 0 && !parts[n-1].Dynamic {
		m = bySuffix(parts[n-1].Text)
	}
	limit := 9
	if m == "zstd" {
		limit = 22
	}
	if o.Level < 0 || o.Level > limit {
		return m, env.Invalid("level", "%d is no level of %s: write 1 to %d, or 0 for the default.", o.Level, m, limit)
	}
	return m, nil
}

// bySuffix is the compression that the end of a path stands for.
func bySuffix(path string) string {
	switch {
	case strings.HasSuffix(path, ".gz"):
		return "gzip"
	case strings.HasSuffix(path, ".zst"), strings.HasSuffix(path, ".zstd"):
		return "zstd"
	}
	return "none"
}

// fsync says when files are forced to the disk.
type fsync struct {
	batch bool
	every time.Duration // 0: not by time
}

func fsyncPolicy(s string, env plugin.Env) (fsync, hcl.Diagnostics) {
	switch s {
	case "none":
		return fsync{}, nil
	case "batch":
		return fsync{batch: true}, nil
	}
	d, err := plugin.ParseDuration(s)
	if err != nil || d.Std() < time.Millisecond {
		return fsync{}, env.Invalid("fsync", "%q is not known: write \"none\", \"batch\" or a duration such as \"5s\".", s)
	}
	return fsync{every: d.Std()}, nil
}
