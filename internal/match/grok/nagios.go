package grok

import "strings"

// nagiosNames maps the columns of Nagios logs to references.
type nagiosNames map[string]string

var legacyNagios = nagiosNames{
	"time": "NUMBER:nagios_epoch", "type": "nagios_type", "command": "nagios_command", "message": "nagios_message",
	"host": "DATA:nagios_hostname", "service": "DATA:nagios_service", "state": "DATA:nagios_state",
	"statetype": "DATA:nagios_statetype", "level": "DATA:nagios_statelevel", "code": "DATA:nagios_statecode",
	"attempt": "NUMBER:nagios_attempt", "user": "DATA:nagios_notifyname", "contact": "DATA:nagios_contact",
	"comment": "DATA:nagios_comment", "handler": "DATA:nagios_event_handler_name", "from": "DATA:nagios_unknown1",
	"to": "DATA:nagios_unknown2", "result": "DATA:nagios_check_result", "start": "NUMBER:nagios_start_time",
	"end": "NUMBER:nagios_end_time", "fixed": "NUMBER:nagios_fixed", "trigger": "NUMBER:nagios_trigger_id",
	"duration": "NUMBER:nagios_duration", "author": "DATA:author", "remark": "DATA:comment",
}

var ecsNagios = nagiosNames{
	"time": "NUMBER:timestamp", "type": "[nagios][log][type]", "command": "[nagios][log][command]", "message": "message",
	"host": "DATA:[host][hostname]", "service": "DATA:[service][name]", "state": "DATA:[nagios][log][status]",
	"statetype": "DATA:[nagios][log][state_type]", "level": "DATA:[nagios][log][state_type]",
	"code": "INT:[nagios][log][attempt]:int", "attempt": "INT:[nagios][log][attempt]:int", "user": "DATA:[user][name]",
	"contact": "DATA:[nagios][log][notification_command]", "comment": "DATA:[nagios][log][comment]",
	"handler": "DATA:[nagios][log][event_handler_name]", "from": "NUMBER:[nagios][log][period_from]:int",
	"to": "NUMBER:[nagios][log][period_to]:int", "result": "DATA:[nagios][log][check_result]",
	"start": "NUMBER:[nagios][log][start_time]", "end": "NUMBER:[nagios][log][end_time]",
	"fixed": "NUMBER:[nagios][log][fixed]", "trigger": "NUMBER:[nagios][log][trigger_id]",
	"duration": "NUMBER:[nagios][log][duration]:int", "author": "DATA:[user][name]", "remark": "DATA:[nagios][log][comment]",
}

// nagiosLines lists the kinds of lines with their columns; a column that ends in ! takes all that is left.
const nagiosLines = `
CURRENT_SERVICE_STATE   host;service;state;statetype;code;message!
CURRENT_HOST_STATE      host;state;statetype;code;message!
SERVICE_NOTIFICATION    user;host;service;state;contact;message!
HOST_NOTIFICATION       user;host;state;contact;message!
SERVICE_ALERT           host;service;state;level;attempt;message!
HOST_ALERT              host;state;level;attempt;message!
SERVICE_FLAPPING_ALERT  host;service;state;message!
HOST_FLAPPING_ALERT     host;state;message!
SERVICE_DOWNTIME_ALERT  host;service;state;comment!
HOST_DOWNTIME_ALERT     host;state;comment!
PASSIVE_SERVICE_CHECK   host;service;state;comment!
PASSIVE_HOST_CHECK      host;state;comment!
SERVICE_EVENT_HANDLER   host;service;state;level;handler
HOST_EVENT_HANDLER      host;state;level;handler
TIMEPERIOD_TRANSITION   service;from;to
`

// nagiosCommands lists the external commands.
const nagiosCommands = `
DISABLE_SVC_CHECK               host;service
ENABLE_SVC_CHECK                host;service
DISABLE_HOST_CHECK              host
ENABLE_HOST_CHECK               host
PROCESS_HOST_CHECK_RESULT       host;state;result!
PROCESS_SERVICE_CHECK_RESULT    host;service;state;result!
SCHEDULE_HOST_DOWNTIME          host;start;end;fixed;trigger;duration;author;remark
DISABLE_HOST_SVC_NOTIFICATIONS  host!
ENABLE_HOST_SVC_NOTIFICATIONS   host!
DISABLE_HOST_NOTIFICATIONS      host!
ENABLE_HOST_NOTIFICATIONS       host!
DISABLE_SVC_NOTIFICATIONS       host;service!
ENABLE_SVC_NOTIFICATIONS        host;service!
`

func nagios(names nagiosNames) definitions {
	defs := definitions{
		"NAGIOSTIME":                          `\[%{` + names["time"] + `}\]`,
		"NAGIOS_WARNING":                      `Warning:%{SPACE}%{GREEDYDATA:` + names["message"] + `}`,
		"NAGIOS_TYPE_EXTERNAL_COMMAND":        `EXTERNAL COMMAND`,
		"NAGIOS_EC_SCHEDULE_SERVICE_DOWNTIME": `SCHEDULE_SERVICE_DOWNTIME`,
	}
	kinds := []string{"%{NAGIOS_WARNING}"}
	for kind, cols := range nagiosTable(nagiosLines) {
		defs["NAGIOS_TYPE_"+kind] = strings.ReplaceAll(kind, "_", " ")
		defs["NAGIOS_"+kind] = `%{NAGIOS_TYPE_` + kind + `:` + names["type"] + `}: ` + names.columns(cols)
		kinds = append(kinds, `%{NAGIOS_`+kind+`}`)
	}
	for command, cols := range nagiosTable(nagiosCommands) {
		defs["NAGIOS_EC_"+command] = command
		defs["NAGIOS_EC_LINE_"+command] = `%{NAGIOS_TYPE_EXTERNAL_COMMAND:` + names["type"] + `}: ` +
			`%{NAGIOS_EC_` + command + `:` + names["command"] + `};` + names.columns(cols)
		kinds = append(kinds, `%{NAGIOS_EC_LINE_`+command+`}`)
	}
	defs["NAGIOSLOGLINE"] = `%{NAGIOSTIME} (?:` + strings.Join(kinds, "|") + `)`
	return defs
}

// nagiosTable yields the names and columns of a table in its order.
func nagiosTable(table string) func(yield func(name, cols string) bool) {
	return func(yield func(name, cols string) bool) {
		for line := range strings.Lines(strings.TrimSpace(table)) {
			f := strings.Fields(line)
			if !yield(f[0], f[1]) {
				return
			}
		}
	}
}

func (n nagiosNames) columns(cols string) string {
	var refs []string
	for col := range strings.SplitSeq(cols, ";") {
		name, rest := strings.CutSuffix(col, "!")
		ref := n[name]
		if rest {
			ref = `GREEDYDATA:` + ref[strings.IndexByte(ref, ':')+1:]
		}
		refs = append(refs, `%{`+ref+`}`)
	}
	return strings.Join(refs, ";")
}
