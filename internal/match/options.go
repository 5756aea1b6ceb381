// Package match finds regular expressions in text. It reads two dialects, Go's own and that of Ruby (Oniguruma), which
// grok patterns are written in: look-around, atomic groups, possessive repetition and nested classes included. A match is
// always the leftmost one, and among those the one a backtracking engine finds first.
package match

import (
	"fmt"
	"time"
)

// Options say how an expression is read and what of its matches is kept.
type Options struct {
	// Keep chooses the groups whose positions are wanted, by number and name; 0 is the whole match. Nil keeps all.
	Keep func(i int, name string) bool
	// Ruby reads the expression as Ruby does instead of as Go does. ^ and $ then stand for line borders.
	Ruby bool
	// DotAll lets a dot match a newline as well.
	DotAll bool
	// MultiLine lets ^ and $ match at line borders in Go's dialect.
	MultiLine bool
	// FoldCase ignores the difference between upper and lower case.
	FoldCase bool
	// Timeout bounds the time for one text. 0 means no bound. It is looked at every few thousand steps only.
	Timeout time.Duration
}

// Slot names one pair of positions in the spans that a match fills in.
type Slot struct {
	Name  string // empty for a group without a name
	Group int    // number of the group; 0 is the whole match
}

// Stats describe how a pattern is run.
type Stats struct {
	Engine       string // "memo" for the memoising engine, "regexp2" for the slow one
	Slow         string // why the slow engine is needed; empty if it is not
	Instructions int    // size of the program; 0 on the slow engine
	Literal      string // text that every match contains, looked for first; may be empty
}

// Names of the engines in Stats.
const (
	EngineMemo = "memo"
	EngineSlow = "regexp2"
)

// SyntaxError says what is wrong with an expression and where.
type SyntaxError struct {
	Expr   string
	Offset int // in bytes
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("compile expression %q: %s at offset %d", cut(e.Expr), e.Reason, e.Offset)
}

// cut shortens text that is quoted in an error.
func cut(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}
