// Package pipeline runs the pipelines of a plan: inputs, queue, filter workers, router and outputs,
// and the way back of the news that an event is settled.
package pipeline

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/headgate/headgate/pipeline/config"
)

// Engine runs a plan.
type Engine struct {
	plan    *config.Plan
	log     *slog.Logger
	runners []*runner
	started time.Time
	ended   time.Time
}

// New makes an engine for a plan without errors. Nothing is opened yet.
func New(plan *config.Plan, log *slog.Logger) *Engine {
	e := &Engine{plan: plan, log: log}
	for _, p := range plan.Pipelines {
		e.runners = append(e.runners, newRunner(p, &plan.Settings, log))
	}
	return e
}

// EndlessError names inputs that never end, which `run --once` refuses.
type EndlessError struct{ Inputs []string }

func (e *EndlessError) Error() string {
	return "--once needs inputs that come to an end, and these do not: " + strings.Join(e.Inputs, ", ")
}

// Once tells all inputs to read what is there and end. Call it before Open.
func (e *Engine) Once() error {
	if endless := once(e.plan.Pipelines); len(endless) > 0 {
		return &EndlessError{endless}
	}
	return nil
}

// Open opens all plugins of all pipelines. On an error those that were opened are closed again:
// a configuration that can't run is refused whole.
func (e *Engine) Open(ctx context.Context) error {
	for _, r := range e.runners {
		if err := r.open(ctx); err != nil {
			_ = e.close()
			return err
		}
	}
	return nil
}

// Run works until all inputs have ended, or the context is done, and everything is settled. What is
// not settled when the shutdown timeout is over, or when hard is done, is given back to its source.
func (e *Engine) Run(ctx, hard context.Context) error {
	e.started = time.Now()
	ctx, stopIntake := context.WithCancel(ctx)
	defer stopIntake()
	work, stop := context.WithCancel(hard)
	defer stop()
	for _, r := range e.runners {
		r.gone = func() { stopIntake(); stop() }
	}
	unhook := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(e.plan.Settings.ShutdownTimeout.Std(), stop)
		context.AfterFunc(work, func() { timer.Stop() })
	})
	defer unhook()
	err := together(e.runners, func(r *runner) error {
		defer func() {
			if err := r.close(); err != nil {
				r.log.Error("closing failed", "component", r.plan.Address(), "error", err)
			}
		}()
		err := r.run(ctx, work)
		if err != nil {
			r.log.Error("pipeline failed", "component", r.plan.Address(), "error", err)
		}
		return err
	})
	e.ended = time.Now()
	return err
}

func (e *Engine) close() error {
	return together(e.runners, func(r *runner) error { return r.close() })
}
