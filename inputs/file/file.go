// Package file reads files that match patterns: it follows those that grow and reads those that do
// not, also compressed ones, to their end.
//
// # Identity
//
// A file is known by device and inode, by the time of its creation where the system tells, and by
// its content: the hash of its first bytes and the hashes of a few stretches that were read last. So
// a renamed file goes on where it was, a file that was emptied and written anew begins again, an
// inode that is used again is not mistaken for the old file, and a copy or a compressed copy of a
// file that is gone goes on where that was.
//
// # Positions
//
// How far each file is settled is kept in the file "positions" of the input's data folder. It is
// text: a line with a JSON object that names the format and the number of entries, and then a line
// with a JSON object for each file, see entry. It is replaced as a whole: written beside, synced,
// renamed, and the folder synced. A file of positions that can't be understood is set aside under
// another name; files are then treated as if they had never been seen, by start_at.
package file

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Options of the file input.
type Options struct {
	// Files to read: paths and patterns with *, ?, [a-z], {a,b}, and ** for any number of folders.
	// Relative ones count from the folder of the configuration file.
	Paths []string `hcl:"paths"`
	// Patterns of files to leave out: a pattern without a slash is held against the name of the
	// file, one with a slash against its path.
	Exclude []string `hcl:"exclude,optional"`
	// What files are: "tail" follows files that grow, "read" reads files that are complete, each to
	// its end. With --once it is always "read".
	Mode string `hcl:"mode,optional" oneof:"tail,read"`
	// Where to begin in files that are there when headgate starts and were never seen before. By
	// default at the end, in mode "read" and with --once at the beginning. Files that appear later
	// are read from the beginning.
	StartAt string `hcl:"start_at,optional" oneof:"beginning,end"`
	// Keeps how far files were delivered, so that a restart goes on there.
	Checkpoint bool `hcl:"checkpoint,optional"`
	// How often positions are written while they change.
	CheckpointInterval plugin.Duration `hcl:"checkpoint_interval,optional"`
	// Positions of files that have been gone for so long are forgotten.
	CleanAfter plugin.Duration `hcl:"clean_after,optional"`
	// How often to look for new files.
	DiscoverInterval plugin.Duration `hcl:"discover_interval,optional"`
	// How often to look whether open files have grown.
	StatInterval plugin.Duration `hcl:"stat_interval,optional"`
	// Files that were never seen before and have not been changed for so long are left alone until
	// they change; then what is new in them is read. 0 leaves none alone.
	IgnoreOlder plugin.Duration `hcl:"ignore_older,optional"`
	// A file that has not grown for so long is closed. It is opened again when it grows.
	CloseOlder plugin.Duration `hcl:"close_older,optional"`
	// Files that are open at the same time at most. Others wait for their turn.
	MaxOpenFiles int `hcl:"max_open_files,optional"`
	// Number of bytes at the beginning of a file by which it is recognised.
	Fingerprint plugin.Size `hcl:"fingerprint,optional"`
	// What to do with a file, in mode "read", when all of it has been delivered.
	OnDone string `hcl:"on_done,optional" oneof:"keep,delete,move"`
	// Folder for files that are done, with on_done = "move". It must be on the same file system.
	MoveTo string `hcl:"move_to,optional"`
}

// Plugin describes the file input.
func Plugin() plugin.InputSpec {
	return plugin.NewByteInput("file", Options{
		Mode: modeTail, Checkpoint: true, CheckpointInterval: plugin.Duration(100 * time.Millisecond),
		CleanAfter: plugin.Duration(14 * 24 * time.Hour), DiscoverInterval: plugin.Duration(5 * time.Second),
		StatInterval: plugin.Duration(time.Second), CloseOlder: plugin.Duration(time.Hour),
		MaxOpenFiles: 4095, Fingerprint: 1024, OnDone: doneKeep,
	}, build)
}

// Values of options.
const (
	modeTail   = "tail"
	modeRead   = "read"
	startEnd   = "end"
	doneKeep   = "keep"
	doneDelete = "delete"
	doneMove   = "move"
)

func build(o Options, env plugin.Env) (plugin.Input, hcl.Diagnostics) {
	diags := check(&o, env)
	if diags.HasErrors() {
		return nil, diags
	}
	in := &input{Options: o, env: env, names: namesOf(env.ECS), settled: make(chan struct{}, 1)}
	for _, p := range o.Paths {
		in.patterns = append(in.patterns, env.Path(p))
	}
	in.MoveTo = env.Path(o.MoveTo)
	in.store = newStore(filepath.Join(env.DataDir, "positions"), in)
	if env.Once {
		in.SetOnce()
	}
	return in, diags
}

func check(o *Options, env plugin.Env) hcl.Diagnostics {
	var diags hcl.Diagnostics
	bad := func(option, format string, args ...any) {
		diags = append(diags, env.Invalid(option, format, args...)...)
	}
	if len(o.Paths) == 0 {
		bad("paths", "The list is empty: name at least one file, such as \"/var/log/*.log\".")
	}
	for option, patterns := range map[string][]string{"paths": o.Paths, "exclude": o.Exclude} {
		for _, p := range patterns {
			if p == "" || !doublestar.ValidatePathPattern(p) {
				bad(option, "%q is not a pattern for files: check that brackets and braces are closed.", p)
			}
		}
	}
	for option, d := range map[string]plugin.Duration{
		"checkpoint_interval": o.CheckpointInterval, "discover_interval": o.DiscoverInterval,
		"stat_interval": o.StatInterval, "close_older": o.CloseOlder, "clean_after": o.CleanAfter,
	} {
		if d <= 0 {
			bad(option, "%s is no time to wait: give a duration such as \"1s\".", d)
		}
	}
	switch {
	case o.MaxOpenFiles < 1:
		bad("max_open_files", "%d lets no file be read: give at least 1.", o.MaxOpenFiles)
	case o.Fingerprint < minFingerprint || o.Fingerprint > maxFingerprint:
		bad("fingerprint", "%s is out of bounds: give %dB to %s.", o.Fingerprint, minFingerprint, plugin.Size(maxFingerprint))
	case o.OnDone != doneKeep && o.Mode != modeRead:
		bad("on_done", "%q is for files that are complete: add mode = \"read\".", o.OnDone)
	case o.OnDone == doneMove && o.MoveTo == "":
		bad("move_to", "The option is missing: name the folder to which on_done = \"move\" moves files.")
	case o.OnDone != doneMove && o.MoveTo != "":
		bad("move_to", "Nothing is moved to %q: add on_done = \"move\".", o.MoveTo)
	}
	return diags
}

// names are the fields that every event of a file gets.
type names struct{ path, offset event.Path }

func namesOf(ecs plugin.ECS) names {
	n := names{event.MustPath("log.file.path"), event.MustPath("log.offset")}
	if !ecs.On() {
		n.path = event.MustPath("path")
	}
	return n
}

type input struct {
	Options
	env      plugin.Env
	names    names
	patterns []string // absolute
	once     bool
	store    *store
	closing  sync.Once
	awaiting atomic.Bool   // whether the watcher wants to know when something is settled
	settled  chan struct{} // tells it so
}

// SetOnce implements plugin.Finite: all files that are there are read to their end.
func (in *input) SetOnce() bool {
	in.once, in.Mode = true, modeRead
	return true
}

// KeepsState implements plugin.Stateful.
func (in *input) KeepsState() bool { return in.Checkpoint }

// Sets implements plugin.FieldSetter.
func (in *input) Sets() ([]event.Path, bool) {
	return []event.Path{in.env.HostField(), in.names.path, in.names.offset}, false
}

// Open reads the positions of the last run.
func (in *input) Open(context.Context) error {
	if !in.Checkpoint {
		return nil
	}
	return in.store.load()
}

// Run reads files until the context is done or, with --once, all files were read to their end.
func (in *input) Run(ctx context.Context, sink plugin.Sink) error {
	w := newWatcher(in, sink, max(4, runtime.GOMAXPROCS(0)))
	return w.run(ctx)
}

// Close writes the positions for the last time, when all that was read is settled.
func (in *input) Close() error {
	var err error
	in.closing.Do(func() {
		if in.Checkpoint && in.store.loaded {
			err = in.store.save()
		}
	})
	return err
}

// origin describes the stream of records of a file.
func (in *input) origin(id, path string) *event.Origin {
	o := in.env.Origin(id, event.Preset{Path: in.names.path, Value: event.String(path)})
	o.OffsetField = in.names.offset
	return o
}
