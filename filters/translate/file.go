package translate

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/headgate/headgate/event"
)

// maxFile bounds the bytes of a dictionary, as Logstash does for YAML.
const maxFile = 128 << 20

// readFile reads a dictionary in the format that the file's name says.
func readFile(path string) (*entries, error) {
	parse, err := parserFor(path)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MiB", path, maxFile>>20)
	}
	list, err := parse(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		if at, ok := errors.AsType[*lineError](err); ok {
			return nil, fmt.Errorf("%s:%d: %w", path, at.line, at.err)
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	list.file = path
	return list, nil
}

func parserFor(path string) (func([]byte) (*entries, error), error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return parseJSON, nil
	case ".yaml", ".yml":
		return parseYAML, nil
	case ".csv":
		return parseCSV, nil
	}
	return nil, fmt.Errorf("%s: the format is not known: the name has to end in .json, .yaml, .yml or .csv", path)
}

// lineError is an error in a line of a dictionary.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }

func (e *lineError) Unwrap() error { return e.err }

// parseCSV reads lines of key and value.
func parseCSV(data []byte) (*entries, error) {
	r := csv.NewReader(strings.NewReader(event.Alias(data)))
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	list := newEntries(0)
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if at, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, &lineError{at.Line, at.Err}
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if len(row) != 2 {
			return nil, &lineError{line, fmt.Errorf("found %d columns, a key and its value are needed: put a value with commas in double quotes", len(row))}
		}
		if err := list.addLine(row[0], event.String(row[1]), line); err != nil {
			return nil, err
		}
	}
}

// parseJSON reads one object.
func parseJSON(data []byte) (*entries, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	fault := func(err error) error {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return &lineError{lineAt(data, dec.InputOffset()), err}
	}
	if t, err := dec.Token(); err != nil {
		return nil, fault(err)
	} else if t != json.Delim('{') {
		return nil, fault(errors.New("an object of keys and values is needed"))
	}
	list, arena := newEntries(0), new(event.Arena)
	line := lineCounter{data: data, line: 1}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fault(err)
		}
		at := line.at(int(dec.InputOffset()))
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, fault(err)
		}
		v, err := event.DecodeJSON(arena, string(raw))
		if err != nil {
			return nil, fault(err)
		}
		if err := list.addLine(key.(string), v, at); err != nil { // names in an object are strings
			return nil, err
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, fault(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fault(errors.New("something follows the object"))
	}
	return list, nil
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

// lineCounter tells lines for offsets that only grow.
type lineCounter struct {
	data []byte
	done int
	line int
}

func (c *lineCounter) at(offset int) int {
	c.line += bytes.Count(c.data[c.done:offset], []byte("\n"))
	c.done = offset
	return c.line
}
