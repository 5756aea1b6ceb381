package config

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// maxOutputs is the number of outputs of a pipeline: an event knows its outputs by a bit for each.
const maxOutputs = 64

// builder builds one pipeline.
type builder struct {
	*load
	p       *Pipeline
	ecs     plugin.ECS
	unnamed map[string]int       // filters without a name, by type
	names   map[string]hcl.Range // names of inputs, outputs and filters by address
	prefix  []string             // chains around the current block, for addresses
	using   []string             // chains that are being expanded
	branch  int                  // branches around the current block
}

// pipelines builds all pipelines.
func (s *load) pipelines() {
	s.collectChains()
	seen := make(map[string]hcl.Range)
	for _, block := range s.top.pipelines {
		name, ok := s.label(block, "pipeline")
		if !ok {
			continue
		}
		if at, twice := seen[name]; twice {
			s.problem(block.DefRange(), fmt.Sprintf("Pipeline %q stands twice", name),
				"It also stands at %s. A pipeline stands in one place; what several pipelines share belongs in a chain \"NAME\" block.", place(at))
			continue
		}
		seen[name] = block.DefRange()
		s.plan.Pipelines = append(s.plan.Pipelines, s.pipeline(block, name))
	}
	s.checkBus()
}

func (s *load) collectChains() {
	for _, b := range s.top.chains {
		name, ok := s.label(b, "chain")
		if !ok {
			continue
		}
		if first := s.chains[name]; first != nil {
			s.problem(b.DefRange(), fmt.Sprintf("Chain %q stands twice", name), "It also stands at %s. Give each chain a name of its own.", place(first.DefRange()))
			continue
		}
		s.chains[name] = b
		s.onlyBody(b.Body, "chain")
	}
}

func (s *load) pipeline(block *hclsyntax.Block, name string) *Pipeline {
	b := &builder{
		load: s, unnamed: make(map[string]int), names: make(map[string]hcl.Range),
		p: &Pipeline{
			Name: name, Range: block.DefRange(), Options: defaultPipeline(),
			Queue: defaultQueue(), DeadLetter: defaultDeadLetter(),
		},
	}
	o := &b.p.Options
	ranges, diags := s.decoder.Decode(b.knownBlocks(block.Body), "pipeline", o)
	s.add(diags)
	b.ecs = plugin.ECS(pick(o.ECS, s.plan.Settings.ECS))
	b.checkPipeline(ranges, block.DefRange())
	b.queue(o.QueueBlock)
	b.deadLetter(o.DeadLetters)
	for _, in := range o.Inputs {
		b.input(in)
	}
	b.p.Body = b.body(block.Body.Blocks)
	return b.p
}

func pick(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func (b *builder) checkPipeline(ranges map[string]hcl.Range, def hcl.Range) {
	o := &b.p.Options
	at := func(option string) hcl.Range {
		if r, ok := ranges[option]; ok {
			return r
		}
		return def
	}
	if o.Workers < 1 || o.Workers > 1024 {
		b.problem(at("workers"), `Invalid "workers" in pipeline`, "It is a whole number from 1 to 1024; %d is not.", o.Workers)
	}
	if o.Batch.Size < 1 || o.Batch.Size > 65536 {
		b.problem(at("batch"), `Invalid "size" in batch of pipeline`, "It is a whole number from 1 to 65536; %d is not.", o.Batch.Size)
	}
	if len(o.Inputs) == 0 {
		b.problem(def, fmt.Sprintf("Pipeline %q has no input", b.p.Name), "Add a block such as: input \"stdin\" {}")
	}
}

func (b *builder) queue(block *hclsyntax.Block) {
	if block == nil {
		return
	}
	typ := b.typeLabel(block, []string{"memory", "disk", "kafka"})
	switch typ {
	case "memory":
		_, diags := b.decoder.Decode(block.Body, `queue "memory"`, &b.p.Queue)
		b.add(diags)
	case "disk", "kafka":
		b.problem(block.DefRange(), fmt.Sprintf("Queue %q is not in this version", typ),
			"This version keeps events in memory until they are delivered. Remove the block, or write queue \"memory\" {}.")
	}
}

func (b *builder) deadLetter(block *hclsyntax.Block) {
	if block == nil {
		return
	}
	b.noLabels(block)
	_, diags := b.decoder.Decode(block.Body, "dead_letter", &b.p.DeadLetter)
	b.add(diags)
}

func (b *builder) env(kind, typ, name, address string, block *hclsyntax.Block, ecs string) plugin.Env {
	return plugin.Env{
		Address: address, Pipeline: b.p.Name, Name: name, Kind: kind, Type: typ,
		Log: b.Log.With("component", address), Scope: b.decoder.Scope, Base: b.dirOf(block.DefRange()),
		DataDir: filepath.Join(b.plan.Settings.DataDir, b.p.Name, kind+"."+name),
		ECS:     plugin.ECS(pick(ecs, string(b.ecs))), Block: block.DefRange(), Bus: b.plan.Bus, Once: b.Once,
		BatchSize: b.p.Options.Batch.Size, Linger: b.p.Options.Batch.Linger.Std(),
	}
}

func (b *builder) unknownPlugin(block *hclsyntax.Block, known []string) {
	b.p.Gaps = true
	slices.Sort(known)
	hint := b.pluginElsewhere(block.Type, block.Labels[0])
	if hint == "" {
		hint = plugin.DidYouMean(block.Labels[0], known)
	}
	if hint == "" {
		hint = fmt.Sprintf(" Known are %s.", plugin.List(known, "and"))
	}
	b.problem(block.LabelRanges[0], fmt.Sprintf("Unknown %s %q", block.Type, block.Labels[0]), "There is no %s of this type.%s", block.Type, hint)
}

func (b *builder) input(block *hclsyntax.Block) {
	typ, name := b.labels(block)
	if typ == "" {
		return
	}
	spec, ok := b.Registry.Inputs[typ]
	if !ok {
		b.unknownPlugin(block, keys(b.Registry.Inputs))
		return
	}
	in := &Input{Name: pick(name, typ), Type: typ, Range: block.DefRange(), Spec: spec, Options: spec.NewOptions()}
	in.Address = b.p.Address() + ".input." + in.Name
	b.claim("input", in.Name, block)
	ranges, diags := b.decoder.Decode(block.Body, fmt.Sprintf("input %q", typ), in.Options, &in.Shared)
	b.add(diags)
	env := b.env("input", typ, in.Name, in.Address, block, in.Shared.ECS)
	env.Options = ranges
	in.ECS, in.Origin = env.ECS, env.Origin("")
	if spec.Bytes {
		in.CodecType, in.Codec = b.codec(in.Shared.Codec, "lines", env, true)
		env.Codec = in.Codec
	} else if in.Shared.Codec != nil {
		b.problem(in.Shared.Codec.DefRange(), fmt.Sprintf("Input %q takes no codec", typ), "It makes events itself; remove the block.")
	}
	if !diags.HasErrors() && (in.Codec != nil || !spec.Bytes) {
		plug, more := spec.Build(in.Options, env)
		b.add(more)
		in.Plugin = plug
	}
	b.p.Inputs = append(b.p.Inputs, in)
}

func keys[T any](m map[string]T) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	return list
}

// codec builds the codec of an input (decode) or output.
func (b *builder) codec(block *hclsyntax.Block, def string, env plugin.Env, decode bool) (string, *plugin.Codec) {
	typ := def
	body := &hclsyntax.Body{SrcRange: env.Block, EndRange: env.Block}
	if block != nil {
		known := keys(b.Registry.Codecs)
		slices.Sort(known)
		if typ = b.typeLabel(block, known); typ == "" {
			return "", nil
		}
		body, env.Block = block.Body, block.DefRange()
	}
	spec, ok := b.Registry.Codecs[typ]
	if !ok {
		return "", nil
	}
	options := spec.NewOptions()
	ranges, diags := b.decoder.Decode(body, fmt.Sprintf("codec %q", typ), options)
	b.add(diags)
	if diags.HasErrors() {
		return typ, nil
	}
	env.Kind, env.Type, env.Options = "codec", typ, ranges
	c, more := spec.Build(options, env)
	b.add(more)
	switch {
	case more.HasErrors():
		return typ, nil
	case decode && c.NewDecoder == nil:
		b.problem(env.Block, fmt.Sprintf("Codec %q can't read", typ), "It only writes; choose another one for an input, such as codec \"lines\" {}.")
		return typ, nil
	case !decode && c.NewEncoder == nil:
		b.problem(env.Block, fmt.Sprintf("Codec %q can't write", typ), "It only reads; choose another one for an output, such as codec \"ndjson\" {}.")
		return typ, nil
	}
	return typ, c
}

func (b *builder) output(block *hclsyntax.Block) *Output {
	typ, name := b.labels(block)
	if typ == "" {
		return nil
	}
	spec, ok := b.Registry.Outputs[typ]
	if !ok {
		b.unknownPlugin(block, keys(b.Registry.Outputs))
		return nil
	}
	out := &Output{
		Name: pick(name, typ), Type: typ, Range: block.DefRange(), Spec: spec, Options: spec.NewOptions(),
		Index: len(b.p.Outputs), Branch: b.branch > 0,
	}
	out.Address = b.p.Address() + ".output." + out.Name
	b.claim("output", out.Name, block)
	if out.Index == maxOutputs {
		b.problem(block.DefRange(), "Too many outputs", "A pipeline has %d outputs at most. Join a second pipeline by output \"pipeline\".", maxOutputs)
		return nil
	}
	batch, retry := spec.Batch, defaultRetry()
	out.Shared.Batch, out.Shared.Retry, out.Shared.Workers = &batch, &retry, spec.Workers
	ranges, diags := b.decoder.Decode(block.Body, fmt.Sprintf("output %q", typ), out.Options, &out.Shared)
	b.add(diags)
	out.Batch, out.Retry, out.Workers = *out.Shared.Batch, *out.Shared.Retry, out.Shared.Workers
	env := b.env("output", typ, out.Name, out.Address, block, out.Shared.ECS)
	env.Options = ranges
	b.checkOutput(out, env)
	b.outputQueue(out.Shared.Queue)
	var codec *plugin.Codec
	if spec.Bytes {
		_, codec = b.codec(out.Shared.Codec, spec.Codec, env, false)
		env.Codec = codec
	} else if out.Shared.Codec != nil {
		b.problem(out.Shared.Codec.DefRange(), fmt.Sprintf("Output %q takes no codec", typ), "It does not write plain bytes; remove the block.")
	}
	for _, f := range out.Shared.Filters {
		if n := b.filter(f, out.Address); n != nil {
			out.Filters = append(out.Filters, n)
		}
	}
	if !diags.HasErrors() && (codec != nil || !spec.Bytes) {
		plug, more := spec.Build(out.Options, env)
		b.add(more)
		out.Plugin = plug
	}
	b.p.Outputs = append(b.p.Outputs, out)
	return out
}

func (b *builder) checkOutput(out *Output, env plugin.Env) {
	if out.Workers < 1 || out.Workers > 256 {
		b.add(env.Invalid("workers", "It is a whole number from 1 to 256; %d is not.", out.Workers))
	}
	if out.Batch.Size < 1 || out.Batch.Bytes < 1 {
		b.add(env.Invalid("batch", "A batch needs room for at least one event: raise size and bytes above 0."))
	}
	if out.Retry.Initial <= 0 || out.Retry.Max < out.Retry.Initial {
		b.add(env.Invalid("retry", "The first pause, initial (%s), must be above 0 and no longer than the longest pause, max (%s).", out.Retry.Initial, out.Retry.Max))
	}
}

// outputQueue checks the queue of an output. In memory every output has one anyway.
func (b *builder) outputQueue(block *hclsyntax.Block) {
	if block == nil {
		return
	}
	switch typ := b.typeLabel(block, []string{"memory", "disk"}); typ {
	case "memory":
		own := defaultQueue()
		_, diags := b.decoder.Decode(block.Body, `queue "memory"`, &own)
		b.add(diags)
	case "disk":
		b.problem(block.DefRange(), `Queue "disk" is not in this version`, "Remove the block, or write queue \"memory\" {}.")
	}
}

// filter builds one filter. owner is the address of the pipeline or of the output that holds it.
func (b *builder) filter(block *hclsyntax.Block, owner string) *Filter {
	typ, name := b.labels(block)
	if typ == "" {
		return nil
	}
	spec, ok := b.Registry.Filters[typ]
	if !ok {
		b.unknownPlugin(block, keys(b.Registry.Filters))
		return nil
	}
	f := &Filter{Name: name, Type: typ, Range: block.DefRange(), Spec: spec, Options: spec.NewOptions()}
	f.Step.Address = b.filterAddress(owner, typ, name)
	f.Step.Reason = event.Reason(len(b.p.Reasons))
	b.p.Reasons = append(b.p.Reasons, f.Step.Address)
	ranges, diags := b.decoder.Decode(block.Body, fmt.Sprintf("filter %q", typ), f.Options, &f.Step.Shared)
	b.add(diags)
	if diags.HasErrors() {
		return f
	}
	env := b.env("filter", typ, pick(name, typ), f.Step.Address, block, f.Step.Shared.ECS)
	env.Options = ranges
	f.Step.Tags = []string{spec.FailureTag}
	if f.Step.Shared.TagOnFailure != nil {
		f.Step.Tags = *f.Step.Shared.TagOnFailure
	}
	plug, more := spec.Build(f.Options, env)
	b.add(more)
	f.Step.Filter = plug
	return f
}

// filterAddress names a filter: by its name, or by its type and a number. A name that is taken, as
// when a chain is used twice, gets a number too.
func (b *builder) filterAddress(owner, typ, name string) string {
	for _, chain := range b.prefix {
		owner += ".chain." + chain
	}
	key := owner + ".filter." + pick(name, typ)
	b.unnamed[key]++
	if n := b.unnamed[key]; name == "" || n > 1 {
		return fmt.Sprintf("%s[%d]", key, n)
	}
	return key
}
