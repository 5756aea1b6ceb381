package plugin_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

func TestResults(t *testing.T) {
	why := errors.New("bad")
	tests := map[string]struct {
		do   func(r *plugin.Results)
		open int
		want []event.Outcome
	}{
		"nothing":      {func(*plugin.Results) {}, 3, []event.Outcome{0, 0, 0}},
		"one of each":  {func(r *plugin.Results) { r.Deliver(0); r.Drop(1); r.Reject(2, why) }, 0, []event.Outcome{event.Delivered, event.Dropped, event.Rejected}},
		"the rest":     {func(r *plugin.Results) { r.Reject(1, why); r.DeliverRest() }, 0, []event.Outcome{event.Delivered, event.Rejected, event.Delivered}},
		"said twice":   {func(r *plugin.Results) { r.Deliver(1); r.Deliver(1) }, 2, []event.Outcome{0, event.Delivered, 0}},
		"changed mind": {func(r *plugin.Results) { r.Deliver(1); r.Reject(1, why) }, 2, []event.Outcome{0, event.Rejected, 0}},
	}
	var r plugin.Results // used again and again, as the engine does
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r.Reset(3)
			tt.do(&r)
			if got := r.Open(); got != tt.open {
				t.Errorf("%d are open, want %d", got, tt.open)
			}
			got := make([]event.Outcome, 3)
			for i := range got {
				var reason error
				got[i], reason = r.Outcome(i)
				if (got[i] == event.Rejected) != (reason != nil) {
					t.Errorf("event %d: outcome %d, reason %v", i, got[i], reason)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWordsForErrors(t *testing.T) {
	inner := errors.New("inner")
	wrap := func(err error) error { return fmt.Errorf("write: %w", err) }
	for name, tt := range map[string]struct {
		err                    error
		blocked, refused, gone bool
		busy                   time.Duration
	}{
		"plain":   {err: wrap(inner)},
		"nil":     {},
		"busy":    {err: wrap(plugin.Busy(time.Second, inner)), busy: time.Second},
		"blocked": {err: wrap(plugin.Blocked(inner)), blocked: true},
		"refused": {err: wrap(plugin.Refused(inner)), refused: true},
		"gone":    {err: wrap(plugin.Gone(inner)), gone: true},
	} {
		t.Run(name, func(t *testing.T) {
			if plugin.IsBlocked(tt.err) != tt.blocked || plugin.IsRefused(tt.err) != tt.refused || plugin.IsGone(tt.err) != tt.gone || plugin.BusyFor(tt.err) != tt.busy {
				t.Errorf("%v is taken for something else", tt.err)
			}
			if tt.err != nil && (!errors.Is(tt.err, inner) || tt.err.Error() != "write: inner") {
				t.Errorf("the error says %q", tt.err)
			}
		})
	}
}
