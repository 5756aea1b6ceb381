package file

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/expr"
	"github.com/headgate/headgate/plugin"
)

// maxKept bounds the buffer, in bytes, that is kept from one write to the next.
const maxKept = 8 << 20

type output struct {
	place      *place
	newEncoder func() plugin.Encoder
	files      *files

	mu    sync.Mutex
	spare []*desk // guarded by mu; as many as there are workers

	keeper plugin.Group
	stop   context.CancelFunc
}

func newOutput(o *Options, env plugin.Env, p *place, method string, policy fsync) *output {
	return &output{
		place: p, newEncoder: env.Codec.NewEncoder,
		files: &files{
			log: env.Log, method: method, level: o.Level, fsync: policy,
			lines:   writesLines(env.Codec.NewEncoder()),
			dirMode: o.DirMode.Perm(), fileMode: o.FileMode.Perm(), create: o.CreateIfDeleted,
			overwrite: o.WriteBehavior == "overwrite", begun: make(map[string]struct{}),
			max: o.MaxOpenFiles, staleAfter: o.StaleAfter.Std(), open: make(map[string]*handle),
		},
	}
}

// writesLines reports whether each event that the encoder writes ends with a newline, so that the
// last newline in a file is the end of its last complete event.
func writesLines(enc plugin.Encoder) bool {
	b := event.NewBatch()
	for _, message := range []string{"", "a", "ab"} {
		e := b.Add()
		e.SetMessage(message)
		out, err := enc.Encode(nil, e)
		if err == nil && (len(out) == 0 || out[len(out)-1] != '\n') {
			return false
		}
	}
	return true
}

// Open makes the fixed folder and, if the path is fixed, opens the file, so that a mistake shows at
// the start. What may pass by itself, such as a full disk, does not keep it from starting.
func (o *output) Open(ctx context.Context) error {
	if err := o.files.begin(o.place); err != nil {
		return err
	}
	ctx, o.stop = context.WithCancel(context.WithoutCancel(ctx))
	o.keeper.Go(func() error { return o.files.keep(ctx) })
	return nil
}

// Close completes and closes all files.
func (o *output) Close() error {
	if o.stop != nil {
		o.stop()
	}
	err := o.keeper.Wait()
	o.files.closeAll()
	return err
}

// desk is what one Write works with.
type desk struct {
	enc    plugin.Encoder
	env    *expr.Env
	buf    []byte
	rest   []byte // path of the event at hand, without the root
	groups []group
	byPath map[string]int
}

// group is the events of one Write that go to one file.
type group struct {
	rest   string // the path without the root
	events []int
	err    error // what is wrong with the path
}

func (o *output) takeDesk() *desk {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n := len(o.spare); n > 0 {
		d := o.spare[n-1]
		o.spare = o.spare[:n-1]
		return d
	}
	return &desk{enc: o.newEncoder(), env: expr.NewEnv(), byPath: make(map[string]int)}
}

func (o *output) giveBack(d *desk) {
	if cap(d.buf) > maxKept {
		d.buf = nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.spare = append(o.spare, d)
}

// Write encodes the events and writes those of each file at once, in their order.
func (o *output) Write(_ context.Context, v event.View, res *plugin.Results) error {
	d := o.takeDesk()
	defer o.giveBack(d)
	if o.place.template == nil {
		return o.writeFixed(d, v, res)
	}
	d.env.Now = time.Now().UnixNano()
	d.group(o.place, v, res)
	var first error
	for i := range d.groups {
		if err := o.writeGroup(d, &d.groups[i], v, res); err != nil && first == nil {
			first = err
		}
	}
	return first
}

func (o *output) writeFixed(d *desk, v event.View, res *plugin.Results) error {
	d.buf = d.buf[:0]
	for i, e := range v.All() {
		d.encode(i, e, o.place.fixed, res)
	}
	err := o.files.write(o.place.fixed, d.buf)
	switch {
	case err == nil:
		res.DeliverRest()
		return nil
	case misplaced(err):
		return plugin.Blocked(err)
	}
	return err
}

func (o *output) writeGroup(d *desk, g *group, v event.View, res *plugin.Results) error {
	d.buf = d.buf[:0]
	path := o.place.root + g.rest
	if g.err == nil {
		for _, i := range g.events {
			d.encode(i, v.At(i), path, res)
		}
		g.err = o.files.write(path, d.buf)
		if g.err != nil && !misplaced(g.err) {
			return g.err
		}
	}
	for _, i := range g.events {
		if outcome, _ := res.Outcome(i); outcome != event.Undecided {
			continue
		}
		if g.err != nil {
			res.Reject(i, g.err)
		} else {
			res.Deliver(i)
		}
	}
	return nil
}

// encode appends one event to the buffer.
func (d *desk) encode(i int, e *event.Event, path string, res *plugin.Results) {
	out, err := d.enc.Encode(d.buf, e)
	if err != nil {
		res.Reject(i, fmt.Errorf("encode for %q: %w", path, err))
		return
	}
	d.buf = out
}

// group sorts the events by path. Events that have none are rejected.
func (d *desk) group(p *place, v event.View, res *plugin.Results) {
	clear(d.byPath)
	d.groups = d.groups[:0]
	last := -1 // the group of the event before: mostly the same
	for i, e := range v.All() {
		out, err := p.appendTo(d.rest[:0], d.env, e)
		if err != nil {
			res.Reject(i, err)
			continue
		}
		d.rest = out
		rest := out[p.skip:]
		if last < 0 || d.groups[last].rest != string(rest) {
			last = d.groupOf(p, rest, e)
		}
		d.groups[last].events = append(d.groups[last].events, i)
	}
}

func (d *desk) groupOf(p *place, rest []byte, e *event.Event) int {
	if at, ok := d.byPath[string(rest)]; ok {
		return at
	}
	at := len(d.groups)
	if at < cap(d.groups) {
		d.groups = d.groups[:at+1] // reuses the list of events of an earlier Write
	} else {
		d.groups = append(d.groups, group{})
	}
	g := &d.groups[at]
	g.rest, g.events = string(rest), g.events[:0]
	g.err = p.check(g.rest, e)
	d.byPath[g.rest] = at
	return at
}
