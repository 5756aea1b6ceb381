package queue_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/headgate/headgate/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// batchOf makes a batch of n events that were made of so many bytes. number tells batches apart.
func batchOf(n, bytes, number int) *event.Batch {
	b := event.NewBatch()
	for i := range n {
		size := 0
		if i == 0 {
			size = bytes
		}
		b.AddRecord(event.Record{Data: string(make([]byte, size)), Offset: int64(number)})
	}
	return b
}
