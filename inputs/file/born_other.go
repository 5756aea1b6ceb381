//go:build !linux

package file

import "os"

// born returns when an open file was created; here nobody tells.
func born(*os.File) int64 { return 0 }
