package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/hashicorp/hcl/v2"
	"go.uber.org/goleak"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/filters/clone"
	"github.com/headgate/headgate/filters/drop"
	"github.com/headgate/headgate/filters/set"
	"github.com/headgate/headgate/filters/split"
	pipein "github.com/headgate/headgate/inputs/pipeline"
	pipeout "github.com/headgate/headgate/outputs/pipeline"
	"github.com/headgate/headgate/pipeline"
	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/queue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var pathN = event.MustPath("n")

// world is one configuration at work with plugins of the test: an input that counts, filters and
// outputs that do what the test says.
type world struct {
	t     *testing.T
	dir   string
	do    map[string]func(b *event.Batch, e *event.Event) error
	write map[string]func(v event.View, res *plugin.Results) error
	open  map[string]error // by name of plugin

	mu      sync.Mutex
	got     map[string][]int64  // numbers that came to an output, in order
	bodies  map[string][]string // the same as JSON
	commits []int64
	pending func() int // tickets that are not committed
	opened  []string
	closed  []string
	log     bytes.Buffer
	ran     context.CancelFunc // stops softly
	kill    context.CancelFunc // stops hard
}

func newWorld(t *testing.T) *world {
	return &world{
		t: t, dir: t.TempDir(),
		do:     make(map[string]func(*event.Batch, *event.Event) error),
		write:  make(map[string]func(event.View, *plugin.Results) error),
		open:   make(map[string]error),
		got:    make(map[string][]int64),
		bodies: make(map[string][]string),
	}
}

// Write implements io.Writer for the log.
func (w *world) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

type life struct {
	w    *world
	name string
}

func (l life) Open(context.Context) error {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	l.w.opened = append(l.w.opened, l.name)
	return l.w.open[l.name]
}

func (l life) Close() error {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	l.w.closed = append(l.w.closed, l.name)
	return nil
}

type countOptions struct {
	Count   int  `hcl:"count"`
	Batch   int  `hcl:"batch,optional"`
	Endless bool `hcl:"endless,optional"`
}

// counter gives events with n = 0, 1, 2 and so on.
type counter struct {
	life
	countOptions
	source *event.Source
}

func (c *counter) SetOnce() bool { return !c.Endless }

func (c *counter) Run(ctx context.Context, sink plugin.Sink) error {
	lane := event.NewLane()
	for i := 0; i < c.Count && ctx.Err() == nil; i += c.Batch {
		n := min(c.Batch, c.Count-i)
		b := event.NewBatch()
		lane.Stamp(b)
		b.AddTicket(c.source.Issue(n, int64(i+n)))
		for k := range n {
			e := b.Add()
			e.SetTimestamp(event.Time(1))
			if err := e.Set(pathN, event.Int(int64(i+k))); err != nil {
				return err
			}
		}
		if err := sink.Push(ctx, b); err != nil {
			return err
		}
	}
	if c.Endless {
		<-ctx.Done()
	}
	return nil
}

func (w *world) counter(o countOptions, env plugin.Env) (plugin.Input, hcl.Diagnostics) {
	source := event.NewSource(func(pos int64) {
		w.mu.Lock()
		w.commits = append(w.commits, pos)
		w.mu.Unlock()
	})
	w.pending = source.Pending
	return &counter{life{w, "input." + env.Name}, o, source}, nil
}

type doOptions struct {
	What string `hcl:"what"`
}

// doer does to each event what the test says.
type doer struct {
	life
	what string
}

func (d *doer) Worker() plugin.FilterWorker { return d }

func (d *doer) Process(_ context.Context, b *event.Batch) error {
	if d.what == "give up" {
		return errors.New("the filter can't go on")
	}
	for e := range b.Events() {
		if err := d.w.do[d.what](b, e); err != nil {
			b.Fail(e, err)
		}
	}
	return nil
}

type sinkOptions struct{}

type testSink struct {
	life
	out string
}

func (s *testSink) Write(_ context.Context, v event.View, res *plugin.Results) error {
	if f := s.w.write[s.out]; f != nil {
		err := f(v, res)
		for i, e := range v.All() {
			if o, _ := res.Outcome(i); o == event.Delivered {
				s.w.note(s.out, e)
			}
		}
		return err
	}
	for _, e := range v.All() {
		s.w.note(s.out, e)
	}
	res.DeliverRest()
	return nil
}

func (w *world) note(out string, e *event.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got[out] = append(w.got[out], numberOf(e))
	w.bodies[out] = append(w.bodies[out], string(event.AppendJSON(nil, e)))
}

func numberOf(e *event.Event) int64 {
	n, _ := e.Get(pathN).AsInt()
	return n
}

func (w *world) registry() *plugin.Registry {
	return plugin.NewRegistry(
		[]plugin.InputSpec{plugin.NewInput("count", countOptions{Batch: 10}, w.counter), pipein.Plugin()},
		[]plugin.FilterSpec{
			plugin.NewFilter("do", doOptions{}, func(o doOptions, env plugin.Env) (plugin.Filter, hcl.Diagnostics) {
				return &doer{life{w, "filter." + env.Name}, o.What}, nil
			}),
			drop.Plugin(), set.Plugin(), split.Plugin(), clone.Plugin(),
		},
		[]plugin.OutputSpec{
			plugin.NewOutput("sink", sinkOptions{}, func(_ sinkOptions, env plugin.Env) (plugin.Output, hcl.Diagnostics) {
				return &testSink{life{w, "output." + env.Name}, env.Name}, nil
			}),
			pipeout.Plugin(),
		}, nil)
}

// load makes an engine of a configuration.
func (w *world) load(text string) *pipeline.Engine {
	w.t.Helper()
	head := fmt.Sprintf("headgate {\n  data_dir = %q\n  shutdown_timeout = \"5s\"\n}\n", filepath.Join(w.dir, "data"))
	log := slog.New(slog.NewTextHandler(w, nil))
	l := config.Loader{Registry: w.registry(), LookupEnv: os.LookupEnv, Log: log}
	plan, diags := l.Load([]config.Source{{Name: "test.hcl", Dir: w.dir, Bytes: []byte(head + text)}})
	if diags.HasErrors() {
		w.t.Fatal(diags)
	}
	return pipeline.New(plan, log)
}

// start opens and runs a configuration; the function it returns waits for its end.
func (w *world) start(text string) (wait func() ([]pipeline.Account, error)) {
	w.t.Helper()
	e := w.load(text)
	if err := e.Open(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	soft, endSoft := context.WithCancel(context.Background())
	hard, endHard := context.WithCancel(context.Background())
	w.ran, w.kill = endSoft, endHard
	done := make(chan error, 1)
	go func() { done <- e.Run(soft, hard) }()
	return func() ([]pipeline.Account, error) {
		err := <-done
		endSoft()
		endHard()
		accounts := e.Accounts()
		for i := range accounts {
			if !accounts[i].Balanced() {
				w.t.Errorf("account of %s: %d events open: %+v", accounts[i].Pipeline, accounts[i].Open(), accounts[i].Counts)
			}
		}
		return accounts, err
	}
}

// run runs a configuration to its end in a bubble of its own time.
func run(t *testing.T, prepare func(w *world), text string, check func(w *world, accounts []pipeline.Account)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if prepare != nil {
			prepare(w)
		}
		accounts, err := w.start(text)()
		if err != nil {
			t.Errorf("the run ended with: %v", err)
		}
		check(w, accounts)
	})
}

// counts is an account in short.
func counts(a pipeline.Account) string {
	return fmt.Sprintf("in %d made %d delivered %d dropped %d rejected %d unrouted %d failed %d",
		a.In, a.Made, a.Ends[event.Delivered], a.Ends[event.Dropped], a.Ends[event.Rejected], a.Ends[event.Withheld], a.Ends[event.Failed])
}

func (w *world) wantCounts(a pipeline.Account, want string) {
	w.t.Helper()
	if got := counts(a); got != want {
		w.t.Errorf("account:\n got %s\nwant %s", got, want)
	}
}

// committed is the last position that the source was told.
func (w *world) committed() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.commits) == 0 {
		return 0
	}
	return w.commits[len(w.commits)-1]
}

func (w *world) wantCommitted(want int64) {
	w.t.Helper()
	if got := w.committed(); got != want {
		w.t.Errorf("the source was told position %d, want %d", got, want)
	}
	if !slices.IsSorted(w.commits) {
		w.t.Errorf("positions do not rise: %v", w.commits)
	}
}

// numbers is what an output got, as "0-4 7 9-11".
func (w *world) numbers(out string, sorted bool) string {
	w.mu.Lock()
	list := slices.Clone(w.got[out])
	w.mu.Unlock()
	if sorted {
		slices.Sort(list)
	}
	var b strings.Builder
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprint(&b, list[i])
		if j > i {
			fmt.Fprintf(&b, "-%d", list[j])
		}
		i = j + 1
	}
	return b.String()
}

func (w *world) wantNumbers(out, want string) {
	w.t.Helper()
	if got := w.numbers(out, false); got != want {
		w.t.Errorf("output %q got %s, want %s", out, got, want)
	}
}

// letters reads the dead-letter queue of a pipeline.
func (w *world) letters(name string) []queue.DeadLetter {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "data", name, "dead_letter", "*.ndjson"))
	if err != nil {
		w.t.Fatal(err)
	}
	var list []queue.DeadLetter
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			w.t.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			var d queue.DeadLetter
			if err := json.Unmarshal(line, &d); err != nil {
				w.t.Fatalf("line %q: %v", line, err)
			}
			list = append(list, d)
		}
	}
	return list
}

// only does something to the event of one number.
func only(n int64, f func(b *event.Batch, e *event.Event) error) func(*event.Batch, *event.Event) error {
	return func(b *event.Batch, e *event.Event) error {
		if numberOf(e) != n {
			return nil
		}
		return f(b, e)
	}
}
