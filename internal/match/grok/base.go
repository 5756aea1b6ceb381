package grok

import (
	"maps"
	"strings"
)

type definitions = map[string]string

// merge joins definitions; later ones win.
func merge(all ...definitions) definitions {
	out := definitions{}
	for _, defs := range all {
		maps.Copy(out, defs)
	}
	return out
}

// base has the building blocks that mean the same in both dictionaries. They match what Logstash's definitions of the
// same names match. QUOTEDSTRING, YEAR and WINPATH need no atomic groups here, since they can end in one place only.
func base() definitions {
	octet := `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])`
	quoted := func(q string) string { return q + `[^` + q + `\\]*(?:\\.[^` + q + `\\]*)*` + q }
	return definitions{
		"BASE10NUM":    `(?<![0-9.+-])(?>[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))`,
		"BASE16NUM":    `(?<![0-9A-Fa-f])[+-]?(?:0x)?[0-9A-Fa-f]+`,
		"BASE16FLOAT":  `\b(?<![0-9A-Fa-f.])[+-]?(?:0x)?(?:[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?|\.[0-9A-Fa-f]+)\b`,
		"POSINT":       `\b[1-9][0-9]*\b`,
		"NONNEGINT":    `\b[0-9]+\b`,
		"QUOTEDSTRING": `(?<!\\)(?:` + quoted(`"`) + `|` + quoted(`'`) + `|` + quoted("`") + `)`,
		"QS":           `%{QUOTEDSTRING}`,
		"URN":          `urn:[0-9A-Za-z][0-9A-Za-z-]{0,31}:(?:%[0-9a-fA-F]{2}|[0-9A-Za-z()+,.:=@;$_!*'/?#-])+`,

		"IPV4":     `(?<![0-9])` + octet + `(?:[.]` + octet + `){3}(?![0-9])`,
		"IPORHOST": `(?:%{IP}|%{HOSTNAME})`,
		"UNIXPATH": `(?:/[[[:alnum:]]_%!$@:.,+~-]*)+`,
		"WINPATH":  `(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+`,
		"URIPROTO": `[A-Za-z][A-Za-z0-9+\-.]+`,
		"URIPATH":  `(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_\-]*)+`,

		"MONTH":           months(),
		"MONTHNUM":        `(?:0?[1-9]|1[0-2])`,
		"MONTHNUM2":       `(?:0[1-9]|1[0-2])`,
		"DAY":             `(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)`,
		"YEAR":            `(?:\d\d){1,2}`,
		"SECOND":          `(?:(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?)`,
		"TIME":            `%{HOUR}:%{MINUTE}:%{SECOND}(?![0-9])`,
		"TZ":              `(?:[APMCE][SD]T|UTC)`,
		"PROG":            `[\x21-\x5a\x5c\x5e-\x7e]+`,
		"LOGLEVEL":        levels(),
		"HTTPDERROR_DATE": `%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}`,
		"HTTPDUSER":       `%{EMAILADDRESS}|%{USER}`,

		"DATESTAMP_EVENTLOG": `%{YEAR}%{MONTHNUM2}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}`,

		"SYSLOG5424PRINTASCII": `[!-~]+`,
		"SYSLOG5424SD":         `\[%{DATA}\]+`,
		"CRON_ACTION":          `[A-Z ]+`,
		"MCOLLECTIVEAUDIT":     `%{TIMESTAMP_ISO8601:timestamp}:`,
		"MONGO_QUERY":          `\{ (?<={ ).*(?= } ntoreturn:) \}`,
		"MONGO_WORDDASH":       `\b[\w-]+\b`,
		"MONGO3_SEVERITY":      `\w`,
		"MAVEN_VERSION":        `(?:(\d+)\.)?(?:(\d+)\.)?(\*|\d+)(?:[.-](RELEASE|SNAPSHOT))?`,
		"REDISTIMESTAMP":       `%{MONTHDAY} %{MONTH} %{TIME}`,
		"RUBY_LOGLEVEL":        `(?:DEBUG|FATAL|ERROR|WARN|INFO)`,
		"RUUID":                `\h{32}`,
		"BIND9_TIMESTAMP":      `%{MONTHDAY}-%{MONTH}-%{YEAR} %{TIME}`,
		"JAVAMETHOD":           `(?:<(?:cl)?init>|[a-zA-Z$_][a-zA-Z$_0-9]*)`,
		"JAVATHREAD":           `(?:[A-Z]{2}-Processor\d+)`,
	}
}

// months accepts English and German names, with either case of the first letter.
func months() string {
	names := []string{
		`[Jj]an(?:uary|uar)?`, `[Ff]eb(?:ruary|ruar)?`, `[Mm](?:a|ä)?r(?:ch|z)?`, `[Aa]pr(?:il)?`, `[Mm]a(?:y|i)?`,
		`[Jj]un(?:e|i)?`, `[Jj]ul(?:y|i)?`, `[Aa]ug(?:ust)?`, `[Ss]ep(?:tember)?`, `[Oo](?:c|k)?t(?:ober)?`,
		`[Nn]ov(?:ember)?`, `[Dd]e(?:c|z)(?:ember)?`,
	}
	return `\b(?:` + strings.Join(names, "|") + `)\b`
}

// levels accepts each level in capitals and in small letters with either case of the first one.
func levels() string {
	var all []string
	add := func(low string) {
		all = append(all, "["+strings.ToUpper(low[:1])+low[:1]+"]"+low[1:], strings.ToUpper(low))
	}
	for _, level := range []string{
		"alert", "trace", "debug", "notice", "info?(?:rmation)?", "warn?(?:ing)?", "err?(?:or)?", "crit?(?:ical)?", "fatal",
		"severe",
	} {
		add(level)
	}
	return "(?:" + strings.Join(append(all, "EMERG(?:ENCY)?", "[Ee]merg(?:ency)?"), "|") + ")"
}

// columns joins references to a line of a table. A column that begins with ? may be a dash instead, one that begins with
// ! the text (empty).
func columns(cols string) string {
	var parts []string
	for col := range strings.FieldsSeq(cols) {
		switch col[0] {
		case '?':
			parts = append(parts, `(?:-|%{`+col[1:]+`})`)
		case '!':
			parts = append(parts, `(?:\(empty\)|%{`+col[1:]+`})`)
		default:
			parts = append(parts, `%{`+col+`}`)
		}
	}
	return strings.Join(parts, `\t`)
}
