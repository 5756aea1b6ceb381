package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// chaos is a run that is killed and started again until all records have come through.
type chaos struct {
	t       *testing.T
	rand    *rand.Rand
	dir     string
	conf    string
	records int
	record  func(n int) string // as it stands in the file, with its newline
}

const chaosRounds = 10

func newChaos(t *testing.T, seed uint64, records int, codec string, record func(int) string) *chaos {
	c := &chaos{t: t, rand: rand.New(rand.NewPCG(seed, 0)), dir: t.TempDir(), records: records, record: record}
	c.conf = write(t, filepath.Join(c.dir, "c.hcl"), stateIn(filepath.Join(c.dir, "state"))+`
pipeline "p" {
  input "file" {
    paths    = ["in/app.log*"]
    start_at = "beginning"
    discover_interval = "50ms"
    codec `+codec+`
  }
  output "file" { path = "out.log" }
}`)
	return c
}

// feed appends records to the file that is written now.
func (c *chaos) feed(from, to int) {
	c.t.Helper()
	var b bytes.Buffer
	for n := from; n < to; n++ {
		b.WriteString(c.record(n))
	}
	if err := os.MkdirAll(filepath.Join(c.dir, "in"), 0o755); err != nil {
		c.t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(c.dir, "in", "app.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := b.WriteTo(f); err != nil {
		c.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chaos) rotate(round int) {
	c.t.Helper()
	old := filepath.Join(c.dir, "in", "app.log")
	if err := os.Rename(old, fmt.Sprintf("%s.%d", old, round)); err != nil {
		c.t.Fatal(err)
	}
}

// round runs the program until the output has grown, to a size at least, then ends it.
func (c *chaos) round(size int64, s syscall.Signal) {
	c.t.Helper()
	p := start(c.t, "run", c.conf)
	begin := sizeOf(c.out())
	before, idle := begin, 0
	p.eventually("the output grows", func() bool {
		now := sizeOf(c.out())
		if now == before {
			idle++
		} else {
			idle = 0
		}
		before = now
		return now > begin && now >= size || idle > 200
	})
	<-time.After(time.Duration(c.rand.IntN(20)) * time.Millisecond)
	p.signal(s)
	if got := p.wait(); s == syscall.SIGTERM {
		got.wants(c.t, 0)
	}
}

func (c *chaos) out() string { return filepath.Join(c.dir, "out.log") }

// finish reads what is left and counts how many times each record came through.
func (c *chaos) finish() []int {
	c.t.Helper()
	execute(c.t, "", "run", "--once", c.conf).wants(c.t, 0)
	f, err := os.Open(c.out())
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	times := make([]int, c.records)
	r := bufio.NewReader(f)
	for line := 1; ; line++ {
		text, err := r.ReadString('\n')
		if text == "" {
			break
		}
		var e struct{ Message string }
		if err != nil || json.Unmarshal([]byte(text), &e) != nil {
			c.t.Fatalf("line %d of the output is cut: %q", line, short1(text))
		}
		number, _, _ := strings.Cut(e.Message, " ")
		n, err := strconv.Atoi(number)
		if err != nil || n >= c.records || e.Message+"\n" != c.record(n) {
			c.t.Fatalf("line %d of the output is no whole record: %q", line, short1(e.Message))
		}
		times[n]++
	}
	missing := 0
	for n, k := range times {
		if k == 0 {
			if missing++; missing < 5 {
				c.t.Errorf("record %d is lost", n)
			}
		}
	}
	if missing > 0 {
		c.t.Errorf("%d records are lost", missing)
	}
	return times
}

func oneLine(n int) string { return fmt.Sprintf("%06d a line of a log, with some text in it\n", n) }

func threeLines(n int) string {
	return fmt.Sprintf("%06d begins here\n  goes on in %d\n  and ends in %d\n", n, n, n)
}

var chaosCodecs = map[string]struct {
	codec  string
	record func(int) string
}{
	"lines": {`"lines" {}`, oneLine},
	"multiline": {`"multiline" {
      pattern = "^\s"
      what    = "previous"
    }`, threeLines},
}

func TestChaosKilledInMidFile(t *testing.T) {
	for name, tt := range chaosCodecs {
		t.Run(name, func(t *testing.T) { killedInMidFile(t, 1, tt.codec, tt.record, 200_000, chaosRounds) })
	}
}

func killedInMidFile(t *testing.T, seed uint64, codec string, record func(int) string, records, rounds int) {
	c := newChaos(t, seed, records, codec, record)
	c.feed(0, records)
	whole := int64(records) * int64(len(record(0))+100) // each event also has a time, a path and so on
	for i := range rounds {
		s := syscall.SIGKILL
		if c.rand.IntN(3) == 0 {
			s = syscall.SIGTERM
		}
		c.round(whole*int64(i+1)/int64(rounds+1), s)
	}
	c.finish()
}

// TestChaosTerminated ends the program by SIGTERM only: all that was read is delivered and its
// position kept, so nothing comes twice.
func TestChaosTerminated(t *testing.T) {
	for name, tt := range chaosCodecs {
		t.Run(name, func(t *testing.T) {
			const records = 100_000
			c := newChaos(t, 2, records, tt.codec, tt.record)
			c.feed(0, records)
			for i := range 5 {
				c.round(int64(records)*int64(len(tt.record(0))+100)*int64(i)/6, syscall.SIGTERM)
			}
			twice := 0
			for _, n := range c.finish() {
				twice += max(0, n-1)
			}
			if twice > 0 {
				t.Errorf("%d records came twice", twice)
			}
		})
	}
}

// TestChaosRotated rotates the file while the program is not running, and while it runs.
func TestChaosRotated(t *testing.T) {
	for name, tt := range chaosCodecs {
		t.Run(name, func(t *testing.T) { rotated(t, 3, tt.codec, tt.record, 40_000, chaosRounds/2) })
	}
}

func rotated(t *testing.T, seed uint64, codec string, record func(int) string, records, rounds int) {
	c := newChaos(t, seed, records, codec, record)
	each := records / (2 * rounds)
	at := 0
	grow := func() {
		c.feed(at, at+each)
		at += each
	}
	for i := range rounds {
		grow()
		s := syscall.SIGKILL
		if i%2 == 1 {
			s = syscall.SIGTERM
		}
		if c.rand.IntN(2) == 0 {
			c.rotate(2 * i)
		}
		c.round(sizeOf(c.out())+int64(c.rand.IntN(each*100)), s)
		grow()
		c.rotate(2*i + 1)
	}
	c.records = at
	c.finish()
}

// TestChaosLong goes on for CHAOS_MINUTES.
func TestChaosLong(t *testing.T) {
	minutes, err := strconv.ParseFloat(os.Getenv("CHAOS_MINUTES"), 64)
	if err != nil {
		t.Skip("CHAOS_MINUTES is not set")
	}
	end := time.Now().Add(time.Duration(minutes * float64(time.Minute)))
	for seed := uint64(time.Now().UnixNano()); time.Now().Before(end); seed++ {
		for name, tt := range chaosCodecs {
			if !t.Run(fmt.Sprintf("%s killed %d", name, seed), func(t *testing.T) {
				killedInMidFile(t, seed, tt.codec, tt.record, 300_000, 15)
			}) {
				return
			}
			if !t.Run(fmt.Sprintf("%s rotated %d", name, seed), func(t *testing.T) {
				rotated(t, seed, tt.codec, tt.record, 200_000, 10)
			}) {
				return
			}
		}
	}
}

// TestChaosDuplicates kills a run that writes to a pipe which is read at a known pace, so that it is
// known how much may come twice: what was delivered since the last checkpoint, and what stood in the
// pipe and in a batch.
func TestChaosDuplicates(t *testing.T) {
	const (
		records  = 200_000
		pace     = 40            // lines a millisecond
		interval = 10            // milliseconds from one checkpoint to the next
		late     = 250           // milliseconds that a busy machine may add
		pipe     = 64 << 10 / 40 // lines in the pipe and in the reader's buffer
		batch    = 2048          // lines in one batch of the output
		bound    = pace*(interval+late) + 3*pipe + batch
	)
	dir := t.TempDir()
	conf := write(t, filepath.Join(dir, "c.hcl"), stateIn(filepath.Join(dir, "state"))+fmt.Sprintf(`
pipeline "p" {
  input "file" {
    paths               = ["in.log"]
    start_at            = "beginning"
    checkpoint_interval = "%dms"
  }
  output "stdout" {
    codec "lines" {}
  }
}`, interval))
	var in strings.Builder
	for n := range records {
		in.WriteString(oneLine(n))
	}
	write(t, filepath.Join(dir, "in.log"), in.String())
	next, most := 0, 0 // the first line that never came
	for next < records {
		p := start(t, "run", conf)
		first := -1
		r := bufio.NewReader(p.stdout)
		take := func() bool {
			text, err := r.ReadString('\n')
			if err != nil {
				return false // the last line may be cut: a pipe can't be repaired
			}
			n, err := strconv.Atoi(strings.SplitN(text, " ", 2)[0])
			if err != nil || text != oneLine(n) {
				t.Fatalf("line %q", text)
			}
			if first < 0 {
				first = n
			}
			if n > next {
				t.Fatalf("line %d comes after %d", n, next-1)
			}
			next = max(next, n+1)
			return true
		}
		before := next
		for began := time.Now(); time.Since(began) < 300*time.Millisecond && next < records; <-time.After(time.Millisecond) {
			for range pace {
				if !take() {
					t.Fatalf("it ended:\n%s", p.errs.String())
				}
				if next == records {
					break
				}
			}
		}
		p.signal(syscall.SIGKILL)
		for take() {
		}
		p.wait()
		most = max(most, before-first)
	}
	t.Logf("at most %d lines came twice after a kill, %d are allowed", most, bound)
	if most > bound {
		t.Errorf("%d lines came twice after a kill, at most %d may", most, bound)
	}
}
