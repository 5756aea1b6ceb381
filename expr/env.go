// Package expr compiles the expressions of the configuration language to closures over events.
//
// An expression is compiled once, when the configuration is loaded, in a Scope that knows the
// variables and locals. Everything that can be checked without an event is checked then, and what
// does not touch the event is computed then. At run time a worker binds its Env to one event after
// the other and evaluates. Nothing panics on any event: what cannot be computed gives null and
// leaves a Failure in the Env.
package expr

import (
	"time"

	"github.com/headgate/headgate/event"
)

// maxKeptStack bounds the scratch space, in values, that an Env keeps from one event to the next.
const maxKeptStack = 4096

// Env is the scratch space of one worker: the event at hand, variables of loops, the first failure.
// It must not be used by two goroutines at once.
type Env struct {
	// Now is what now() gives, in nanoseconds since 1970 UTC. 0 reads the clock at each call.
	Now int64

	ev       *event.Event
	arena    *event.Arena
	own      event.Arena   // for events that others read at the same time
	vars     []event.Value // variables of for and splat, a slot for each site
	stack    []event.Value // arguments of the calls under way, elements of lists that are being made
	failures int           // failures since the Env was made
	first    Failure
	cache    caches
}

// NewEnv makes the scratch space of a worker.
func NewEnv() *Env { return &Env{} }

// Bind makes an event the one that expressions read. What they build comes from its arena.
func (e *Env) Bind(ev *event.Event) {
	e.ev = ev
	e.arena = ev.Arena()
	if cap(e.stack) > maxKeptStack {
		e.stack = nil
	}
}

// BindShared is Bind for an event that other goroutines read at the same time, as in an output. What
// expressions build lives until the next call; text stays valid.
func (e *Env) BindShared(ev *event.Event) {
	e.Bind(ev)
	e.own.Reset()
	e.arena = &e.own
}

// Event is the event that the Env is bound to.
func (e *Env) Event() *event.Event { return e.ev }

// Err returns the first failure since the last TakeErr, nil if there was none. It is valid until the
// next evaluation, and its value until the batch is passed on.
func (e *Env) Err() *Failure {
	if e.first.site == nil {
		return nil
	}
	return &e.first
}

// TakeErr is Err and makes room for the next failure. The Failure is a copy.
func (e *Env) TakeErr() *Failure {
	if e.first.site == nil {
		return nil
	}
	f := e.first
	e.first = Failure{}
	return &f
}

func (e *Env) now() int64 {
	if e.Now != 0 {
		return e.Now
	}
	return time.Now().UnixNano()
}

// fail notes a failure, unless there is one already, and returns null.
func (e *Env) fail(f Failure) event.Value {
	e.failures++
	if e.first.site == nil {
		e.first = f
	}
	return event.Null
}

// attempt evaluates and takes back a failure; ok is false if there was one.
func (e *Env) attempt(eval evalFunc) (v event.Value, ok bool) {
	n, clean, top := e.failures, e.first.site == nil, len(e.stack)
	v = eval(e)
	if e.failures == n {
		return v, true
	}
	e.failures, e.stack = n, e.stack[:top]
	if clean {
		e.first = Failure{}
	}
	return event.Null, false
}

// slots makes room for the variables of an expression.
func (e *Env) slots(n int) {
	if len(e.vars) < n {
		e.vars = append(e.vars, make([]event.Value, n-len(e.vars))...)
	}
}

// text makes a string of what was appended to the arena's text.
func (e *Env) text(b []byte) event.Value { return event.String(e.arena.EndString(b)) }

// popList makes a list of what was pushed on the stack since it was base high.
func (e *Env) popList(base int) event.Value {
	list := e.arena.Array(e.stack[base:]...)
	clear(e.stack[base:])
	e.stack = e.stack[:base]
	return list
}
