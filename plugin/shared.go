package plugin

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
)

// InputShared are the options that every input takes.
type InputShared struct {
	// Fields to set on every event, computed when it has been decoded. A value for a field that is
	// there already is added to it as in a list.
	AddField Assignments `hcl:"add_field,optional"`
	// Tags to add to every event.
	AddTag []*expr.Expr `hcl:"add_tag,optional"`
	// Sets the field type, unless the event has one.
	Type string `hcl:"type,optional"`
	// Keeps the record as it arrived in the field event.original.
	KeepOriginal bool `hcl:"keep_original,optional"`
	// Which names events bear: "v8" and "v1" are those of the Elastic Common Schema, "disabled" the
	// classic ones. By default as set for the process.
	ECS string `hcl:"ecs_compatibility,optional" oneof:"v8,v1,disabled"`
	// How records become events: a block with the name of a codec. By default lines.
	Codec *hclsyntax.Block `hcl:"codec,block"`
}

// FilterShared are the options that every filter takes. add_field, remove_field, add_tag and
// remove_tag act after the filter, in this order, on the events on which it succeeded.
type FilterShared struct {
	// Only events for which this holds go through the filter.
	When *expr.Expr `hcl:"when,optional"`
	// What becomes of an event on which the filter fails: it is tagged and goes on, it is dropped,
	// or it goes to the dead-letter queue.
	OnError string `hcl:"on_error,optional" oneof:"tag,drop,dead_letter"`
	// Fields to set. A value for a field that is there already is added to it as in a list.
	AddField Assignments `hcl:"add_field,optional"`
	// Fields to remove.
	RemoveField []event.Path `hcl:"remove_field,optional"`
	// Tags to add.
	AddTag []*expr.Expr `hcl:"add_tag,optional"`
	// Tags to remove.
	RemoveTag []*expr.Expr `hcl:"remove_tag,optional"`
	// Tags for events on which the filter fails, instead of the one that the filter has by default.
	// An empty list tags nothing.
	TagOnFailure *[]string `hcl:"tag_on_failure,optional"`
	// Which names events bear: "v8" and "v1" are those of the Elastic Common Schema, "disabled" the
	// classic ones. By default as set for the process.
	ECS string `hcl:"ecs_compatibility,optional" oneof:"v8,v1,disabled"`
}

// OutputShared are the options that every output takes.
type OutputShared struct {
	// Only events for which this holds are written. An event for which it fails goes to the
	// dead-letter queue.
	When *expr.Expr `hcl:"when,optional"`
	// How many batches are written at the same time. With 1 the order of each source is kept.
	Workers int `hcl:"workers,optional"`
	// When a batch is complete.
	Batch *BatchOptions `hcl:"batch,block"`
	// How a write that failed is tried again.
	Retry *RetryOptions `hcl:"retry,block"`
	// A queue of the output's own.
	Queue *hclsyntax.Block `hcl:"queue,block"`
	// How events become bytes: a block with the name of a codec. By default ndjson.
	Codec *hclsyntax.Block `hcl:"codec,block"`
	// Filters that work on this output's copy of the events.
	Filters []*hclsyntax.Block `hcl:"filter,block"`
	// Which names events bear: "v8" and "v1" are those of the Elastic Common Schema, "disabled" the
	// classic ones. By default as set for the process.
	ECS string `hcl:"ecs_compatibility,optional" oneof:"v8,v1,disabled"`
}

// RetryOptions say how a write that failed is tried again.
type RetryOptions struct {
	// Pause after the first failure; it doubles with each further one, with some chance in it.
	Initial Duration `hcl:"initial,optional"`
	// Longest pause.
	Max Duration `hcl:"max,optional"`
	// After this time the events go to the dead-letter queue. By default never.
	GiveUpAfter Duration `hcl:"give_up_after,optional"`
}
