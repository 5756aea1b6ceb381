package file

import (
	"context"
	"fmt"
	"testing"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

const accessLine = `83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /presentations/logstash-monitorama-2013/images/kibana-search.png HTTP/1.1" 200 203023 "http://semicomplete.com/presentations/logstash-monitorama-2013/" "Mozilla/5.0 (Mac)"`

// lineEvents is a batch as an input of plain lines gives it.
func lineEvents(n int) event.View {
	b := event.NewBatch()
	for i := range n {
		e := b.Add()
		e.SetMessage(accessLine[:218-i%8])
		if err := e.Set(event.MustPath("host"), event.String(fmt.Sprintf("host%d", i%20))); err != nil {
			panic(err)
		}
	}
	return event.NewView(b.Every(), 218*n)
}

// jsonEvents is a batch of twelve fields each.
func jsonEvents(b *testing.B, n int) event.View {
	b.Helper()
	batch := event.NewBatch()
	for range n {
		e := batch.Add()
		for i := range 11 {
			if err := e.Set(event.PathOf(fmt.Sprintf("field%d", i)), event.String(accessLine[i*8:i*8+20])); err != nil {
				b.Fatal(err)
			}
		}
		e.SetMessage(accessLine[:80])
	}
	return event.NewView(batch.Every(), 368*n)
}

func BenchmarkWrite(b *testing.B) {
	cases := []struct {
		name, options string
		enc           plugin.Encoder
		n             int
	}{
		{"lines/256", `path = "DIR/out.log"`, lineEncoder{}, 256},
		{"lines/512", `path = "DIR/out.log"`, lineEncoder{}, 512},
		{"lines/1024", `path = "DIR/out.log"`, lineEncoder{}, 1024},
		{"lines/2048", `path = "DIR/out.log"`, lineEncoder{}, 2048},
		{"lines/4096", `path = "DIR/out.log"`, lineEncoder{}, 4096},
		{"lines/null", `path = "/dev/null"`, lineEncoder{}, 256},
		{"ndjson/256", `path = "DIR/out.log"`, jsonEncoder{}, 256},
		{"ndjson/1024", `path = "DIR/out.log"`, jsonEncoder{}, 1024},
		{"ndjson/2048", `path = "DIR/out.log"`, jsonEncoder{}, 2048},
		{"ndjson/null", `path = "/dev/null"`, jsonEncoder{}, 256},
		{"templated", `path = "DIR/${field.host}/out.log"`, lineEncoder{}, 256},
		{"gzip", `path = "DIR/out.gz"`, lineEncoder{}, 2048},
		{"zstd", `path = "DIR/out.zst"`, lineEncoder{}, 2048},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			v := lineEvents(c.n)
			if _, ok := c.enc.(jsonEncoder); ok {
				v = jsonEvents(b, c.n)
			}
			o := buildWith(b, c.enc, b.TempDir(), c.options)
			res := new(plugin.Results)
			b.ReportAllocs()
			for b.Loop() {
				res.Reset(v.Len())
				if err := o.Write(context.Background(), v, res); err != nil || res.Open() > 0 {
					b.Fatal(err, res.Open())
				}
				restart(b, o)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*c.n), "ns/event")
		})
	}
}

// restart keeps the files of a benchmark from filling the disk.
func restart(b *testing.B, o *output) {
	b.Helper()
	for _, h := range o.files.open {
		if h.size < 256<<20 {
			continue
		}
		if err := h.f.Truncate(0); err != nil {
			b.Fatal(err)
		}
		h.size, h.start = 0, 0
	}
}
