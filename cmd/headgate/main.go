// Command headgate runs pipelines of log and event streams that are described in HCL.
package main

import (
	"errors"
	"fmt"
	"os"
)

// Exit statuses.
const (
	statusBad        = 1 // the configuration was refused, a pipeline or test failed, files differ
	statusCannot     = 2 // could not run: no such file, port taken, bad flag
	statusUnbalanced = 3 // the closing account does not add up
)

// statusError ends the program with an exit status. Without an error inside, what is to be said has
// been said.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

// exit makes an error that ends the program quietly.
func exit(status int) error { return &statusError{status: status} }

func main() {
	err := newRoot().Execute()
	if err == nil {
		return
	}
	status := statusCannot
	if s, ok := errors.AsType[*statusError](err); ok {
		status = s.status
	}
	if msg := err.Error(); msg != "" {
		fmt.Fprintln(os.Stderr, "headgate: "+msg)
	}
	os.Exit(status)
}
