package grok

// legacyCisco covers the firewall messages of Cisco's ASA, named by their numbers.
func legacyCisco() definitions {
	var (
		from     = `from %{IP:src_ip}/%{INT:src_port}`
		to       = ` to %{IP:dst_ip}/%{INT:dst_port}`
		fromIf   = `%{DATA:src_interface}:%{IP:src_ip}/%{INT:src_port}`
		toIf     = ` to %{DATA:dst_interface}:%{IP:dst_ip}/%{INT:dst_port}`
		srcUser  = `(?:\(%{DATA:src_fwuser}\))?`
		dstUser  = `(?:\(%{DATA:dst_fwuser}\))?`
		icmp     = `\(type %{INT:icmp_type}, code %{INT:icmp_code}\)`
		hashes   = ` \[%{DATA:hashcode1}, %{DATA:hashcode2}\]`
		unit     = `\((?:Primary|Secondary)\) `
		side     = `[Ii]nterface %{GREEDYDATA:interface_name}`
		inOut    = `%{CISCO_ACTION:action}(?: %{CISCO_DIRECTION:direction})? %{WORD:protocol} connection `
		listSrc  = ` %{DATA:src_interface}/%{IP:src_ip}\(%{INT:src_port}\)`
		listDst  = ` -> %{DATA:dst_interface}/%{IP:dst_ip}\(%{INT:dst_port}\)`
		list     = `access-list %{NOTSPACE:policy_id} %{CISCO_ACTION:action} %{WORD:protocol}`
		hits     = ` hit-cnt %{INT:hit_count} %{CISCO_INTERVAL:interval}` + hashes
		anyUser  = `(?: \(%{DATA:user}\))?`
		mappedTo = func(side string) string {
			return `(?: \(%{IP:` + side + `_mapped_ip}/%{INT:` + side + `_mapped_port}\))?`
		}
	)
	return definitions{
		"CISCO_TAGGED_SYSLOG": `^<%{POSINT:syslog_pri}>%{CISCOTIMESTAMP:timestamp}(?: %{SYSLOGHOST:sysloghost})? ?: ` +
			`%%{CISCOTAG:ciscotag}:`,
		"CISCOTIMESTAMP": `%{MONTH} +%{MONTHDAY}(?: %{YEAR})? %{TIME}`,
		"CISCOTAG":       `[A-Z0-9]+-%{INT}-[A-Z0-9_]+`,
		"CISCO_ACTION": `Built|Teardown|Deny|Denied|denied|requested|permitted|denied by ACL|discarded|est-allowed|Dropping|` +
			`created|deleted`,
		"CISCO_REASON": `Duplicate TCP SYN|Failed to locate egress interface|Invalid transport field|` +
			`No matching connection|DNS Response|DNS Query|(?:%{WORD}\s*)*`,
		"CISCO_DIRECTION":  `Inbound|inbound|Outbound|outbound`,
		"CISCO_INTERVAL":   `first hit|%{INT}-second interval`,
		"CISCO_XLATE_TYPE": `static|dynamic`,

		"CISCOFW104001": unit + `Switching to ACTIVE - %{GREEDYDATA:switch_reason}`,
		"CISCOFW104002": unit + `Switching to STANDBY - %{GREEDYDATA:switch_reason}`,
		"CISCOFW104003": unit + `Switching to FAILED\.`,
		"CISCOFW104004": unit + `Switching to OK\.`,
		"CISCOFW105003": unit + `Monitoring on ` + side + ` waiting`,
		"CISCOFW105004": unit + `Monitoring on ` + side + ` normal`,
		"CISCOFW105005": unit + `Lost Failover communications with mate on ` + side,
		"CISCOFW105008": unit + `Testing ` + side,
		"CISCOFW105009": unit + `Testing on ` + side + ` (?:Passed|Failed)`,
		"CISCOFW106001": `%{CISCO_DIRECTION:direction} %{WORD:protocol} connection %{CISCO_ACTION:action} ` + from + to +
			` flags %{GREEDYDATA:tcp_flags} on interface %{GREEDYDATA:interface}`,
		"CISCOFW106006_106007_106010": `%{CISCO_ACTION:action} %{CISCO_DIRECTION:direction} %{WORD:protocol} (?:from|src) ` +
			`%{IP:src_ip}/%{INT:src_port}` + srcUser + ` (?:to|dst) %{IP:dst_ip}/%{INT:dst_port}` + dstUser +
			` (?:on interface %{DATA:interface}|due to %{CISCO_REASON:reason})`,
		"CISCOFW106014": `%{CISCO_ACTION:action} %{CISCO_DIRECTION:direction} %{WORD:protocol} src %{DATA:src_interface}:` +
			`%{IP:src_ip}` + srcUser + ` dst %{DATA:dst_interface}:%{IP:dst_ip}` + dstUser + ` ` + icmp,
		"CISCOFW106015": `%{CISCO_ACTION:action} %{WORD:protocol} \(%{DATA:policy_id}\) ` + from + to +
			` flags %{DATA:tcp_flags} on interface %{GREEDYDATA:interface}`,
		"CISCOFW106021": `%{CISCO_ACTION:action} %{WORD:protocol} reverse path check from %{IP:src_ip} to %{IP:dst_ip} ` +
			`on interface %{GREEDYDATA:interface}`,
		"CISCOFW106023": `%{CISCO_ACTION:action}(?: protocol)? %{WORD:protocol} src %{DATA:src_interface}:%{DATA:src_ip}` +
			`(?:/%{INT:src_port})?` + srcUser + ` dst %{DATA:dst_interface}:%{DATA:dst_ip}(?:/%{INT:dst_port})?` + dstUser +
			`(?: ` + icmp + `)? by access-group "?%{DATA:policy_id}"?` + hashes,
		"CISCOFW106100_2_3": list + ` for user '%{DATA:src_fwuser}'` + listSrc + listDst + hits,
		"CISCOFW106100":     list + listSrc + srcUser + listDst + srcUser + hits,
		"CISCOFW304001":     `%{IP:src_ip}` + srcUser + ` Accessed URL %{IP:dst_ip}:%{GREEDYDATA:dst_url}`,
		"CISCOFW110002":     `%{CISCO_REASON:reason} for %{WORD:protocol} from ` + fromIf + to,
		"CISCOFW302010":     `%{INT:connection_count} in use, %{INT:connection_count_max} most used`,
		"CISCOFW302013_302014_302015_302016": inOut + `%{INT:connection_id} for ` + fromIf + mappedTo("src") + srcUser +
			toIf + mappedTo("dst") + dstUser + `(?: duration %{TIME:duration} bytes %{INT:bytes})?` +
			`(?: %{CISCO_REASON:reason})?` + anyUser,
		"CISCOFW302020_302021": inOut + `for faddr %{IP:dst_ip}/%{INT:icmp_seq_num}(?:\(%{DATA:fwuser}\))? ` +
			`gaddr %{IP:src_xlated_ip}/%{INT:icmp_code_xlated} laddr %{IP:src_ip}/%{INT:icmp_code}` + anyUser,
		"CISCOFW305011": `%{CISCO_ACTION:action} %{CISCO_XLATE_TYPE:xlate_type} %{WORD:protocol} translation from ` +
			`%{DATA:src_interface}:%{IP:src_ip}(?:/%{INT:src_port})?` + srcUser +
			` to %{DATA:src_xlated_interface}:%{IP:src_xlated_ip}/%{DATA:src_xlated_port}`,
		"CISCOFW313001_313004_313008": `%{CISCO_ACTION:action} %{WORD:protocol} type=%{INT:icmp_type}, code=%{INT:icmp_code} ` +
			`from %{IP:src_ip} on interface %{DATA:interface}(?: to %{IP:dst_ip})?`,
		"CISCOFW313005": `%{CISCO_REASON:reason} for %{WORD:protocol} error message: %{WORD:err_protocol} ` +
			`src %{DATA:err_src_interface}:%{IP:err_src_ip}(?:\(%{DATA:err_src_fwuser}\))? ` +
			`dst %{DATA:err_dst_interface}:%{IP:err_dst_ip}(?:\(%{DATA:err_dst_fwuser}\))? ` +
			`\(type %{INT:err_icmp_type}, code %{INT:err_icmp_code}\) on %{DATA:interface} interface\.  ` +
			`Original IP payload: %{WORD:protocol} src %{IP:orig_src_ip}/%{INT:orig_src_port}` +
			`(?:\(%{DATA:orig_src_fwuser}\))? dst %{IP:orig_dst_ip}/%{INT:orig_dst_port}(?:\(%{DATA:orig_dst_fwuser}\))?`,
		"CISCOFW321001": `Resource '%{WORD:resource_name}' limit of %{POSINT:resource_limit} reached for system`,
		"CISCOFW402117": `%{WORD:protocol}: Received a non-IPSec packet \(protocol= %{WORD:orig_protocol}\) ` +
			`from %{IP:src_ip} to %{IP:dst_ip}`,
		"CISCOFW402119": `%{WORD:protocol}: Received an %{WORD:orig_protocol} packet \(SPI= %{DATA:spi}, ` +
			`sequence number= %{DATA:seq_num}\) from %{IP:src_ip} \(user= %{DATA:user}\) to %{IP:dst_ip} ` +
			`that failed anti-replay checking`,
		"CISCOFW419001": `%{CISCO_ACTION:action} %{WORD:protocol} packet from ` + fromIf + toIf + `, reason: %{GREEDYDATA:reason}`,
		"CISCOFW419002": `%{CISCO_REASON:reason} from ` + fromIf + toIf + ` with different initial sequence number`,
		"CISCOFW500004": `%{CISCO_REASON:reason} for protocol=%{WORD:protocol}, ` + from + to,
		"CISCOFW602303_602304": `%{WORD:protocol}: An %{CISCO_DIRECTION:direction} %{GREEDYDATA:tunnel_type} SA ` +
			`\(SPI= %{DATA:spi}\) between %{IP:src_ip} and %{IP:dst_ip} \(user= %{DATA:user}\) ` +
			`has been %{CISCO_ACTION:action}`,
		"CISCOFW710001_710002_710003_710005_710006": `%{WORD:protocol} (?:request|access) %{CISCO_ACTION:action} ` + from + toIf,
		"CISCOFW713172": `Group = %{GREEDYDATA:group}, IP = %{IP:src_ip}, Automatic NAT Detection Status:\s+` +
			`Remote end\s*%{DATA:is_remote_natted}\s*behind a NAT device\s+` +
			`This\s+end\s*%{DATA:is_local_natted}\s*behind a NAT device`,
		"CISCOFW733100": `\[\s*%{DATA:drop_type}\s*\] drop %{DATA:drop_rate_id} exceeded. ` +
			`Current burst rate is %{INT:drop_rate_current_burst} per second, max configured rate is %{INT:drop_rate_max_burst}; ` +
			`Current average rate is %{INT:drop_rate_current_avg} per second, max configured rate is %{INT:drop_rate_max_avg}; ` +
			`Cumulative total count is %{INT:drop_total_count}`,
	}
}

// legacyFirewalls has the other firewalls.
func legacyFirewalls() definitions {
	flow := func(name string) string {
		return `%{IP:` + name + `src-ip}/%{INT:` + name + `src-port}->%{IP:` + name + `dst-ip}/%{INT:` + name + `dst-port}`
	}
	policy := `%{DATA:policy-name} %{DATA:from-zone} %{DATA:to-zone}`
	rules := ` %{DATA:service} ` + flow("nat-") + ` %{DATA:src-nat-rule-name} %{DATA:dst-nat-rule-name} %{INT:protocol-id} ` +
		policy + ` %{INT:session-id} `
	return definitions{
		"NETSCREENSESSIONLOG": `%{SYSLOGTIMESTAMP:date} %{IPORHOST:device} %{IPORHOST}: NetScreen device_id=%{WORD:device_id}` +
			`%{DATA}: start_time=%{QUOTEDSTRING:start_time} duration=%{INT:duration} policy_id=%{INT:policy_id} ` +
			`service=%{DATA:service} proto=%{INT:proto} src zone=%{WORD:src_zone} dst zone=%{WORD:dst_zone} ` +
			`action=%{WORD:action} sent=%{INT:sent} rcvd=%{INT:rcvd} src=%{IPORHOST:src_ip} dst=%{IPORHOST:dst_ip} ` +
			`src_port=%{INT:src_port} dst_port=%{INT:dst_port} src-xlated ip=%{IPORHOST:src_xlated_ip} ` +
			`port=%{INT:src_xlated_port} dst-xlated ip=%{IPORHOST:dst_xlated_ip} port=%{INT:dst_xlated_port} ` +
			`session_id=%{INT:session_id} reason=%{GREEDYDATA:reason}`,
		"SHOREWALL": `(?:%{SYSLOGTIMESTAMP:timestamp}) (?:%{WORD:nf_host}) .*Shorewall:(?:%{WORD:nf_action1})?:` +
			`(?:%{WORD:nf_action2})?.*IN=(?:%{USERNAME:nf_in_interface})?.*(?:OUT= *MAC=(?:%{COMMONMAC:nf_dst_mac}):` +
			`(?:%{COMMONMAC:nf_src_mac})?|OUT=%{USERNAME:nf_out_interface}).*SRC=(?:%{IPV4:nf_src_ip}).*` +
			`DST=(?:%{IPV4:nf_dst_ip}).*LEN=(?:%{WORD:nf_len}).*TOS=(?:%{WORD:nf_tos}).*PREC=(?:%{WORD:nf_prec}).*` +
			`TTL=(?:%{INT:nf_ttl}).*ID=(?:%{INT:nf_id}).*PROTO=(?:%{WORD:nf_protocol}).*` +
			`SPT=(?:%{INT:nf_src_port}?.*DPT=%{INT:nf_dst_port}?.*)`,
		"SFW2": `(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})\s*%{HOSTNAME}\s*kernel\S+\s*` +
			`(?:%{NAGIOSTIME}\s*)?SFW2\-INext\-%{NOTSPACE:nf_action}\s*IN=%{USERNAME:nf_in_interface}.*` +
			`OUT=(?:\s*%{USERNAME:nf_out_interface}|\s*)MAC=(?:%{COMMONMAC:nf_dst_mac}:%{COMMONMAC:nf_src_mac}|\s*).*` +
			`SRC=%{IP:nf_src_ip}\s*DST=%{IP:nf_dst_ip}.*PROTO=%{WORD:nf_protocol}` +
			`(?:.*SPT=%{INT:nf_src_port}.*DPT=%{INT:nf_dst_port}.*)?`,

		"RT_FLOW_EVENT": `(?:RT_FLOW_SESSION_CREATE|RT_FLOW_SESSION_CLOSE|RT_FLOW_SESSION_DENY)`,
		"RT_FLOW1": `%{RT_FLOW_EVENT:event}: %{GREEDYDATA:close-reason}: ` + flow("") + rules +
			`\d+\(%{DATA:sent}\) \d+\(%{DATA:received}\) %{INT:elapsed-time} .*`,
		"RT_FLOW2": `%{RT_FLOW_EVENT:event}: session created ` + flow("") + rules + `.*`,
		"RT_FLOW3": `%{RT_FLOW_EVENT:event}: session denied ` + flow("") + ` %{DATA:service} %{INT:protocol-id}\(\d\) ` +
			policy + ` .*`,
	}
}
