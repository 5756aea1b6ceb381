package plugin

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
)

// Coverer is a filter made of parts that tests may or may not reach, such as grok's patterns.
type Coverer interface {
	// Coverage tells how often each part was used since the filter was built.
	Coverage() []Covered
}

// Covered is one part of a filter and how often it was used.
type Covered struct {
	Name  string // as people know the part, such as the text of a pattern
	Range hcl.Range
	Hits  int64
}

// Explainer is a filter that can say why it failed on an event.
type Explainer interface {
	// Explain returns where each of its patterns stopped, for an event on which none matched.
	Explain(e *event.Event) []Stopped
}

// Stopped is the place at which a pattern stopped matching.
type Stopped struct {
	Pattern    string // the whole pattern as it was written
	Prefix     string // its longest beginning that still matched
	SubPattern string // the part at which it stopped, such as "%{HTTPDATE:timestamp}"
	Text       string // the text that was matched against
	Offset     int    // byte in the text at which it stopped
}
