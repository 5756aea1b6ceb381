package grok

import (
	"regexp"
	"strings"
	"sync"

	"github.com/elastic/go-grok/patterns"
)

// ECS returns the dictionary with field names of the Elastic Common Schema, as under ecs_compatibility => v1 and v8.
func ECS() *Dictionary { return ecs() }

var ecs = sync.OnceValue(func() *Dictionary {
	var elastic definitions
	for _, family := range []definitions{
		patterns.Default, patterns.AWS, patterns.Bind9, patterns.Bro, patterns.Exim, patterns.HAProxy, patterns.Httpd,
		patterns.Firewalls, patterns.Java, patterns.Junos, patterns.Maven, patterns.MCollective, patterns.MongoDB,
		patterns.PostgreSQL, patterns.Rails, patterns.Redis, patterns.Ruby, patterns.Squid, patterns.Syslog,
	} {
		elastic = merge(elastic, family)
	}
	return NewDictionary(merge(mend(elastic), base(), ecsBase(), ecsLogs(), nagios(ecsNagios), bacula(ecsBacula), zeek()))
})

// mend gives elastic/go-grok's definitions the field names and types that Logstash's ecs-v1 patterns have. That package
// names fields a.b.c, knows a type long, and calls addresses address where Logstash tells ip from address.
func mend(defs definitions) definitions {
	var (
		field = regexp.MustCompile(`%\{(\w+):([@\w.]+)\??(?::(\w+))?\}`)
		group = regexp.MustCompile(`\(\?P?<(\w+)>`)
		names = strings.NewReplacer(
			"network.protocol.name", "network.protocol", "metadata.cisco", "@metadata.cisco", "process.command", "process.name",
			"db.mongodb.", "mongodb.", "request.body.size", "request.body.bytes", "response.body.size", "response.body.bytes",
		)
	)
	out := definitions{}
	for name, def := range defs {
		haproxy := strings.HasPrefix(name, "HAPROXY")
		def = field.ReplaceAllStringFunc(def, func(ref string) string {
			m := field.FindStringSubmatch(ref)
			target, kind := names.Replace(m[2]), m[3]
			if target == "host.name" {
				target = "host.hostname"
			}
			if prefix, ok := strings.CutSuffix(target, ".address"); ok && strings.HasPrefix(m[1], "IP") && m[1] != "IPORHOST" && !haproxy {
				target = prefix + ".ip"
			}
			if kind == "long" {
				kind = TypeInt
			}
			return reference{name: m[1], field: bracketed(target, "."), kind: kind}.write()
		})
		out[name] = group.ReplaceAllStringFunc(def, func(open string) string {
			return "(?<" + bracketed(group.FindStringSubmatch(open)[1], "___") + ">"
		})
	}
	return out
}

// bracketed turns a.b into [a][b]; a name of one part stays as it is.
func bracketed(name, separator string) string {
	parts := strings.Split(name, separator)
	if len(parts) == 1 {
		return name
	}
	return "[" + strings.Join(parts, "][") + "]"
}

func (r reference) write() string {
	s := "%{" + r.name + ":" + r.field
	if r.kind != "" {
		s += ":" + r.kind
	}
	return s + "}"
}

func ecsBase() definitions {
	local := "[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~]"
	return definitions{
		"EMAILLOCALPART": local + `{1,64}(?:\.` + local + `{1,62}){0,63}`,
		"URIHOST":        `%{IPORHOST}(?::%{POSINT})?`,
		"URIQUERY":       `[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\-\[\]<>]*`,
		"URIPARAM":       `\?%{URIQUERY}`,
		"URIPATHPARAM":   `%{URIPATH}(?:\?%{URIQUERY})?`,
		"URI":            `%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATH}(?:\?%{URIQUERY})?)?`,
		"ISO8601_SECOND": `%{SECOND}`,
		"SYSLOGPROG":     `%{PROG:[process][name]}(?:\[%{POSINT:[process][pid]:int}\])?`,
		"SYSLOGFACILITY": `<%{NONNEGINT:[log][syslog][facility][code]:int}.%{NONNEGINT:[log][syslog][priority]:int}>`,
		"SYSLOGPAMSESSION": `%{SYSLOGBASE} (?=%{GREEDYDATA:message})%{WORD:[system][auth][pam][module]}` +
			`\(%{DATA:[system][auth][pam][origin]}\): session %{WORD:[system][auth][pam][session_state]} ` +
			`for user %{USERNAME:[user][name]}(?: by %{GREEDYDATA})?`,
	}
}

func ecsLogs() definitions {
	user := func(end, way string) string {
		return `%{NOTSPACE:[observer][` + way + `][interface][name]}:(?:%{IP:[` + end + `][ip]}|%{HOSTNAME:[` + end +
			`][address]})(?:/%{INT:[` + end + `][port]:int})?(?:\(%{DATA:[` + end + `][user][name]}\))?`
	}
	interfaces := `IN=(?:%{NOTSPACE:[observer][ingress][interface][name]})?\s+` +
		`OUT=(?:%{NOTSPACE:[observer][egress][interface][name]})?\s+`
	return definitions{
		"HTTPD24_ERRORLOG": `\[%{HTTPDERROR_DATE:timestamp}\] \[(?:%{WORD:[apache][error][module]})?:%{LOGLEVEL:[log][level]}\] ` +
			`\[pid %{POSINT:[process][pid]:int}(?::tid %{INT:[process][thread][id]:int})?\]` +
			`(?: \(%{POSINT:[apache][error][proxy][error][code]}\)%{DATA:[apache][error][proxy][error][message]}:)?` +
			`(?: \[client %{IPORHOST:[source][address]}(?::%{POSINT:[source][port]:int})?\])?` +
			`(?: %{DATA:[error][code]}:)? %{GREEDYDATA:message}`,

		"HAPROXYTIME":                    `%{HOUR}:%{MINUTE}:%{SECOND}(?![0-9])`,
		"HAPROXYCAPTUREDREQUESTHEADERS":  `%{DATA:[haproxy][http][request][captured_headers]}`,
		"HAPROXYCAPTUREDRESPONSEHEADERS": `%{DATA:[haproxy][http][response][captured_headers]}`,

		"CLOUDFRONT_EDGE_LOCATION": `[A-Z]{3}[0-9]{1,2}(?:-[A-Z0-9]{2})?`,
		"CLOUDFRONT_ACCESS_LOG": `(?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY}\t%{TIME})\t` +
			columns(`CLOUDFRONT_EDGE_LOCATION:[aws][cloudfront][x_edge_location] ?INT:[destination][bytes]:int
			IPORHOST:[source][ip] WORD:[http][request][method] HOSTNAME:[url][domain] NOTSPACE:[url][path]`) +
			`\t(?:000|%{INT:[http][response][status_code]:int})\t` + columns(`?DATA:[http][request][referrer]
			DATA:[user_agent][original] ?DATA:[url][query] ?DATA:[aws][cloudfront][http][request][cookie]
			WORD:[aws][cloudfront][x_edge_result_type] NOTSPACE:[aws][cloudfront][x_edge_request_id]
			HOSTNAME:[aws][cloudfront][http][request][host] URIPROTO:[network][protocol] ?INT:[source][bytes]:int
			NUMBER:[aws][cloudfront][time_taken]:float ?IP:[network][forwarded_ip] ?DATA:[aws][cloudfront][ssl_protocol]
			?NOTSPACE:[tls][cipher] WORD:[aws][cloudfront][x_edge_response_result_type]`) +
			`(?:\t(?:-|HTTP/%{NUMBER:[http][version]})\t` + columns(`?DATA:[aws][cloudfront][fle_status]
			?DATA:[aws][cloudfront][fle_encrypted_fields] INT:[source][port]:int
			NUMBER:[aws][cloudfront][time_to_first_byte]:float ?DATA:[aws][cloudfront][x_edge_detailed_result_type]
			?NOTSPACE:[http][request][mime_type] ?INT:[aws][cloudfront][http][request][size]:int
			?INT:[aws][cloudfront][http][request][range][start]:int
			?INT:[aws][cloudfront][http][request][range][end]:int`) + `)?`,

		"CISCO_ACTION":             legacyCisco()["CISCO_ACTION"],
		"CISCO_SRC_HOST_PORT_USER": user("source", "ingress"),
		"CISCO_DST_HOST_PORT_USER": user("destination", "egress"),
		"CISCOFW106023": `%{CISCO_ACTION:[cisco][asa][outcome]}(?: protocol)? %{WORD:[cisco][asa][network][transport]} ` +
			`src %{CISCO_SRC_HOST_PORT_USER} dst %{CISCO_DST_HOST_PORT_USER}` +
			`(?: \(type %{INT:[cisco][asa][icmp_type]:int}, code %{INT:[cisco][asa][icmp_code]:int}\))? ` +
			`by access-group "?%{DATA:[cisco][asa][rule_name]}"? ` +
			`\[%{DATA:[@metadata][cisco][asa][hashcode1]}, %{DATA:[@metadata][cisco][asa][hashcode2]}\]`,
		"CISCOFW602303_602304": `%{WORD:[cisco][asa][network][type]}: An %{CISCO_DIRECTION:[cisco][asa][network][direction]} ` +
			`%{DATA:[cisco][asa][ipsec][tunnel_type]} SA \(SPI=\s?%{DATA:[cisco][asa][ipsec][spi]}\) ` +
			`between %{IP:[source][ip]} and %{IP:[destination][ip]} \(user=\s?%{DATA:[source][user][name]}\) ` +
			`has been %{CISCO_ACTION:[cisco][asa][outcome]}`,
		"CISCOFW733100": `\[\s*%{DATA:[cisco][asa][burst][object]}\s*\] drop %{DATA:[cisco][asa][burst][id]} exceeded. ` +
			`Current burst rate is %{INT:[cisco][asa][burst][current_rate]:int} per second, ` +
			`max configured rate is %{INT:[cisco][asa][burst][configured_rate]:int}; ` +
			`Current average rate is %{INT:[cisco][asa][burst][avg_rate]:int} per second, ` +
			`max configured rate is %{INT:[cisco][asa][burst][configured_avg_rate]:int}; ` +
			`Cumulative total count is %{INT:[cisco][asa][burst][cumulative_count]:int}`,
		"IPTABLES4_FRAG": `(?:(?<= )(?:CE|DF|MF))*`,
		"IPTABLES": interfaces + `(?:MAC=(?:%{COMMONMAC:[destination][mac]})?(?::%{COMMONMAC:[source][mac]})?` +
			`(?::[A-Fa-f0-9]{2}:[A-Fa-f0-9]{2})?\s+)?(?::?%{IPTABLES4_PART}|%{IPTABLES6_PART}).*?` +
			`PROTO=(?:%{WORD:[network][transport]})?\s+SPT=(?:%{INT:[source][port]:int})?\s+` +
			`DPT=(?:%{INT:[destination][port]:int})?\s+(?:%{IPTABLES_TCP_PART})?`,

		"EXIM_REMOTE_HOST": `H=(?:%{NOTSPACE:[source][address]} )?(?:\(%{NOTSPACE:[exim][log][remote_address]}\) )?` +
			`\[%{IP:[source][ip]}\](?::%{POSINT:[source][port]:int})?`,

		"MONGO_SLOWQUERY": `%{WORD:[mongodb][profile][op]} %{MONGO_WORDDASH:[mongodb][database]}\.` +
			`%{MONGO_WORDDASH:[mongodb][collection]} %{WORD}: %{MONGO_QUERY:[mongodb][query][original]} ` +
			`ntoreturn:%{NONNEGINT:[mongodb][profile][ntoreturn]:int} ntoskip:%{NONNEGINT:[mongodb][profile][ntoskip]:int} ` +
			`nscanned:%{NONNEGINT:[mongodb][profile][nscanned]:int}.*? ` +
			`nreturned:%{NONNEGINT:[mongodb][profile][nreturned]:int}.*? %{INT:[mongodb][profile][duration]:int}ms`,
		"REDISLOG": `\[%{POSINT:[process][pid]:int}\] %{REDISTIMESTAMP:timestamp} \*\s`,
	}
}
