package exec

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/headgate/headgate/codecs/lines"
	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// journal is a log that tests can read.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

func (j *journal) use(e *plugin.Env) { e.Log = slog.New(slog.NewTextHandler(j, nil)) }

func newInput(t *testing.T, options string, change ...func(*plugin.Env)) (plugin.Input, *plugintest.Sink) {
	t.Helper()
	codec := plugintest.MustCodec(t, lines.Plugin(), "")
	in, diags := plugintest.BuildInput(t, Plugin(), options, codec, change...)
	if diags.HasErrors() {
		t.Fatal(plugintest.Messages(diags))
	}
	return in, plugintest.NewSink(codec)
}

func once(t *testing.T, options string, change ...func(*plugin.Env)) []string {
	t.Helper()
	in, sink := newInput(t, options, change...)
	if !in.(plugin.Finite).SetOnce() {
		t.Fatal("the input says that it never ends")
	}
	if err := in.Run(t.Context(), sink); err != nil {
		t.Fatal(err)
	}
	return sink.Events()
}

func TestEvents(t *testing.T) {
	host, _ := os.Hostname()
	tests := []struct {
		name, command string
		ecs           plugin.ECS
		want          []string
	}{
		{"ECS names", `printf 'a\nb'`, plugin.ECSv8, []string{
			`{"message":"a","host":{"name":"HOST"},"process":{"command_line":"printf 'a\\nb'","exit_code":0}`,
			`{"message":"b","host":{"name":"HOST"},"process":{"command_line":"printf 'a\\nb'","exit_code":0}`,
		}},
		{"classic names", `echo a; exit 3`, plugin.ECSDisabled, []string{`{"message":"a","host":"HOST","command":"echo a; exit 3"`}},
		{"exit code", `echo a; exit 3`, plugin.ECSv8, []string{
			`{"message":"a","host":{"name":"HOST"},"process":{"command_line":"echo a; exit 3","exit_code":3}`,
		}},
		{"no output", `true`, plugin.ECSv8, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			events := once(t, "command = "+strconv.Quote(tt.command), func(e *plugin.Env) { e.ECS = tt.ecs })
			var got []string
			for _, e := range events {
				e, _, _ = strings.Cut(e, `,"@timestamp"`)
				got = append(got, strings.Replace(e, host, "HOST", 1))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMetadata(t *testing.T) {
	ecs := once(t, `command = "echo a"`)
	if len(ecs) != 1 || !strings.Contains(ecs[0], `"@metadata":{"input":{"exec":{"process":{"elapsed_time":`) {
		t.Errorf("got %q, want the time it took", ecs)
	}
	classic := once(t, `command = "echo a; exit 7"`, func(e *plugin.Env) { e.ECS = plugin.ECSDisabled })
	if len(classic) != 1 || !strings.Contains(classic[0], `"@metadata":{"exit_status":7,"duration":`) {
		t.Errorf("got %q, want exit status and duration", classic)
	}
}

func TestStandardErrorIsLogged(t *testing.T) {
	var j journal
	events := once(t, `command = "echo oops >&2; printf unfinished >&2"`, j.use)
	if len(events) > 0 {
		t.Errorf("got events %q", events)
	}
	for _, want := range []string{"stderr=oops", "stderr=unfinished"} {
		if !strings.Contains(j.String(), want) {
			t.Errorf("the log %q does not have %q", j.String(), want)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, options, log string
		want               []string
	}{
		{"output", "command = \"echo 123456789\"\nmax_output = 4", "raise max_output", []string{"1234"}},
		{"time", "command = \"echo before; sleep 1000; echo after\"\ntimeout = \"50ms\"", "raise timeout", []string{"before"}},
		{
			"children that hold on to the output", "command = \"trap '' TERM; echo before; sleep 1000 & wait\"\ntimeout = \"50ms\"",
			"raise timeout",
			[]string{"before"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var j journal
			var got []string
			for _, e := range once(t, tt.options, j.use) {
				m, _, _ := strings.Cut(strings.TrimPrefix(e, `{"message":"`), `"`)
				got = append(got, m)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(j.String(), tt.log) {
				t.Errorf("the log %q does not say %q", j.String(), tt.log)
			}
		})
	}
}

func TestRunsAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, sink := newInput(t, "command = \"echo a\"\ninterval = \"1ms\"")
	done := make(chan error)
	go func() { done <- in.Run(ctx, sink) }()
	sink.Wait(ctx, t, 3)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestStopKillsTheGroup(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	pids := filepath.Join(t.TempDir(), "pids")
	if err := syscall.Mkfifo(pids, 0o600); err != nil {
		t.Fatal(err)
	}
	in, sink := newInput(t, "command = "+strconv.Quote("sleep 1000 & echo $! > "+pids+"; wait"))
	done := make(chan error)
	go func() { done <- in.Run(ctx, sink) }()
	text, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for !ended(pid) { // it was killed, which takes a moment
		select {
		case <-t.Context().Done():
			t.Fatalf("process %d is still running", pid)
		case <-time.After(time.Millisecond):
		}
	}
}

// ended reports whether a process is gone, or dead and only waits for its parent.
func ended(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func TestCommandNotFound(t *testing.T) {
	var j journal
	if got := once(t, `command = "/no/such/program"`, j.use); len(got) > 0 {
		t.Errorf("got %q", got)
	}
	if !strings.Contains(j.String(), "not found") {
		t.Errorf("the log %q does not say why", j.String())
	}
}

func TestInvalid(t *testing.T) {
	tests := []struct{ name, options, want string }{
		{"command", `command = ""`, "The command is empty"},
		{"output", "command = \"df\"\nmax_output = 0", "keeps nothing"},
		{"twice", "command = \"df\"\ninterval = \"1s\"\nschedule = \"* * * * *\"", "keep one of the two"},
		{"schedule", "command = \"df\"\nschedule = \"hourly\"", "has 1 fields, not 5"},
		{"hour", "command = \"df\"\nschedule = \"0 24 * * *\"", `"24" can't be the hour: use 0 to 23`},
		{"backwards", "command = \"df\"\nschedule = \"0 5-2 * * *\"", "runs backwards"},
		{"step", "command = \"df\"\nschedule = \"*/0 * * * *\"", "not a positive number"},
		{"never", "command = \"df\"\nschedule = \"0 0 31 feb *\"", "never comes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := plugintest.BuildInput(t, Plugin(), tt.options, plugintest.MustCodec(t, lines.Plugin(), ""))
			if got := plugintest.Messages(diags); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want it to say %q", got, tt.want)
			}
		})
	}
}

func TestSchedule(t *testing.T) {
	const layout = "2006-01-02 15:04:05"
	tests := []struct{ name, schedule, after, want string }{
		{"every minute", "* * * * *", "2024-01-31 23:59:00", "2024-02-01 00:00:00"},
		{"within a minute", "* * * * *", "2024-01-31 12:00:30", "2024-01-31 12:01:00"},
		{"steps", "*/15 * * * *", "2024-01-01 10:16:00", "2024-01-01 10:30:00"},
		{"step from", "5/20 * * * *", "2024-01-01 10:26:00", "2024-01-01 10:45:00"},
		{"list and range", "0 8-10,20 * * *", "2024-01-01 10:00:00", "2024-01-01 20:00:00"},
		{"names", "30 6 * dec mon-fri", "2023-12-29 07:00:00", "2024-12-02 06:30:00"},
		{"leap day", "0 0 29 2 *", "2024-03-01 00:00:00", "2028-02-29 00:00:00"},
		{"Sunday is 7", "0 0 * * 7", "2024-01-01 00:00:00", "2024-01-07 00:00:00"},
		{"either day", "0 0 13 * 5", "2024-01-01 00:00:00", "2024-01-05 00:00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := parseSchedule(tt.schedule)
			if err != nil {
				t.Fatal(err)
			}
			after, err := time.Parse(layout, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.next(after).Format(layout); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
