package plugin

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// Group owns goroutines: it waits for them and keeps their first error. A panic in one of them
// becomes an error with its stack.
type Group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

// Go starts a goroutine.
func (g *Group) Go(f func() error) {
	g.wg.Go(func() {
		if err := Guard(f); err != nil {
			g.once.Do(func() { g.err = err })
		}
	})
}

// Wait waits for all goroutines and returns the first error.
func (g *Group) Wait() error {
	g.wg.Wait()
	return g.err
}

// PanicError is a panic that was caught at the border of a plugin.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Guard calls f and turns a panic into a PanicError.
func Guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{v, debug.Stack()}
		}
	}()
	return f()
}
