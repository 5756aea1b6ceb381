package grok

import (
	"fmt"
	"strings"
)

// UnknownPatternError says that a pattern refers to a name that no dictionary knows.
type UnknownPatternError struct {
	Name        string
	Suggestions []string // known names that are spelt alike, nearest first
	In          string   // the definition that refers to it; empty for the pattern itself
	Offset      int      // of the reference, in bytes
}

func (e *UnknownPatternError) Error() string {
	msg := fmt.Sprintf("grok pattern %%{%s}%s is unknown", e.Name, within(e.In))
	if len(e.Suggestions) > 0 {
		msg += ": did you mean " + strings.Join(e.Suggestions, " or ") + "?"
	}
	return msg
}

// SyntaxError says what is wrong with a pattern and where.
type SyntaxError struct {
	Reason string
	In     string // the definition it stands in; empty for the pattern itself
	Offset int    // in bytes, in the pattern or definition as written
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("grok pattern%s at offset %d: %s", within(e.In), e.Offset, e.Reason)
}

// RecursionError says that a definition leads back to itself.
type RecursionError struct {
	Chain []string // from the pattern that is named first to the one that repeats
}

func (e *RecursionError) Error() string {
	return "grok pattern refers to itself: " + strings.Join(e.Chain, " -> ")
}

// TooLargeError says that a pattern grows beyond what is allowed when its references are replaced.
type TooLargeError struct {
	What  string
	Limit int
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("grok pattern has more than %d %s when its references are replaced", e.Limit, e.What)
}

func within(name string) string {
	if name == "" {
		return ""
	}
	return " in the definition of " + name
}
