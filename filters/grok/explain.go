package grok

import (
	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// Explain implements plugin.Explainer. Of a list the first element is explained.
func (f *filter) Explain(ev *event.Event) []plugin.Stopped {
	var stops []plugin.Stopped
	for i := range f.matches {
		m := &f.matches[i]
		v := ev.Get(m.path)
		if list := v.AsArray(); len(list) > 0 {
			v = list[0]
		}
		s := text(ev, v)
		for _, p := range m.patterns {
			stop := p.Explain(s)
			if stop.Matched {
				continue
			}
			stops = append(stops, plugin.Stopped{
				Pattern: p.source.Text, Prefix: stop.Prefix, SubPattern: stop.Element, Text: s, Offset: stop.Offset,
			})
		}
	}
	return stops
}
