headgate {
  data_dir         = "state"
  shutdown_timeout = "10s"
  log {
    level  = "info"
    format = "json"
  }
  api {
    listen = "127.0.0.1:9600"
    auth { token = env("HEADGATE_TOKEN", "") }
  }
  limits { memory = "1GiB" }
}

variable "archive" {
  description = "Folder of the archive."
  type        = string
  default     = env("ARCHIVE", "archive")
}

locals {
  common = { environment = "prod" }
  failed = field.http.response.status_code >= 500 # computed per event where it is used
}

pipeline "web" {
  workers = 4
  order   = "source"
  batch {
    size   = 256
    linger = "20ms"
  }

  input "stdin" "shippers" {}

  input "file" "access" {
    paths    = ["/var/log/nginx/*access.log"]
    start_at = "beginning"
    codec "multiline" {
      pattern = "^\s"
      what    = "previous"
    }
  }

  queue "memory" { max_size = "64MiB" }
  dead_letter {
    max_size = "2GiB"
    retain   = "14d"
  }

  filter "grok" "access" {
    when  = meta.input == "access"
    match = { message = ["%{COMBINEDAPACHELOG}", "%{COMMONAPACHELOG} \[%{NUMBER:took:float}\]"] }
  }
  filter "drop" { when = startswith(field.url.original, "/health") }
  filter "date" {
    source  = "timestamp"
    formats = ["dd/MMM/yyyy:HH:mm:ss Z"]
  }

  filter "set" {
    fields = {
      service.name  = coalesce(field.user_agent.original, "web")
      event.outcome = local.failed ? "failure" : "success"
      labels        = local.common
    }
  }

  route {
    case "errors" {
      when = local.failed
      output "file" "alerts" {
        path = "${var.archive}/alerts.ndjson"
        filter "redact" { kinds = ["email"] }
      }
    }
    case "static" {
      when = matches(field.url.original, "\.(css|js|png)$")
      filter "sample" { rate = 0.1 }
    }
    else {
      use "useragent" {}
    }
  }

  output "stdout" "search" {
    codec "lines" { format = "${field.message}" }
  }
  output "file" "archive" { path = "${var.archive}/${field.host.name}/${date("%Y-%m-%d")}.log.gz" }
}

chain "useragent" { # filters to be used in several places
  filter "useragent" { source = "user_agent.original" }
}

test "an access line is parsed and typed" {
  pipeline = "web"
  from     = "access" # the input whose codec and metadata apply
  text     = <<-EOT
    83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 503 12 "-" "curl/8"
  EOT
  expect = [
    field.http.response.status_code == 503,
    field["@timestamp"] == "2015-05-17T10:05:03Z",
    field.event.outcome == "failure",
  ]
  expect_outputs = ["alerts", "search", "archive"]
}
