package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/pipeline/config"
)

type runFlags struct {
	configFlags
	once         bool
	failOnReject bool
}

func newRun() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [flags] [PATH...]",
		Short: "Run pipelines",
		Long: `Run the pipelines of the given files and folders as one configuration.

With --once finite inputs are read to their end; headgate exits when everything
is settled. With -e blocks are given on the command line; an input or output
that they lack is stdin or stdout.

SIGTERM and SIGINT stop the intake and deliver what is in flight; a second
signal exits at once. Exit status: 0 ended as asked, 1 configuration refused or
a pipeline failed, 2 could not run, 3 the closing account does not add up.`,
		Example: `  headgate run conf.d
  headgate run --once examples/quickstart
  cat access.log | headgate run --once -e 'filter "grok" { match = { message = "%{COMBINEDAPACHELOG}" } }'`,
		RunE: f.run,
	}
	f.register(cmd)
	f.registerInline(cmd)
	cmd.Flags().BoolVar(&f.once, "once", false, "read finite inputs to their end, then exit")
	cmd.Flags().BoolVar(&f.failOnReject, "fail-on-reject", false, "exit with status 1 when an event went to the dead-letter queue")
	return cmd
}

func (f *runFlags) run(cmd *cobra.Command, paths []string) error {
	if len(paths) == 0 && len(f.inline) == 0 {
		return &statusError{statusCannot, errors.New("nothing to run: give a file or folder, or blocks by -e")}
	}
	stderr := cmd.ErrOrStderr()
	handler := newLogHandler(stderr)
	log := slog.New(handler)
	plan, diags, err := f.load(paths, log, f.once)
	if err != nil {
		return err
	}
	if n, _ := report(stderr, plan, diags); n > 0 {
		return exit(statusBad)
	}
	if len(plan.Pipelines) == 0 {
		return &statusError{statusBad, errors.New("the configuration holds no pipeline")}
	}
	handler.configure(plan.Settings.Log)
	tune(plan.Settings.Limits)
	return f.engine(cmd, plan, log)
}

// engine runs the plan until it ends or is stopped by a signal.
func (f *runFlags) engine(cmd *cobra.Command, plan *config.Plan, log *slog.Logger) error {
	soft, hard, stop := signals(cmd.Context())
	defer stop()
	unlock, err := lockState(plan)
	if err != nil {
		return &statusError{statusCannot, err}
	}
	defer unlock()
	e := pipeline.New(plan, log)
	if f.once {
		if err := e.Once(); err != nil {
			return &statusError{statusBad, err}
		}
	}
	if err := e.Open(soft); err != nil {
		return &statusError{statusCannot, err}
	}
	show := startProgress(cmd.ErrOrStderr(), e, f.once)
	runErr := e.Run(soft, hard)
	show.stop()
	return f.close(cmd.ErrOrStderr(), e, runErr)
}

// close prints the closing account and chooses the exit status.
func (f *runFlags) close(w io.Writer, e *pipeline.Engine, runErr error) error {
	accounts := e.Accounts()
	if err := pipeline.WriteAccounts(w, accounts, e.Took()); err != nil {
		return err
	}
	rejected := false
	for i := range accounts {
		if !accounts[i].Balanced() {
			return exit(statusUnbalanced)
		}
		rejected = rejected || accounts[i].Rejected()
	}
	if runErr != nil || rejected && f.failOnReject {
		return exit(statusBad)
	}
	return nil
}

// signals returns a context that ends with the first SIGINT or SIGTERM, and one that ends with the
// second.
func signals(parent context.Context) (soft, hard context.Context, stop func()) {
	if parent == nil {
		parent = context.Background()
	}
	soft, endSoft := context.WithCancel(parent)
	hard, endHard := context.WithCancel(parent)
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is an error of the write, not the end of the process
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case <-c:
			case <-done:
				return
			}
			endSoft()
			if n > 0 {
				endHard()
			}
		}
	}()
	return soft, hard, func() {
		signal.Stop(c)
		close(done)
		endSoft()
		endHard()
	}
}

// lockState keeps a second process away from the state of the pipelines. Nothing is created for
// pipelines that keep no state.
func lockState(plan *config.Plan) (unlock func(), err error) {
	var held []io.Closer
	unlock = func() {
		for _, c := range held {
			_ = c.Close() // gives the lock up
		}
	}
	for _, p := range plan.Pipelines {
		if !p.KeepsState() {
			continue
		}
		l, err := lockDir(plan.Settings.DataDir, p.Name)
		if err != nil {
			unlock()
			return nil, fmt.Errorf("pipeline %q: %w", p.Name, err)
		}
		held = append(held, l)
	}
	return unlock, nil
}
