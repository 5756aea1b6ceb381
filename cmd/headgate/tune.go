package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/headgate/headgate/pipeline/config"
)

// gcPercent lets the heap grow to five times what is alive before it is collected: with a small live
// heap the collector runs all the time otherwise (measured: 762 against 615 ns an event).
const gcPercent = 400

// tune sets the bounds of the Go runtime, unless the user has set them by the environment.
func tune(l config.LimitSettings) {
	if l.CPUs > 0 {
		runtime.GOMAXPROCS(l.CPUs)
	}
	memory := int64(l.Memory)
	if memory == 0 {
		memory = cgroupMemory() / 10 * 8
	}
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(gcPercent)
	if memory > 0 {
		debug.SetMemoryLimit(memory)
	}
}

// cgroupMemory is the memory that the container may use, 0 if there is no limit.
func cgroupMemory() int64 {
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err == nil && n < 1<<60 {
			return n
		}
	}
	return 0
}
