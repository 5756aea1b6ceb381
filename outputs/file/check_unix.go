//go:build unix

package file

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// CheckPaths tells lint whether the folder of the files can be used: it can be written, or made.
func (o *output) CheckPaths() []error {
	dir := filepath.Clean(o.place.root)
	for {
		info, err := os.Stat(dir)
		switch {
		case err == nil && !info.IsDir():
			return []error{fmt.Errorf("%q is a file, not a folder", dir)}
		case err == nil && unix.Access(dir, unix.W_OK|unix.X_OK) != nil:
			return []error{fmt.Errorf("the folder %q can't be written", dir)}
		case err == nil || dir == filepath.Dir(dir):
			return nil
		}
		dir = filepath.Dir(dir)
	}
}
