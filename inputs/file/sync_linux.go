package file

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncData makes the content of a file safe, without waiting for its times.
func syncData(f *os.File) error { return unix.Fdatasync(int(f.Fd())) }
