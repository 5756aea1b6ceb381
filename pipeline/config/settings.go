package config

import (
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/plugin"
)

// Settings are the options of the block headgate, for the whole process.
type Settings struct {
	// Folder for the state: file positions, queues, dead-letter queues. By default
	// /var/lib/headgate for root, else headgate in the user's state folder.
	DataDir string `hcl:"data_dir,optional"`
	// Which names events bear: "v8" and "v1" are those of the Elastic Common Schema, "disabled" the
	// classic ones.
	ECS string `hcl:"ecs_compatibility,optional" oneof:"v8,v1,disabled"`
	// How long stopping may take before what is not delivered is given back to its source.
	ShutdownTimeout plugin.Duration `hcl:"shutdown_timeout,optional"`
	// The process's own logs.
	Log LogSettings `hcl:"log,block"`
	// The HTTP API.
	API APISettings `hcl:"api,block"`
	// Bounds of the process.
	Limits LimitSettings `hcl:"limits,block"`
}

// LogSettings are the options of the block log.
type LogSettings struct {
	// The least important messages that are written.
	Level string `hcl:"level,optional" oneof:"debug,info,warn,error"`
	// How they are written.
	Format string `hcl:"format,optional" oneof:"text,json"`
}

// APISettings are the options of the block api.
type APISettings struct {
	// Whether the API is served.
	Enabled bool `hcl:"enabled,optional"`
	// Where it listens. By default on the first free port from 9600 to 9700 of the loopback address.
	Listen string `hcl:"listen,optional"`
	// Certificates.
	TLS *TLSSettings `hcl:"tls,block"`
	// Who may use it.
	Auth *AuthSettings `hcl:"auth,block"`
}

// TLSSettings are the options of the block tls of the API.
type TLSSettings struct {
	// File of the certificate, PEM.
	Cert string `hcl:"cert"`
	// File of its key, PEM.
	Key string `hcl:"key"`
	// File of the authorities that client certificates must come from, PEM.
	CA string `hcl:"ca,optional"`
	// Whether clients must show a certificate.
	ClientAuth string `hcl:"client_auth,optional" oneof:"none,optional,required"`
	// The oldest version of TLS.
	MinVersion string `hcl:"min_version,optional" oneof:"1.2,1.3"`
}

// AuthSettings are the options of the block auth of the API.
type AuthSettings struct {
	// Name for basic authentication.
	User string `hcl:"user,optional"`
	// Password for basic authentication.
	Password plugin.Secret `hcl:"password,optional"`
	// Token for bearer authentication.
	Token plugin.Secret `hcl:"token,optional"`
}

// LimitSettings are the options of the block limits.
type LimitSettings struct {
	// Memory that the process aims to stay below. By default 80 % of the container's memory.
	Memory plugin.Size `hcl:"memory,optional"`
	// Processors that the process uses at most. By default all.
	CPUs int `hcl:"cpus,optional"`
}

func defaultSettings() Settings {
	return Settings{
		DataDir:         defaultDataDir(),
		ECS:             string(plugin.ECSv8),
		ShutdownTimeout: plugin.Duration(30 * time.Second),
		Log:             LogSettings{Level: "info", Format: "text"},
		API:             APISettings{Enabled: true},
	}
}

func defaultDataDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/headgate"
	}
	if dir := os.Getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "headgate")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(os.TempDir(), "headgate")
	}
	return filepath.Join(home, ".local", "state", "headgate")
}

// PipelineOptions are the options of a pipeline block.
type PipelineOptions struct {
	// Goroutines that decode and filter. By default the number of processors.
	Workers int `hcl:"workers,optional"`
	// Whether each source's order is kept.
	Order string `hcl:"order,optional" oneof:"source,none"`
	// Which names events bear. By default as set for the process.
	ECS string `hcl:"ecs_compatibility,optional" oneof:"v8,v1,disabled"`
	// How inputs cut their records into batches.
	Batch PipelineBatch `hcl:"batch,block"`

	// Where events come from.
	Inputs []*hclsyntax.Block `hcl:"input,block"`
	// Steps that change events, from top to bottom.
	Filters []*hclsyntax.Block `hcl:"filter,block"`
	// Where events go.
	Outputs []*hclsyntax.Block `hcl:"output,block"`
	// Blocks of which each event takes one case.
	Routes []*hclsyntax.Block `hcl:"route,block"`
	// Blocks that only some events go through.
	Groups []*hclsyntax.Block `hcl:"group,block"`
	// Runs a chain.
	Uses []*hclsyntax.Block `hcl:"use,block"`
	// What stands between inputs and filters.
	QueueBlock *hclsyntax.Block `hcl:"queue,block"`
	// Bounds of the dead-letter queue.
	DeadLetters *hclsyntax.Block `hcl:"dead_letter,block"`
}

// PipelineBatch are the options of the block batch of a pipeline.
type PipelineBatch struct {
	// Events in a batch at most.
	Size int `hcl:"size,optional"`
	// Longest wait of an input that gathers single events for its batch to fill up. What is read in
	// blocks, such as files, never waits.
	Linger plugin.Duration `hcl:"linger,optional"`
}

func defaultPipeline() PipelineOptions {
	return PipelineOptions{
		Workers: runtime.GOMAXPROCS(0), Order: "source",
		Batch: PipelineBatch{Size: 256, Linger: plugin.Duration(20 * time.Millisecond)},
	}
}

// QueueOptions are the options of a queue block.
type QueueOptions struct {
	// Events that may wait at most.
	MaxEvents int `hcl:"max_events,optional"`
	// Bytes that may wait at most.
	MaxSize plugin.Size `hcl:"max_size,optional"`
}

func defaultQueue() QueueOptions { return QueueOptions{MaxEvents: 2000, MaxSize: 64 << 20} }

// DeadLetterOptions are the options of the block dead_letter.
type DeadLetterOptions struct {
	// Whether rejected events are kept. If not they are dropped, counted and logged.
	Enabled bool `hcl:"enabled,optional"`
	// Size of the queue at most.
	MaxSize plugin.Size `hcl:"max_size,optional"`
	// How long entries are kept.
	Retain plugin.Duration `hcl:"retain,optional"`
	// What happens when it is full.
	OnFull string `hcl:"on_full,optional" oneof:"drop_oldest,block"`
}

func defaultDeadLetter() DeadLetterOptions {
	return DeadLetterOptions{Enabled: true, MaxSize: 1 << 30, Retain: plugin.Duration(7 * 24 * time.Hour), OnFull: "drop_oldest"}
}

// defaultRetry are the defaults of the block retry of outputs.
func defaultRetry() plugin.RetryOptions {
	return plugin.RetryOptions{Initial: plugin.Duration(500 * time.Millisecond), Max: plugin.Duration(30 * time.Second)}
}
