package file

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// found is a file that a pattern led to.
type found struct {
	path string
	info os.FileInfo
	node inode
}

// find lists the files that match, each once, those that were changed longest ago first.
func (in *input) find(trouble *complaints) []found {
	var out []found
	seen := make(map[inode]bool)
	for _, pattern := range in.patterns {
		for _, path := range in.glob(pattern, trouble) {
			if in.excluded(path) {
				continue
			}
			info, err := os.Stat(path)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				continue
			case err != nil:
				trouble.about(path, "file can't be examined", err)
				continue
			case !info.Mode().IsRegular():
				continue
			}
			if node := inodeOf(info); !seen[node] {
				seen[node] = true
				out = append(out, found{path, info, node})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b found) int {
		return cmp.Or(a.info.ModTime().Compare(b.info.ModTime()), cmp.Compare(a.path, b.path))
	})
	return out
}

// glob expands one pattern. Links to folders are followed, but not below **, where they might lead
// in circles.
func (in *input) glob(pattern string, trouble *complaints) []string {
	if !strings.ContainsAny(pattern, `*?[{\`) {
		return []string{pattern}
	}
	var opts []doublestar.GlobOption
	if strings.Contains(pattern, "**") {
		opts = append(opts, doublestar.WithNoFollow())
	}
	paths, err := doublestar.FilepathGlob(pattern, opts...)
	if err != nil {
		trouble.about(pattern, "files can't be listed", err)
	}
	return paths
}

func (in *input) excluded(path string) bool {
	for _, pattern := range in.Exclude {
		name := filepath.Base(path)
		if strings.ContainsRune(pattern, filepath.Separator) {
			pattern, name = in.env.Path(pattern), path
		}
		if ok, _ := doublestar.PathMatch(pattern, name); ok {
			return true
		}
	}
	return false
}

// maxComplaints bounds how many files are remembered for which something was logged.
const maxComplaints = 1000

// complaints logs what is wrong with a file once, until that changes.
type complaints struct {
	log  func(msg string, args ...any)
	last map[string]string // path -> what was logged
}

func (c *complaints) about(path, what string, err error) {
	text := what + ": " + err.Error()
	if c.last[path] == text {
		return
	}
	if len(c.last) >= maxComplaints {
		clear(c.last)
	}
	c.last[path] = text
	c.log(what, "path", path, "error", err)
}

func (c *complaints) settled(path string) { delete(c.last, path) }
