package file

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/headgate/headgate/plugin"
)

// errMissing is what an event meets whose file is missing while create_if_deleted is false.
var errMissing = errors.New("the file does not exist and create_if_deleted is false")

// errTooMany is what an event meets whose file would be one too many to remember.
var errTooMany = fmt.Errorf("with write_behavior = \"overwrite\" a run can write %d files: use \"append\"", maxBegun)

// problem makes of an error of the operating system one that names the way out and tells the engine
// what to do.
func problem(op, path string, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s %q: %w: free space on its file system; events are held back", op, path, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return plugin.Blocked(fmt.Errorf("%s %q: %w: let user %d write there; events are held back", op, path, err, os.Geteuid()))
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return fmt.Errorf("%s %q: %w: raise the limit of open files (ulimit -n) or lower max_open_files; events are held back", op, path, err)
	case errors.Is(err, syscall.ENXIO):
		return fmt.Errorf("%s %q: nobody reads this pipe; events are held back", op, path)
	}
	return fmt.Errorf("%s %q: %w", op, path, err)
}

// misplaced reports whether an error has to do with the path itself, so that trying again is no use.
func misplaced(err error) bool {
	for _, e := range []error{syscall.EISDIR, syscall.ENOTDIR, syscall.ENAMETOOLONG, syscall.ELOOP, errMissing, errTooMany} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
