package file

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	positionsFormat  = "headgate file positions"
	positionsVersion = 1
	maxOrphans       = 10_000   // entries that are kept of files that are gone
	maxPositionsLine = 64 << 10 // bytes, enough for the longest path
)

// header is the first line of the file of positions.
type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Entries int    `json:"entries"`
}

// line is an entry as it is written. All numbers beyond 2^53 are texts, for programs that read JSON
// numbers as doubles.
type line struct {
	Path    string `json:"path"`
	Offset  int64  `json:"offset"`
	ID      string `json:"id"`
	Dev     uint64 `json:"dev,string,omitempty"`
	Ino     uint64 `json:"inode,string,omitempty"`
	Born    int64  `json:"born,string,omitempty"`
	Gen     int    `json:"generation,omitempty"`
	Archive bool   `json:"archive,omitempty"`
	Done    bool   `json:"done,omitempty"`
	Damaged bool   `json:"damaged,omitempty"`
	Size    int64  `json:"size,omitempty"`
	Changed int64  `json:"changed,string,omitempty"`
	Head    span   `json:"head"`
	Marks   []span `json:"marks,omitempty"`
	Seen    int64  `json:"seen"`
}

// save writes the positions as they are now.
func (s *store) save() error {
	s.saving.Lock()
	defer s.saving.Unlock()
	return s.write(s.lines(time.Now()))
}

// lines lists the entries in the order of their paths, and forgets those that are gone for long.
func (s *store) lines(now time.Time) []line {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(now)
	out := make([]line, 0, len(s.entries))
	for e := range s.entries {
		out = append(out, e.line(now))
	}
	slices.SortFunc(out, func(a, b line) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (s *store) forget(now time.Time) {
	var orphans []*entry
	for e := range s.entries {
		switch {
		case e.file != nil || e.stream != nil && !e.stream.settledAll():
		case now.Sub(time.Unix(e.seen, 0)) > s.clean:
			s.remove(e)
		default:
			orphans = append(orphans, e)
		}
	}
	if len(orphans) <= maxOrphans {
		return
	}
	slices.SortFunc(orphans, func(a, b *entry) int { return cmp.Compare(a.seen, b.seen) })
	for _, e := range orphans[:len(orphans)-maxOrphans] {
		s.remove(e)
	}
}

func (s *store) remove(e *entry) {
	delete(s.entries, e)
	if s.nodes[e.node] == e {
		delete(s.nodes, e.node)
	}
}

func (e *entry) line(now time.Time) line {
	l := line{
		Path: e.path, Offset: e.settled.Load(), ID: e.id, Dev: e.node.Dev, Ino: e.node.Ino, Born: e.born,
		Gen: e.gen, Archive: e.archive, Size: e.size, Changed: e.changed, Head: e.head,
		Marks: slices.Clone(e.marks), Seen: e.seen,
		Damaged: e.damaged,
		Done:    e.done && (e.stream == nil || e.stream.settledAll()),
	}
	if e.file != nil {
		l.Seen = now.Unix()
	}
	return l
}

func (s *store) write(lines []line) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(header{positionsFormat, positionsVersion, len(lines)})
	for i := 0; i < len(lines) && err == nil; i++ {
		err = enc.Encode(&lines[i])
	}
	if err != nil {
		return fmt.Errorf("encode positions: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o750); err != nil {
		return fmt.Errorf("make the folder for positions: %w", err)
	}
	if err := replace(s.path, b.Bytes()); err != nil {
		return fmt.Errorf("write positions %q: %w", s.path, err)
	}
	return nil
}

// replace puts content in the place of a file, so that after a crash there is the old or the new one.
func replace(path string, content []byte) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, syncData(f), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// load reads the positions of the last run.
func (s *store) load() error {
	entries, err := readPositions(s.path)
	var damage *damageError
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case errors.As(err, &damage):
		aside := fmt.Sprintf("%s.damaged-%d", s.path, time.Now().Unix())
		if err := os.Rename(s.path, aside); err != nil {
			return fmt.Errorf("set damaged positions %q aside: %w", s.path, err)
		}
		s.log.Error("positions of files are damaged: files are read as if they had never been seen, by start_at",
			"path", s.path, "set_aside", aside, "error", err)
	case err != nil:
		return fmt.Errorf("read positions %q: %w", s.path, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range entries {
		s.entries[e] = struct{}{}
		if e.node != (inode{}) {
			s.nodes[e.node] = e
		}
	}
	s.loaded = true
	return nil
}

// damageError says what can't be understood in a file of positions.
type damageError struct{ why string }

func (e *damageError) Error() string { return e.why }

func readPositions(path string) ([]*entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return parsePositions(f)
}

func parsePositions(r io.Reader) ([]*entry, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxPositionsLine)
	var h header
	if !sc.Scan() || json.Unmarshal(sc.Bytes(), &h) != nil || h.Format != positionsFormat {
		return nil, cmp.Or(readError(sc), error(&damageError{"the first line does not name the format"}))
	}
	if h.Version != positionsVersion {
		return nil, fmt.Errorf("they are of version %d, this headgate knows version %d: use the headgate that wrote them, or remove the file",
			h.Version, positionsVersion)
	}
	var out []*entry
	for sc.Scan() {
		e, err := parseEntry(sc.Bytes())
		if err != nil {
			return nil, &damageError{fmt.Sprintf("line %d: %v", len(out)+2, err)}
		}
		out = append(out, e)
	}
	if err := readError(sc); err != nil {
		return nil, err
	}
	if len(out) != h.Entries {
		return nil, &damageError{fmt.Sprintf("there are %d entries instead of %d", len(out), h.Entries)}
	}
	return out, nil
}

// readError tells a line that is too long, which is damage, from a disk that can't be read.
func readError(sc *bufio.Scanner) error {
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		return &damageError{"a line is too long"}
	}
	return sc.Err()
}

func parseEntry(text []byte) (*entry, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, err
	}
	e := &entry{
		path: l.Path, id: l.ID, node: inode{l.Dev, l.Ino}, born: l.Born, gen: l.Gen, archive: l.Archive,
		head: l.Head, marks: l.Marks, size: l.Size, changed: l.Changed, done: l.Done, damaged: l.Damaged, seen: l.Seen,
	}
	e.settled.Store(l.Offset)
	if l.Offset < 0 || len(l.Marks) > maxMarks {
		return nil, errors.New("a number is out of bounds")
	}
	for _, s := range append(l.Marks, l.Head) {
		if s.Len < 0 || s.Len > maxFingerprint || s.End < int64(s.Len) {
			return nil, errors.New("a stretch of content is out of bounds")
		}
	}
	return e, nil
}

// keepSaving saves the positions while they change, until stop is closed. It takes a tenth of the time
// at most, however many files there are.
func (s *store) keepSaving(every time.Duration, stop <-chan struct{}) {
	for {
		select {
		case <-s.dirty:
		case <-stop:
			return
		}
		began := time.Now()
		s.report(s.save())
		pause := time.NewTimer(max(every, 9*time.Since(began)))
		select {
		case <-pause.C:
		case <-stop:
			pause.Stop()
			return
		}
	}
}

// report logs the first of several errors in a row, and sees to it that writing is tried again.
func (s *store) report(err error) {
	if err != nil {
		s.touch()
	}
	s.mu.Lock()
	known := s.reported
	s.reported = err != nil
	s.mu.Unlock()
	if err != nil && !known {
		s.log.Error("positions of files can't be written: what is read now is read again after a restart", "error", err)
	}
}
