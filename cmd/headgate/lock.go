package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// lockDir locks the state of a pipeline until the closer is closed or the process ends.
func lockDir(dataDir, pipeline string) (io.Closer, error) {
	dir := filepath.Join(dataDir, pipeline)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make the folder for its state: %w; set data_dir in the headgate block to one that can be written", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock its state: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	_ = f.Close() // the lock is what failed
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("its state in %q is in use by another headgate: stop that one, or set another data_dir in the headgate block", dir)
	}
	return nil, fmt.Errorf("lock its state: %w", err)
}
