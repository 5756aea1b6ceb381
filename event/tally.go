package event

import "sync/atomic"

// Tally counts every event exactly once: how it came in and how it ended.
type Tally struct {
	in    atomic.Int64
	made  atomic.Int64
	ends  [Failed + 1]atomic.Int64
	drops []atomic.Int64
}

// discard counts for batches that belong to no pipeline, as in tests of single plugins.
var discard = NewTally(0)

// NewTally makes a tally for a number of reasons to drop an event.
func NewTally(reasons int) *Tally { return &Tally{drops: make([]atomic.Int64, reasons)} }

// Counts is a snapshot of a tally.
type Counts struct {
	In        int64 // events that inputs gave
	Made      int64 // events that split and clone added
	Ends      [Failed + 1]int64
	DroppedBy []int64 // of Ends[Dropped], those of each reason; the rest was dropped by filters of outputs
}

// Open is the number of events that have not ended; after the last one ended it must be 0.
func (c *Counts) Open() int64 {
	n := c.In + c.Made
	for _, e := range c.Ends {
		n -= e
	}
	return n
}

// Counts returns what was counted so far.
func (t *Tally) Counts() Counts {
	c := Counts{In: t.in.Load(), Made: t.made.Load(), DroppedBy: make([]int64, len(t.drops))}
	for i := range t.ends {
		c.Ends[i] = t.ends[i].Load()
	}
	for i := range t.drops {
		c.DroppedBy[i] = t.drops[i].Load()
	}
	return c
}

func (t *Tally) end(o Outcome, n int) {
	if n > 0 {
		t.ends[o].Add(int64(n))
	}
}

func (t *Tally) drop(why Reason, n int) {
	t.end(Dropped, n)
	if int(why) < len(t.drops) {
		t.drops[why].Add(int64(n))
	}
}
