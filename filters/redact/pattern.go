package redact

import (
	"fmt"

	"github.com/headgate/headgate/plugin"
)

// search adds the places that a pattern matches.
func (w *worker) search(p *pattern, text string) error {
	for at := 0; at <= len(text); {
		found := p.FindFrom(&w.work, text, at, w.spans)
		if err := w.work.Err(); err != nil {
			return fmt.Errorf("redact by %s: %w: the whole text of %d bytes was hidden", plugin.Quote(p.String()), err, len(text))
		}
		if !found {
			return nil
		}
		w.take(p)
		if at = w.spans[1]; w.spans[1] == w.spans[0] {
			at++
		}
	}
	return nil
}

// take adds the groups of a match, or all of it when the pattern has none.
func (w *worker) take(p *pattern) {
	from := min(1, len(p.kinds)-1)
	for i := from; i < len(p.kinds); i++ {
		if start, end := w.spans[2*i], w.spans[2*i+1]; end > start {
			w.places = append(w.places, place{start, end, p.kinds[i]})
		}
	}
}
