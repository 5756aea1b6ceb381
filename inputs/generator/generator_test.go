package generator

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/codecs/json"
	"github.com/headgate/headgate/codecs/lines"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func run(t *testing.T, options string, codec *plugin.Codec, change ...func(*plugin.Env)) []string {
	t.Helper()
	in, diags := plugintest.BuildInput(t, Plugin(), options, codec, change...)
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	sink := plugintest.NewSink(codec)
	if err := in.Run(t.Context(), sink); err != nil {
		t.Fatal(err)
	}
	return sink.Events()
}

// brief keeps what the input itself gives: the message and the fields after it but for host and time.
func brief(events []string, host string) []string {
	out := make([]string, len(events))
	for i, e := range events {
		before, _, _ := strings.Cut(e, `,"@timestamp"`)
		out[i] = strings.Replace(before, host, "HOST", 1)
	}
	return out
}

func TestRun(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, options string
		want          []string
	}{
		{"default message", `count = 1`, []string{`{"message":"Hello world!","event":{"sequence":0},"host":{"name":"HOST"}`}},
		{
			"rounds of lines", "lines = [\"a\", \"b\"]\ncount = 2",
			[]string{
				`{"message":"a","event":{"sequence":0},"host":{"name":"HOST"}`,
				`{"message":"b","event":{"sequence":0},"host":{"name":"HOST"}`,
				`{"message":"a","event":{"sequence":1},"host":{"name":"HOST"}`,
				`{"message":"b","event":{"sequence":1},"host":{"name":"HOST"}`,
			},
		},
		{
			"rate and interval", "message = \"m\"\ncount = 2\nrate = 1000\ninterval = \"1ms\"",
			[]string{
				`{"message":"m","event":{"sequence":0},"host":{"name":"HOST"}`,
				`{"message":"m","event":{"sequence":1},"host":{"name":"HOST"}`,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := brief(run(t, tt.options, plugintest.MustCodec(t, lines.Plugin(), "")), host)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClassicNames(t *testing.T) {
	host, _ := os.Hostname()
	events := run(t, `count = 1`, plugintest.MustCodec(t, lines.Plugin(), ""), func(e *plugin.Env) { e.ECS = plugin.ECSDisabled })
	want := []string{`{"message":"Hello world!","sequence":0,"host":"HOST"`}
	if diff := cmp.Diff(want, brief(events, host)); diff != "" {
		t.Error(diff)
	}
}

func TestCodecDecodesLines(t *testing.T) {
	events := run(t, `lines = ["{\"a\":1}"]`+"\ncount = 1", plugintest.MustCodec(t, json.Plugin(), ""))
	if len(events) != 1 || !strings.HasPrefix(events[0], `{"a":1,`) {
		t.Errorf("got %q, want one event with the field a", events)
	}
}

func TestEveryLineOnce(t *testing.T) {
	const rounds = 1000
	events := run(t, fmt.Sprintf("lines = [\"a\"]\ncount = %d", rounds), plugintest.MustCodec(t, lines.Plugin(), ""))
	if len(events) != rounds {
		t.Errorf("got %d events, want %d", len(events), rounds)
	}
}

func TestEndlessStops(t *testing.T) {
	codec := plugintest.MustCodec(t, lines.Plugin(), "")
	in, _ := plugintest.BuildInput(t, Plugin(), "", codec)
	if in.(plugin.Finite).SetOnce() {
		t.Error("a generator without count says that it ends")
	}
	ctx, cancel := context.WithCancel(t.Context())
	sink := plugintest.NewSink(nil)
	done := make(chan error)
	go func() { done <- in.Run(ctx, counting{sink, cancel}) }()
	if err := <-done; err != nil {
		t.Errorf("stopped with %v", err)
	}
}

// counting cancels when the first batch has come.
type counting struct {
	plugin.Sink
	cancel context.CancelFunc
}

func (c counting) Push(ctx context.Context, b *event.Batch) error {
	defer c.cancel()
	return c.Sink.Push(ctx, b)
}

func TestInvalid(t *testing.T) {
	tests := []struct{ name, options, want string }{
		{"count", `count = -1`, "-1 is negative"},
		{"rate", `rate = -0.5`, "-0.5 is negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildInput(t, Plugin(), tt.options, plugintest.MustCodec(t, lines.Plugin(), ""))
			if got := plugintest.Messages(diags); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want it to say %q", got, tt.want)
			}
		})
	}
}

// discard takes batches and drops their records.
type discard struct{ n int }

func (d *discard) Push(_ context.Context, b *event.Batch) error {
	d.n += len(b.Records())
	b.Decode(func(int, *event.Record) {})
	b.FanOut(0)
	return nil
}

func BenchmarkRun(b *testing.B) {
	codec := plugintest.MustCodec(b, lines.Plugin(), "")
	in, _ := plugintest.BuildInput(b, Plugin(), "count = 100000", codec)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		d := new(discard)
		if err := in.Run(b.Context(), d); err != nil {
			b.Fatal(err)
		}
		n += d.n
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/line")
}
