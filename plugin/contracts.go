// Package plugin holds the contracts between headgate's engine and its inputs, codecs, filters and
// outputs, the decoding of their options, and what they share.
//
// The order for every plugin is: defaults, decode, check, build; nothing is opened or started before
// Open. What is built is immutable; whoever needs scratch memory asks for a worker of its own.
package plugin

import (
	"context"
	"time"

	"github.com/headgate/headgate/event"
)

// Input takes events in from a source.
type Input interface {
	// Run pushes batches into the sink until the source ends, the context is done or nothing more
	// can be read; nil means that the source ended or the context is done. The context ends the
	// intake only: what was pushed is settled by the engine.
	Run(ctx context.Context, sink Sink) error
}

// Finite is an input that can end by itself, as `run --once` needs.
type Finite interface {
	// SetOnce tells the input before Open that it is to read what is there and end. It reports
	// false if the input never ends.
	SetOnce() bool
}

// Sink is where an input puts its batches.
type Sink interface {
	// Push takes the batch, which the caller must not touch afterwards. It blocks while the pipeline
	// is full: that is the backpressure. An error means that the pipeline stops and the batch was
	// given back to its source as failed.
	Push(ctx context.Context, b *event.Batch) error
}

// Filter transforms events. It is immutable after it is built.
type Filter interface {
	// Worker is called once for each goroutine; what it returns may hold scratch state without locks.
	Worker() FilterWorker
}

// FilterWorker does the work of a filter in one goroutine.
type FilterWorker interface {
	// Process changes the events that b.Events gives. It marks single events: Event.Drop,
	// Event.Skip (the filter had nothing to do), Batch.Fail. An error means that it can't go on at
	// all; it must not hold on to events, objects or lists.
	Process(ctx context.Context, b *event.Batch) error
}

// Output delivers events to a destination.
type Output interface {
	// Write makes one attempt and tells res how each event fared; what it does not mention is tried
	// again. The error says what the engine does with that rest: nil or a plain error (retry with
	// backoff), Busy, Blocked or Refused. With more than one worker it is called concurrently.
	Write(ctx context.Context, v event.View, res *Results) error
}

// Opener is a plugin that has to open something before the pipeline starts.
type Opener interface {
	// Open binds sockets and opens files. A pipeline whose plugins do not open does not start.
	Open(ctx context.Context) error
}

// Closer is a plugin that has to close something after the pipeline has stopped.
type Closer interface {
	// Close is called once after all work is done, also when Open failed.
	Close() error
}

// Flusher is an output that writes with delay.
type Flusher interface {
	// Flush is called when the output has been idle for a moment.
	Flush(ctx context.Context) error
}

// Forwarder is an output that takes events over with their ties to the source, such as into another
// pipeline, instead of writing them.
type Forwarder interface {
	// Forward takes the batch. An error means that the process stops.
	Forward(ctx context.Context, b *event.Batch) error
}

// FieldSetter is a filter or codec that knows which fields it may set, so that lint can tell a
// misspelt field from one that data brings.
type FieldSetter interface {
	// Sets returns the fields; open is true when data decides on further ones.
	Sets() (fields []event.Path, open bool)
}

// Codec turns bytes into events and back. A codec that works in one direction only leaves the
// functions of the other nil.
type Codec struct {
	NewFramer  func() Framer  // one for each stream
	NewDecoder func() Decoder // one for each worker goroutine
	NewEncoder func() Encoder // one for each output goroutine
	// FailureTag is what an event is tagged with whose record could not be decoded.
	FailureTag string
	// FlushAfter is how long a stream must have been silent before what its framer holds back is
	// flushed. By default, that is 0, DefaultFlushAfter.
	FlushAfter time.Duration
	// Sets are the fields of decoded events; Open says that data decides on further ones.
	Sets []event.Path
	Open bool
}

// DefaultFlushAfter is for codecs that do not say how long a silent stream may hold records back.
const DefaultFlushAfter = 5 * time.Second

// Idle is how long a stream must have been silent before its input flushes what is held back.
func (c *Codec) Idle() time.Duration {
	if c.FlushAfter > 0 {
		return c.FlushAfter
	}
	return DefaultFlushAfter
}

// Frame is one record that a framer cut from a stream.
type Frame struct {
	Data   string // the record without its delimiter; may alias the framer's input
	Aux    any    // what the framer knows of it, for the decoder of the same codec
	Offset int64  // where the record begins in the stream
	Next   int64  // where to read on after a restart once all records up to this one are settled
	Tag    string // tag for the event, such as that its record was cut short
}

// Framer cuts one stream of bytes into records. It is used by one goroutine and may keep state.
type Framer interface {
	// Frame appends the records that are complete in buf, whose first byte stands at base in the
	// stream, and returns how many bytes it used up; the rest is given again with more behind it.
	// buf never changes after the call, so records may alias it.
	Frame(buf []byte, base int64, out []Frame) (frames []Frame, used int)
	// Flush appends what is still pending, with the unfinished rest of the stream: at the end of
	// the stream, or when nothing has come for a while.
	Flush(rest []byte, base int64, out []Frame) []Frame
	// Pending reports whether records are held back that Flush would give.
	Pending() bool
}

// Decoder turns one record into events. It may keep scratch memory.
type Decoder interface {
	// Decode adds events by b.AddDecoded(r). On an error what it added is taken back, and the engine
	// makes one event that holds the record as its message, with the codec's failure tag.
	Decode(b *event.Batch, r *event.Record) error
}

// Encoder turns one event into bytes, delimiter included.
type Encoder interface {
	// Encode appends the event to dst. On an error dst is returned as it came.
	Encode(dst []byte, e *event.Event) ([]byte, error)
}

// Stateful is a plugin that may keep state in its data folder, which is then locked against a second
// process.
type Stateful interface{ KeepsState() bool }
