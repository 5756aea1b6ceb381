package grok

import "strings"

// baculaNames are what the two dictionaries put in place of the marks in baculaMessages.
type baculaNames struct {
	marks   *strings.Replacer
	others  definitions
	logLine string // name of the pattern for a line
	head    string
}

var legacyBacula = baculaNames{
	marks: strings.NewReplacer(
		"<volume>", `%{BACULA_VOLUME:volume}`, "<device>", `%{BACULA_DEVICE:device}`, "<path>", `%{BACULA_DEVICEPATH}`,
		"<job>", `%{BACULA_JOB:job}`, "<client>", `%{BACULA_HOST:client}`, "<error>", `%{GREEDYDATA:berror}`,
		"<file>", `%{DATA}`, "<capacity>", `%{BACULA_CAPACITY}`, "<blocks>", `%{BACULA_CAPACITY}`, "<size>", `%{INT}`,
		"<at>", `%{MONTHDAY}-%{MONTH}-%{YEAR} %{HOUR}:%{MINUTE}`, "<elapsed>", `%{DATA:elapsed}`,
		"<run>", `%{GREEDYDATA:runjob}`, "<duplicate>", `%{INT:duplicate}`, "<peer>", `%{HOSTNAME}:%{POSINT}`,
		"<daemon>", `%{DATA}`,
	),
	others: definitions{
		"BACULA_TIMESTAMP":        `%{MONTHDAY}-%{MONTH} %{HOUR}:%{MINUTE}`,
		"BACULA_HOST":             `[a-zA-Z0-9-]+`,
		"BACULA_LOG_WROTE_LABEL":  `Wrote label to prelabeled Volume "%{BACULA_VOLUME:volume}" on device "%{BACULA_DEVICE}" \(%{BACULA_DEVICEPATH}\)`,
		"BACULA_LOG_MAX_CAPACITY": `User defined maximum volume capacity %{BACULA_CAPACITY} exceeded on device "%{BACULA_DEVICE:device}" \(%{BACULA_DEVICEPATH}\)`,
		"BACULA_LOG_DIFF_FS":      `\s+%{UNIXPATH} is a different filesystem. Will not descend from %{UNIXPATH} into it.`,
	},
	logLine: "BACULA_LOGLINE",
	head:    `%{BACULA_TIMESTAMP:bts} %{BACULA_HOST:hostname}(?: JobId %{INT:jobid})?: `,
}

var ecsBacula = baculaNames{
	marks: strings.NewReplacer(
		"<volume>", `%{BACULA_VOLUME:[bacula][volume][name]}`, "<device>", `%{BACULA_DEVICE:[bacula][volume][device]}`,
		"<path>", `%{BACULA_DEVICEPATH:[bacula][volume][path]}`, "<job>", `%{BACULA_JOB:[bacula][job][name]}`,
		"<client>", `%{BACULA_HOST:[bacula][client][name]}`, "<error>", `%{GREEDYDATA:[error][message]}`,
		"<file>", `%{DATA:[file][path]}`, "<capacity>", `%{BACULA_CAPACITY:[bacula][volume][bytes]}`,
		"<blocks>", `%{BACULA_CAPACITY:[bacula][volume][blocks]}`, "<size>", `%{INT:[bacula][volume][size]:int}`,
		"<at>", `%{BACULA_TIMESTAMP:[bacula][timestamp]}`, "<elapsed>", `%{DATA:[bacula][job][elapsed_time]}`,
		"<run>", `%{GREEDYDATA:[bacula][job][client_run_before_command]}`, "<duplicate>", `%{INT}`,
		"<peer>", `%{IPORHOST:[client][address]}:%{POSINT:[client][port]:int}`,
		"<daemon>", `"?%{IPORHOST:[client][address]}(?::%{POSINT:[client][port]:int})?"?`,
	),
	others: definitions{
		"BACULA_TIMESTAMP": `%{MONTHDAY}-%{MONTH}(?:-%{YEAR})? %{HOUR}:%{MINUTE}`,
		"BACULA_HOST":      `%{HOSTNAME}`,
		"BACULA_LOGLINE":   `%{BACULA_LOG}`,
	},
	logLine: "BACULA_LOG",
	head:    `%{BACULA_TIMESTAMP:timestamp} %{BACULA_HOST:[host][hostname]} JobId %{INT:[bacula][job_id]}: `,
}

// baculaMessages lists the messages, in the order in which a line is tried. The marks in < > are replaced.
const baculaMessages = `
MAX_CAPACITY       User defined maximum volume capacity <capacity> exceeded on device "<device>" \(<path>\).?
END_VOLUME         End of medium on Volume "<volume>" Bytes=<capacity> Blocks=<blocks> at <at>.
NEW_VOLUME         Created new Volume "<volume>" in catalog.
NEW_LABEL          Labeled new Volume "<volume>" on (?:file )?device "<device>" \(<path>\).
WROTE_LABEL        Wrote label to prelabeled Volume "<volume>" on device "<device>" \(<path>\)
NEW_MOUNT          New volume "<volume>" mounted on device "<device>" \(<path>\) at <at>.
NOOPEN             \s*Cannot open %{DATA}: ERR=<error>
NOOPENDIR          \s*Could not open directory "?<file>"?: ERR=<error>
NOSTAT             \s*Could not stat <file>: ERR=<error>
NOJOBS             There are no more Jobs associated with Volume "<volume>". Marking it purged.
ALL_RECORDS_PRUNED .*?All records pruned from Volume "<volume>"; marking it "Purged"
BEGIN_PRUNE_JOBS   Begin pruning Jobs older than %{INT} month %{INT} days .
BEGIN_PRUNE_FILES  Begin pruning Files.
PRUNED_JOBS        Pruned %{INT} Jobs* for client <client> from catalog.
PRUNED_FILES       Pruned Files from %{INT} Jobs* for client <client> from catalog.
ENDPRUNE           End auto prune.
STARTJOB           Start Backup JobId %{INT}, Job=<job>
STARTRESTORE       Start Restore Job <job>
USEDEVICE          Using Device "<device>"
DIFF_FS            \s*%{UNIXPATH} is a different filesystem. Will not descend from %{UNIXPATH} into it.
JOBEND             Job write elapsed time = <elapsed>, Transfer rate = %{NUMBER} (?:K|M|G)? Bytes/second
NOPRUNE_JOBS       No Jobs found to prune.
NOPRUNE_FILES      No Files found to prune.
VOLUME_PREVWRITTEN Volume "?<volume>"? previously written, moving to end of data.
READYAPPEND        Ready to append to end of Volume "<volume>" size=<size>
CANCELLING         Cancelling duplicate JobId=%{INT}.
MARKCANCEL         JobId %{INT}, Job <job> marked to be canceled.
CLIENT_RBJ         shell command: run ClientRunBeforeJob "<run>"
VSS                (?:Generate )?VSS (?:Writer)?
MAXSTART           Fatal error: Job canceled because max start delay time exceeded.
DUPLICATE          Fatal error: JobId <duplicate> already running. Duplicate job not allowed.
NOJOBSTAT          Fatal error: No Job status returned from FD.
FATAL_CONN         Fatal error: bsock.c:133 Unable to connect to (?:Client: <client>|Storage daemon) on <peer>. ERR=<error>
NO_CONNECT         Warning: bsock.c:127 Could not connect to (?:Client: <client>|Storage daemon) on <peer>. ERR=<error>
NO_AUTH            Fatal error: Unable to authenticate with File daemon at <daemon>. Possible causes:
NOSUIT             No prior or suitable Full backup found in catalog. Doing FULL backup.
JOB                (?:Error: )?Bacula %{BACULA_HOST} %{BACULA_VERSION} \(%{BACULA_VERSION}\):
NOPRIOR            No prior Full backup Job record found.
`

func bacula(names baculaNames) definitions {
	defs := definitions{
		"BACULA_VOLUME":     `%{USER}`,
		"BACULA_DEVICE":     `%{USER}`,
		"BACULA_DEVICEPATH": `%{UNIXPATH}`,
		"BACULA_CAPACITY":   `%{INT}{1,3}(?:,%{INT}{3})*`,
		"BACULA_VERSION":    `%{USER}`,
		"BACULA_JOB":        `%{USER}`,
	}
	var all []string
	for line := range strings.Lines(strings.TrimSpace(baculaMessages)) {
		name, text, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		defs["BACULA_LOG_"+name] = names.marks.Replace(strings.TrimLeft(text, " "))
		all = append(all, `%{BACULA_LOG_`+name+`}`)
	}
	defs[names.logLine] = names.head + `(?:` + strings.Join(all, "|") + `)`
	return merge(defs, names.others)
}
