# Files as rsyslog writes them, in its old format (RFC 3164: "Mar  6 09:00:01 web1 sshd[4120]: ...") and
# in its newer one (RSYSLOG_FileFormat: "2023-03-06T09:02:17.482913+01:00 db1 sshd[911]: ...").
#
#     headgate run --once examples/syslog-files

variable "timezone" {
  description = "Time zone of the machines that wrote the old format: its times name none."
  default     = "Europe/Berlin"
}

# A local gives a value or an expression a name. One that reads a field is computed for each event where
# it is used.
locals {
  critical = matches(field.message, "Out of memory|FATAL|panic")
  warning  = matches(field.message, "(?i)fail(ed|ure)|error|warning|denied|NOT in sudoers|status=deferred")
}

pipeline "syslog" {
  input "file" "files" {
    paths      = ["messages", "*.log"]
    start_at   = "beginning"
    checkpoint = false # don't remember how far it was read, so that it can be run again
  }

  # SYSLOGLINE knows both forms of time. It puts the host into host.hostname, the program into process.name
  # and process.pid, and the text into message, where "overwrite" lets it replace the whole line.
  filter "grok" "line" {
    match     = { message = "^%{SYSLOGLINE}$" }
    overwrite = ["message"]
  }

  filter "mutate" { strip = ["message"] } # sudo indents its messages

  # The formats are tried in this order. The first two tell no year: the current one is taken, except
  # around New Year, when December read in January is last year. ("MMM d" has the day padded with a blank.)
  filter "date" {
    source       = "timestamp"
    formats      = ["MMM dd HH:mm:ss", "MMM  d HH:mm:ss", "ISO8601"]
    timezone     = var.timezone
    remove_field = ["timestamp"]
  }

  # rsyslog writes equal lines once and says how often they came.
  filter "grok" "repeated" {
    when      = startswith(field.message, "message repeated ")
    match     = { message = "^message repeated %{INT:event.count:int} times: \[ ?%{GREEDYDATA:message}\]$" }
    overwrite = ["message"]
  }

  # The files don't hold the severity, which is part of what syslog sends. So it is guessed, first by the
  # program, from a table in a file, and then by the words of the message.
  filter "translate" "program" {
    source          = "process.name"
    target          = "log.syslog.severity.name"
    dictionary_path = "severities.csv"
    fallback        = "info"
  }
  filter "set" "severity" {
    when   = local.critical || local.warning
    fields = { log.syslog.severity.name = local.critical ? "critical" : "warning" }
  }

  # Who came from where: only in these lines of sshd.
  filter "grok" "login" {
    when  = field.process.name == "sshd" && matches(field.message, "^(Accepted|Failed) ")
    match = { message = "^(?:Accepted|Failed) %{WORD:system.auth.ssh.method} for (?:invalid user )?%{USERNAME:user.name} from %{IP:source.ip} port %{INT:source.port:int}" }
  }
  filter "set" "outcome" {
    when = exists(field.source.ip)
    fields = {
      event.category = ["authentication"]
      event.action   = "ssh_login"
      event.outcome  = startswith(field.message, "Accepted") ? "success" : "failure"
    }
  }

  route {
    case "unparsed" {
      when = contains(tags, "_grokparsefailure")
      output "file" "unparsed" {
        path           = "out/unparsed.ndjson"
        write_behavior = "overwrite" # begin anew with each run
      }
    }
    case "logins" {
      when = contains(field.event.category, "authentication")
      output "file" "logins" {
        path           = "out/logins.ndjson"
        write_behavior = "overwrite"
      }
    }
  }

  # As on a log server: a file for each host and severity. A part of a path that is missing would send the
  # event to the dead-letter queue.
  output "file" "hosts" {
    when           = exists(field.host.hostname)
    path           = "out/${field.host.hostname}/${field.log.syslog.severity.name}.ndjson"
    write_behavior = "overwrite"
  }
}

test "a line of the old format" {
  text = "Mar  6 09:03:44 web1 sshd[4131]: Failed password for invalid user admin from 203.0.113.45 port 40112 ssh2\n"
  expect = [
    field.host.hostname == "web1",
    field.process.name == "sshd",
    field.process.pid == 4131,
    startswith(field.message, "Failed password"),
    date("%m-%d %H:%M:%S", field["@timestamp"]) == "03-06 08:03:44", # the year is the current one
    field.log.syslog.severity.name == "warning",
    field.user.name == "admin",
    field.source.ip == "203.0.113.45",
    field.source.port == 40112,
    field.event.outcome == "failure",
    !exists(field.timestamp),
  ]
  expect_outputs = ["logins", "hosts"]
}

test "a line of the newer format" {
  text = "2023-03-06T09:02:17.482913+01:00 db1 sshd[911]: Accepted password for backup from 198.51.100.9 port 33010 ssh2\n"
  expect = [
    field.host.hostname == "db1",
    field["@timestamp"] == "2023-03-06T08:02:17.482913Z",
    field.log.syslog.severity.name == "info",
    field.event.outcome == "success",
  ]
}

test "a program gives the severity unless the words say more" {
  text = "Mar 16 11:20:05 web1 sudo:   deploy : TTY=pts/0 ; COMMAND=/usr/bin/id\n"
  expect = [
    field.log.syslog.severity.name == "notice",
    field.process.name == "sudo",
    !exists(field.process.pid),
    field.message == "deploy : TTY=pts/0 ; COMMAND=/usr/bin/id",
  ]
}

test "words that are critical" {
  text           = "Mar 16 09:07:12 web1 kernel: [184312.5] Out of memory: Killed process 3998 (node)\n"
  expect         = [field.log.syslog.severity.name == "critical"]
  expect_outputs = ["hosts"]
}

test "an unknown program and a repeated message" {
  text = "Mar 16 11:20:06 web1 dhclient[611]: message repeated 2 times: [ DHCPREQUEST for 10.0.3.17 on eth0]\n"
  expect = [
    field.log.syslog.severity.name == "info",
    field.message == "DHCPREQUEST for 10.0.3.17 on eth0",
    field.event.count == 2,
  ]
}

test "a line of another form is kept" {
  text           = "this line was cut off\n"
  expect_tags    = ["_grokparsefailure"]
  expect_outputs = ["unparsed"]
}
