package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// program is one that does the work of a workload.
type program struct {
	name    string
	command func(result string) []string
}

// measure is what one run took.
type measure struct {
	wall, cpu time.Duration
	peak      int64 // bytes resident
}

// run runs a program and removes what it wrote.
func run(p program, result string) (measure, error) {
	if err := os.RemoveAll(result); err != nil {
		return measure{}, err
	}
	defer func() { _ = os.RemoveAll(result) }() // the next run does it again
	args := p.command(result)
	cmd := exec.Command(args[0], args[1:]...) //nolint:noctx // ends by itself; the caller names the program
	text, err := cmd.StderrPipe()
	if err != nil {
		return measure{}, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return measure{}, err
	}
	said, _ := io.ReadAll(io.LimitReader(text, 1<<20)) // only told when it fails
	err = cmd.Wait()
	m := measure{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.peak = u.Maxrss << 10
	}
	if err != nil {
		return m, fmt.Errorf("%w: %s", err, strings.TrimSpace(string(said)))
	}
	info, err := os.Stat(result)
	if err != nil || info.Size() == 0 {
		return m, fmt.Errorf("nothing was written (%w): %s", err, strings.TrimSpace(string(said)))
	}
	return m, nil
}

func median(ms []measure) measure {
	slices.SortFunc(ms, func(a, b measure) int { return int(a.wall - b.wall) })
	return ms[len(ms)/2]
}

// start measures how soon the program is there, and what it takes when it has nothing to do.
func (o *options) start(w io.Writer) error {
	var version, first []time.Duration
	for range 10 {
		begin := time.Now()
		if err := exec.Command(o.headgate, "version").Run(); err != nil { //nolint:noctx // ends by itself
			return err
		}
		version = append(version, time.Since(begin))
		took, err := o.firstLine()
		if err != nil {
			return err
		}
		first = append(first, took)
	}
	slices.Sort(version)
	slices.Sort(first)
	fmt.Fprintf(w, "version %s, start to first line out %s (medians of 10)\n", version[5].Round(time.Millisecond/10), first[5].Round(time.Millisecond/10))
	return o.idle(w)
}

// firstLine measures from start to the first line written.
func (o *options) firstLine() (time.Duration, error) {
	cmd := exec.Command(o.headgate, "run", "--once", "-e", `input "generator" { lines = ["x"] }`) //nolint:noctx // ends by itself
	begin := time.Now()
	cmd.Args[len(cmd.Args)-1] = "input \"generator\" {\n lines = [\"x\"]\n count = 1\n}"
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		return 0, err
	}
	took := time.Since(begin)
	_, _ = io.Copy(io.Discard, out) // so that it can end
	return took, cmd.Wait()
}

// idle runs a pipeline that has nothing to do for three seconds.
func (o *options) idle(w io.Writer) error {
	conf := filepath.Join(o.dir, "idle.hcl")
	text := fmt.Sprintf("headgate { data_dir = %q }\npipeline \"idle\" {\n  input \"file\" \"f\" { paths = [%q] }\n  output \"null\" {}\n}\n",
		filepath.Join(o.dir, "idle-data"), filepath.Join(o.dir, "none-*.log"))
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return err
	}
	cmd := exec.Command(o.headgate, "run", conf) //nolint:noctx // ended below
	if err := cmd.Start(); err != nil {
		return err
	}
	<-time.After(3 * time.Second)
	resident := residentKiB(cmd.Process.Pid)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := cmd.Wait()
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	fmt.Fprintf(w, "idle: %d MiB resident, %s of processor time in 3 s, start and stop included\n", resident>>10, used.Round(time.Millisecond))
	return err
}

func residentKiB(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var n int64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &n); err == nil {
			return n
		}
	}
	return 0
}
