package pipeline

import (
	"context"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// entrance counts and names what comes in as this pipeline's own.
type entrance struct {
	sink           plugin.Sink
	name, pipeline string
}

// Push implements plugin.Sink.
func (e *entrance) Push(ctx context.Context, b *event.Batch) error {
	b.Enter(e.name, e.pipeline)
	return e.sink.Push(ctx, b)
}
