//go:build !invariants

package event

// invariants switches the checks of -tags invariants on.
const invariants = false
