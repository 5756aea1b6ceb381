package main

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

var (
	agents = []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
		"curl/8.5.0", "Prometheus/2.53.0",
	}
	pages  = []string{"/", "/index.html", "/api/v1/orders", "/static/app.css", "/images/logo.png", "/search?q=lamp&page=2"}
	levels = []string{"debug", "info", "info", "warn", "error"}
	words  = []string{"order", "stored", "cache", "missed", "user", "signed", "in", "retry", "queue", "full", "payment", "done"}
)

// generate writes a file of lines, the same every time, unless it is there already.
func generate(path string, lines int) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	r := rand.New(rand.NewPCG(1, 2))
	line := accessLine
	if filepath.Base(path) == "app.json" {
		line = jsonLine
	}
	for i := range lines {
		if _, err := w.WriteString(line(r, i)); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

func accessLine(r *rand.Rand, i int) string {
	return fmt.Sprintf("10.%d.%d.%d - - [12/Jan/2026:06:%02d:%02d +0000] \"GET %s HTTP/1.1\" %d %d \"https://shop.example/%d\" \"%s\"\n",
		r.IntN(256), r.IntN(256), r.IntN(256), i/60%60, i%60, pages[r.IntN(len(pages))], []int{200, 200, 200, 304, 404, 500}[r.IntN(6)],
		r.IntN(100_000), r.IntN(1000), agents[r.IntN(len(agents))])
}

func jsonLine(r *rand.Rand, i int) string {
	msg := make([]string, 4+r.IntN(8))
	for j := range msg {
		msg[j] = words[r.IntN(len(words))]
	}
	return fmt.Sprintf(`{"timestamp":"2026-01-12T06:%02d:%02d.%03dZ","level":"%s","service":"Checkout-%d","host":"node-%d","msg":"%s","user_id":%d,"latency_ms":%d.%d,"trace_id":"%016x%016x","http":{"method":"POST","path":"%s","status":%d},"ok":%t,"tags":["a","b%d"]}`+"\n",
		i/60%60, i%60, i%1000, levels[r.IntN(len(levels))], r.IntN(9), r.IntN(200), strings.Join(msg, " "), r.IntN(1_000_000), r.IntN(900), r.IntN(10),
		r.Uint64(), r.Uint64(), pages[r.IntN(len(pages))], 200+r.IntN(300), r.IntN(9) > 0, r.IntN(10))
}
