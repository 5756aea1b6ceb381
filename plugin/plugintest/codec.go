package plugintest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// BuildCodec builds a codec from the inside of its block.
func BuildCodec(t testing.TB, spec plugin.CodecSpec, body string, change ...func(*plugin.Env)) (*plugin.Codec, hcl.Diagnostics) {
	t.Helper()
	env := Env(t, "codec", spec.Name)
	for _, c := range change {
		c(&env)
	}
	opts := spec.NewOptions()
	diags := Decode(t, &env, body, opts)
	if diags.HasErrors() {
		return nil, diags
	}
	c, more := spec.Build(opts, env)
	return c, append(diags, more...)
}

// MustCodec is BuildCodec for options that must be right.
func MustCodec(t testing.TB, spec plugin.CodecSpec, body string, change ...func(*plugin.Env)) *plugin.Codec {
	t.Helper()
	c, diags := BuildCodec(t, spec, body, change...)
	if diags.HasErrors() {
		t.Fatalf("building codec %q with\n%s\n: %s", spec.Name, body, Messages(diags))
	}
	return c
}

// DecodeStream sends a stream through a codec, in pieces of at most so many bytes, and returns the events as
// JSON. The stream ends behind the last byte.
func DecodeStream(t testing.TB, c *plugin.Codec, stream string, piece int) []string {
	t.Helper()
	framer, decoder := c.NewFramer(), c.NewDecoder()
	var frames []plugin.Frame
	var rest []byte
	base := int64(0)
	for len(stream) > 0 {
		n := min(piece, len(stream))
		buf := append(append(make([]byte, 0, len(rest)+n), rest...), stream[:n]...)
		stream = stream[n:]
		var used int
		frames, used = framer.Frame(buf, base, frames)
		base += int64(used)
		rest = buf[used:]
	}
	frames = framer.Flush(rest, base, frames)
	checkPositions(t, frames)
	return Events(decode(c, decoder, frames))
}

func checkPositions(t testing.TB, frames []plugin.Frame) {
	t.Helper()
	last := int64(0)
	for i, f := range frames {
		if f.Next < last {
			t.Errorf("frame %d: position to read on from falls from %d to %d", i, last, f.Next)
		}
		last = f.Next
	}
}

func decode(c *plugin.Codec, d plugin.Decoder, frames []plugin.Frame) *event.Batch {
	b := event.NewBatch()
	for _, f := range frames {
		b.AddRecord(event.Record{Data: f.Data, Aux: f.Aux, Tag: f.Tag, Offset: f.Offset})
	}
	b.Decode(func(_ int, r *event.Record) { _ = plugin.DecodeRecord(b, r, d, c.FailureTag) })
	return b
}

// Cuts checks that a stream gives the same events however it is cut into pieces, and returns them.
func Cuts(t testing.TB, c *plugin.Codec, stream string) []string {
	t.Helper()
	whole := DecodeStream(t, c, stream, max(1, len(stream)))
	for _, n := range []int{1, 2, 3, 7, 16, 61} {
		if diff := cmp.Diff(whole, DecodeStream(t, c, stream, n)); diff != "" {
			t.Errorf("in pieces of %d bytes (-whole +pieces):\n%s", n, diff)
		}
	}
	return whole
}

// Encode encodes events, given as JSON objects, and returns the bytes.
func Encode(t testing.TB, c *plugin.Codec, events ...string) string {
	t.Helper()
	enc := c.NewEncoder()
	var out []byte
	var err error
	for _, e := range Batch(t, events...).Every() {
		if out, err = enc.Encode(out, e); err != nil {
			t.Fatal(err)
		}
	}
	return string(out)
}

// Lines joins lines to a stream.
func Lines(lines ...string) string { return strings.Join(lines, "\n") + "\n" }
