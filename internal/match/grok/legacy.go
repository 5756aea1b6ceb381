package grok

import (
	"fmt"
	"reflect"
	"sync"

	vjeantet "github.com/vjeantet/grok"
)

// Legacy returns the dictionary with Logstash's classic field names, as under ecs_compatibility => disabled.
func Legacy() *Dictionary { return legacy() }

var legacy = sync.OnceValue(func() *Dictionary {
	return NewDictionary(merge(
		classic(), base(), legacyBase(), legacyServers(), legacyHAProxy(), legacyApps(), legacyAWS(), legacyCisco(), legacyFirewalls(),
		legacyExim(), nagios(legacyNagios), bacula(legacyBacula), broLegacy(),
	))
})

// classic returns the dictionary of vjeantet/grok, which keeps it to itself.
func classic() definitions {
	g, err := vjeantet.NewWithConfig(&vjeantet.Config{SkipDefaultPatterns: false})
	if err != nil {
		panic(fmt.Sprintf("classic grok patterns: %v", err)) // the module's own definitions do not depend on any input
	}
	defs := definitions{}
	raw := reflect.ValueOf(g).Elem().FieldByName("rawPattern")
	for it := raw.MapRange(); it.Next(); {
		defs[it.Key().String()] = it.Value().String()
	}
	return defs
}

func legacyBase() definitions {
	return definitions{
		"EMAILLOCALPART":  `[a-zA-Z][a-zA-Z0-9_.+-=:]+`,
		"HOST":            `%{HOSTNAME}`,
		"URIHOST":         `%{IPORHOST}(?::%{POSINT:port})?`,
		"URIPARAM":        `\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\-\[\]<>]*`,
		"URIPATHPARAM":    `%{URIPATH}(?:%{URIPARAM})?`,
		"URI":             `%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?`,
		"ISO8601_SECOND":  `(?:%{SECOND}|60)`,
		"SYSLOGPROG":      `%{PROG:program}(?:\[%{POSINT:pid}\])?`,
		"SYSLOGFACILITY":  `<%{NONNEGINT:facility}.%{NONNEGINT:priority}>`,
		"SYSLOGBASE":      `%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource} %{SYSLOGPROG}:`,
		"SYSLOGTIMESTAMP": `%{MONTH} +%{MONTHDAY} %{TIME}`,
	}
}

func legacyServers() definitions {
	request := `%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?`
	stamp := `(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp8601})`
	return definitions{
		"HTTPD_COMMONLOG": `%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[%{HTTPDATE:timestamp}\] ` +
			`"(?:` + request + `|%{DATA:rawrequest})" (?:%{NUMBER:response}|-) (?:%{NUMBER:bytes}|-)`,
		"HTTPD_COMBINEDLOG": `%{HTTPD_COMMONLOG} %{QS:referrer} %{QS:agent}`,
		"COMMONAPACHELOG":   `%{HTTPD_COMMONLOG}`,
		"COMBINEDAPACHELOG": `%{HTTPD_COMBINEDLOG}`,
		"HTTPD20_ERRORLOG": `\[%{HTTPDERROR_DATE:timestamp}\] \[%{LOGLEVEL:loglevel}\] ` +
			`(?:\[client %{IPORHOST:clientip}\] )?%{GREEDYDATA:message}`,
		"HTTPD24_ERRORLOG": `\[%{HTTPDERROR_DATE:timestamp}\] \[%{WORD:module}:%{LOGLEVEL:loglevel}\] ` +
			`\[pid %{POSINT:pid}(?::tid %{NUMBER:tid})?\](?: \(%{POSINT:proxy_errorcode}\)%{DATA:proxy_message}:)?` +
			`(?: \[client %{IPORHOST:clientip}:%{POSINT:clientport}\])?(?: %{DATA:errorcode}:)? %{GREEDYDATA:message}`,
		"HTTPD_ERRORLOG": `%{HTTPD20_ERRORLOG}|%{HTTPD24_ERRORLOG}`,

		"SYSLOGBASE2": stamp + ` (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource}+(?: %{SYSLOGPROG}:|)`,
		"SYSLOGLINE":  `%{SYSLOGBASE2} %{GREEDYDATA:message}`,
		"SYSLOGPAMSESSION": `%{SYSLOGBASE} (?=%{GREEDYDATA:message})%{WORD:pam_module}\(%{DATA:pam_caller}\): ` +
			`session %{WORD:pam_session_state} for user %{USERNAME:username}(?: by %{GREEDYDATA:pam_by})?`,
		"CRONLOG":       `%{SYSLOGBASE} \(%{USER:user}\) %{CRON_ACTION:action} \(%{DATA:message}\)`,
		"SYSLOG5424PRI": `<%{NONNEGINT:syslog5424_pri}>`,
		"SYSLOG5424BASE": `%{SYSLOG5424PRI}%{NONNEGINT:syslog5424_ver} +(?:%{TIMESTAMP_ISO8601:syslog5424_ts}|-) +` +
			`(?:%{IPORHOST:syslog5424_host}|-) +(?:-|%{SYSLOG5424PRINTASCII:syslog5424_app}) +` +
			`(?:-|%{SYSLOG5424PRINTASCII:syslog5424_proc}) +(?:-|%{SYSLOG5424PRINTASCII:syslog5424_msgid}) +` +
			`(?:%{SYSLOG5424SD:syslog5424_sd}|-|)`,
		"SYSLOG5424LINE": `%{SYSLOG5424BASE} +%{GREEDYDATA:syslog5424_msg}`,

		"SQUID3": `%{NUMBER:timestamp}\s+%{NUMBER:duration}\s%{IP:client_address}\s` +
			`%{WORD:cache_result}/%{POSINT:status_code}\s%{NUMBER:bytes}\s%{WORD:request_method}\s%{NOTSPACE:url}\s` +
			`(?:%{NOTSPACE:user}|-)\s%{WORD:hierarchy_code}/%{IPORHOST:server}\s%{NOTSPACE:content_type}`,
		"BIND9": `%{BIND9_TIMESTAMP:timestamp} queries: %{LOGLEVEL:loglevel}: client(?: @0x\h+)? ` +
			`%{IP:clientip}#%{POSINT:clientport} \(%{GREEDYDATA:query}\): query: %{GREEDYDATA:query} IN ` +
			`%{GREEDYDATA:querytype} \(%{IP:dns}\)`,
	}
}

func legacyHAProxy() definitions {
	head := `(?:%{SYSLOGTIMESTAMP:syslog_timestamp}|%{TIMESTAMP_ISO8601:timestamp8601}) %{IPORHOST:syslog_server} ` +
		`%{SYSLOGPROG}: `
	client := `%{IP:client_ip}:%{INT:client_port} \[%{HAPROXYDATE:accept_date}\] %{NOTSPACE:frontend_name}`
	backend := ` %{NOTSPACE:backend_name}/%{NOTSPACE:server_name} `
	counts := `%{NOTSPACE:termination_state} %{INT:actconn}/%{INT:feconn}/%{INT:beconn}/%{INT:srvconn}/` +
		`%{NOTSPACE:retries} %{INT:srv_queue}/%{INT:backend_queue}`
	request := `(?:<BADREQ>|%{WORD:http_verb} (?:%{URIPROTO:http_proto}://)?(?:%{USER:http_user}(?::[^@]*)?@)?` +
		`(?:%{URIHOST:http_host})?(?:%{URIPATHPARAM:http_request})?(?: HTTP/%{NUMBER:http_version})?)?`
	return definitions{
		"HAPROXYTIME": `%{HOUR:haproxy_hour}:%{MINUTE:haproxy_minute}:%{SECOND:haproxy_second}(?![0-9])`,
		"HAPROXYDATE": `%{MONTHDAY:haproxy_monthday}/%{MONTH:haproxy_month}/%{YEAR:haproxy_year}:` +
			`%{HAPROXYTIME:haproxy_time}.%{INT:haproxy_milliseconds}`,
		"HAPROXYCAPTUREDREQUESTHEADERS":  `%{DATA:captured_request_headers}`,
		"HAPROXYCAPTUREDRESPONSEHEADERS": `%{DATA:captured_response_headers}`,
		"HAPROXYHTTPBASE": client + backend + `%{INT:time_request}/%{INT:time_queue}/%{INT:time_backend_connect}/` +
			`%{INT:time_backend_response}/%{NOTSPACE:time_duration} %{INT:http_status_code} %{NOTSPACE:bytes_read} ` +
			`%{DATA:captured_request_cookie} %{DATA:captured_response_cookie} ` + counts +
			` (?:\{%{HAPROXYCAPTUREDREQUESTHEADERS}\})? ?(?:\{%{HAPROXYCAPTUREDRESPONSEHEADERS}\})? ?"` + request + `"?`,
		"HAPROXYHTTP": head + `%{HAPROXYHTTPBASE}`,
		"HAPROXYTCP": head + client + backend + `%{INT:time_queue}/%{INT:time_backend_connect}/%{NOTSPACE:time_duration} ` +
			`%{NOTSPACE:bytes_read} ` + counts,
		"HAPROXYERROR": head + client + `/%{NOTSPACE:bind_name}: %{GREEDYDATA:error_message}`,
	}
}
