package grok

func legacyApps() definitions {
	clock := `%{HOUR}:?%{MINUTE}(?::?%{SECOND})`
	return definitions{
		"JAVACLASS":          `(?:[a-zA-Z$_][a-zA-Z$_0-9]*\.)*[a-zA-Z$_][a-zA-Z$_0-9]*`,
		"JAVAFILE":           `[A-Za-z0-9_. -]+`,
		"JAVALOGMESSAGE":     `.*`,
		"JAVASTACKTRACEPART": `%{SPACE}at %{JAVACLASS:class}\.%{JAVAMETHOD:method}\(%{JAVAFILE:file}(?::%{NUMBER:line})?\)`,
		"CATALINA_DATESTAMP": `%{MONTH} %{MONTHDAY}, 20%{YEAR} ` + clock + ` (?:AM|PM)`,
		"CATALINALOG":        `%{CATALINA_DATESTAMP:timestamp} %{JAVACLASS:class} %{JAVALOGMESSAGE:logmessage}`,
		"TOMCAT_DATESTAMP":   `20%{YEAR}-%{MONTHNUM}-%{MONTHDAY} ` + clock + ` %{ISO8601_TIMEZONE}`,
		"TOMCATLOG":          `%{TOMCAT_DATESTAMP:timestamp} \| %{LOGLEVEL:level} \| %{JAVACLASS:class} - %{JAVALOGMESSAGE:logmessage}`,

		"MCOLLECTIVE": `., \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid}\]%{SPACE}%{LOGLEVEL:event_level}`,
		"MONGO_LOG":   `%{SYSLOGTIMESTAMP:timestamp} \[%{WORD:component}\] %{GREEDYDATA:message}`,
		"MONGO_SLOWQUERY": `%{WORD} %{MONGO_WORDDASH:database}\.%{MONGO_WORDDASH:collection} %{WORD}: %{MONGO_QUERY:query} ` +
			`%{WORD}:%{NONNEGINT:ntoreturn} %{WORD}:%{NONNEGINT:ntoskip} %{WORD}:%{NONNEGINT:nscanned}.*` +
			`nreturned:%{NONNEGINT:nreturned}..+ (?<duration>[0-9]+)ms`,
		"MONGO3_COMPONENT": `%{WORD}|-`,
		"MONGO3_LOG": `%{TIMESTAMP_ISO8601:timestamp} %{MONGO3_SEVERITY:severity} %{MONGO3_COMPONENT:component}%{SPACE}` +
			`(?:\[%{DATA:context}\])? %{GREEDYDATA:message}`,
		"POSTGRESQL":  `%{DATESTAMP:timestamp} %{TZ} %{DATA:user_id} %{GREEDYDATA:connection_id} %{POSINT:pid}`,
		"REDISLOG":    `\[%{POSINT:pid}\] %{REDISTIMESTAMP:timestamp} \*\s`,
		"REDISMONLOG": `%{NUMBER:timestamp} \[%{INT:database} %{IP:client}:%{NUMBER:port}\] "%{WORD:command}"\s?%{GREEDYDATA:params}`,
		"RUBY_LOGGER": `[DFEWI], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid}\] *%{RUBY_LOGLEVEL:loglevel} -- +` +
			`%{DATA:progname}: %{GREEDYDATA:message}`,

		"RCONTROLLER": `(?<controller>[^#]+)#(?<action>\w+)`,
		"RAILS3HEAD": `(?m)Started %{WORD:verb} "%{URIPATHPARAM:request}" for %{IPORHOST:clientip} at ` +
			`(?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{HOUR}:%{MINUTE}:%{SECOND} %{ISO8601_TIMEZONE})`,
		"RPROCESSING": `\W*Processing by %{RCONTROLLER} as (?<format>\S+)(?:\W*Parameters: {%{DATA:params}}\W*)?`,
		"RAILS3FOOT":  `Completed %{NUMBER:response}%{DATA} in %{NUMBER:totalms}ms %{RAILS3PROFILE}%{GREEDYDATA}`,
		"RAILS3PROFILE": `(?:\(Views: %{NUMBER:viewms}ms \| ActiveRecord: %{NUMBER:activerecordms}ms|` +
			`\(ActiveRecord: %{NUMBER:activerecordms}ms)?`,
		"RAILS3": `%{RAILS3HEAD}(?:%{RPROCESSING})?(?<context>(?:%{DATA}\n)*)(?:%{RAILS3FOOT})?`,
	}
}

func legacyAWS() definitions {
	request := func(uri string) string {
		return `(?:%{WORD:verb} %{` + uri + `:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})`
	}
	return definitions{
		"S3_REQUEST_LINE": request("NOTSPACE"),
		"S3_ACCESS_LOG": `%{WORD:owner} %{NOTSPACE:bucket} \[%{HTTPDATE:timestamp}\] (?:%{IP:clientip}|-) ` +
			`%{NOTSPACE:requester} %{NOTSPACE:request_id} %{NOTSPACE:operation} %{NOTSPACE:key} ` +
			`(?:"%{S3_REQUEST_LINE}"|"-"|-) (?:%{INT:response:int}|-) (?:-|%{NOTSPACE:error_code}) (?:%{INT:bytes:int}|-) ` +
			`(?:%{INT:object_size:int}|-) (?:%{INT:request_time_ms:int}|-) (?:%{INT:turnaround_time_ms:int}|-) ` +
			`(?:%{QS:referrer}|-) (?:"?%{QS:agent}"?|-) (?:-|%{NOTSPACE:version_id})`,
		"ELB_URIPATHPARAM": `%{URIPATH:path}(?:%{URIPARAM:params})?`,
		"ELB_URI":          `%{URIPROTO:proto}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST:urihost})?(?:%{ELB_URIPATHPARAM})?`,
		"ELB_REQUEST_LINE": request("ELB_URI"),
		"ELB_ACCESS_LOG": `%{TIMESTAMP_ISO8601:timestamp} %{NOTSPACE:elb} %{IP:clientip}:%{INT:clientport:int} ` +
			`(?:%{IP:backendip}:?:%{INT:backendport:int}|-) %{NUMBER:request_processing_time:float} ` +
			`%{NUMBER:backend_processing_time:float} %{NUMBER:response_processing_time:float} %{INT:response:int} ` +
			`(?:-|%{INT:backend_response:int}) %{INT:received_bytes:int} %{INT:bytes:int} "%{ELB_REQUEST_LINE}"`,
		"CLOUDFRONT_ACCESS_LOG": `(?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY}\t%{TIME})\t%{WORD:x_edge_location}\t` +
			`(?:%{NUMBER:sc_bytes:int}|-)\t` + columns(`IPORHOST:clientip WORD:cs_method HOSTNAME:cs_host
			NOTSPACE:cs_uri_stem NUMBER:sc_status:int GREEDYDATA:referrer GREEDYDATA:agent GREEDYDATA:cs_uri_query
			GREEDYDATA:cookies WORD:x_edge_result_type NOTSPACE:x_edge_request_id HOSTNAME:x_host_header
			URIPROTO:cs_protocol INT:cs_bytes:int GREEDYDATA:time_taken:float GREEDYDATA:x_forwarded_for
			GREEDYDATA:ssl_protocol GREEDYDATA:ssl_cipher GREEDYDATA:x_edge_response_result_type`),
	}
}

func legacyExim() definitions {
	return definitions{
		"EXIM_MSGID": `[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}`,
		"EXIM_FLAGS": `(?:<=|[-=>*]>|[*]{2}|==)`,
		"EXIM_DATE":  `%{YEAR:exim_year}-%{MONTHNUM:exim_month}-%{MONTHDAY:exim_day} %{TIME:exim_time}`,
		"EXIM_PID":   `\[%{POSINT:pid}\]`,
		"EXIM_QT":    `(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?`,
		"EXIM_EXCLUDE_TERMS": `(?:Message is frozen|(?:Start|End) queue run| Warning: | retry time not reached | ` +
			`no (?:IP address|host name) found for (?:IP address|host) | unexpected disconnection while reading SMTP ` +
			`command | no immediate delivery: |another process is handling this message)`,
		"EXIM_REMOTE_HOST": `H=(?:%{NOTSPACE:remote_hostname} )?(?:\(%{NOTSPACE:remote_heloname}\) )?` +
			`\[%{IP:remote_host}\](?::%{POSINT:remote_port})?`,
		"EXIM_INTERFACE": `I=\[%{IP:exim_interface}\](?::%{NUMBER:exim_interface_port})`,
		"EXIM_PROTOCOL":  `P=%{NOTSPACE:protocol}`,
		"EXIM_MSG_SIZE":  `S=%{NUMBER:exim_msg_size}`,
		"EXIM_HEADER_ID": `id=%{NOTSPACE:exim_header_id}`,
		"EXIM_SUBJECT":   `T=%{QS:exim_subject}`,
		"EXIM_MESSAGE_ARRIVAL": `%{EXIM_DATE:timestamp} (?:%{EXIM_PID} )?%{EXIM_MSGID:exim_msgid} (?<exim_flags><=) ` +
			`(?:%{EXIM_FLAGS:exim_flags} )?(?<exim_status>[a-z:] )?%{EMAILADDRESS:exim_sender_email}` +
			`(?: (?:%{EXIM_REMOTE_HOST}|%{EXIM_INTERFACE}|%{EXIM_PROTOCOL}|%{EXIM_MSG_SIZE}|%{EXIM_HEADER_ID}|` +
			`%{EXIM_SUBJECT}|(?:[A-Za-z]{1,4}=%{NOTSPACE})))*(?: for %{EMAILADDRESS:exim_recipient_email})?`,
		"EXIM": `%{EXIM_MESSAGE_ARRIVAL}`,
	}
}
