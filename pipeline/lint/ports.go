package lint

import (
	"fmt"
	"net"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// port is one place where something listens.
type port struct {
	network, host, number string
	who                   string
	at                    hcl.Range
}

// ports reports two inputs, or an input and the API, on one port.
func (c *check) ports() {
	var taken []port
	if api := c.plan.Settings.API; api.Enabled && api.Listen != "" {
		if p, ok := parsePort("tcp " + api.Listen); ok {
			p.who = "The API"
			taken = append(taken, p)
		}
	}
	for _, pl := range c.plan.Pipelines {
		for _, in := range pl.Inputs {
			l, ok := in.Plugin.(Listener)
			if !ok {
				continue
			}
			for _, text := range l.Listens() {
				if p, ok := parsePort(text); ok {
					p.who, p.at = fmt.Sprintf("Input %q", in.Name), c.syntax.optionRange(in.Range, "listen")
					c.port(p, taken)
					taken = append(taken, p)
				}
			}
		}
	}
}

func (c *check) port(p port, taken []port) {
	for _, o := range taken {
		if o.network != p.network || o.number != p.number || (o.host != p.host && o.host != "" && p.host != "") {
			continue
		}
		where := ""
		if o.at.Filename != "" {
			where = fmt.Sprintf(" (%s line %d)", o.at.Filename, o.at.Start.Line)
		}
		c.problem(p.at, fmt.Sprintf("Port %s is taken", p.number),
			"%s%s listens on %s port %s already. Give one of the two another port.", o.who, where, strings.ToUpper(p.network), p.number)
		return
	}
}

// parsePort reads "tcp :5044". A port that the system chooses is nobody's.
func parsePort(text string) (port, bool) {
	network, address, ok := strings.Cut(text, " ")
	host, number, err := net.SplitHostPort(address)
	if !ok || err != nil || number == "0" {
		return port{}, false
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = ""
	}
	return port{network: network, host: host, number: number}, true
}
