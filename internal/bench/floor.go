package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
)

// lineFunc appends what becomes of one line, which has no newline.
type lineFunc func(dst, line []byte) []byte

const floorBlock = 1 << 20

// chunk is a block of whole lines on its way through the floor.
type chunk struct {
	in, out []byte
	ready   chan struct{}
}

// runFloor does the work of a workload with nothing around it: two goroutines change blocks of lines,
// a third one writes them in order.
func runFloor(name, in, out string) error {
	var change lineFunc
	for _, w := range workloads {
		if w.name == name {
			change = w.floor
		}
	}
	if change == nil {
		return fmt.Errorf("there is no workload %q", name)
	}
	src, err := os.Open(in)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // opened for reading only
	dst, err := os.Create(out)
	if err != nil {
		return err
	}
	return errors.Join(transform(src, dst, change), dst.Close())
}

func transform(src io.Reader, dst io.Writer, change lineFunc) error {
	work, order := make(chan *chunk, 2), make(chan *chunk, 4)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for c := range work {
				c.out = eachLine(c.out[:0], c.in, change)
				close(c.ready)
			}
		})
	}
	written := make(chan error, 1)
	free := sync.Pool{New: func() any { return &chunk{in: make([]byte, 0, floorBlock)} }}
	go func() {
		var err error
		for c := range order {
			<-c.ready
			if err == nil {
				_, err = dst.Write(c.out)
			}
			free.Put(c)
		}
		written <- err
	}()
	err := cut(src, func(block []byte) {
		c := free.Get().(*chunk)
		c.in, c.ready = append(c.in[:0], block...), make(chan struct{})
		order <- c
		work <- c
	})
	close(work)
	close(order)
	group.Wait()
	return errors.Join(err, <-written)
}

// cut reads blocks that end with a newline.
func cut(src io.Reader, each func([]byte)) error {
	buf := make([]byte, floorBlock)
	n := 0
	for {
		got, err := src.Read(buf[n:])
		n += got
		if end := bytes.LastIndexByte(buf[:n], '\n') + 1; end > 0 {
			each(buf[:end])
			n = copy(buf, buf[end:n])
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func eachLine(dst, block []byte, change lineFunc) []byte {
	for len(block) > 0 {
		end := bytes.IndexByte(block, '\n')
		dst = change(dst, block[:end])
		block = block[end+1:]
	}
	return dst
}

func copyLine(dst, line []byte) []byte { return append(append(dst, line...), '\n') }

// reshape walks over the members of a flat JSON object: debug events are left out, msg is renamed,
// service put into lower case, env added.
func reshape(dst, line []byte) []byte {
	start := len(dst)
	dst = append(dst, '{')
	for rest := line[1 : len(line)-1]; len(rest) > 0; {
		end := memberEnd(rest)
		colon := bytes.IndexByte(rest, ':')
		key, value := rest[1:colon-1], rest[colon+1:end]
		switch string(key) {
		case "level":
			if string(value) == `"debug"` {
				return dst[:start]
			}
		case "msg":
			key = []byte("message")
		case "service":
			value = bytes.ToLower(value)
		}
		dst = append(append(append(append(append(dst, '"'), key...), '"', ':'), value...), ',')
		rest = rest[min(end+1, len(rest)):]
	}
	return append(dst, "\"env\":\"prod\"}\n"...)
}

// memberEnd is where a member of an object ends: at the next comma outside of strings and brackets.
func memberEnd(s []byte) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			for i++; s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

// accessToJSON cuts a combined access line at its fixed marks.
func accessToJSON(dst, line []byte) []byte {
	field := func(name, mark string) {
		end := bytes.Index(line, []byte(mark))
		if end < 0 {
			end = len(line)
		}
		dst = append(append(append(dst, ',', '"'), name...), '"', ':')
		if n, err := strconv.Atoi(string(line[:end])); err == nil {
			dst = strconv.AppendInt(dst, int64(n), 10)
		} else {
			dst = append(append(append(dst, '"'), line[:end]...), '"')
		}
		line = line[min(end+len(mark), len(line)):]
	}
	dst = append(dst, '{')
	at := len(dst)
	field("clientip", " ")
	field("ident", " ")
	field("auth", " [")
	field("timestamp", "] \"")
	field("verb", " ")
	field("request", " HTTP/")
	field("httpversion", "\" ")
	field("response", " ")
	field("bytes", " \"")
	field("referrer", "\" \"")
	field("agent", "\"")
	copy(dst[at:], dst[at+1:]) // the first comma
	return append(dst[:len(dst)-1], '}', '\n')
}
