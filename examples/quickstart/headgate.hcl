# The main job of headgate on real input: 10,000 lines of an Apache access log become typed, enriched
# JSON, in a file for each class of status.
#
#     headgate run --once examples/quickstart
#
# New to this? A file like this one holds blocks, such as  filter "grok" "line" { ... } , and options,
# such as  start_at = "beginning" . The order of the filters is the order in which they run. Paths are
# relative to this file.

pipeline "access" {
  # Where events come from: each line of the file becomes one, with its text in the field "message".
  input "file" "log" {
    paths      = ["*.log"]
    start_at   = "beginning"
    checkpoint = false # don't remember how far it was read, so that it can be run again
  }

  # Take the line apart. COMBINEDAPACHELOG is one of the patterns that headgate knows; it names its
  # parts as the Elastic Common Schema does: source.address, http.response.status_code, url.original ...
  # A line that does not fit is not lost: it keeps its message and gets the tag _grokparsefailure.
  filter "grok" "line" {
    match = { message = "%{COMBINEDAPACHELOG}" }
  }

  # The time of the event is that of the request, not that of reading it. The two fields are removed
  # only when the time could be read.
  filter "date" {
    source       = "timestamp"
    formats      = ["dd/MMM/yyyy:HH:mm:ss Z"]
    remove_field = ["timestamp", "message"]
  }

  # Browser, system and device.
  filter "useragent" { source = "user_agent.original" }

  # Where the client is.
  filter "geoip" "place" {
    when           = exists(field.source.address)
    source         = "source.address"
    target         = "source"
    database       = "places.mmdb" # a small one; see places/
    tag_on_failure = []            # most addresses are not in it, and that is fine
  }

  # Fields that are computed. A field is read as field.NAME; one that is not there is null.
  filter "set" {
    when = exists(field.http.response.status_code)
    fields = {
      event.kind    = "event"
      event.outcome = field.http.response.status_code < 400 ? "success" : "failure"
    }
  }

  # An event takes the first case whose condition holds, or none. The outputs in a case get the events
  # that took it.
  route {
    case "unparsed" {
      when = contains(tags, "_grokparsefailure")
      output "file" "unparsed" {
        path           = "out/unparsed.ndjson"
        write_behavior = "overwrite" # begin anew with each run
      }
    }
    case "errors" {
      when = field.http.response.status_code >= 500
      output "file" "errors" {
        path           = "out/errors.ndjson"
        write_behavior = "overwrite"
      }
    }
  }

  # An output outside of all cases gets every event, unless its own "when" holds it back. The path is
  # made for each event: 200 and 206 go to out/status-2xx.ndjson.
  output "file" "by_class" {
    when           = exists(field.http.response.status_code)
    path           = "out/status-${floor(field.http.response.status_code / 100)}xx.ndjson"
    write_behavior = "overwrite"
  }
}

# Tests stand beside what they test. They need no files and start nothing:
#
#     headgate test --cover examples/quickstart

test "an access line is parsed, typed and enriched" {
  text = <<-EOT
    66.249.73.135 - - [17/May/2015:10:05:03 +0000] "GET /blog/ HTTP/1.1" 200 8948 "-" "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:27.0) Gecko/20100101 Firefox/27.0"
  EOT
  expect = [
    field.source.address == "66.249.73.135",
    field.http.response.status_code == 200,
    field.http.response.body.bytes == 8948,
    field["@timestamp"] == "2015-05-17T10:05:03Z",
    field.user_agent.name == "Firefox",
    field.source.geo.city_name == "Mountain View",
    field.event.outcome == "success",
    !exists(field.http.request.referrer),
    !exists(field.message),
  ]
  expect_outputs = ["by_class"]
}

test "a failed request also goes to the errors" {
  text           = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 503 12 \"-\" \"curl/8\"\n"
  expect         = [field.event.outcome == "failure", !exists(field.source.geo)]
  expect_outputs = ["errors", "by_class"]
}

test "a line that is no access line is tagged and kept" {
  text           = "83.149.9.216 - - [bad\n"
  expect_tags    = ["_grokparsefailure"]
  expect         = [field.message == "83.149.9.216 - - [bad", !exists(field.event.outcome)]
  expect_outputs = ["unparsed"]
}
