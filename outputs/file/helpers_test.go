package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

// lineEncoder writes the message and a newline, as the codec "lines" does.
type lineEncoder struct{}

var errNoMessage = errors.New("no message")

func (lineEncoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	s, ok := e.Message()
	if !ok {
		return dst, errNoMessage
	}
	return append(append(dst, s...), '\n'), nil
}

// jsonEncoder writes JSON and a newline, as the codec "ndjson" does.
type jsonEncoder struct{}

func (jsonEncoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	return append(event.AppendJSON(dst, e), '\n'), nil
}

// plainEncoder writes the message and nothing else.
type plainEncoder struct{}

func (plainEncoder) Encode(dst []byte, e *event.Event) ([]byte, error) {
	s, _ := e.Message()
	return append(dst, s...), nil
}

func codecOf(enc plugin.Encoder) *plugin.Codec {
	return &plugin.Codec{NewEncoder: func() plugin.Encoder { return enc }}
}

// newLines makes an output of lines; DIR in its options is the folder.
func newLines(t testing.TB, dir, body string, change ...func(*plugin.Env)) *output {
	t.Helper()
	return buildWith(t, lineEncoder{}, dir, body, change...)
}

func buildWith(t testing.TB, enc plugin.Encoder, dir, body string, change ...func(*plugin.Env)) *output {
	t.Helper()
	body = strings.ReplaceAll(body, "DIR", dir)
	out, diags := plugintest.BuildOutput(t, Plugin(), body, codecOf(enc), change...)
	if diags.HasErrors() {
		t.Fatalf("%s\n: %s", body, plugintest.Messages(diags))
	}
	o := out.(*output)
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// logTo sends what is logged to a buffer.
func logTo(b *bytes.Buffer) func(*plugin.Env) {
	return func(e *plugin.Env) { e.Log = slog.New(slog.NewTextHandler(b, nil)) }
}

// messages makes events that have a message.
func messages(lines ...string) []string {
	var events []string
	for _, l := range lines {
		events = append(events, fmt.Sprintf(`{"message":%q}`, l))
	}
	return events
}

// deliver writes events all of which must be delivered.
func deliver(t testing.TB, o plugin.Output, events ...string) {
	t.Helper()
	res, err := plugintest.Write(t, o, events...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range events {
		if got, why := res.Outcome(i); got != event.Delivered {
			t.Fatalf("event %d: outcome %v, reason %v", i, got, why)
		}
	}
}

// outcomes writes events and returns how each fared.
func outcomes(t testing.TB, o plugin.Output, events ...string) ([]string, error) {
	t.Helper()
	res, err := plugintest.Write(t, o, events...)
	var got []string
	for i := range events {
		switch outcome, why := res.Outcome(i); outcome {
		case event.Delivered:
			got = append(got, "delivered")
		case event.Rejected:
			got = append(got, why.Error())
		default:
			got = append(got, "open")
		}
	}
	return got, err
}

func content(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// unpack decompresses what can be decompressed of data.
func unpack(t testing.TB, name string, data []byte) (string, error) {
	t.Helper()
	var r io.Reader = bytes.NewReader(data)
	switch {
	case strings.HasSuffix(name, ".gz"):
		z, err := gzip.NewReader(r)
		if err != nil {
			return "", err
		}
		r = z
	case strings.HasSuffix(name, ".zst"):
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return "", err
		}
		defer z.Close()
		r = z
	}
	out, err := io.ReadAll(r)
	return string(out), err
}

// unpacked is what a file holds, which must be whole.
func unpacked(t testing.TB, path string) string {
	t.Helper()
	s, err := unpack(t, path, []byte(content(t, path)))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return s
}

// tree lists the files below a folder and what they hold.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			files[rel] = content(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func open(t testing.TB, o *output) {
	t.Helper()
	if err := o.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// noise is text that can hardly be compressed.
func noise(n, seed int) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	b, x := make([]byte, n), uint64(seed)*7919+1
	for i := range b {
		x = x*6364136223846793005 + 1442695040888963407
		b[i] = letters[x>>58]
	}
	return string(b)
}
