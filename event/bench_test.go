package event

import "testing"

// The two lines that the design's figures are about.
const (
	flatLine = `{"time":"2026-03-14T09:26:53.589Z","level":"info","logger":"http","host":"web-17.eu.example.net",` +
		`"method":"GET","path":"/api/v2/orders/8841927/items?limit=50","status":200,"bytes":18734,"duration":0.0482,` +
		`"client":"203.0.113.77","agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome","trace":"4bf92f3577b34da6a3ce929d0e0e47"}`
	ecsLine = `{"@timestamp":"2026-03-14T09:26:53.589Z","message":"203.0.113.77 - alice [14/Mar/2026:09:26:53 +0000] \"GET /api/v2/orders/8841927/items?limit=50 HTTP/1.1\" 200 18734 \"https://shop.example.net/orders\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)\"",` +
		`"source":{"address":"203.0.113.77"},"user":{"name":"alice"},"http":{"version":"1.1","request":{"method":"GET","referrer":"https://shop.example.net/orders"},` +
		`"response":{"status_code":200,"body":{"bytes":18734}}},"url":{"original":"/api/v2/orders/8841927/items?limit=50"},` +
		`"user_agent":{"original":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"},"event":{"dataset":"nginx.access"},"service":{"name":"shop"},"host":{"name":"web-17"}}`
)

var benchLines = []struct{ name, text string }{{"flat", flatLine}, {"ecs", ecsLine}}

// perBatch is how many events the benchmarks put into a batch before they recycle it.
const perBatch = 256

func BenchmarkDecode(b *testing.B) {
	for _, line := range benchLines {
		b.Run(line.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(line.text)))
			var d Decoder
			batch, n := NewBatch(), 0
			for b.Loop() {
				if n++; n%perBatch == 0 {
					batch.FanOut(0)
					batch = NewBatch()
				}
				if err := d.Object(batch.Arena(), line.text, batch.Add().Fields()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, line := range benchLines {
		b.Run(line.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(line.text)))
			e := NewBatch().Add()
			if err := new(Decoder).Object(e.Arena(), line.text, e.Fields()); err != nil {
				b.Fatal(err)
			}
			var dst []byte
			for b.Loop() {
				dst = AppendJSON(dst[:0], e)
			}
		})
	}
}

func BenchmarkGetFourPaths(b *testing.B) {
	e := NewBatch().Add()
	if err := new(Decoder).Object(e.Arena(), ecsLine, e.Fields()); err != nil {
		b.Fatal(err)
	}
	paths := []Path{MustPath("source.address"), MustPath("http.version"), MustPath("url.original"), MustPath("event.dataset")}
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range paths {
			if e.Get(p).IsNull() {
				b.Fatal("a field is missing")
			}
		}
	}
}

func BenchmarkBuildTwentyFields(b *testing.B) {
	var names []*Key
	for _, n := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"} {
		names = append(names, ConfigKey(n))
	}
	b.ReportAllocs()
	batch, n := NewBatch(), 0
	for b.Loop() {
		if n++; n%perBatch == 0 {
			batch.FanOut(0)
			batch = NewBatch()
		}
		o := batch.Add().Fields()
		for i, k := range names {
			o.Add(batch.Arena(), k, Int(int64(i)))
		}
	}
}

func BenchmarkSetTenNested(b *testing.B) {
	var paths []Path
	for _, p := range []string{
		"source.address", "source.port", "http.version", "http.request.method", "http.request.referrer",
		"http.response.status_code", "http.response.body.bytes", "url.original", "user.name", "user_agent.original",
	} {
		paths = append(paths, MustPath(p))
	}
	b.ReportAllocs()
	batch, n := NewBatch(), 0
	for b.Loop() {
		if n++; n%perBatch == 0 {
			batch.FanOut(0)
			batch = NewBatch()
		}
		e := batch.Add()
		for _, p := range paths {
			if err := e.Set(p, String("x")); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkClone(b *testing.B) {
	from := NewBatch().Add()
	if err := new(Decoder).Object(from.Arena(), ecsLine, from.Fields()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	batch, n := NewBatch(), 0
	for b.Loop() {
		if n++; n%perBatch == 0 {
			batch.FanOut(0)
			batch = NewBatch()
		}
		batch.Add().CopyFrom(from)
	}
}

func BenchmarkAppendTime(b *testing.B) {
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		dst = AppendText(dst[:0], Time(1_773_480_413_589_123_456))
	}
}

func BenchmarkSettleTwoOutputs(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		batch := NewBatch()
		batch.AddTicket(NewTicket(perBatch, func(bool) {}))
		for range perBatch {
			batch.Add().SetOutputs(3)
		}
		for _, s := range batch.FanOut(2) {
			s.SettleAll(Delivered)
			s.Close()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*perBatch), "ns/event")
}
