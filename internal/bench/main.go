// Command bench runs whole pipelines and, in turn with them, hand-coded loops that do the same work
// without any engine: the floor. It prints lines a second, processor time, memory, and their ratio.
//
//	bench -headgate bin/headgate            all workloads
//	bench -headgate bin/headgate -w W2      one of them
//	bench -headgate bin/headgate -peers     also the peers that are installed
//
// The workloads: W2 is a file of JSON, of which debug events are dropped and the rest is reshaped, to
// JSON lines; W3 is a file of lines copied line by line, in order; W1 is an Apache access log parsed
// by grok into typed JSON. The machine is shared mostly: read ratios, not figures.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

func main() {
	var o options
	flag.StringVar(&o.headgate, "headgate", "bin/headgate", "the binary")
	flag.IntVar(&o.lines, "lines", 2_000_000, "lines of each workload")
	flag.IntVar(&o.runs, "runs", 3, "runs of each program; the median counts")
	flag.StringVar(&o.only, "w", "", "workloads, separated by commas")
	flag.StringVar(&o.dir, "dir", "", "folder for data and results; by default a temporary one")
	flag.BoolVar(&o.peers, "peers", false, "also run the peers that are installed")
	floor := flag.String("floor", "", "run the floor of a workload: -floor W2 IN OUT")
	flag.Parse()
	var err error
	if *floor != "" {
		err = runFloor(*floor, flag.Arg(0), flag.Arg(1))
	} else {
		err = o.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	headgate, only, dir string
	lines, runs         int
	peers               bool
}

func (o *options) run() error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "headgate-bench-*")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }() // the system clears it otherwise
		o.dir = dir
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "workload\tprogram\tlines/s\twall s\tcpu s\tpeak MiB\tof the floor\t")
	for _, w := range workloads {
		if o.only != "" && !slices.Contains(strings.Split(o.only, ","), w.name) {
			continue
		}
		if err := o.workload(out, self, &w); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return o.start(os.Stdout)
}

func (o *options) workload(out *tabwriter.Writer, self string, w *workload) error {
	in := filepath.Join(o.dir, w.data)
	if err := generate(in, o.lines); err != nil {
		return err
	}
	programs := []program{
		{"floor", func(result string) []string { return []string{self, "-floor", w.name, in, result} }},
		{"headgate", func(result string) []string { return o.pipeline(w, in, result) }},
	}
	if o.peers {
		programs = append(programs, peers(w, o.dir, in)...)
	}
	results := make([][]measure, len(programs))
	for range o.runs {
		for i, p := range programs { // in turn, so that a drift of the machine falls on all
			m, err := run(p, filepath.Join(o.dir, "out-"+p.name))
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			results[i] = append(results[i], m)
		}
	}
	floor := median(results[0])
	for i, p := range programs {
		m := median(results[i])
		rate := float64(o.lines) / m.wall.Seconds()
		fmt.Fprintf(out, "%s\t%s\t%.0f\t%.2f\t%.2f\t%d\t%.0f %%\t\n", w.name, p.name, rate, m.wall.Seconds(), m.cpu.Seconds(), m.peak>>20,
			100*floor.wall.Seconds()/m.wall.Seconds())
	}
	return nil
}

// pipeline writes the configuration of a workload and returns the command that runs it.
func (o *options) pipeline(w *workload, in, result string) []string {
	conf := filepath.Join(o.dir, w.name+".hcl")
	text := strings.NewReplacer("@IN@", in, "@OUT@", result, "@DIR@", o.dir).Replace(w.config)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		panic(err) // the folder was made just now
	}
	return []string{o.headgate, "run", "--once", conf}
}
