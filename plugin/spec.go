package plugin

import (
	"fmt"
	"reflect"
	"time"

	"github.com/hashicorp/hcl/v2"
)

// Spec describes a plugin: its name and its options, from which decoding, defaults, checks, the
// reference page and completion are derived.
type Spec struct {
	Kind string // "input", "filter", "output" or "codec"
	Name string
	// Aliases are other names that mean the same plugin.
	Aliases  []string
	defaults reflect.Value // the options struct with its defaults
}

// NewOptions returns a pointer to a copy of the options with their defaults.
func (s *Spec) NewOptions() any {
	p := reflect.New(s.defaults.Type())
	p.Elem().Set(s.defaults)
	return p.Interface()
}

// InputSpec describes an input.
type InputSpec struct {
	Spec
	// Bytes says that the input frames records that a codec decodes.
	Bytes bool
	build func(o any, env Env) (Input, hcl.Diagnostics)
}

// FilterSpec describes a filter.
type FilterSpec struct {
	Spec
	// FailureTag is what an event is tagged with when the filter fails on it.
	FailureTag string
	build      func(o any, env Env) (Filter, hcl.Diagnostics)
}

// OutputSpec describes an output.
type OutputSpec struct {
	Spec
	// Bytes says that the output writes what a codec encoded; Codec is the type used by default.
	Bytes bool
	Codec string
	// Workers is the default of the option of that name; 1 keeps the order of each source.
	Workers int
	// Batch are the defaults of the block of that name.
	Batch BatchOptions
	build func(o any, env Env) (Output, hcl.Diagnostics)
}

// BatchOptions say when a batch for an output is complete: by the first of the three.
type BatchOptions struct {
	// Events in a batch at most.
	Size int `hcl:"size,optional"`
	// Bytes in a batch at most, estimated from the records as they came in.
	Bytes Size `hcl:"bytes,optional"`
	// Time to wait for more events after the first.
	Linger Duration `hcl:"linger,optional"`
}

// CodecSpec describes a codec.
type CodecSpec struct {
	Spec
	build func(o any, env Env) (*Codec, hcl.Diagnostics)
}

func newSpec(kind, name string, defaults any) Spec {
	return Spec{Kind: kind, Name: name, defaults: reflect.ValueOf(defaults)}
}

// NewInput describes an input whose options are of type O.
func NewInput[O any](name string, defaults O, build func(o O, env Env) (Input, hcl.Diagnostics)) InputSpec {
	return InputSpec{Spec: newSpec("input", name, defaults), build: func(o any, env Env) (Input, hcl.Diagnostics) {
		return build(*o.(*O), env)
	}}
}

// NewByteInput describes an input that frames records for a codec to decode.
func NewByteInput[O any](name string, defaults O, build func(o O, env Env) (Input, hcl.Diagnostics)) InputSpec {
	s := NewInput(name, defaults, build)
	s.Bytes = true
	return s
}

// NewFilter describes a filter whose options are of type O. Its failure tag is _NAMEfailure.
func NewFilter[O any](name string, defaults O, build func(o O, env Env) (Filter, hcl.Diagnostics)) FilterSpec {
	return FilterSpec{
		Spec: newSpec("filter", name, defaults), FailureTag: fmt.Sprintf("_%sfailure", name),
		build: func(o any, env Env) (Filter, hcl.Diagnostics) { return build(*o.(*O), env) },
	}
}

// WithTag returns the description with another failure tag.
func (s FilterSpec) WithTag(tag string) FilterSpec {
	s.FailureTag = tag
	return s
}

// NewOutput describes an output whose options are of type O.
func NewOutput[O any](name string, defaults O, build func(o O, env Env) (Output, hcl.Diagnostics)) OutputSpec {
	return OutputSpec{
		Spec: newSpec("output", name, defaults), Workers: 1,
		Batch: BatchOptions{Size: 1024, Bytes: 4 << 20, Linger: Duration(5 * time.Millisecond)},
		build: func(o any, env Env) (Output, hcl.Diagnostics) { return build(*o.(*O), env) },
	}
}

// NewByteOutput describes an output that writes what a codec encodes, ndjson by default.
func NewByteOutput[O any](name string, defaults O, build func(o O, env Env) (Output, hcl.Diagnostics)) OutputSpec {
	s := NewOutput(name, defaults, build)
	s.Bytes, s.Codec = true, "ndjson"
	return s
}

// NewCodec describes a codec whose options are of type O.
func NewCodec[O any](name string, defaults O, build func(o O, env Env) (*Codec, hcl.Diagnostics)) CodecSpec {
	return CodecSpec{Spec: newSpec("codec", name, defaults), build: func(o any, env Env) (*Codec, hcl.Diagnostics) {
		return build(*o.(*O), env)
	}}
}

// Build builds the input from options that were decoded into what NewOptions returned.
func (s InputSpec) Build(o any, env Env) (Input, hcl.Diagnostics) { return s.build(o, env) }

// Build builds the filter from options that were decoded into what NewOptions returned.
func (s FilterSpec) Build(o any, env Env) (Filter, hcl.Diagnostics) { return s.build(o, env) }

// Build builds the output from options that were decoded into what NewOptions returned.
func (s OutputSpec) Build(o any, env Env) (Output, hcl.Diagnostics) { return s.build(o, env) }

// Build builds the codec from options that were decoded into what NewOptions returned.
func (s CodecSpec) Build(o any, env Env) (*Codec, hcl.Diagnostics) { return s.build(o, env) }

// Registry is the list of all plugins, put together where the program starts.
type Registry struct {
	Inputs  map[string]InputSpec
	Filters map[string]FilterSpec
	Outputs map[string]OutputSpec
	Codecs  map[string]CodecSpec
}

// NewRegistry makes the list. Two plugins of one kind and name are a mistake in the program.
func NewRegistry(in []InputSpec, filters []FilterSpec, out []OutputSpec, codecs []CodecSpec) *Registry {
	return &Registry{
		Inputs:  index(in, func(s InputSpec) *Spec { return &s.Spec }),
		Filters: index(filters, func(s FilterSpec) *Spec { return &s.Spec }),
		Outputs: index(out, func(s OutputSpec) *Spec { return &s.Spec }),
		Codecs:  index(codecs, func(s CodecSpec) *Spec { return &s.Spec }),
	}
}

func index[T any](specs []T, spec func(T) *Spec) map[string]T {
	m := make(map[string]T, len(specs))
	for _, s := range specs {
		d := spec(s)
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			if _, twice := m[name]; twice {
				panic(fmt.Sprintf("BUG: %s %q is registered twice", d.Kind, name))
			}
			m[name] = s
		}
	}
	return m
}
