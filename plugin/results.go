package plugin

import (
	"errors"
	"time"

	"github.com/headgate/headgate/event"
)

// Results is how each event of one Write fared. It starts with all events undecided.
type Results struct {
	outcomes []event.Outcome
	reasons  map[int]error
	open     int
}

// Reset makes the results ready for n events.
func (r *Results) Reset(n int) {
	if cap(r.outcomes) < n {
		r.outcomes = make([]event.Outcome, n)
	}
	r.outcomes = r.outcomes[:n]
	clear(r.outcomes)
	clear(r.reasons)
	r.open = n
}

// Deliver says that the destination has the i-th event.
func (r *Results) Deliver(i int) { r.decide(i, event.Delivered) }

// DeliverRest says that the destination has all events that were not mentioned yet.
func (r *Results) DeliverRest() {
	for i, o := range r.outcomes {
		if o == event.Undecided {
			r.outcomes[i] = event.Delivered
		}
	}
	r.open = 0
}

// Drop says that the i-th event was left out on purpose.
func (r *Results) Drop(i int) { r.decide(i, event.Dropped) }

// Reject says that the destination will never take the i-th event: it goes to the dead-letter queue.
func (r *Results) Reject(i int, why error) {
	if r.reasons == nil {
		r.reasons = make(map[int]error)
	}
	r.reasons[i] = why
	r.decide(i, event.Rejected)
}

func (r *Results) decide(i int, o event.Outcome) {
	if r.outcomes[i] == event.Undecided {
		r.open--
	}
	r.outcomes[i] = o
}

// Open is the number of events that are undecided.
func (r *Results) Open() int { return r.open }

// Outcome returns what was said of the i-th event, and why it was rejected.
func (r *Results) Outcome(i int) (event.Outcome, error) { return r.outcomes[i], r.reasons[i] }

// BusyError says that the destination wants to be left alone for a while.
type BusyError struct {
	After time.Duration // wait at least so long; 0 leaves it to the backoff
	Err   error
}

// Busy makes an error for an answer like 429 or 503: the rest is tried again after the pause.
func Busy(after time.Duration, err error) error { return &BusyError{after, err} }

func (e *BusyError) Error() string { return e.Err.Error() }

func (e *BusyError) Unwrap() error { return e.Err }

// BlockedError says that a person must act before anything can be delivered.
type BlockedError struct{ Err error }

// Blocked makes an error for a request that was refused whole, like 401: events are kept and tried
// again with long pauses, never dead-lettered.
func Blocked(err error) error { return &BlockedError{err} }

func (e *BlockedError) Error() string { return e.Err.Error() }

func (e *BlockedError) Unwrap() error { return e.Err }

// RefusedError says that something in the batch was refused, but not what.
type RefusedError struct{ Err error }

// Refused makes an error for a request that fails because of its content: the engine halves the
// batch until the culprit stands alone, and rejects that one.
func Refused(err error) error { return &RefusedError{err} }

func (e *RefusedError) Error() string { return e.Err.Error() }

func (e *RefusedError) Unwrap() error { return e.Err }

// GoneError says that the destination will never come back and that nobody misses it.
type GoneError struct{ Err error }

// Gone makes an error for a destination whose end is the end of the process, like a pipe whose reader
// has stopped: everything stops, quietly, and what is not delivered is given back.
func Gone(err error) error { return &GoneError{err} }

func (e *GoneError) Error() string { return e.Err.Error() }

func (e *GoneError) Unwrap() error { return e.Err }

// IsGone reports whether the error was made by Gone.
func IsGone(err error) bool { _, ok := errors.AsType[*GoneError](err); return ok }

// IsBlocked reports whether the error was made by Blocked.
func IsBlocked(err error) bool { _, ok := errors.AsType[*BlockedError](err); return ok }

// IsRefused reports whether the error was made by Refused.
func IsRefused(err error) bool { _, ok := errors.AsType[*RefusedError](err); return ok }

// BusyFor returns the pause that the error asks for, 0 if it asks for none.
func BusyFor(err error) time.Duration {
	if b, ok := errors.AsType[*BusyError](err); ok {
		return b.After
	}
	return 0
}
