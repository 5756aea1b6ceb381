// Package throttle marks events of which there are too few or too many within a period.
package throttle

import (
	"context"
	"strconv"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// Options of the throttle filter. It counts events with the same key by their timestamps. Those that
// are throttled get the tags and fields of add_tag, add_field and so on; what becomes of them is up to
// a later filter, such as drop. The counters are shared by all workers of the filter and are lost when
// the process ends.
type Options struct {
	// What is counted: events with the same text, such as "${field.host.name}-${field.message}". An event
	// that lacks a part of it is not counted.
	Key *expr.Template `hcl:"key"`
	// The first events of a period, up to the one before this number, are throttled: with 3 the third is
	// the first that is not. -1 throttles none of them.
	BeforeCount int64 `hcl:"before_count,optional"`
	// Events of a period after this number are throttled. -1 throttles none of them.
	AfterCount int64 `hcl:"after_count,optional"`
	// How long a period is, which begins with the first event of a key: a duration or a number of
	// seconds, which may depend on the event. By default, and when it can't be read, a minute.
	Period *expr.Expr `hcl:"period,optional"`
	// How long counters are kept, measured by the timestamps of later events. At least twice the period,
	// or the period and the time by which events come late.
	MaxAge plugin.Duration `hcl:"max_age,optional"`
	// How many counters are kept at most: past that the oldest are given up before their time. -1 is no
	// bound but max_age.
	MaxCounters int `hcl:"max_counters,optional"`
}

const (
	none          = -1
	defaultPeriod = time.Minute
)

// Plugin describes the throttle filter.
func Plugin() plugin.FilterSpec { return plugin.NewFilter("throttle", defaults(), build) }

func defaults() Options {
	return Options{BeforeCount: none, AfterCount: none, MaxAge: plugin.Duration(time.Hour), MaxCounters: 100_000}
}

func build(o Options, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
	f := &filter{Options: o, period: defaultPeriod}
	diags := f.choosePeriod(env)
	if o.BeforeCount < none {
		diags = append(diags, env.Invalid("before_count", "%d is no number of events: give 1 or more, or -1 for no bound.", o.BeforeCount)...)
	}
	if o.AfterCount < none {
		diags = append(diags, env.Invalid("after_count", "%d is no number of events: give 0 or more, or -1 for no bound.", o.AfterCount)...)
	}
	if o.MaxCounters < 1 && o.MaxCounters != none {
		diags = append(diags, env.Invalid("max_counters", "%d is too small: at least 1 counter has to be kept, -1 is no bound.", o.MaxCounters)...)
	}
	if o.BeforeCount <= 1 && o.AfterCount == none {
		diags = append(diags, env.Warning("after_count", "Nothing is throttled: set after_count to the number of events that may pass in a period, or before_count to more than 1.")...)
	}
	if o.MaxAge.Std() < f.period {
		diags = append(diags, env.Warning("max_age", "%s is less than the period of %s, so counters may be given up within it: set max_age to at least twice the period.", o.MaxAge, plugin.Duration(f.period))...)
	}
	f.counters = newCounters(o.MaxCounters, int64(o.MaxAge))
	return f, diags
}

// choosePeriod notes a period that is the same for all events.
func (f *filter) choosePeriod(env plugin.Env) hcl.Diagnostics {
	if f.Period == nil {
		return nil
	}
	v, fixed := f.Period.Const()
	if !fixed {
		return nil
	}
	p, ok := periodOf(v)
	if !ok {
		text := event.AppendText(nil, v)
		return env.Invalid("period", "%s is no period: write a duration, such as \"10m\", or a number of seconds.", plugin.Quote(string(text)))
	}
	f.Period, f.period = nil, p
	return nil
}

// periodOf reads a number of seconds or a duration.
func periodOf(v event.Value) (time.Duration, bool) {
	seconds, ok := v.AsFloat()
	if text, isText := v.AsString(); isText {
		d, err := plugin.ParseDuration(text)
		if err == nil {
			return d.Std(), d > 0
		}
		seconds, err = strconv.ParseFloat(text, 64)
		ok = err == nil
	}
	if ok && seconds > 0 && seconds <= maxPeriod.Seconds() {
		d := time.Duration(seconds * float64(time.Second))
		return d, d > 0
	}
	return 0, false
}

// maxPeriod is ten years.
const maxPeriod = 10 * 365 * 24 * time.Hour

type filter struct {
	Options
	period   time.Duration // unless Period is set
	counters *counters
}

// Worker implements plugin.Filter.
func (f *filter) Worker() plugin.FilterWorker { return &worker{filter: f, env: expr.NewEnv()} }

type worker struct {
	*filter
	env *expr.Env
	key []byte
	now int64 // read at the first event of a batch that has no timestamp
}

// Process implements plugin.FilterWorker.
func (w *worker) Process(_ context.Context, b *event.Batch) error {
	w.now = 0
	for ev := range b.Events() {
		throttled := w.throttles(ev)
		if err := w.env.TakeErr(); err != nil {
			b.Fail(ev, err)
		} else if !throttled {
			ev.Skip()
		}
	}
	return nil
}

func (w *worker) throttles(ev *event.Event) bool {
	w.env.Bind(ev)
	key, missing := w.Key.Append(w.key[:0], w.env)
	w.key = key
	if missing != "" {
		return false
	}
	period := w.periodFor()
	if w.env.Err() != nil {
		return false
	}
	n := w.counters.count(key, w.time(ev), int64(period))
	return w.BeforeCount != none && n < w.BeforeCount || w.AfterCount != none && n > w.AfterCount
}

func (w *worker) periodFor() time.Duration {
	if w.Period == nil {
		return w.period
	}
	if p, ok := periodOf(w.Period.Eval(w.env)); ok {
		return p
	}
	return defaultPeriod
}

func (w *worker) time(ev *event.Event) int64 {
	if t := ev.Timestamp(); t != 0 {
		return t
	}
	if w.now == 0 {
		w.now = time.Now().UnixNano()
	}
	return w.now
}
