package grok

// broLegacy covers the tables of Bro under the names it gave its columns itself.
func broLegacy() definitions {
	const connection = `NUMBER:ts NOTSPACE:uid IP:orig_h INT:orig_p IP:resp_h INT:resp_p `
	greedy := func(names ...string) (cols string) {
		for _, name := range names {
			cols += "GREEDYDATA:" + name + " "
		}
		return cols
	}
	return definitions{
		"BRO_BOOL": `[TF]`,
		"BRO_DATA": `[^\t]+`,
		"BRO_HTTP": columns(connection + `INT:trans_depth ` + greedy("method", "domain", "uri", "referrer", "user_agent") +
			`NUMBER:request_body_len NUMBER:response_body_len ` + greedy("status_code", "status_msg", "info_code", "info_msg",
			"filename", "bro_tags", "username", "password", "proxied", "orig_fuids", "orig_mime_types", "resp_fuids",
			"resp_mime_types")),
		"BRO_DNS": columns(connection + `WORD:proto INT:trans_id ` + greedy("query", "qclass", "qclass_name", "qtype",
			"qtype_name", "rcode", "rcode_name", "AA", "TC", "RD", "RA", "Z", "answers", "TTLs", "rejected")),
		"BRO_CONN": columns(connection + `WORD:proto GREEDYDATA:service NUMBER:duration NUMBER:orig_bytes NUMBER:resp_bytes ` +
			greedy("conn_state", "local_orig", "missed_bytes", "history", "orig_pkts", "orig_ip_bytes", "resp_pkts",
				"resp_ip_bytes", "tunnel_parents")),
		"BRO_FILES": columns(`NUMBER:ts NOTSPACE:fuid IP:tx_hosts IP:rx_hosts NOTSPACE:conn_uids ` + greedy("source", "depth",
			"analyzers", "mime_type", "filename", "duration", "local_orig", "is_orig", "seen_bytes", "total_bytes",
			"missing_bytes", "overflow_bytes", "timedout", "parent_fuid", "md5", "sha1", "sha256", "extracted")),
	}
}

// zeek covers the tables of Zeek, which Bro became, with ECS names.
func zeek() definitions {
	const (
		connection = `NUMBER:timestamp NOTSPACE:[zeek][session_id] IP:[source][ip] INT:[source][port]:int
			IP:[destination][ip] INT:[destination][port]:int `
		question = `?ZEEK_DATA:[dns][question][name] ?INT:[zeek][dns][qclass]:int ?ZEEK_DATA:[zeek][dns][qclass_name]
			?INT:[zeek][dns][qtype]:int ?ZEEK_DATA:[dns][question][type] ?INT:[zeek][dns][rcode]:int
			?ZEEK_DATA:[dns][response_code] `
	)
	return definitions{
		"ZEEK_BOOL": `[TF]`,
		"ZEEK_DATA": `[^\t]+`,
		"ZEEK_HTTP": columns(connection + `INT:[zeek][http][trans_depth]:int ?WORD:[http][request][method]
			?ZEEK_DATA:[url][domain] ?ZEEK_DATA:[url][original] ?ZEEK_DATA:[http][request][referrer] ?NUMBER:[http][version]
			?ZEEK_DATA:[user_agent][original] ?ZEEK_DATA:[zeek][http][origin] ?NUMBER:[http][request][body][bytes]:int
			?NUMBER:[http][response][body][bytes]:int ?POSINT:[http][response][status_code]:int
			?DATA:[zeek][http][status_msg] ?POSINT:[zeek][http][info_code]:int ?DATA:[zeek][http][info_msg]
			!ZEEK_DATA:[zeek][http][tags] ?ZEEK_DATA:[url][username] ?ZEEK_DATA:[url][password]
			?ZEEK_DATA:[zeek][http][proxied] ?ZEEK_DATA:[zeek][http][orig_fuids] ?ZEEK_DATA:[zeek][http][orig_filenames]
			?ZEEK_DATA:[http][request][mime_type] ?ZEEK_DATA:[zeek][http][resp_fuids]
			?ZEEK_DATA:[zeek][http][resp_filenames] ?ZEEK_DATA:[http][response][mime_type]`),
		"ZEEK_DNS": columns(connection + `WORD:[network][transport] ?INT:[dns][id]:int ?NUMBER:[zeek][dns][rtt]:float ` +
			question + `ZEEK_BOOL:[zeek][dns][AA] ZEEK_BOOL:[zeek][dns][TC] ZEEK_BOOL:[zeek][dns][RD]
			ZEEK_BOOL:[zeek][dns][RA] NONNEGINT:[zeek][dns][Z]:int ?ZEEK_DATA:[zeek][dns][answers] ?DATA:[zeek][dns][TTLs]
			?ZEEK_BOOL:[zeek][dns][rejected]`),
		"ZEEK_CONN": columns(connection+`WORD:[network][transport] ?ZEEK_DATA:[network][protocol]
			?NUMBER:[zeek][connection][duration]:float ?INT:[zeek][connection][orig_bytes]:int
			?INT:[zeek][connection][resp_bytes]:int ?ZEEK_DATA:[zeek][connection][state]
			?ZEEK_BOOL:[zeek][connection][local_orig] ?ZEEK_BOOL:[zeek][connection][local_resp]
			?INT:[zeek][connection][missed_bytes]:int ?ZEEK_DATA:[zeek][connection][history] ?INT:[source][packets]:int
			?INT:[source][bytes]:int ?INT:[destination][packets]:int ?INT:[destination][bytes]:int
			?ZEEK_DATA:[zeek][connection][tunnel_parents]`) +
			`(?:\t` + columns(`?COMMONMAC:[source][mac] ?COMMONMAC:[destination][mac]`) + `)?`,
		"ZEEK_FILES_TX_HOSTS": zeekHosts("server", "tx_hosts"),
		"ZEEK_FILES_RX_HOSTS": zeekHosts("client", "rx_hosts"),
		"ZEEK_FILES": columns(`NUMBER:timestamp NOTSPACE:[zeek][files][fuid] ZEEK_FILES_TX_HOSTS ZEEK_FILES_RX_HOSTS
			?ZEEK_DATA:[zeek][files][session_ids] ?ZEEK_DATA:[zeek][files][source] ?INT:[zeek][files][depth]:int
			?ZEEK_DATA:[zeek][files][analyzers] ?ZEEK_DATA:[file][mime_type] ?ZEEK_DATA:[file][name]
			?NUMBER:[zeek][files][duration]:float ?ZEEK_DATA:[zeek][files][local_orig] ?ZEEK_BOOL:[zeek][files][is_orig]
			?INT:[zeek][files][seen_bytes]:int ?INT:[file][size]:int ?INT:[zeek][files][missing_bytes]:int
			?INT:[zeek][files][overflow_bytes]:int ?ZEEK_BOOL:[zeek][files][timedout] ?ZEEK_DATA:[zeek][files][parent_fuid]
			?ZEEK_DATA:[file][hash][md5] ?ZEEK_DATA:[file][hash][sha1] ?ZEEK_DATA:[file][hash][sha256]
			?ZEEK_DATA:[zeek][files][extracted]`) +
			`(?:\t` + columns(`?ZEEK_BOOL:[zeek][files][extracted_cutoff] ?INT:[zeek][files][extracted_size]:int`) + `)?`,
	}
}

// zeekHosts is a column with one address or a list of them.
func zeekHosts(end, list string) string {
	first := `%{IP:[` + end + `][ip]}`
	return `(?:-|` + first + `)|(?<[zeek][files][` + list + `]>` + first + `(?:[\s,]%{IP})+)`
}
