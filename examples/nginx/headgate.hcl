# The two logs of nginx become typed events whose fields bear the names of the Elastic Common Schema.
#
#     headgate run --once examples/nginx
#
# Both files go through one pipeline. An event knows the name of its input, and a route sends it to the
# filters for its kind.

variable "timezone" {
  description = "Time zone of the machine that wrote the logs: the times in error.log name none."
  default     = "Europe/Berlin"
}

pipeline "nginx" {
  input "file" "access" {
    paths      = ["access.log"]
    start_at   = "beginning"
    checkpoint = false # don't remember how far it was read, so that it can be run again
  }
  input "file" "error" {
    paths      = ["error.log"]
    start_at   = "beginning"
    checkpoint = false
  }

  route "kind" {
    case "access" {
      when = meta.input == "access"

      # nginx's format "combined" is that of Apache. A request that is no HTTP leaves no method and no URL.
      filter "grok" "request" { match = { message = "^%{COMBINEDAPACHELOG}$" } }

      # Health checks are of no interest. Dropped events are counted in the closing account.
      filter "drop" "health" { when = field.url.original == "/health" }

      filter "date" "of_request" {
        source       = "timestamp"
        formats      = ["dd/MMM/yyyy:HH:mm:ss Z"]
        remove_field = ["timestamp", "message"]
      }
      filter "dissect" "query" {
        when    = strcontains(field.url.original, "?")
        mapping = { url.original = "%{url.path}?%{url.query}" }
      }
      filter "useragent" { source = "user_agent.original" }

      # "a ? b : c" is b where a holds, else c. Where a value is null, the field is left alone.
      filter "set" "of_access" {
        fields = {
          source.ip      = field.source.address
          url.path       = coalesce(field.url.path, field.url.original)
          event.dataset  = "nginx.access"
          event.category = ["web"]
          event.outcome  = field.http.response.status_code < 400 ? "success" : "failure"
        }
      }
      output "file" "requests" {
        path           = "out/access.ndjson"
        write_behavior = "overwrite" # begin anew with each run
      }
    }

    case "error" {
      when = meta.input == "error"

      # First the beginning of the line, which is always the same, then the list at its end, of which each
      # part may be missing. (?:...)? is a part that may be there.
      filter "grok" "line" {
        match     = { message = "^%{NGINXTIME:timestamp} \[%{LOGLEVEL:log.level}\] %{POSINT:process.pid:int}#%{INT:process.thread.id:int}: (?:\*%{INT:nginx.error.connection_id:int} )?%{GREEDYDATA:message}$" }
        overwrite = ["message"] # put what was found in place of the whole line
        pattern_definitions = {
          NGINXTIME = "%{YEAR}/%{MONTHNUM}/%{MONTHDAY} %{TIME}"
        }
      }
      filter "grok" "client" {
        when = strcontains(field.message, ", client: ")
        match = {
          message = <<-EOT
            ^%{DATA:message}, client: %{IP:source.ip}, server: %{DATA:nginx.error.server}(?:, request: "%{DATA:request}")?(?:, upstream: "%{DATA:nginx.error.upstream}")?(?:, host: "%{DATA:url.domain}")?(?:, referrer: "%{DATA:http.request.referrer}")?$
          EOT
        }
        overwrite = ["message"]
      }
      filter "grok" "request_of_error" {
        when         = exists(field.request)
        match        = { request = "^%{WORD:http.request.method} %{NOTSPACE:url.original}(?: HTTP/%{NUMBER:http.version})?$" }
        remove_field = ["request"]
      }
      filter "date" "of_error" {
        source       = "timestamp"
        formats      = ["yyyy/MM/dd HH:mm:ss"]
        timezone     = var.timezone
        remove_field = ["timestamp"]
      }
      filter "set" "of_error" {
        fields = {
          event.dataset = "nginx.error"
          error.message = contains(["error", "crit", "alert", "emerg"], field.log.level) ? field.message : null
        }
      }
      output "file" "errors" {
        path           = "out/error.ndjson"
        write_behavior = "overwrite"
      }
    }
  }
}

test "a request is typed" {
  from = "access"
  text = <<-EOT
    2001:db8::1 - jane [06/Mar/2023:09:12:58 +0100] "GET /orders?page=2 HTTP/2.0" 200 18211 "https://shop.example.com/" "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/110.0"
  EOT
  expect = [
    field["@timestamp"] == "2023-03-06T08:12:58Z",
    field.source.ip == "2001:db8::1",
    field.user.name == "jane",
    field.http.request.method == "GET",
    field.http.version == "2.0",
    field.http.response.status_code == 200,
    field.http.response.body.bytes == 18211,
    field.url.path == "/orders",
    field.url.query == "page=2",
    field.user_agent.name == "Firefox",
    field.event.outcome == "success",
    !exists(field.message),
  ]
  expect_outputs = ["requests"]
}

test "a request that is no HTTP has no method" {
  from   = "access"
  text   = "203.0.113.200 - - [06/Mar/2023:09:13:42 +0100] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"\n"
  expect = [field.http.response.status_code == 400, !exists(field.http.request), !exists(field.url), field.event.outcome == "failure"]
}

test "health checks are dropped" {
  from           = "access"
  text           = "192.0.2.14 - - [06/Mar/2023:09:13:30 +0100] \"GET /health HTTP/1.1\" 200 2 \"-\" \"kube-probe/1.26\"\n"
  expect_dropped = true
}

test "an error tells the request that it belongs to" {
  from = "error"
  text = <<-EOT
    2023/03/06 09:14:11 [error] 29#29: *1190 upstream timed out (110: Operation timed out), client: 198.51.100.23, server: shop.example.com, request: "POST /orders/7742/pay HTTP/1.1", upstream: "http://10.0.3.17:8000/", host: "shop.example.com"
  EOT
  expect = [
    field["@timestamp"] == "2023-03-06T08:14:11Z",
    field.log.level == "error",
    field.process.pid == 29,
    field.nginx.error.connection_id == 1190,
    field.message == "upstream timed out (110: Operation timed out)",
    field.error.message == field.message,
    field.source.ip == "198.51.100.23",
    field.http.request.method == "POST",
    field.url.original == "/orders/7742/pay",
    field.url.domain == "shop.example.com",
    !exists(field.http.request.referrer),
  ]
  expect_outputs = ["errors"]
}

test "a notice is no error" {
  from   = "error"
  text   = "2023/03/06 09:00:00 [notice] 1#1: start worker processes\n"
  expect = [field.log.level == "notice", field.message == "start worker processes", !exists(field.error), !exists(field.nginx)]
}
