package file

import (
	"bytes"
	"compress/gzip"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"go.uber.org/goleak"

	"github.com/headgate/headgate/codecs/lines"
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quick are the intervals of tests, in which nothing has to wait long.
const quick = `
stat_interval = "2ms"
discover_interval = "5ms"
checkpoint_interval = "1ms"
`

// bench is a folder with files and what is needed to read them.
type bench struct {
	testing.TB
	dir   string // of the files
	data  string // of the positions
	codec *plugin.Codec
	log   journal
}

func newBench(t testing.TB) *bench {
	t.Helper()
	return &bench{
		TB: t, dir: t.TempDir(), data: filepath.Join(t.TempDir(), "data"),
		codec: plugintest.MustCodec(t, lines.Plugin(), `max_line = "64KiB"`),
	}
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) write(name, text string) {
	b.Helper()
	b.must(os.MkdirAll(filepath.Dir(b.path(name)), 0o750))
	b.must(os.WriteFile(b.path(name), []byte(text), 0o600))
}

func (b *bench) append(name, text string) {
	b.Helper()
	f, err := os.OpenFile(b.path(name), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	b.must(err)
	_, err = f.WriteString(text)
	b.must(err)
	b.must(f.Close())
}

func (b *bench) rename(from, to string) {
	b.Helper()
	b.must(os.Rename(b.path(from), b.path(to)))
}

func (b *bench) copy(from, to string) {
	b.Helper()
	text, err := os.ReadFile(b.path(from))
	b.must(err)
	b.write(to, string(text))
}

// build makes the input, with paths that match everything in the folder unless options name others.
func (b *bench) build(options string, change ...func(*plugin.Env)) plugin.Input {
	b.Helper()
	if !strings.Contains(options, "paths") {
		options += "\npaths = [" + strconv.Quote(b.path("*")) + "]"
	}
	change = append(change, func(e *plugin.Env) {
		e.DataDir, e.Base = b.data, b.dir
		e.Log = slog.New(slog.NewTextHandler(&b.log, nil))
	})
	in, diags := plugintest.BuildInput(b, Plugin(), quick+options, b.codec, change...)
	if diags.HasErrors() {
		b.Fatal(plugintest.Messages(diags))
	}
	return in
}

// running is an input that runs.
type running struct {
	*bench
	in   plugin.Input
	sink *plugintest.Sink
	ctx  context.Context
	stop context.CancelFunc
	done chan error
}

// start runs an input until stopped.
func (b *bench) start(options string, change ...func(*plugin.Env)) *running {
	b.Helper()
	return b.startInto(plugintest.NewSink(b.codec), options, change...)
}

func (b *bench) startInto(sink *plugintest.Sink, options string, change ...func(*plugin.Env)) *running {
	b.Helper()
	r := &running{bench: b, in: b.build(options, change...), sink: sink, done: make(chan error, 1)}
	r.ctx, r.stop = context.WithCancel(b.Context())
	b.must(r.in.(plugin.Opener).Open(r.ctx))
	go func() { r.done <- r.in.Run(r.ctx, r.sink) }()
	b.Cleanup(r.end)
	return r
}

// end stops the input and closes it, as a pipeline does.
func (r *running) end() {
	r.Helper()
	if r.in == nil {
		return
	}
	r.stop()
	r.must(<-r.done)
	r.must(r.in.(plugin.Closer).Close())
	r.in = nil
}

// wait waits for so many events and returns their messages.
func (r *running) wait(n int) []string {
	r.Helper()
	return messages(r.sink.Wait(r.ctx, r, n))
}

// want waits for as many events as there are messages, and compares them.
func (r *running) want(msgs ...string) {
	r.Helper()
	if diff := cmp.Diff(msgs, r.wait(len(msgs))); diff != "" {
		r.Errorf("(-want +got):\n%s", diff)
	}
}

// once reads what is there and returns the messages.
func (b *bench) once(options string, change ...func(*plugin.Env)) []string {
	b.Helper()
	return messages(b.events(options, change...))
}

func (b *bench) events(options string, change ...func(*plugin.Env)) []string {
	b.Helper()
	in := b.build(options, append(change, func(e *plugin.Env) { e.Once = true })...)
	if !in.(plugin.Finite).SetOnce() {
		b.Fatal("the input says that it never ends")
	}
	b.must(in.(plugin.Opener).Open(b.Context()))
	sink := plugintest.NewSink(b.codec)
	b.must(in.Run(b.Context(), sink))
	b.must(in.(plugin.Closer).Close())
	return sink.Events()
}

// messages are what the events say, with their tags.
func messages(events []string) []string {
	out := make([]string, 0, len(events))
	for _, e := range events {
		rest := strings.TrimPrefix(e, `{"message":"`)
		m, rest, _ := strings.Cut(rest, `","`)
		if strings.Contains(rest, "_line_truncated") {
			m += " (truncated)"
		}
		out = append(out, m)
	}
	return out
}

// journal is a log that tests can read.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

func (b *bench) logged(want string) {
	b.Helper()
	if !strings.Contains(b.log.String(), want) {
		b.Errorf("the log does not have %q:\n%s", want, b.log.String())
	}
}

func gz(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func zst(text string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

// numbered are lines of 32 bytes, newline included, that all differ.
func numbered(from, to int) (text string, msgs []string) {
	var b strings.Builder
	for i := from; i < to; i++ {
		line := strconv.Itoa(i) + strings.Repeat(".", 31-len(strconv.Itoa(i)))
		b.WriteString(line + "\n")
		msgs = append(msgs, line)
	}
	return b.String(), msgs
}

// settle is the outcome of what a sink holds.
const settle = event.Delivered
