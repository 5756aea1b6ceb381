package main

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"

	"github.com/headgate/headgate/pipeline/config"
)

// logHandler writes the process's own logs. Its format and level are known only once the
// configuration is read.
type logHandler struct {
	w       io.Writer
	level   *slog.LevelVar
	current *atomic.Pointer[slog.Handler]
	attrs   []slog.Attr
}

func newLogHandler(w io.Writer) *logHandler {
	h := &logHandler{w: w, level: new(slog.LevelVar), current: new(atomic.Pointer[slog.Handler])}
	h.use("text")
	return h
}

func (h *logHandler) use(format string) {
	opts := &slog.HandlerOptions{Level: h.level}
	var inner slog.Handler = slog.NewTextHandler(h.w, opts)
	if format == "json" {
		inner = slog.NewJSONHandler(h.w, opts)
	}
	h.current.Store(&inner)
}

// configure applies the block log.
func (h *logHandler) configure(s config.LogSettings) {
	_ = h.level.UnmarshalText([]byte(s.Level)) // one of the four words
	h.use(s.Format)
}

// Enabled implements slog.Handler.
func (h *logHandler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level.Level() }

// Handle implements slog.Handler.
func (h *logHandler) Handle(ctx context.Context, r slog.Record) error {
	return (*h.current.Load()).WithAttrs(h.attrs).Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = append(append([]slog.Attr(nil), h.attrs...), attrs...)
	return &c
}

// WithGroup implements slog.Handler. Groups are not used here.
func (h *logHandler) WithGroup(string) slog.Handler { return h }
