// Package sample keeps a share of the events.
package sample

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/cespare/xxhash/v2"
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Options of the sample filter.
type Options struct {
	// Share of the events to keep, from 0 (none) to 1 (all). The others are dropped.
	Rate float64 `hcl:"rate"`
	// What decides together: of all events with the same value either all are kept or none, on every
	// machine and after every restart, such as field.trace.id. Events for which it is null are chosen by
	// chance, as all are by default.
	Key *expr.Expr `hcl:"key,optional"`
	// Events for which this holds are always kept, such as field.level == "error".
	Always *expr.Expr `hcl:"always,optional"`
}

// Plugin describes the sample filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("sample", Options{}, build) }

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	if o.Rate < 0 || o.Rate > 1 {
		return nil, env.Invalid("rate", "%v is no share: give a number from 0 to 1, such as 0.1 to keep every tenth event.", o.Rate)
	}
	return (*filter)(&o), nil
}

type filter Options

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f, env: expr.NewEnv()} }

type worker struct {
	*filter
	env *expr.Env
	buf []byte
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	for ev := range b.Events() {
		keep := w.keeps(ev)
		if err := w.env.TakeErr(); err != nil {
			b.Fail(ev, err) // what can't be decided is kept
			continue
		}
		if !keep {
			ev.Drop()
		}
	}
	return nil
}

func (w *worker) keeps(ev *event.Event) bool {
	w.env.Bind(ev)
	if w.Always != nil && w.Always.Holds(w.env) {
		return true
	}
	if w.Key != nil {
		if v := w.Key.Eval(w.env); !v.IsNull() {
			return share(w.hash(v)) < w.Rate
		}
	}
	return rand.Float64() < w.Rate //nolint:gosec // chance, not a secret
}

// hash must never change: several machines have to choose alike.
func (w *worker) hash(v event.Value) uint64 {
	if s, ok := v.AsString(); ok {
		return xxhash.Sum64String(s)
	}
	w.buf = event.AppendText(w.buf[:0], v)
	return xxhash.Sum64(w.buf)
}

// share maps a hash to 0 <= share < 1.
func share(h uint64) float64 {
	const bits = 53 // as many as a float64 tells apart
	return math.Ldexp(float64(h>>(64-bits)), -bits)
}
