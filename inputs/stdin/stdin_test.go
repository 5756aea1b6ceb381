package stdin

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/headgate/headgate/codecs/lines"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func messages(events []string) []string {
	var out []string
	for _, e := range events {
		s, _, _ := strings.Cut(strings.TrimPrefix(e, `{"message":"`), `"`)
		out = append(out, s)
	}
	return out
}

// start runs the input on a pipe.
func start(ctx context.Context, t *testing.T, codec *plugin.Codec) (w *os.File, sink *plugintest.Sink, done chan error) {
	t.Helper()
	in, diags := plugintest.BuildInput(t, Plugin(), "", codec)
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = r.Close()
		_ = w.Close()
	})
	in.(*input).file = r
	sink, done = plugintest.NewSink(codec), make(chan error, 1)
	go func() { done <- in.Run(ctx, sink) }()
	return w, sink, done
}

func write(t *testing.T, w *os.File, text string) {
	t.Helper()
	if _, err := w.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestEndsWithTheStream(t *testing.T) {
	w, sink, done := start(t.Context(), t, plugintest.MustCodec(t, lines.Plugin(), ""))
	write(t, w, "one\ntwo\n")
	sink.Wait(t.Context(), t, 2)
	write(t, w, "thr")
	write(t, w, "ee\nunfinished")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"one", "two", "three", "unfinished"}, messages(sink.Events())); diff != "" {
		t.Error(diff)
	}
}

func TestStopsWhileNothingComes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	w, sink, done := start(ctx, t, plugintest.MustCodec(t, lines.Plugin(), ""))
	write(t, w, "one\nunfinished")
	sink.Wait(ctx, t, 1)
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"one", "unfinished"}, messages(sink.Events())); diff != "" {
		t.Error(diff)
	}
}

// holding is a framer that gives each line only when it is asked to flush.
type holding struct{ held []plugin.Frame }

func (h *holding) Frame(buf []byte, base int64, out []plugin.Frame) ([]plugin.Frame, int) {
	end := strings.LastIndexByte(string(buf), '\n') + 1
	for _, l := range strings.SplitAfter(string(buf[:end]), "\n") {
		if l != "" {
			h.held = append(h.held, plugin.Frame{Data: strings.TrimSuffix(l, "\n"), Offset: base, Next: base + int64(len(l))})
		}
	}
	return out, end
}

func (h *holding) Flush(_ []byte, _ int64, out []plugin.Frame) []plugin.Frame {
	out = append(out, h.held...)
	h.held = nil
	return out
}

func (h *holding) Pending() bool { return len(h.held) > 0 }

func TestFlushesWhenSilent(t *testing.T) {
	codec := *plugintest.MustCodec(t, lines.Plugin(), "")
	codec.NewFramer = func() plugin.Framer { return new(holding) }
	codec.FlushAfter = time.Millisecond
	w, sink, done := start(t.Context(), t, &codec)
	write(t, w, "held back\nnot yet")
	if diff := cmp.Diff([]string{"held back"}, messages(sink.Wait(t.Context(), t, 1))); diff != "" {
		t.Error(diff)
	}
	write(t, w, " whole\n")
	if diff := cmp.Diff([]string{"held back", "not yet whole"}, messages(sink.Wait(t.Context(), t, 2))); diff != "" {
		t.Error(diff)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestPipelineStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w, sink, done := start(ctx, t, plugintest.MustCodec(t, lines.Plugin(), ""))
	write(t, w, "late\n")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := sink.Events(); len(got) > 0 {
		t.Errorf("got %q from an input that was stopped before it began", got)
	}
}

func TestClosedInput(t *testing.T) {
	in, _ := plugintest.BuildInput(t, Plugin(), "", plugintest.MustCodec(t, lines.Plugin(), ""))
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	in.(*input).file = f
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	err = in.Run(t.Context(), plugintest.NewSink(nil))
	if err == nil || !strings.Contains(err.Error(), "standard input") {
		t.Errorf("got %v, want an error that names standard input", err)
	}
}
