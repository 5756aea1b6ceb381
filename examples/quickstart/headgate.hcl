# The main job of headgate on real input: 10,000 lines of an Apache access log become typed, enriched
# JSON, in a file for each class of status.
#
#     headgate run --once examples/quickstart

pipeline "access" {
  input "file" "log" {
    paths      = ["*.log"]
    start_at   = "beginning"
    checkpoint = false # read everything again each time
  }

  filter "grok" "line" {
    match = { message = "%{COMBINEDAPACHELOG}" }
  }

  filter "date" {
    source       = "timestamp"
    formats      = ["dd/MMM/yyyy:HH:mm:ss Z"]
    remove_field = ["timestamp", "message"]
  }

  filter "useragent" { source = "user_agent.original" }

  filter "geoip" "place" {
    source         = "source.address"
    target         = "source"
    database       = "places.mmdb" # a small one; see places/
    tag_on_failure = []            # most addresses are not in it
  }

  filter "set" {
    fields = {
      event.kind    = "event"
      event.outcome = field.http.response.status_code < 400 ? "success" : "failure"
    }
  }

  route {
    case "errors" {
      when = field.http.response.status_code >= 500
      output "file" "errors" { path = "out/errors.ndjson" }
    }
  }

  output "file" "by_class" {
    path = "out/status-${floor(field.http.response.status_code / 100)}xx.ndjson"
  }
}

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
  ]
  expect_outputs = ["by_class"]
}

test "a failed request also goes to the errors" {
  text           = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 503 12 \"-\" \"curl/8\"\n"
  expect         = [field.event.outcome == "failure", !exists(field.source.geo)]
  expect_outputs = ["errors", "by_class"]
}

test "a line that is no access line is tagged and kept" {
  text        = "83.149.9.216 - - [bad\n"
  expect_tags = ["_grokparsefailure"]
  expect      = [field.message == "83.149.9.216 - - [bad"]
}
