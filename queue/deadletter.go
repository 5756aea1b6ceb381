package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/headgate/headgate/event"
)

// maxRawBytes bounds the original record that an entry keeps.
const maxRawBytes = 1 << 20

// DeadLetter is one rejected event, as a line of JSON in the dead-letter queue.
type DeadLetter struct {
	Time     time.Time       `json:"time"`
	Pipeline string          `json:"pipeline"`
	Stage    string          `json:"stage"` // address of the block that rejected it
	Reason   string          `json:"reason"`
	Stack    string          `json:"stack,omitempty"` // of a panic
	Event    json.RawMessage `json:"event"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Raw      string          `json:"raw,omitempty"` // the record as it arrived
}

// NewDeadLetter describes an event that a stage rejected.
func NewDeadLetter(pipeline, stage string, e *event.Event, reason, stack string) DeadLetter {
	d := DeadLetter{
		Time: time.Now().UTC(), Pipeline: pipeline, Stage: stage, Reason: reason, Stack: stack,
		Event: event.AppendJSON(nil, e),
	}
	if m := e.Meta(); m != nil && m.Len() > 0 {
		d.Metadata = event.AppendJSONValue(nil, event.ObjectValue(m))
	}
	if raw := e.Raw(); raw != "" && len(raw) <= maxRawBytes {
		d.Raw = strings.ToValidUTF8(raw, string(utf8.RuneError))
	}
	return d
}

// DeadLetters keeps rejected events in files of JSON lines, NNNNNNNNNN.ndjson, in a folder that is
// made when the first one comes. An entry is safe on the disk when Put returns.
type DeadLetters struct {
	dir     string
	maxSize int64
	retain  time.Duration
	block   bool // wait when full instead of removing the oldest
	log     *slog.Logger

	mu      sync.Mutex
	file    *os.File
	size    int64 // of the open file
	dropped int64 // files removed because the queue was full
}

// ErrFull is what a full queue that may not remove old entries answers.
var ErrFull = errors.New("the dead-letter queue is full")

// NewDeadLetters makes a queue in a folder. block says that a full queue refuses entries instead of
// removing the oldest ones.
func NewDeadLetters(dir string, maxSize int64, retain time.Duration, block bool, log *slog.Logger) *DeadLetters {
	return &DeadLetters{dir: dir, maxSize: maxSize, retain: retain, block: block, log: log}
}

// Put keeps an entry. On an error it is not safe; the caller tries again.
func (q *DeadLetters) Put(_ context.Context, d DeadLetter) error {
	line, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write dead letter: %w", err)
	}
	line = append(line, '\n')
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.ready(int64(len(line))); err != nil {
		return err
	}
	return q.append(line)
}

// append writes a line and syncs it. A line that was written in part is cut off again.
func (q *DeadLetters) append(line []byte) error {
	_, err := q.file.Write(line)
	if err == nil {
		err = q.file.Sync()
	}
	if err == nil {
		q.size += int64(len(line))
		return nil
	}
	if cut := q.file.Truncate(q.size); cut != nil {
		q.closeFile()
	}
	return fmt.Errorf("write dead letter: %w", err)
}

// segmentSize is where a new file is begun, so that old entries can go by files.
func (q *DeadLetters) segmentSize() int64 { return max(q.maxSize/16, min(q.maxSize/2, 1<<20)) }

// ready opens the file that takes n more bytes, and makes room for a whole file.
func (q *DeadLetters) ready(n int64) error {
	if q.file != nil && q.size+n <= q.segmentSize() {
		return nil
	}
	q.closeFile()
	if err := os.MkdirAll(q.dir, 0o700); err != nil {
		return fmt.Errorf("make folder for dead letters: %w", err)
	}
	last, err := q.tidy(max(n, q.segmentSize()))
	if err != nil {
		return err
	}
	name := filepath.Join(q.dir, fmt.Sprintf(nameFormat, last+1))
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open file for dead letters: %w", err)
	}
	q.file, q.size = f, 0
	return syncDir(q.dir)
}

// tidy removes files that are too old, and the oldest ones until n bytes fit. It returns the number
// of the last file.
func (q *DeadLetters) tidy(n int64) (last int64, err error) {
	names, last, err := q.files()
	if err != nil {
		return 0, err
	}
	total := n
	infos := make([]os.FileInfo, len(names))
	for i, name := range names {
		if infos[i], err = os.Stat(name); err != nil {
			return 0, fmt.Errorf("look at dead letters: %w", err)
		}
		total += infos[i].Size()
	}
	for i, name := range names {
		old := time.Since(infos[i].ModTime()) > q.retain
		if !old && total <= q.maxSize {
			break
		}
		if !old && q.block {
			return 0, ErrFull
		}
		if err := os.Remove(name); err != nil {
			return 0, fmt.Errorf("remove old dead letters: %w", err)
		}
		total -= infos[i].Size()
		q.dropped++
		q.log.Warn("removed old dead letters", "path", name, "bytes", infos[i].Size(), "too_old", old)
	}
	return last, nil
}

// nameFormat is the name of a file by its number.
const nameFormat = "%010d.ndjson"

// files lists the queue's own files, the oldest first, and the number of the last one. What a crash
// left of an entry at the end of that one is cut off: nobody was told that it is safe.
func (q *DeadLetters) files() (names []string, last int64, err error) {
	entries, err := os.ReadDir(q.dir)
	if err != nil {
		return nil, 0, fmt.Errorf("look at dead letters: %w", err)
	}
	for _, e := range entries {
		var n int64
		if _, err := fmt.Sscanf(e.Name(), nameFormat, &n); err == nil && fmt.Sprintf(nameFormat, n) == e.Name() {
			names, last = append(names, filepath.Join(q.dir, e.Name())), n
		}
	}
	if len(names) > 0 {
		err = cutTorn(names[len(names)-1])
	}
	return names, last, err
}

// cutTorn cuts a file behind its last complete line.
func cutTorn(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("look at dead letters: %w", err)
	}
	defer func() { _ = f.Close() }() // what was cut is safe or is cut again
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("look at dead letters: %w", err)
	}
	keep, buf := end, make([]byte, 64<<10)
	for keep > 0 {
		part := buf[:min(int64(len(buf)), keep)]
		if _, err := f.ReadAt(part, keep-int64(len(part))); err != nil {
			return fmt.Errorf("look at dead letters: %w", err)
		}
		if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
			keep += int64(i+1) - int64(len(part))
			break
		}
		keep -= int64(len(part))
	}
	if keep == end {
		return nil
	}
	if err := f.Truncate(keep); err != nil {
		return fmt.Errorf("cut a torn dead letter: %w", err)
	}
	return nil
}

func (q *DeadLetters) closeFile() {
	if q.file == nil {
		return
	}
	if err := q.file.Close(); err != nil {
		q.log.Warn("closing a file of dead letters failed", "error", err)
	}
	q.file, q.size = nil, 0
}

// Close closes the open file.
func (q *DeadLetters) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closeFile()
}

// Dir is the folder of the queue.
func (q *DeadLetters) Dir() string { return q.dir }

// syncDir makes a new name in a folder safe.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // opened for reading only
	return d.Sync()
}
